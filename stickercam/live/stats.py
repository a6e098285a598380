"""Times of the stages, and what a live run was like."""

from collections import defaultdict, deque
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

LAST = 30  # of them: about a second
KEPT = 20_000  # the last ten minutes: a view that is open all day must not grow


class Stats:
    """Seconds spent a stage, and the rate of the last two seconds."""

    def __init__(self) -> None:
        self._stages: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=KEPT))
        self._shown: deque[float] = deque(maxlen=240)

    def add(self, stage: str, seconds: float) -> None:
        self._stages[stage].append(seconds)

    def tick(self, now: float) -> None:
        """A pose reached the screen."""
        self._shown.append(now)

    def fps(self, now: float) -> float:
        """Poses a second that reached the screen in the last two seconds."""
        recent = [time for time in self._shown if now - time < 2.0]
        return (len(recent) - 1) / (recent[-1] - recent[0]) if len(recent) > 2 else 0.0

    def recent(self, stage: str) -> float:
        """Median of a stage over the last second or so, seconds; 0 where there is none."""
        times = self._stages.get(stage)
        return float(np.median(list(islice(reversed(times), LAST)))) if times else 0.0

    def stages(self) -> dict[str, tuple[float, float]]:
        """Stage -> (median, 95th centile), milliseconds."""
        return {
            name: (float(np.median(times)) * 1000, float(np.quantile(times, 0.95)) * 1000)
            for name, times in self._stages.items()
        }


@dataclass(frozen=True, slots=True)
class LiveSummary:
    """What a live run was like.

    frames:  pictures that the camera gave; shown: those whose pose reached the screen (or was drawn, without one).
    seen:    of those, with somebody in them.
    fps:     poses a second; stages: name -> (median, 95th centile) in milliseconds.
    """

    frames: int
    shown: int
    seen: int
    seconds: float
    stages: dict[str, tuple[float, float]]
    stickers: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()
    interrupted: bool = False
    detailed: bool = False

    @property
    def fps(self) -> float:
        return self.shown / self.seconds if self.seconds > 0 else 0.0

    def __str__(self) -> str:
        latency = self.stages.get("latency")
        late = f", {latency[0]:.0f} ms from camera to screen" if latency else ""
        lines = [
            f"{self.frames} frames in {self.seconds:.1f} s, {self.shown} poses ({self.fps:.1f} a second, "
            f"somebody in {self.seen}){late}"
        ]
        if self.detailed:
            lines += [f"  {'stage':<8} {'median':>9} {'95 %':>9}"]
            lines += [f"  {name:<8} {mid:>6.1f} ms {high:>6.1f} ms" for name, (mid, high) in self.stages.items()]
        lines += list(self.notes)
        return "\n".join(lines)
