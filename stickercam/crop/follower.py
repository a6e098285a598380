"""Finds one person, follows it, loses it and finds it again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import exp

import numpy as np

from stickercam.crop.cuts import Cuts
from stickercam.crop.proposals import find, likeness, prominence, proposals, quality, square_about
from stickercam.frames import Frame, Pose
from stickercam.models.geometry import Roi


class State(StrEnum):
    ACQUIRE = "acquire"  # looking over the whole picture in every frame
    FOLLOW = "follow"  # one crop about the last pose
    LOST = "lost"  # gone a moment ago: looking where it was
    AWAY = "away"  # nobody for seconds: looking over the picture now and then


@dataclass(frozen=True, slots=True)
class FollowSettings:
    """When a find is a person, and how the crop moves. Times are seconds, scores calibrated ones.

    Measured on 200 rooms without and 220 photos with a person: of the rooms 1 % come to a quality of .75, 5 % to .70;
    people before a plain room all lie over .9, of low resolution or in acrobatics four in five over .75.
    """

    start: float = 0.75  # quality from which a find is believed
    stop: float = 0.50  # below this for `patience` the person is lost; lower than start, or the state would flicker
    hint: float = 0.40  # quality of a find in a rough square from which a second look is worth its time
    seen: float = 0.30  # a joint counts for the crop from here ...
    unseen: float = 0.20  # ... until its score falls below this
    margin: float = 1.25  # room for hands that move on: no joint left the next crop at 15 and 30 frames a second
    # Share of the unseen legs' place that the crop takes in; with none, people cut at the waist lose 8 points.
    legs: float = 0.7
    confirm: int = 2  # good frames within `within` before a find is followed: one may be a curtain
    within: float = 0.25  # or in the very next frame, however late: on a slow machine looking everywhere takes longer
    patience: float = 0.15
    search: float = 1.0  # looking near the last place; then everywhere
    give_up: float = 5.0  # of looking everywhere in every frame
    scans: float = 2.0  # looks a second after that
    same: float = 0.15  # likeness below which a good find is somebody else, who must not take over
    still_centre: float = 0.04  # of the side: a smaller move leaves the crop where it is, so that still people ...
    still_side: float = 0.06  # ... get still noise
    ease: float = 0.05  # time constant of the crop's move: halfway in one frame at 30 a second
    cuts: bool = False  # watch for scene changes: files have them, cameras do not


# A recorded file: somebody is in it, every frame counts, and a find that was none is thrown out later, when the
# whole take is known.
TAKE = replace(FollowSettings(), start=0.65, confirm=1, scans=4.0, cuts=True)


def nobody(time: float) -> Pose:
    """The pose of a frame without anybody."""
    return Pose(np.zeros((16, 2), np.float32), np.zeros(16, np.float32), time)


class Follower:
    """Called with frames in order of time; keeps the state, the crop and the last pose.

    engine: anything with joints(image, rois). state, roi: for whoever shows them.
    """

    def __init__(self, engine, settings: FollowSettings | None = None) -> None:
        self.settings = settings or FollowSettings()
        self.state = State.ACQUIRE
        self.roi: Roi | None = None
        self._engine = engine
        self._cuts = Cuts() if self.settings.cuts else None
        self._pose: Pose | None = None  # the last good one
        self._seen = np.zeros(16, bool)
        self._since: float | None = None  # when looking everywhere began
        self._scanned = -1e9
        self._turn = 0  # which square of the frame is searched next
        self._hits = 0  # good frames of a find that is not yet followed
        self._side = 1.0  # of the last crop that was made from a whole pose
        self._before = self._now = -1e9  # times of the last two frames
        self._asked: tuple[float, float] | bool | None = False  # for somebody else: near a point, or (None) the next

    def step(self, frame: Frame) -> Pose | None:
        """The person in this frame; None while nobody is followed."""
        self._before, self._now = self._now, frame.time
        cut = self._cuts is not None and self._cuts(frame.image)
        asked, self._asked = self._asked, False
        if asked is not False and (pose := self._turn_to(frame, asked)):
            return pose
        if self.state is State.FOLLOW:
            return self._follow(frame, cut)
        if cut:
            self._begin(frame.time)
        return self._search(frame) if self.state is State.LOST else self._acquire(frame)

    def other(self, at: tuple[float, float] | None = None) -> None:
        """From the next frame on follow whoever is nearest to `at` (frame pixels), or the next to the right.

        Where nobody else is found, the one who is followed stays.
        """
        self._asked = at

    def _turn_to(self, frame: Frame, at: tuple[float, float] | None) -> Pose | None:
        squares = proposals(_size(frame))
        if at is not None and self.roi is not None:  # whoever was clicked on is about as large as who is followed
            squares = (*squares, replace(self.roi, x=at[0], y=at[1]))
        found = find(frame, squares, self._engine)
        if self._pose is not None:
            found = [pose for pose in found if likeness(self._pose, pose, self.settings.seen) < self.settings.same]
        others = self._confirmed(frame, found)
        if self._pose is not None:  # a second look may have slipped to the first person
            others = [pose for pose in others if likeness(self._pose, pose, self.settings.seen) < self.settings.same]
        if not others:
            return None
        if at is not None:
            chosen = min(others, key=lambda pose: np.linalg.norm(self._middle(pose) - at))
        else:
            here = self._middle(self._pose)[0] if self._pose is not None else -1.0
            chosen = min(others, key=lambda pose: (self._middle(pose)[0] <= here, self._middle(pose)[0]))
        self._begin(frame.time)
        self._hits = self.settings.confirm
        return self._take_up(chosen)

    def _middle(self, pose: Pose) -> np.ndarray:
        """(2,) frame pixels, of the joints that are seen."""
        return np.median(pose.xy[pose.score >= self.settings.seen], axis=0)

    def _follow(self, frame: Frame, cut: bool) -> Pose | None:
        everywhere = proposals(_size(frame)) if cut else ()
        pose, *others = find(frame, (self.roi, *everywhere), self._engine)
        good, alike = self._quality(pose), likeness(self._pose, pose, self.settings.seen)
        if cut and (good < self.settings.start or alike < self.settings.same):
            self._begin(frame.time)
            return self._choose(frame, others)
        if good >= self.settings.stop and alike >= self.settings.same:
            self._move(pose, frame.time - self._pose.time)
            return pose
        if frame.time - self._pose.time > self.settings.patience:
            self.state = State.LOST
            return self._search(frame)
        return pose if alike >= self.settings.same else None

    def _search(self, frame: Frame) -> Pose | None:
        """Look about the last place, and in one square of the frame after the other."""
        everywhere = proposals(_size(frame))
        self._turn = (self._turn + 1) % len(everywhere)
        near = replace(self.roi, side=self.roi.side * 1.3)
        found = self._confirmed(frame, find(frame, (near, everywhere[self._turn]), self._engine))
        found = [pose for pose in found if likeness(self._pose, pose, self.settings.seen) >= self.settings.same]
        if found:
            return self._take_up(max(found, key=self._quality))
        if frame.time - self._pose.time > self.settings.search:
            self._begin(frame.time)
        return None

    def _acquire(self, frame: Frame) -> Pose | None:
        if self._since is None:
            self._begin(frame.time)
        if self._pose is not None and self._pose.time >= min(frame.time - self.settings.within, self._before):
            (pose,) = find(frame, (self.roi,), self._engine)  # found once: is it still there?
            if self._quality(pose) >= self.settings.start:
                self._hits += 1
                return self._take_up(pose)
        if self.state is State.AWAY and frame.time - self._scanned < 1 / self.settings.scans:
            return None
        self._scanned = frame.time
        return self._choose(frame, find(frame, proposals(_size(frame)), self._engine))

    def _begin(self, time: float) -> None:
        """Look everywhere, and know nobody any more."""
        self.state, self._since, self._pose, self._hits = State.ACQUIRE, time, None, 0
        self._seen = np.zeros(16, bool)

    def _choose(self, frame: Frame, poses: Sequence[Pose]) -> Pose | None:
        """Follow the most prominent of the people found, or say that there is nobody."""
        found = self._confirmed(frame, poses)
        if found:
            self._hits = 1
            return self._take_up(max(found, key=lambda pose: self._prominence(pose, frame)))
        if frame.time - self._since > self.settings.give_up:
            self.state = State.AWAY
        return None

    def _confirmed(self, frame: Frame, poses: Sequence[Pose]) -> list[Pose]:
        """Of finds in rough squares, those that a second look, well framed, confirms."""
        hints = [pose for pose in poses if self._quality(pose) >= self.settings.hint]
        hints = sorted(hints, key=lambda pose: self._quality(pose) * self._prominence(pose, frame), reverse=True)[:2]
        squares = [(pose, self._square(pose, pose.score >= self.settings.seen)) for pose in hints]
        squares = [(pose, square) for pose, square in squares if square is not None]
        if not squares:
            return []
        again = find(frame, [square for _, square in squares], self._engine)
        both = [max(first, second, key=self._quality) for (first, _), second in zip(squares, again)]
        return [pose for pose in both if self._quality(pose) >= self.settings.start]

    def _take_up(self, pose: Pose) -> Pose | None:
        """Place the crop about a find; follow it if it has been confirmed, or was known before."""
        known = self.state is State.LOST
        self._seen = pose.score >= self.settings.seen
        self.roi, self._pose = self._square(pose, self._seen) or self.roi, pose
        self._side = self.roi.side
        if not known and self._hits < self.settings.confirm:
            return None
        self.state, self._since = State.FOLLOW, None
        return pose

    def _move(self, pose: Pose, dt: float) -> None:
        """Move the crop after the pose, unless the person is as good as still."""
        settings, old = self.settings, self.roi
        before, self._pose = self._pose, pose
        self._seen = (pose.score >= settings.seen) | (self._seen & (pose.score >= settings.unseen))
        square = self._square(pose, self._seen)
        if square is None:  # few joints, or no torso: perhaps it grew out of the crop
            self.roi = replace(old, side=min(old.side * 1.15, 1.5 * self._side))
            return
        self._side = square.side
        both = self._seen & (before.score >= settings.unseen)
        step = np.median(pose.xy[both] - before.xy[both], axis=0) if both.any() else np.zeros(2)
        x, y = (square.x, square.y) + np.clip(step, -0.1 * square.side, 0.1 * square.side)  # where it will be
        away = max(abs(x - old.x), abs(y - old.y)) / old.side
        if away <= settings.still_centre and abs(square.side / old.side - 1) <= settings.still_side:
            return
        part = 1 - exp(-max(dt, 0.0) / settings.ease)
        self.roi = Roi(*(a + part * (b - a) for a, b in ((old.x, x), (old.y, y), (old.side, square.side))))

    def _square(self, pose: Pose, seen: np.ndarray) -> Roi | None:
        return square_about(pose, seen, self.settings.margin, self.settings.legs)

    def _quality(self, pose: Pose) -> float:
        return quality(pose, self.settings.seen)

    def _prominence(self, pose: Pose, frame: Frame) -> float:
        return prominence(pose, self.settings.seen, _size(frame))


def _size(frame: Frame) -> tuple[int, int]:
    return frame.image.shape[1], frame.image.shape[0]
