"""The last seconds in front of the camera."""

from collections import deque

import numpy as np

from stickercam.frames import Frame, Pose, Take
from stickercam.models import skeleton as s

SEEN = 0.35  # from this score on a joint is drawn
UNSEEN = 1.0  # seconds after which it is worth to say that something is missing: blinks are not
BLINK = 0.5  # seconds without anybody that are a blink of the network
WISHES = {"face": (s.UPPER_NECK, s.HEAD_TOP), "hands": (s.R_WRIST, s.L_WRIST)}  # what a good sticker shows


class Past:
    """Poses of the last seconds, and what was seen when. keeps_frames: their pictures, too: 80 MB a second at 720p."""

    def __init__(self, *, keeps_frames: bool = False) -> None:
        self.size = (0, 0)
        self.latest = self.somebody = -np.inf  # when anything was last seen, when somebody was
        self._keeps_frames = keeps_frames
        self._came = np.inf  # when that somebody came
        self._shown = dict.fromkeys(WISHES, -np.inf)
        self._held: deque[tuple[Frame | None, Pose]] = deque()

    def __bool__(self) -> bool:
        return bool(self._held)

    def forget(self, size: tuple[int, int]) -> None:
        """Pictures have another size from now on: joints of two sizes do not go together."""
        self.size = size
        self._held.clear()

    def add(self, frame: Frame, pose: Pose, seconds: float) -> None:
        """Keep a pose; those that are `seconds` older are let go."""
        self.latest = frame.time
        self._held.append((frame if self._keeps_frames else None, pose))
        while self._held[0][1].time < frame.time - seconds:
            self._held.popleft()
        if pose.score.any():
            if pose.time - self.somebody > UNSEEN:
                self._came = pose.time
            self.somebody = pose.time
        for wish, joints in WISHES.items():
            if pose.score[list(joints)].min() >= SEEN:
                self._shown[wish] = pose.time

    def since(self, time: float) -> Take:
        return self._take([both for both in self._held if both[1].time >= time])

    def last(self) -> Take | None:
        """The last pose of somebody, None if nobody is held."""
        held = next((both for both in reversed(self._held) if both[1].score.any()), None)
        return held and self._take([held])

    def _take(self, held: list[tuple[Frame | None, Pose]]) -> Take:
        frames = tuple(frame for frame, _ in held) if self._keeps_frames else None
        return Take(tuple(pose for _, pose in held), frames, self.size)

    @property
    def sees_somebody(self) -> bool:
        return self.latest - self.somebody < BLINK

    @property
    def missing(self) -> str | None:
        """What has not been seen of the person for a while: "face" or "hands"."""
        if not self.sees_somebody or self.latest - self._came < UNSEEN:
            return None
        return next((wish for wish, time in self._shown.items() if self.latest - time > UNSEEN), None)
