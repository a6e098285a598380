"""Hold still, and the picture is taken: a shutter for people whose hands are busy posing."""

from dataclasses import dataclass

import numpy as np

from stickercam.actions.moment import Past
from stickercam.frames import Pose


@dataclass(frozen=True, slots=True)
class ShutterSettings:
    """Times in seconds, lengths in T (torso lengths)."""

    still: float = 1.5  # so long nothing moves: who only pauses moves on before
    excursion: float = 0.08  # what a joint of somebody who holds still strays at most
    move: float = 0.3  # a hand or the head must move so far before the next picture: sitting on is no second pose


class HoldShutter:
    """Called with steady poses in order of time; tells how far the stillness has got: 0 moving, 1 take the picture.

    1 is told once for each pose; then 0, until the person has moved and holds still again.
    """

    def __init__(self, settings: ShutterSettings | None = None) -> None:
        self.settings = settings or ShutterSettings()
        self.reset()

    def reset(self) -> None:
        """Forget everything: the next pose is somebody new."""
        self._past = Past()
        self._taken: np.ndarray | None = None  # (16, 2) T, the pose of the last picture
        self._start: float | None = None

    def step(self, pose: Pose) -> float:
        moment = self._past(pose)
        if moment is None:
            self.reset()
            return 0.0
        if self._start is None:
            self._start = moment.time  # the first still pose counts too, if it is held from now on
        if self._taken is not None:
            both = moment.seen & ~np.isnan(self._taken[:, 0])
            away = np.hypot(*(moment.at - self._taken)[both].T)
            if not both.any() or away.max() < self.settings.move:
                return 0.0
            self._taken, self._start = None, moment.time
        still = self._still(moment)
        if still < self.settings.still:
            return still / self.settings.still
        self._taken = np.where(moment.seen[:, None], moment.at, np.nan)
        return 1.0

    def _still(self, moment) -> float:
        """Seconds since which no joint that is seen now has strayed."""
        rows = moment.times >= self._start
        times, path, saw = moment.times[rows], moment.path[rows], moment.saw[rows]
        away = np.hypot(*np.moveaxis(path - moment.at, -1, 0))
        away = np.where(saw & moment.seen, away, 0.0).max(1)
        strayed = np.flatnonzero(away > self.settings.excursion)
        return float(moment.time - times[strayed[-1] + 1 if len(strayed) else 0])
