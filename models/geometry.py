"""Coordinates of frame, crop and heatmap: one function each way.

Everywhere x, y are pixels and an integer is a pixel's centre (OpenCV's rule). The crop is CROP x CROP pixels,
a heatmap CELLS x CELLS; cell k stands for crop pixel STRIDE * k + (STRIDE - 1) / 2, which is exact under a flip.
"""

from dataclasses import dataclass

import numpy as np

CROP = 256
STRIDE = 4
CELLS = CROP // STRIDE
OUTSIDE = 127  # grey level of a crop beyond the frame's edge: the middle of the input range, in training and in use


@dataclass(frozen=True, slots=True)
class Roi:
    """A square region of interest in frame pixels; it may hang over the edge.

    x, y: its centre. side: length of a side. turn: radians; a positive turn rotates the crop's axes
    from frame x towards frame y (clockwise on the screen).
    """

    x: float
    y: float
    side: float
    turn: float = 0.0


def crop_to_frame(xy: np.ndarray, roi: Roi, crop: int = CROP) -> np.ndarray:
    """(..., 2) crop pixels -> (..., 2) frame pixels, float64."""
    cos, sin = np.cos(roi.turn), np.sin(roi.turn)
    u = (np.asarray(xy, np.float64) - (crop - 1) / 2) * (roi.side / crop)
    return u @ np.array([[cos, sin], [-sin, cos]]) + (roi.x, roi.y)


def frame_to_crop(xy: np.ndarray, roi: Roi, crop: int = CROP) -> np.ndarray:
    """(..., 2) frame pixels -> (..., 2) crop pixels, float64."""
    cos, sin = np.cos(roi.turn), np.sin(roi.turn)
    u = (np.asarray(xy, np.float64) - (roi.x, roi.y)) @ np.array([[cos, -sin], [sin, cos]])
    return u * (crop / roi.side) + (crop - 1) / 2


def cells_to_crop(cells: np.ndarray) -> np.ndarray:
    """(..., 2) heatmap cells (x, y; fractions allowed) -> crop pixels. Arrays and tensors alike."""
    return cells * STRIDE + (STRIDE - 1) / 2


def crop_to_cells(xy: np.ndarray) -> np.ndarray:
    """(..., 2) crop pixels -> heatmap cells (fractions). Arrays and tensors alike."""
    return (xy - (STRIDE - 1) / 2) / STRIDE


def crop_matrix(roi: Roi, crop: int = CROP) -> np.ndarray:
    """(2, 3) float64 matrix that takes crop pixels to frame pixels: for `cv2.warpAffine(..., WARP_INVERSE_MAP)`."""
    origin = crop_to_frame(np.zeros(2), roi, crop)
    step_x = crop_to_frame(np.array([1.0, 0.0]), roi, crop) - origin
    step_y = crop_to_frame(np.array([0.0, 1.0]), roi, crop) - origin
    return np.stack([step_x, step_y, origin], axis=1)


def roi_of(box: tuple[float, float, float, float], margin: float = 1.25) -> Roi:
    """The square about a box (x0, y0, x1, y1; frame pixels), margin times its longer side."""
    x0, y0, x1, y1 = (float(v) for v in box)
    return Roi((x0 + x1) / 2, (y0 + y1) / 2, max(x1 - x0, y1 - y0, 1.0) * margin)
