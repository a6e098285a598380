"""The network's thread: newest frame in, newest estimate out. Never more than one of either waits."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from stickercam.capture.slot import Slot
from stickercam.capture.source import Source
from stickercam.frames import Frame, Pose

# Seconds for a frame that is being looked at. A network that is still being loaded takes longer and is not waited for:
# its thread is a daemon and ends with the program.
PATIENCE = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """What was seen in a frame.

    raw:    as the network gave it, score 0 throughout if nobody is there: what a recording keeps.
    pose:   smoothed for the screen.
    stages: name -> seconds spent. network: its name and what runs it.
    """

    frame: Frame
    raw: Pose
    pose: Pose
    action: str | None = None
    stages: dict[str, float] = field(default_factory=dict)
    network: str = ""


class Estimator:
    """Follows one person through the frames, smooths and names what the person does."""

    def __init__(self, engine) -> None:
        from stickercam.actions import Actions
        from stickercam.crop import Follower
        from stickercam.smooth import LiveFilter

        self._follower, self._filter, self._actions = Follower(engine), LiveFilter(), Actions()
        self.network = f"{engine.header.name} on {engine.device}"

    def other(self, at: tuple[float, float] | None) -> None:
        """Follow somebody else from the next frame on: who is at a place (frame pixels), or the next one."""
        self._follower.other(at)

    def __call__(self, frame: Frame) -> Estimate:
        from stickercam.crop import nobody

        started = time.perf_counter()
        raw = self._follower.step(frame) or nobody(frame.time)
        found = time.perf_counter()
        pose = self._filter(raw)
        smoothed = time.perf_counter()
        action = self._actions.step(pose)
        stages = {
            "wait": started - frame.time,
            "pose": found - started,
            "smooth": smoothed - found,
            "actions": time.perf_counter() - smoothed,
        }
        return Estimate(frame, raw, pose, action, stages, self.network)


class Network:
    """A thread that opens the estimator, then feeds it the newest frame of `source()` again and again.

    Errors of either go to whoever waits on `estimates`. patience: seconds in which a source that cannot be opened may
    say so; only then is it worth to load a network.
    """

    def __init__(
        self,
        open_estimator: Callable[[], Callable[[Frame], Estimate]],
        source: Callable[..., Source | None],
        *,
        patience: float = 0.0,
    ) -> None:
        self.estimates: Slot[Estimate] = Slot()
        self.ended = threading.Event()  # the source has come to its end, without an error
        self._open, self._source, self._patience = open_estimator, source, patience
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="stickercam-network", daemon=True)
        self._asked: deque[tuple[float, float] | None] = deque(maxlen=1)  # somebody else is to be followed
        self._next: Slot[Callable[[Frame], Estimate]] = Slot()  # an estimator that takes over

    def __enter__(self) -> "Network":
        return self

    def start(self) -> None:
        self._thread.start()

    def __exit__(self, *exception: object) -> None:
        """Close the source before, or the thread waits for one more frame."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(PATIENCE)

    def other(self, at: tuple[float, float] | None = None) -> None:
        """Follow somebody else: who is at a place (frame pixels), or the next one."""
        self._asked.append(at)

    def change(self, open_estimator: Callable[[], Callable[[Frame], Estimate]]) -> Slot:
        """Load another in a thread of its own; the present one goes on until then. The slot has it, or the error."""
        coming: Slot[Callable[[Frame], Estimate]] = Slot()

        def load() -> None:
            try:
                coming.put(open_estimator())
            except BaseException as error:  # raised again for whoever looks
                coming.close(error)

        self._next = coming
        threading.Thread(target=load, name="stickercam-loading", daemon=True).start()
        return coming

    def _run(self) -> None:
        try:
            if self._patience:
                self._source(self._patience)
            estimate, taken = self._open(), self._next
            source = self._source()
            for frame in source or ():
                if self._stop.is_set():
                    break
                coming = self._next
                if coming is not taken and coming.newest()[1] is not None:
                    estimate, taken = coming.newest()[1], coming
                if self._asked:
                    estimate.other(self._asked.pop())
                self.estimates.put(estimate(frame))
            self.estimates.close()
            self.ended.set()
        except BaseException as error:  # raised again in the main thread
            self.estimates.close(error)
