"""The part of a picture that augmentation can reach, no larger than a slot: what a cache keeps and a card is given."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from stickercam.errors import StickercamError
from stickercam.models.geometry import OUTSIDE
from stickercam.train.sample import Sample

# Sides of the part over the longer side of the person's box. Random crops with the standard widths of margin, scale,
# shift and rotation leave 0.3 % of their area beyond it, in corners; 2.0 would leave 1.7 %, and 3.7 nothing, but then
# a person would have a third of the pixels.
REACH = 2.4


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """image: (H, W, 3) uint8, at most a slot's side.  mask: (H, W) uint8 or None.
    joints, box, head_size: as in Sample, in pixels of image."""

    image: np.ndarray
    mask: np.ndarray | None
    joints: np.ndarray
    box: np.ndarray
    head_size: float


def cut(sample: Sample, pixels: int) -> Cut:
    """The part about a person, shrunk until its longer side is `pixels`; one that is smaller is left as it is.

    Of a picture without people all of it. StickercamError if the person's box lies beside the picture.
    """
    image = sample.load()
    x0, y0, x1, y1 = _reach(sample, image.shape[1], image.shape[0])
    if x1 - x0 < 2 or y1 - y0 < 2:
        raise StickercamError(f"the person of {sample.name} lies beside the picture", "mend its box")
    scale = min(1.0, pixels / max(x1 - x0, y1 - y0))
    size = tuple(max(1, round(scale * length)) for length in (x1 - x0, y1 - y0))
    mask = None if sample.mask is None else _shrunk(sample.mask()[y0:y1, x0:x1], size)
    steps = np.array(size) / (x1 - x0, y1 - y0)  # equal but for the rounding to whole pixels
    joints = sample.joints.astype(np.float32)
    known = joints[:, 2] > 0
    joints[known, :2] = (joints[known, :2] - (x0, y0) + 0.5) * steps - 0.5
    joints[~known, :2] = 0
    box = (np.asarray(sample.box).reshape(2, 2) - (x0, y0) + 0.5) * steps - 0.5
    return Cut(_shrunk(image[y0:y1, x0:x1], size), mask, joints, box.ravel().astype(np.float32),
               float(sample.head_size * scale))  # fmt: skip


def _reach(sample: Sample, width: int, height: int) -> np.ndarray:
    """x0, y0, x1, y1: whole pixels of the picture, the last ones excluded."""
    if sample.nobody:
        return np.array([0, 0, width, height])
    box = np.asarray(sample.box, np.float64)
    middle, half = (box[:2] + box[2:]) / 2, max(box[2] - box[0], box[3] - box[1], 8.0) * REACH / 2
    low, high = np.floor(middle - half), np.ceil(middle + half) + 1
    return np.concatenate([low.clip(0), np.minimum(high, (width, height)).clip(0)]).astype(int)


def _shrunk(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    if picture.shape[1::-1] == size:
        return np.ascontiguousarray(picture)
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def in_slot(picture: np.ndarray, pixels: int) -> np.ndarray:
    """(H, W[, 3]) uint8 in the top left corner of a square; beyond it OUTSIDE, in a mask 0."""
    slot = np.full((pixels, pixels, *picture.shape[2:]), OUTSIDE if picture.ndim == 3 else 0, np.uint8)
    slot[: picture.shape[0], : picture.shape[1]] = picture
    return slot


def as_sample(sample: Sample, part: Cut) -> Sample:
    """The person in the part instead of in the picture."""
    return replace(sample, load=lambda: part.image, mask=None if part.mask is None else lambda: part.mask,
                   joints=part.joints, box=part.box, head_size=part.head_size)  # fmt: skip
