"""Poses whose truth is known: single ones by hand, motions from the clips that ship. And golden pictures."""

import os
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from PIL import Image

from stickercam.frames import Pose, Take

GOLDEN = Path(__file__).parents[2] / "golden"
SCALE = 150.0  # frame pixels a metre
# x, y in torso lengths from between the feet, y down; the person faces the camera, so the right is on the left.
STANDING = {
    "r_ankle": (-0.22, 0.0), "r_knee": (-0.21, -0.85), "r_hip": (-0.2, -1.7), "l_hip": (0.2, -1.7),
    "l_knee": (0.21, -0.85), "l_ankle": (0.22, 0.0), "pelvis": (0.0, -1.7), "thorax": (0.0, -2.7),
    "upper_neck": (0.0, -2.9), "head_top": (0.0, -3.45), "r_wrist": (-0.55, -1.6), "r_elbow": (-0.48, -2.1),
    "r_shoulder": (-0.38, -2.7), "l_shoulder": (0.38, -2.7), "l_elbow": (0.48, -2.1), "l_wrist": (0.55, -1.6),
}  # fmt: skip
NAMES = tuple(STANDING)


def pose(time: float = 0.0, *, unseen: tuple[str, ...] = (), shift=(0.0, 0.0), **moved: tuple[float, float]) -> Pose:
    """The standing person, 80 pixels to the torso length, with some joints elsewhere (torso lengths)."""
    xy = np.array([moved.get(name, STANDING[name]) for name in NAMES]) + shift
    score = np.array([0.0 if name in unseen else 0.9 for name in NAMES])
    return Pose((xy * 80 + (320, 400)).astype(np.float32), score.astype(np.float32), time)


def take_of(poses) -> Take:
    return Take(tuple(poses), None, (640, 480))


@cache
def _motions() -> dict[str, np.ndarray]:
    with (files("stickercam.assets") / "people" / "motions.npz").open("rb") as file, np.load(file) as clips:
        return {name: clips[name] for name in clips.files}


@cache
def motion(name: str, degrees: float = 0.0, noise: float = 0.01) -> Take:
    """A clip seen from the front (or with the person turned), with the tremble that smoothing leaves."""
    clips = _motions()
    at = {str(joint): clips[name][:, i].astype(float) for i, joint in enumerate(clips["joint_names"])}
    at["thorax"] = 0.3 * (at["l_shoulder"] + at["r_shoulder"]) + 0.4 * at["neck"]
    at["upper_neck"] = at["head"]
    joints = np.stack([at[joint] for joint in NAMES], 1)
    turn = np.radians(degrees)
    x = joints[..., 0] * np.cos(turn) - joints[..., 1] * np.sin(turn)
    xy = np.stack([320 + SCALE * x, 400 - SCALE * joints[..., 2]], -1)
    torso = np.median(np.linalg.norm(xy[:, 7] - xy[:, 6], axis=-1))
    rough = np.random.default_rng(0).normal(0, noise * torso, (len(xy) + 4, 16, 2))
    xy = xy + sum(weight * rough[k : k + len(xy)] for k, weight in enumerate(np.array([1, 2, 3, 2, 1]) / 9))
    seen = np.full(16, 0.9, np.float32)
    return take_of(Pose(frame.astype(np.float32), seen, t / 30) for t, frame in enumerate(xy))


def without_legs(take: Take) -> Take:
    """The same take at a desk: nothing below the chest is seen, what the network says there is nonsense."""
    poses = []
    for p in take.poses:
        xy, score = p.xy.copy(), p.score.copy()
        xy[:7], score[:7] = np.random.default_rng(1).uniform(0, 640, (7, 2)), 0.0
        poses.append(Pose(xy, score, p.time))
    return take_of(poses)


def check_golden(picture: np.ndarray, name: str) -> None:
    """Compare with tests/golden/NAME.png, laid on a middle blue; UPDATE_GOLDEN=1 writes it."""
    alpha = picture[..., 3:] / 255
    laid = (picture[..., :3] * alpha + np.array([150, 190, 220]) * (1 - alpha)).round().astype(np.uint8)
    path = GOLDEN / f"{name}.png"
    if os.environ.get("UPDATE_GOLDEN"):
        Image.fromarray(laid).save(path, optimize=True)
    expected = np.asarray(Image.open(path).convert("RGB")).astype(int)
    off = np.abs(laid.astype(int) - expected)
    # Another build of skia or another processor may set an edge pixel otherwise, but never a shape.
    if off.mean() > 0.3 or (off.max(-1) > 40).mean() > 0.002:
        Image.fromarray(laid).save(GOLDEN / f"{name}.got.png")
        raise AssertionError(
            f"{name}: mean {off.mean():.2f}, {(off.max(-1) > 40).sum()} pixels off; see {name}.got.png"
        )
