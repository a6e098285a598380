"""Pictures of the report that are no charts: people with their joints, heatmaps over crops."""

from pathlib import Path

import numpy as np
from PIL import Image

from stickercam.draw.overlay import draw_skeleton
from stickercam.frames import Pose
from stickercam.models.geometry import Roi, crop_matrix, crop_to_frame
from stickercam.system import import_cv2

QUALITY = 82  # of WebP: a person of 300 pixels takes 10 kB
# Rising in lightness from nearly black to yellow, so that it reads without colours: corner points of "viridis".
HEAT = np.array([(68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37)], np.float32)
FRAME = (255, 221, 87)  # of a square that is shown in a picture


def save(picture: np.ndarray, file: Path) -> Path:
    """(H, W, 3 or 4) uint8 as WebP."""
    Image.fromarray(picture).save(file, "WEBP", quality=QUALITY, method=6)
    return file


def shown(image: np.ndarray, pose: Pose | None, roi: Roi, size: int) -> np.ndarray:
    """(size, size, 3): a square of a picture, a skeleton on it if there is a pose."""
    cv2 = import_cv2()
    picture = cv2.warpAffine(
        image, crop_matrix(roi, size), (size, size), flags=cv2.INTER_AREA | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    if pose is None:
        return picture
    xy = (pose.xy - crop_to_frame(np.zeros(2), roi, size)) * (size / roi.side)
    return draw_skeleton(picture, Pose(xy.astype(np.float32), pose.score, pose.time))


def with_square(image: np.ndarray, roi: Roi) -> np.ndarray:
    """A picture with the square that is cut out of it."""
    cv2 = import_cv2()
    picture = image.copy()
    low = (round(roi.x - roi.side / 2), round(roi.y - roi.side / 2))
    high = (round(roi.x + roi.side / 2), round(roi.y + roi.side / 2))
    cv2.rectangle(picture, low, high, (20, 20, 20), 7)
    cv2.rectangle(picture, low, high, FRAME, 3)
    return picture


def coloured(heat: np.ndarray) -> np.ndarray:
    """(H, W) in 0..1 -> (H, W, 3) uint8."""
    place = np.clip(heat, 0, 1) * (len(HEAT) - 1)
    low = np.minimum(place.astype(int), len(HEAT) - 2)
    part = (place - low)[..., None]
    return ((1 - part) * HEAT[low] + part * HEAT[low + 1]).round().astype(np.uint8)


def over(crop: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """(S, S, 3): heat (any size, 0..1) shining on a crop that is grey and dim."""
    cv2 = import_cv2()
    size = crop.shape[0]
    heat = np.clip(cv2.resize(heat.astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC), 0, 1)
    grey = np.repeat(crop.mean(-1, keepdims=True), 3, axis=-1) * 0.45 + 20
    share = np.sqrt(heat)[..., None]  # weak heat shows too
    return ((1 - share) * grey + share * coloured(0.25 + 0.75 * heat)).round().astype(np.uint8)


def mosaic(maps: np.ndarray, size: int) -> np.ndarray:
    """(size, size, 3): sixteen heatmaps in four rows."""
    cv2 = import_cv2()
    cell = size // 4
    out = np.zeros((size, size, 3), np.uint8)
    for number, heat in enumerate(maps):
        row, column = divmod(number, 4)
        small = cv2.resize(np.clip(heat, 0, 1).astype(np.float32), (cell - 2, cell - 2), interpolation=cv2.INTER_AREA)
        out[row * cell : row * cell + cell - 2, column * cell : column * cell + cell - 2] = coloured(small)
    return out


def around(poses: list[Pose], margin: float = 1.3, least: float = 0.2) -> Roi:
    """The square about all joints of all poses that were seen."""
    points = np.concatenate([pose.xy[pose.score >= least] for pose in poses])
    if not len(points):
        points = np.concatenate([pose.xy for pose in poses])
    low, high = points.min(0), points.max(0)
    middle = (low + high) / 2
    return Roi(float(middle[0]), float(middle[1]), float(max(*(high - low), 1.0)) * margin)
