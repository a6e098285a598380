"""A pose in body lengths, with the seconds before it: what the rules look at."""

from collections import deque

import numpy as np

from stickercam.frames import Pose

SEEN = 0.35  # score from which a joint counts: what the filters give at least to a joint that they show
WINDOW = 2.0  # seconds: usual heights of trunk and feet are medians over so long


class Moment:
    """A pose in T with what came before: x to the right of the picture, y UP, both in T.

    past: the moments of the last WINDOW seconds, this one included.
    """

    def __init__(self, pose: Pose, unit: float, past: deque["Moment"]) -> None:
        self.time, self.unit = pose.time, unit
        self.at = pose.xy.astype(np.float64) * (1, -1) / unit
        self.seen = pose.score >= SEEN
        self.past = past

    def has(self, *joints: int) -> bool:
        return bool(self.seen[list(joints)].all())

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

    def rise(self, joint: int) -> float:
        """How far a joint is above its usual height of the last seconds."""
        heights = [moment.height(joint) for moment in self.past if moment.seen[joint]]
        return float(self.height(joint) - np.median(heights)) / self.unit if len(heights) > 3 else 0.0

    def climb(self, joint: int, seconds: float) -> float:
        """How far a joint is above where it was lowest in the last seconds."""
        heights = [moment.height(joint) for moment in self.recent(seconds) if moment.seen[joint]]
        return (self.height(joint) - min(heights)) / self.unit if heights else 0.0

    def height(self, joint: int) -> float:
        """In pixels: T grows as a person straightens up, and heights in T would grow with it."""
        return float(self.at[joint, 1] * self.unit)

    def recent(self, seconds: float) -> list["Moment"]:
        return [moment for moment in self.past if moment.time >= self.time - seconds]
