"""Finds one person, follows it, loses it and finds it again."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from math import exp

import numpy as np

from stickercam.crop.clothes import Clothes, colours
from stickercam.crop.cuts import Cuts
from stickercam.crop.proposals import (
    about,
    beside,
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


class State(StrEnum):
    ACQUIRE = "acquire"  # looking over the whole picture in every frame
    FOLLOW = "follow"  # one crop about the last pose
    LOST = "lost"  # gone a moment ago: looking where it was
    AWAY = "away"  # nobody for seconds: looking over the picture now and then


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
        self.answered: bool | None = None  # whether the last `next_person` or `pick` found somebody; None: not yet
        self._wishes: list[tuple[float, float] | None] = []  # the last one counts; None: the next person
        self._clothes = Clothes()
        self._turn = 0  # which square of the frame is searched next
        self._hits = 0  # good frames of a find that is not yet followed
        self._side = 1.0  # of the last crop that was made from a whole pose
        self._before = self._now = -1e9  # times of the last two frames
        self._asked: tuple[float, float] | bool | None = False  # for somebody else: near a point, or (None) the next

    def next_person(self) -> None:
        """Go on with the next person to the right, after the last with the first; with the next frame."""
        self._wishes, self.answered = [None], None

    def pick(self, x: float, y: float) -> None:
        """Go on with the person at that place of the frame, in pixels; with the next frame."""
        self._wishes, self.answered = [(x, y)], None

    def step(self, frame: Frame) -> Pose | None:
        """The person in this frame; None while nobody is followed."""
        self._before, self._now = self._now, frame.time
        if self._wishes:
            chosen = self._wanted(frame, self._wishes.pop())
            self.answered = chosen is not None
            if chosen is not None:
                return self._change_to(chosen)
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
            if (mine := self._mix_up(frame, pose)) is not None:
                return self._change_to(mine, known=True)
            self._move(pose, frame.time - self._pose.time)
            return pose
        if frame.time - self._pose.time > self.settings.patience:
            self.state = State.LOST
            return self._search(frame)
        return pose if alike >= self.settings.same else None

    def _mix_up(self, frame: Frame, pose: Pose) -> Pose | None:
        """The person that was followed, if this pose is of somebody in other clothes and the right ones are nearby."""
        worn = colours(frame, pose, self.settings.seen)
        if not self._clothes.doubts(worn, frame.time):
            return None
        others = find(frame, beside(self.roi), self._engine)
        others = [one for one in others if self._quality(one) >= self.settings.start and not self._same(one, pose)]
        return self._clothes.right([(colours(frame, one, self.settings.seen), one) for one in others])

    def _same(self, a: Pose, b: Pose) -> bool:
        """Whether two finds in one frame are one person."""
        return likeness(a, b, self.settings.seen) > 0.4

    def _wanted(self, frame: Frame, wish: tuple[float, float] | None) -> Pose | None:
        """Whom the user wants to see: the person at a place, or the next one to the right."""
        now = replace(self._pose, time=frame.time) if self.state is State.FOLLOW else None
        squares = about(wish, _size(frame)) if wish else proposals(_size(frame))
        if now is not None and not wish:
            squares += row(self.roi, _size(frame))
        found = self._confirmed(frame, find(frame, squares, self._engine), most=6)
        if wish:
            return nearest(found, wish, self.settings.seen)
        if now is None:
            return max(found, key=lambda pose: self._prominence(pose, frame), default=None)
        return next_to(now, [pose for pose in found if not self._same(pose, now)])

    def _change_to(self, pose: Pose, *, known: bool = False) -> Pose | None:
        """Follow this one from now on."""
        if not known:
            self._clothes = Clothes()
        self.state, self._hits = State.FOLLOW, self.settings.confirm
        return self._take_up(pose)

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
        everywhere = proposals(_size(frame))
        part = min(self.settings.squares, len(everywhere))
        if self.state is State.AWAY and frame.time - self._scanned < part / len(everywhere) / self.settings.scans:
            return None
        self._scanned = frame.time
        squares = [everywhere[(self._turn + k) % len(everywhere)] for k in range(part)]
        self._turn = (self._turn + part) % len(everywhere)
        return self._choose(frame, find(frame, squares, self._engine))

    def _begin(self, time: float) -> None:
        """Look everywhere, and know nobody any more."""
        self.state, self._since, self._pose, self._hits = State.ACQUIRE, time, None, 0
        self._seen, self._turn = np.zeros(16, bool), 0
        self._clothes = Clothes()

    def _choose(self, frame: Frame, poses: Sequence[Pose]) -> Pose | None:
        """Follow the most prominent of the people found, or say that there is nobody."""
        found = self._confirmed(frame, poses)
        if found:
            self._hits = 1
            return self._take_up(max(found, key=lambda pose: self._prominence(pose, frame)))
        if frame.time - self._since > self.settings.give_up:
            self.state = State.AWAY
        return None

    def _confirmed(self, frame: Frame, poses: Sequence[Pose], most: int = 2) -> list[Pose]:
        """Of finds in rough squares, those that a second look, well framed, confirms."""
        hints = [pose for pose in poses if self._quality(pose) >= self.settings.hint]
        hints = sorted(hints, key=lambda pose: self._quality(pose) * self._prominence(pose, frame), reverse=True)
        hints = self._different(hints)[:most]
        squares = [(pose, self._square(pose, pose.score >= self.settings.seen)) for pose in hints]
        squares = [(pose, square) for pose, square in squares if square is not None]
        if not squares:
            return []
        again = find(frame, [square for _, square in squares], self._engine)
        both = [max(first, second, key=self._quality) for (first, _), second in zip(squares, again)]
        return [pose for pose in both if self._quality(pose) >= self.settings.start]

    def _different(self, poses: Sequence[Pose]) -> list[Pose]:
        """Each person once, the first find of it."""
        kept: list[Pose] = []
        for pose in poses:
            if not any(self._same(pose, other) for other in kept):
                kept.append(pose)
        return kept

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
