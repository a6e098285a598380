"""Somebody who waves, for live runs without a network: the joints follow from the frame's time."""

import numpy as np

from stickercam.frames import Frame, Pose
from stickercam.live.network import Estimate
from stickercam.models import skeleton as s

# A standing figure, fractions of the picture; 16 joints in MPII order.
STANDING = np.array(
    [(45, 92), (45, 75), (46, 57), (54, 57), (55, 75), (55, 92), (50, 57), (50, 30),
     (50, 25), (50, 12), (36, 55), (39, 42), (42, 31), (58, 31), (61, 42), (64, 55)], np.float32,
) / 100  # fmt: skip


def open_waving():
    """What Network calls; no seconds of loading."""
    return Waving()


class Waving:
    """Sees one person wherever it looks."""

    def __init__(self):
        self.others = []

    def __call__(self, frame: Frame) -> Estimate:
        return wave(frame)

    def other(self, at):
        self.others.append(at)


def wave(frame: Frame) -> Estimate:
    height, width = frame.image.shape[:2]
    xy = STANDING * (width, height)
    angle = 0.6 * np.sin(2 * np.pi * 1.5 * frame.time)
    xy[s.L_ELBOW] = xy[s.L_SHOULDER] + np.array([0.1, 0.02]) * (width, height)
    xy[s.L_WRIST] = xy[s.L_ELBOW] + np.array([np.sin(angle), -np.cos(angle)]) * 0.15 * height
    pose = Pose(xy.astype(np.float32), np.ones(16, np.float32), frame.time)
    return Estimate(frame, pose, pose, None, {"pose": 0.0})
