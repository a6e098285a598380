"""From the frame to the crops that a network sees, and from its heatmaps back to the frame."""

from collections.abc import Sequence

import cv2
import numpy as np

from stickercam.models.geometry import CROP, OUTSIDE, Roi, cells_to_crop, crop_matrix, crop_to_frame

SHRINK_FROM = 2.0  # frame pixels a crop pixel: up to there bilinear sampling still sees every one of them
MARGIN = 2  # frame pixels about the region: what bilinear sampling touches, and one to spare


def shrink_factor(roi: Roi, size: int) -> int:
    """By which whole number the frame is shrunk before the crop is taken from it."""
    ratio = roi.side / size
    return int(ratio) if ratio > SHRINK_FROM else 1


def region_of(rois: Sequence[Roi], shape: tuple[int, ...], *, size: int, block: int = 1) -> tuple[int, int, int, int]:
    """x0, y0, x1, y1: the part of a frame of this shape that the crops of `rois` touch; x1 = x0 where none.

    x0 and y0 are multiples of `block`, so that shrinking by blocks gives the same pixels wherever the region lies:
    a region that follows somebody does not shimmer.
    """
    corners = np.array([[0, 0], [size, 0], [0, size], [size, size]]) - 0.5
    points = np.concatenate([crop_to_frame(corners, roi, size) for roi in rois])
    low = np.floor(points.min(axis=0)) - MARGIN * block
    high = np.ceil(points.max(axis=0)) + MARGIN * block + 1
    height, width = shape[:2]
    x0, y0 = (int(v) // block * block for v in np.clip(low, 0, (width, height)))
    x1, y1 = (int(v) for v in np.clip(high, 0, (width, height)))
    return x0, y0, max(x1, x0), max(y1, y0)


def region_matrix(roi: Roi, origin: tuple[int, int], *, size: int, block: int = 1) -> np.ndarray:
    """(2, 3) float64: crop pixels -> pixels of a region that begins at `origin` and is shrunk by `block`.

    A shrunk pixel's centre is the middle of its block, (block - 1) / 2 beyond the block's first pixel.
    """
    matrix = crop_matrix(roi, size)
    matrix[:, 2] -= np.asarray(origin) + (block - 1) / 2
    return matrix / block


def crop(image: np.ndarray, roi: Roi, size: int = CROP) -> np.ndarray:
    """image: (H, W, 3) uint8 -> (size, size, 3) uint8, the square `roi` of it; OUTSIDE beyond the edge."""
    return crops(image, (roi,), size)[0]


def crops(image: np.ndarray, rois: Sequence[Roi], size: int = CROP) -> np.ndarray:
    """image: (H, W, 3) uint8 -> (N, size, size, 3) uint8, a crop for each of the N rois."""
    out = np.empty((len(rois), size, size, 3), np.uint8)
    for roi, target in zip(rois, out):
        _crop_into(target, image, roi, size)
    return out


def _crop_into(target: np.ndarray, image: np.ndarray, roi: Roi, size: int) -> None:
    block = shrink_factor(roi, size)
    x0, y0, x1, y1 = region_of((roi,), image.shape, size=size, block=block)
    if x1 == x0 or y1 == y0:  # it lies wholly beside the frame
        target[:] = OUTSIDE
        return
    region = np.ascontiguousarray(image[y0:y1, x0:x1]) if min(image.strides) < 0 else image[y0:y1, x0:x1]
    cv2.warpAffine(
        shrink(region, block), region_matrix(roi, (x0, y0), size=size, block=block), (size, size), dst=target,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_CONSTANT,
        borderValue=(OUTSIDE, OUTSIDE, OUTSIDE),
    )  # fmt: skip


def shrink(region: np.ndarray, block: int) -> np.ndarray:
    """(H, W, 3) uint8 -> means of block x block pixels, (ceil(H / block), ceil(W / block), 3) uint8.

    Blocks that hang over the frame's right or lower edge are filled up with OUTSIDE, as the crop is.
    """
    if block == 1:
        return region
    height, width = region.shape[:2]
    missing = -height % block, -width % block
    if any(missing):
        grey = (OUTSIDE, OUTSIDE, OUTSIDE)
        region = cv2.copyMakeBorder(region, 0, missing[0], 0, missing[1], cv2.BORDER_CONSTANT, value=grey)
    size = region.shape[1] // block, region.shape[0] // block
    return cv2.resize(region, size, interpolation=cv2.INTER_AREA)


def to_frame(cells: np.ndarray, rois: Sequence[Roi], size: int = CROP, shift: float = 0.0) -> np.ndarray:
    """cells: (N, J, 2) joints in heatmap cells -> (N, J, 2) float32, pixels of the frame.

    shift: crop pixels, of a network whose cells lie elsewhere (`Convention.shift`).
    """
    joints = [crop_to_frame(xy + shift, roi, size) for xy, roi in zip(cells_to_crop(cells), rois)]
    return np.array(joints, np.float32).reshape(cells.shape)


def calibrated(peaks: np.ndarray, calibration: dict | None) -> np.ndarray:
    """Heights of heatmap peaks -> scores in 0..1, float32, by the map that lies with the weights, if there is one."""
    if calibration is None:
        return np.clip(peaks, 0, 1).astype(np.float32)
    return np.interp(peaks, calibration["raw"], calibration["score"]).astype(np.float32)
