"""Made-up motions that ship, seen from the front: what sheets and samples of characters are drawn from."""

import math
from functools import cache
from importlib.resources import files

import numpy as np

from stickercam.frames import Action, Pose, Take
from stickercam.models.skeleton import JOINTS

SCALE = 150.0  # frame pixels a metre
FPS = 30  # of the motions
# Twelve moments: motion, degrees that the person is turned, what it does there, which part of the take.
MOMENTS = (
    ("own/wave_right", 0, "wave", 0.45), ("own/jump", 0, "jump", 0.55), ("own/dab", 0, "dab", 0.5),
    ("own/squat", 0, "squat", 0.5), ("own/heart_overhead", 0, "heart", 0.5), ("own/kick_right", 50, "kick", 0.45),
    ("own/cheer", 0, "hands_up", 0.55), ("own/t_pose", 45, "t_pose", 0.62), ("own/dance_disco", 0, None, 0.5),
    ("own/desk_talk", 0, None, 0.5), ("own/arms_crossed", 0, "arms_crossed", 0.62), ("own/cheer", 180, "hands_up", 0.6),
)  # fmt: skip


@cache
def _motions() -> dict[str, np.ndarray]:
    with (files("stickercam.assets") / "people" / "motions.npz").open("rb") as file, np.load(file) as clips:
        return {name: clips[name] for name in clips.files}


@cache
def motion(name: str, degrees: float = 0.0) -> Take:
    """A motion as somebody's steady joints, the person turned by so much."""
    clips = _motions()
    at = {str(joint): clips[name][:, i].astype(float) for i, joint in enumerate(clips["joint_names"])}
    at["thorax"] = 0.3 * (at["l_shoulder"] + at["r_shoulder"]) + 0.4 * at["neck"]
    at["upper_neck"] = at["head"]
    joints = np.stack([at[joint] for joint in JOINTS], 1)
    turn = math.radians(degrees)
    x = joints[..., 0] * math.cos(turn) - joints[..., 1] * math.sin(turn)
    xy = np.stack([320 + SCALE * x, 400 - SCALE * joints[..., 2]], -1).astype(np.float32)
    seen = np.full(16, 0.9, np.float32)
    return Take(tuple(Pose(frame, seen, t / FPS) for t, frame in enumerate(xy)), None, (640, 480))


def doing(action: str | None) -> tuple[Action, ...]:
    return (Action(action, 0.0, None),) if action else ()
