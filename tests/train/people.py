"""A data set of drawn people in the npz form, for tests: bright bones on a dark ground, joints exact."""

import io
import zipfile
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from stickercam.models.skeleton import BONES, SIDE_COLORS

STANDING = np.array([
    (60, 180), (62, 145), (64, 110), (86, 110), (88, 145), (90, 180), (75, 110), (75, 60), (75, 52), (75, 25),
    (40, 110), (45, 85), (58, 62), (92, 62), (105, 85), (110, 110),
], np.float32)  # fmt: skip


def draw(joints: np.ndarray, size: tuple[int, int] = (150, 200)) -> np.ndarray:
    """(H, W, 3) uint8 of a figure with joints (16, 2)."""
    image = np.full((size[1], size[0], 3), 40, np.uint8)
    for start, end, side in BONES:
        a, b = (tuple(int(v) for v in joints[joint].round()) for joint in (start, end))
        cv2.line(image, a, b, SIDE_COLORS[side], 7, cv2.LINE_AA)
    return image


def write_people(folder: Path, number: int, *, seed: int = 0) -> Path:
    """FOLDER/drawn.npz and photos_00.zip; every fourth person is for validation."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    joints = np.zeros((number, 16, 3), np.float32)
    with zipfile.ZipFile(folder / "photos_00.zip", "w", zipfile.ZIP_STORED) as archive:
        for row in range(number):
            joints[row, :, :2] = STANDING + rng.normal(0, 4, (16, 2))
            joints[row, :, 2] = 2
            file = io.BytesIO()
            Image.fromarray(draw(joints[row, :, :2])).save(file, "JPEG", quality=95)
            archive.writestr(f"p{row:03}.jpg", file.getvalue())
    boxes = np.concatenate([joints[:, :, :2].min(1), joints[:, :, :2].max(1)], 1)
    np.savez(
        folder / "drawn.npz", name=np.array([f"p{row:03}.jpg" for row in range(number)]), joints=joints, box=boxes,
        size=np.tile(np.array([150, 200], np.int16), (number, 1)),
        split=(np.arange(number) % 4 == 3).astype(np.int8),
        head_size=np.linalg.norm(joints[:, 9, :2] - joints[:, 8, :2], axis=1),
    )  # fmt: skip
    return folder
