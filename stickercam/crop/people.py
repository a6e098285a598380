"""Looks for people in one frame: who is there, who is meant, who is who. It remembers nothing from frame to frame."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from stickercam.crop.proposals import (
    about,
    find,
    likeness,
    nearest,
    next_to,
    prominence,
    proposals,
    quality,
    row,
    square_about,
)
from stickercam.crop.settings import FollowSettings
from stickercam.frames import Frame, Pose
from stickercam.models.geometry import Roi

ONE = 0.4  # likeness from which two finds in one frame are one person
CHOICE = 6  # people among whom the user may choose


def size_of(frame: Frame) -> tuple[int, int]:
    """Width and height."""
    return frame.image.shape[1], frame.image.shape[0]


@dataclass(frozen=True, slots=True)
class People:
    """engine: anything with joints(image, rois)."""

    engine: object
    settings: FollowSettings

    def find(self, frame: Frame, rois: Sequence[Roi]) -> list[Pose]:
        """The pose in each square, whatever it is worth."""
        return find(frame, rois, self.engine)

    def confirmed(self, frame: Frame, poses: Sequence[Pose]) -> list[Pose]:
        """Of finds in rough squares, the two most prominent people that a second look, well framed, confirms."""
        poses = sorted(poses, key=lambda pose: self.quality(pose) * self.prominence(pose, frame), reverse=True)
        return self._second_look(frame, poses, 2)

    def at(self, frame: Frame, place: tuple[float, float]) -> Pose | None:
        """Who is at a place (pixels), near or far; a wall is nobody."""
        return nearest(self._everybody(frame, about(place, size_of(frame))), place, self.settings.seen)

    def next_to(self, frame: Frame, now: Pose, roi: Roi) -> Pose | None:
        """The next one to the right of a pose just before, after the last the first. roi: the pose's square."""
        found = self._everybody(frame, (*proposals(size_of(frame)), *row(roi, size_of(frame))))
        now = replace(now, time=frame.time)
        return next_to(now, [pose for pose in found if not self.one(pose, now)])

    def _everybody(self, frame: Frame, squares: Sequence[Roi]) -> list[Pose]:
        """The surest finds first: in a square with two people a pose is made of both, large and in the middle."""
        return self._second_look(frame, sorted(self.find(frame, squares), key=self.quality, reverse=True), CHOICE)

    def _second_look(self, frame: Frame, poses: Sequence[Pose], most: int) -> list[Pose]:
        """The first `most` people among finds, as far as a look at each, well framed, confirms them."""
        hints = self._different([pose for pose in poses if self.quality(pose) >= self.settings.hint])[:most]
        squares = [(pose, self.square(pose, self.seen(pose))) for pose in hints]
        squares = [(pose, square) for pose, square in squares if square is not None]
        if not squares:
            return []
        again = self.find(frame, [square for _, square in squares])
        both = [max(first, second, key=self.quality) for (first, _), second in zip(squares, again)]
        return [pose for pose in both if self.quality(pose) >= self.settings.start]

    def most_prominent(self, frame: Frame, poses: Sequence[Pose]) -> Pose | None:
        return max(poses, key=lambda pose: self.prominence(pose, frame), default=None)

    def one(self, a: Pose, b: Pose) -> bool:
        """Whether two finds in one frame are one person."""
        return likeness(a, b, self.settings.seen) > ONE

    def known(self, before: Pose, pose: Pose) -> bool:
        """Whether a pose can be that of the person some time before."""
        return likeness(before, pose, self.settings.seen) >= self.settings.same

    def seen(self, pose: Pose) -> np.ndarray:
        """(16,) bool: the joints that count."""
        return pose.score >= self.settings.seen

    def quality(self, pose: Pose) -> float:
        return quality(pose, self.settings.seen)

    def prominence(self, pose: Pose, frame: Frame) -> float:
        return prominence(pose, self.settings.seen, size_of(frame))

    def square(self, pose: Pose, seen: np.ndarray) -> Roi | None:
        """The crop about a pose, see `square_about`."""
        return square_about(pose, seen, self.settings.margin, self.settings.legs)

    def _different(self, poses: Sequence[Pose]) -> list[Pose]:
        """Each person once, the first find of it."""
        kept: list[Pose] = []
        for pose in poses:
            if not any(self.one(pose, other) for other in kept):
                kept.append(pose)
        return kept
