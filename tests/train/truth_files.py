"""Small files of true joints in the forms in which MPII and Leeds Sports Pose are passed on, of made-up people."""

import gzip
import json
from pathlib import Path

import h5py
import numpy as np
from scipy.io import savemat

from stickercam.train.datasets.lsp import ORDER
from tests.train.people import STANDING


def people(number: int = 5, *, seed: int = 0) -> np.ndarray:
    """(N, 16, 3) standing people, whole pixels counted from 1; the first one's right ankle is not labelled."""
    joints = np.full((number, 16, 3), 2.0)
    joints[..., :2] = (STANDING + np.random.default_rng(seed).normal(0, 3, (number, 16, 2))).round() + 1
    joints[0, 0] = 0
    return joints


def head_boxes(number: int = 5) -> np.ndarray:
    """(N, 2, 2) corners; 0.6 of their diagonal is 18, 18.6, ... pixels."""
    corner = np.array([18.0, 24.0])[None] * (1 + np.arange(number)[:, None] / 30)
    return np.stack([np.full((number, 2), 60.0), 60 + corner], 1)


def head_sizes(number: int = 5) -> np.ndarray:
    return 18 * (1 + np.arange(number) / 30)


def write_gt_valid(path: Path, joints: np.ndarray) -> Path:
    savemat(path, {
        "pos_gt_src": joints[..., :2].transpose(1, 2, 0), "jnt_missing": (joints[..., 2] == 0).T.astype(np.uint8),
        "headboxes_src": head_boxes(len(joints)).transpose(1, 2, 0),
    })  # fmt: skip
    return path


def write_valid_h5(path: Path, joints: np.ndarray) -> Path:
    with h5py.File(path, "w") as file:
        file["part"] = joints[..., :2]
        file["normalize"] = head_sizes(len(joints))
        file["imgname"] = np.array([name.encode() for name in names(len(joints))])
    return path


def write_microsoft(path: Path, joints: np.ndarray) -> Path:
    told = np.where(joints[..., 2:] > 0, joints[..., :2], -1)
    path.write_text(json.dumps([
        {"image": name, "joints": xy.tolist(), "joints_vis": (person[:, 2] > 0).astype(int).tolist(),
         "scale": 1.0, "center": [75, 100]}
        for name, xy, person in zip(names(len(joints)), told, joints)
    ]))  # fmt: skip
    return path


def write_listed(path: Path, joints: np.ndarray) -> Path:
    """mpii_annotations.json.gz; one person for training stands before the others."""
    rows = [
        {"img_paths": name, "isValidation": float(number > 0), "joint_self": person.tolist()}
        for number, (name, person) in enumerate(zip(["other.jpg", *names(len(joints))], [joints[0], *joints]))
    ]
    path.write_bytes(gzip.compress(json.dumps(rows).encode()))
    return path


def write_lsp(path: Path, joints: np.ndarray) -> Path:
    """joints.mat of Leeds Sports Pose: 3 x 14 x N, the third row says hidden. All are seen."""
    savemat(
        path, {"joints": np.concatenate([joints[:, ORDER, :2], np.zeros((len(joints), 14, 1))], 2).transpose(2, 1, 0)}
    )
    return path


def names(number: int) -> list[str]:
    return [f"{row:09}.jpg" for row in range(number)]
