"""Leeds Sports Pose (Johnson and Everingham, BMVC 2010) and its Extended form (CVPR 2011)."""

from functools import partial
from pathlib import Path

import cv2
import numpy as np

from stickercam.errors import StickercamError
from stickercam.models.skeleton import L_HIP, L_SHOULDER, PELVIS, R_HIP, R_SHOULDER, THORAX
from stickercam.train.sample import HIDDEN, VISIBLE, Sample

# LSP's fourteen joints in our order: ankles to hips, wrists to shoulders, neck, head top.
ORDER = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 8, 9)
HELD_OUT = 10  # every tenth picture is for validation: the set has no split of its own


def _read(file: Path) -> np.ndarray:
    image = cv2.imread(str(file), cv2.IMREAD_COLOR_RGB)
    if image is None:
        raise StickercamError(f"{file} is not a readable picture", "unpack the data set again")
    return image


def joints_of(matrix: np.ndarray) -> np.ndarray:
    """joints.mat's array -> (N, 16, 3) with our states; pelvis and thorax are the middles of hips and shoulders.

    LSP (3 x 14 x N) flags HIDDEN joints in its third row, LSP-Extended (14 x 3 x N) flags LABELLED ones.
    Coordinates are MATLAB's, the first pixel is 1.
    """
    extended = matrix.shape[0] == 14
    rows = np.moveaxis(matrix, -1, 0) if extended else np.moveaxis(matrix, -1, 0).swapaxes(1, 2)
    flag = rows[:, :, 2] > 0.5
    state = np.where(flag, VISIBLE, 0) if extended else np.where(flag, HIDDEN, VISIBLE)
    joints = np.zeros((len(rows), 16, 3), np.float32)
    joints[:, ORDER, :2] = rows[:, :, :2] - 1
    joints[:, ORDER, 2] = state
    for middle, left, right in ((PELVIS, L_HIP, R_HIP), (THORAX, L_SHOULDER, R_SHOULDER)):
        joints[:, middle, :2] = (joints[:, left, :2] + joints[:, right, :2]) / 2
        joints[:, middle, 2] = np.minimum(joints[:, left, 2], joints[:, right, 2])
    joints[joints[..., 2] == 0] = 0
    return joints


def read_lsp(path: Path, split: str) -> list[Sample]:
    """The people of a folder with joints.mat and images/im0001.jpg (im00001.jpg), ..."""
    from scipy.io import loadmat

    file = path / "joints.mat"
    if not file.is_file():
        raise StickercamError(f"{file} does not exist", "give the folder that holds LSP's joints.mat and images")
    joints = joints_of(loadmat(file)["joints"])
    digits = 5 if len(joints) >= 10_000 else 4
    samples = []
    for row, person in enumerate(joints):
        seen = person[person[:, 2] > 0, :2]
        if (row % HELD_OUT == 0) != (split == "val") or len(seen) < 2:
            continue
        load = partial(_read, path / "images" / f"im{row + 1:0{digits}d}.jpg")
        box = np.concatenate([seen.min(0), seen.max(0)]).astype(np.float32)
        head = person[9, :2] - person[8, :2]
        size = float(np.hypot(*head)) if person[8, 2] and person[9, 2] else float("nan")
        samples.append(Sample(load, person, box, size, any_turn=True))
    return samples
