"""Follows one person, loses it and finds it again: from frame to frame, which square the network is to look at."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from math import exp

import numpy as np

from stickercam.crop.clothes import Clothes, colours
from stickercam.crop.cuts import Cuts
from stickercam.crop.people import People, size_of
from stickercam.crop.proposals import beside, proposals
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
        self._people = People(engine, self.settings)
        self._cuts = Cuts() if self.settings.cuts else None
        self._pose: Pose | None = None  # the last good one
        self._seen = np.zeros(16, bool)
        self._since: float | None = None  # when looking everywhere began
        self._scanned = -1e9
        self._asked: list[tuple[float, float] | None] = []  # for somebody else: at a place, or (None) the next
        self._clothes = Clothes()
        self._turn = 0  # which square of the frame is searched next
        self._hits = 0  # good frames of a find that is not yet followed
        self._side = 1.0  # of the last crop that was made from a whole pose
        self._before = self._now = -1e9  # times of the last two frames

    def other(self, at: tuple[float, float] | None = None) -> None:
        """From the next frame on follow whoever is at a place (frame pixels), or the next one to the right.

        After the last comes the first. Where nobody else is found, the one who is followed stays.
        """
        self._asked = [at]

    def step(self, frame: Frame) -> Pose | None:
        """The person in this frame; None while nobody is followed."""
        self._before, self._now = self._now, frame.time
        cut = self._cuts is not None and self._cuts(frame.image)
        if self._asked and (chosen := self._wanted(frame, self._asked.pop())):
            self._clothes = Clothes()
            return self._change_to(chosen)
        if self.state is State.FOLLOW:
            return self._follow(frame, cut)
        if cut:
            self._begin(frame.time)
        return self._search(frame) if self.state is State.LOST else self._acquire(frame)

    def _wanted(self, frame: Frame, at: tuple[float, float] | None) -> Pose | None:
        """Whom the user wants to see."""
        if at is not None:
            return self._people.at(frame, at)
        if self.state is State.FOLLOW:
            return self._people.next_to(frame, self._pose, self.roi)
        found = self._people.confirmed(frame, self._people.find(frame, proposals(size_of(frame))))
        return self._people.most_prominent(frame, found)

    def _change_to(self, pose: Pose) -> Pose | None:
        """Follow this one from now on."""
        self.state, self._hits = State.FOLLOW, self.settings.confirm
        return self._take_up(pose)

    def _follow(self, frame: Frame, cut: bool) -> Pose | None:
        everywhere = proposals(size_of(frame)) if cut else ()
        pose, *others = self._people.find(frame, (self.roi, *everywhere))
        good, known = self._people.quality(pose), self._people.known(self._pose, pose)
        if cut and (good < self.settings.start or not known):
            self._begin(frame.time)
            return self._choose(frame, others)
        if good >= self.settings.stop and known:
            if (mine := self._mix_up(frame, pose)) is not None:
                return self._change_to(mine)
            self._move(pose, frame.time - self._pose.time)
            return pose
        if frame.time - self._pose.time > self.settings.patience:
            self.state = State.LOST
            return self._search(frame)
        return pose if known else None

    def _mix_up(self, frame: Frame, pose: Pose) -> Pose | None:
        """The person that was followed, if this pose is of somebody in other clothes and the right ones are nearby."""
        worn = colours(frame, pose, self.settings.seen)
        if not self._clothes.doubts(worn, frame.time):
            return None
        others = self._people.find(frame, beside(self.roi))
        others = [one for one in others if self._people.quality(one) >= self.settings.start]
        others = [one for one in others if not self._people.one(one, pose)]
        return self._clothes.right([(colours(frame, one, self.settings.seen), one) for one in others])

    def _search(self, frame: Frame) -> Pose | None:
        """Look about the last place, and in one square of the frame after the other."""
        everywhere = proposals(size_of(frame))
        self._turn = (self._turn + 1) % len(everywhere)
        near = replace(self.roi, side=self.roi.side * 1.3)
        found = self._people.confirmed(frame, self._people.find(frame, (near, everywhere[self._turn])))
        found = [pose for pose in found if self._people.known(self._pose, pose)]
        if found:
            return self._take_up(max(found, key=self._people.quality))
        if frame.time - self._pose.time > self.settings.search:
            self._begin(frame.time)
        return None

    def _acquire(self, frame: Frame) -> Pose | None:
        if self._since is None:
            self._begin(frame.time)
        if self._pose is not None and self._pose.time >= min(frame.time - self.settings.within, self._before):
            (pose,) = self._people.find(frame, (self.roi,))  # found once: is it still there?
            if self._people.quality(pose) >= self.settings.start:
                self._hits += 1
                return self._take_up(pose)
        everywhere = proposals(size_of(frame))
        part = min(self.settings.squares, len(everywhere))
        if self.state is State.AWAY and frame.time - self._scanned < part / len(everywhere) / self.settings.scans:
            return None
        self._scanned = frame.time
        squares = [everywhere[(self._turn + k) % len(everywhere)] for k in range(part)]
        self._turn = (self._turn + part) % len(everywhere)
        return self._choose(frame, self._people.find(frame, squares))

    def _begin(self, time: float) -> None:
        """Look everywhere, and know nobody any more."""
        self.state, self._since, self._pose, self._hits = State.ACQUIRE, time, None, 0
        self._seen, self._turn = np.zeros(16, bool), 0
        self._clothes = Clothes()

    def _choose(self, frame: Frame, poses: Sequence[Pose]) -> Pose | None:
        """Follow the most prominent of the people found, or say that there is nobody."""
        chosen = self._people.most_prominent(frame, self._people.confirmed(frame, poses))
        if chosen is not None:
            self._hits = 1
            return self._take_up(chosen)
        if frame.time - self._since > self.settings.give_up:
            self.state = State.AWAY
        return None

    def _take_up(self, pose: Pose) -> Pose | None:
        """Place the crop about a find; follow it if it has been confirmed, or was known before."""
        known = self.state is State.LOST
        self._seen = self._people.seen(pose)
        self.roi, self._pose = self._people.square(pose, self._seen) or self.roi, pose
        self._side = self.roi.side
        if not known and self._hits < self.settings.confirm:
            return None
        self.state, self._since = State.FOLLOW, None
        return pose

    def _move(self, pose: Pose, dt: float) -> None:
        """Move the crop after the pose, unless the person is as good as still."""
        settings, old = self.settings, self.roi
        before, self._pose = self._pose, pose
        self._seen = self._people.seen(pose) | (self._seen & (pose.score >= settings.unseen))
        square = self._people.square(pose, self._seen)
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
