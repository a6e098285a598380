"""Takes with a known motion: a standing person whose right forearm does what a function says."""

from collections.abc import Callable

import numpy as np

from stickercam.frames import Frame, Pose, Take
from stickercam.models.skeleton import R_ELBOW, R_WRIST

# A person facing the camera, 100 px of torso; (x, y) in frame pixels, MPII order.
STANDING = np.array(
    [
        (285, 460), (283, 380), (280, 300), (320, 300), (317, 380), (315, 460), (300, 300), (300, 200),
        (300, 188), (300, 135), (228, 292), (240, 250), (266, 202), (334, 202), (360, 250), (372, 292),
    ],
    np.float32,
)  # fmt: skip


def person(times: np.ndarray, angle: Callable[[np.ndarray], np.ndarray], x=0.0) -> Take:
    """A take at `times`; angle(times): of the right forearm against straight up, radians. x: px, the body's way."""
    xy = np.repeat(STANDING[None], len(times), axis=0)
    bend = np.broadcast_to(angle(times), len(times))
    xy[:, R_ELBOW] = (232, 222)
    xy[:, R_WRIST] = xy[:, R_ELBOW] + 52 * np.stack([-np.sin(bend), -np.cos(bend)], axis=-1)
    xy[..., 0] += np.broadcast_to(x, len(times))[:, None]
    score = np.full(16, 0.9, np.float32)
    poses = (Pose(places, score, float(time)) for places, time in zip(xy.astype(np.float32), times, strict=True))
    return Take(tuple(poses), None, (640, 480))


def with_pictures(take: Take) -> Take:
    """The take with a small picture to each pose, its number as colour."""
    frames = (Frame(np.full((2, 2, 3), k, np.uint8), pose.time, k) for k, pose in enumerate(take.poses))
    return Take(take.poses, tuple(frames), take.size)


def positions(take: Take) -> np.ndarray:
    """(N, 16, 2)."""
    return np.array([pose.xy for pose in take.poses])


def moments(take: Take) -> np.ndarray:
    """(N,) seconds."""
    return np.array([pose.time for pose in take.poses])


def waving(seconds: float = 3.0, fps: float = 20.0) -> Take:
    """A wave takes 0.9 s; neither beginning nor end is that of a whole one."""
    return person(np.arange(round(seconds * fps) + 1) / fps, lambda t: 0.7 * np.sin(2 * np.pi * t / 0.9))
