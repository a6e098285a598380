"""A take of a dancing person for the benchmarks that draw and write. No benchmark itself."""

import numpy as np

from stickercam.frames import Pose, Take
from stickercam.models.skeleton import L_ELBOW, L_WRIST, R_ELBOW, R_WRIST

PIXELS, FPS, SECONDS = 512, 20, 3.0  # of the sticker that is drawn and written
# A person facing the camera, a torso 100 px long; x, y in MPII order.
STANDING = [
    (285, 460), (283, 380), (280, 300), (320, 300), (317, 380), (315, 460), (300, 300), (300, 200),
    (300, 188), (300, 135), (228, 292), (240, 250), (266, 202), (334, 202), (360, 250), (372, 292),
]  # fmt: skip


def dance(seconds: float, fps: float) -> Take:
    """Sways, bends the knees and waves both arms, each in its own time; comes round after 2.4 s."""
    poses = []
    for time_ in np.arange(round(seconds * fps) + 1) / fps:
        turn = 2 * np.pi * time_ / 2.4
        xy = np.array(STANDING, np.float32)
        xy[6:] += (18 * np.sin(turn), 10 * np.cos(2 * turn))
        xy[1:5] += (9 * np.sin(turn), 5 * np.cos(2 * turn))
        for elbow, wrist, side in ((R_ELBOW, R_WRIST, -1), (L_ELBOW, L_WRIST, 1)):
            bend = 0.9 + 0.9 * np.sin(2 * turn + side)
            xy[wrist] = xy[elbow] + 50 * np.array([side * np.sin(bend), np.cos(bend)])
        poses.append(Pose(xy, np.full(16, 0.9, np.float32), float(time_)))
    return Take(tuple(poses), None, (640, 480))
