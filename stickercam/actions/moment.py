"""A pose in body lengths, with the seconds before it: what the rules look at."""

import numpy as np

from stickercam.crop import torso_length
from stickercam.frames import Pose

SEEN = 0.35  # score from which a joint counts: what the filters give at least to a joint that they show
WINDOW = 3.0  # seconds that are remembered: a slow squat goes down and comes up in them
STEADY = 2.0  # seconds of which T is the median
MOST = 1024  # poses that are kept at all: beyond 340 a second the oldest would go early


def middle(values: np.ndarray, part: float = 0.5) -> float:
    """The value that `part` of (N,) values lie below; numpy's own median takes five times as long on so few."""
    place = int(part * (len(values) - 1))
    return float(np.partition(values, place)[place])


class Past:
    """The poses of the last WINDOW seconds as arrays. Called with each pose; None where no body is seen."""

    def __init__(self) -> None:
        self._times = np.zeros(MOST)
        self._xy, self._seen = np.zeros((MOST, 16, 2)), np.zeros((MOST, 16), bool)
        self._units = np.zeros(MOST)
        self._first = self._count = 0

    def __call__(self, pose: Pose) -> "Moment | None":
        seen = pose.score >= SEEN
        unit = torso_length(pose.xy, seen)
        if unit is None:
            self._first = self._count = 0
            return None
        if self._count == MOST:
            self._shift()
        here = self._count
        self._times[here], self._units[here] = pose.time, unit
        self._xy[here], self._seen[here] = pose.xy * (1, -1), seen
        self._count += 1
        self._first += int(np.searchsorted(self._times[self._first : self._count], pose.time - WINDOW))
        steady = self._first + int(np.searchsorted(self._times[self._first : self._count], pose.time - STEADY))
        unit = middle(self._units[steady : self._count])
        known = slice(self._first, self._count)
        return Moment(self._times[known], self._xy[known] / unit, self._seen[known])

    def _shift(self) -> None:
        """Make room at the end."""
        kept = slice(max(self._first, MOST // 2), MOST)
        for values in (self._times, self._xy, self._seen, self._units):
            values[: kept.stop - kept.start] = values[kept].copy()
        self._first, self._count = 0, kept.stop - kept.start


class Moment:
    """What is seen now, and what led to it.

    times: (N,) seconds of the last poses, the present one last. path: (N, 16, 2) in today's T, x to the right of the
    picture, y UP. saw: (N, 16) bool. at, seen: the present row of them.
    """

    def __init__(self, times: np.ndarray, path: np.ndarray, saw: np.ndarray) -> None:
        self.times, self.path, self.saw = times, path, saw
        self.time, self.at, self.seen = float(times[-1]), path[-1], saw[-1]
        self._seen = self.seen.tolist()

    def has(self, *joints: int) -> bool:
        return all(self._seen[joint] for joint in joints)

    def up(self, a: int, b: int) -> float:
        """How far a is above b."""
        return float(self.at[a, 1] - self.at[b, 1])

    def gap(self, a: int, b: int) -> float:
        return float(np.hypot(*(self.at[a] - self.at[b])))

    def bend(self, a: int, b: int, c: int) -> float:
        """The angle at b between a and c, degrees: 180 is straight."""
        u, v = self.at[a] - self.at[b], self.at[c] - self.at[b]
        cosine = u @ v / max(float(np.hypot(*u) * np.hypot(*v)), 1e-6)
        return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))

    def slope(self, a: int, b: int) -> float:
        """Degrees between the line from a to b and the horizontal, 0..90."""
        x, y = np.abs(self.at[b] - self.at[a])
        return float(np.degrees(np.arctan2(y, x)))

    def lately(self, seconds: float) -> slice:
        """The rows of the last seconds."""
        return slice(int(np.searchsorted(self.times, self.time - seconds)), len(self.times))

    def heights(self, joint: int, seconds: float) -> np.ndarray:
        """(M,) heights of a joint in the last seconds, where it was seen."""
        rows = self.lately(seconds)
        return self.path[rows, joint, 1][self.saw[rows, joint]]

    def rise(self, joint: int) -> float:
        """How far a joint is above its usual height of the last seconds."""
        heights = self.heights(joint, STEADY)
        return float(self.at[joint, 1]) - middle(heights) if len(heights) > 3 else 0.0

    def climb(self, joint: int, seconds: float) -> float:
        """How far a joint is above where it was lowest in the last seconds."""
        heights = self.heights(joint, seconds)
        return float(self.at[joint, 1] - heights.min()) if len(heights) else 0.0
