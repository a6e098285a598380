"""Leeds Sports Pose (Johnson and Everingham, BMVC 2010) and its Extended form (CVPR 2011)."""

from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError
from stickercam.train.datasets.files import opened
from stickercam.train.datasets.people import (
    SPLITS,
    TRAIN,
    VAL,
    People,
    add_middles,
    boxes_about,
    dataset_of,
    every_tenth,
)
from stickercam.train.measures import head_length
from stickercam.train.sample import HIDDEN, VISIBLE, Dataset

# LSP's fourteen joints in our order: ankles to hips, wrists to shoulders, neck, head top.
ORDER = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 8, 9)


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
    add_middles(joints)
    joints[joints[..., 2] == 0] = 0
    return joints


def read_lsp(path: Path, split: str) -> Dataset:
    """The people of a folder with joints.mat and images/im0001.jpg (LSP) or im00001.jpg (LSP-Extended), ...

    LSP: the published split, the first half (1,000) to train, the second to test. LSP-Extended has none: every
    tenth picture is held out. People with fewer than two labelled joints are left out.
    """
    file = path / "joints.mat"
    if not file.is_file():
        raise StickercamError(f"{file} does not exist", "give the folder that holds LSP's joints.mat and images")
    with opened(file, "the joints.mat of LSP or LSP-Extended"):
        from scipy.io import loadmat

        matrix = loadmat(file)["joints"]
        if matrix.ndim != 3 or matrix.shape[:2] not in ((14, 3), (3, 14)):
            raise ValueError(f"its array has the shape {matrix.shape}")
        joints = joints_of(matrix)
    extended = matrix.shape[0] == 14
    digits = 5 if extended or (path / "images" / "im00001.jpg").is_file() else 4
    pictures = np.array([f"im{number:0{digits}d}.jpg" for number in range(1, len(joints) + 1)])
    halves = np.where(np.arange(len(joints)) < len(joints) / 2, TRAIN, VAL)
    people = People(
        pictures=pictures, numbers=np.arange(1, len(joints) + 1), joints=joints, boxes=boxes_about(joints),
        heads=head_length(joints).astype(np.float32), split=every_tenth(pictures) if extended else halves,
    )  # fmt: skip
    people = people[(people.split == SPLITS[split]) & ((joints[..., 2] > 0).sum(1) >= 2)]
    return dataset_of("lspet" if extended else "lsp", people, path / "images", file, any_turn=True)
