"""The network's thread: newest frame in, newest estimate out. Never more than one of either waits."""

import threading
import time
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
    stages: name -> seconds spent.
    """

    frame: Frame
    raw: Pose
    pose: Pose
    action: str | None = None
    stages: dict[str, float] = field(default_factory=dict)


class Estimator:
    """Follows one person through the frames, smooths and names what the person does."""

    def __init__(self, engine) -> None:
        from stickercam.actions import Actions
        from stickercam.crop import Follower
        from stickercam.smooth import LiveFilter

        self._follower, self._filter, self._actions = Follower(engine), LiveFilter(), Actions()

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
        return Estimate(frame, raw, pose, action, stages)


class Network:
    """A thread that opens the estimator, then feeds it the newest frame of `source()` again and again.

    Errors of either go to whoever waits on `estimates`.
    """

    def __init__(
        self, open_estimator: Callable[[], Callable[[Frame], Estimate]], source: Callable[[], Source | None]
    ) -> None:
        self.estimates: Slot[Estimate] = Slot()
        self.ended = threading.Event()  # the source has come to its end, without an error
        self._open, self._source = open_estimator, source
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="stickercam-network", daemon=True)

    def __enter__(self) -> "Network":
        return self

    def start(self) -> None:
        self._thread.start()

    def __exit__(self, *exception: object) -> None:
        """Close the source before, or the thread waits for one more frame."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(PATIENCE)

    def _run(self) -> None:
        try:
            estimate = self._open()
            source = self._source()
            for frame in source or ():
                if self._stop.is_set():
                    break
                self.estimates.put(estimate(frame))
            self.estimates.close()
            self.ended.set()
        except BaseException as error:  # raised again in the main thread
            self.estimates.close(error)
