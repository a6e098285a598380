"""Where each crop of a batch lies: the matrix from crop to picture, and what each joint is to teach there.

Crops are squares, so aspect is never stretched. They may be larger than the picture: what lies beyond it is the flat
grey OUTSIDE, in training as in use, and joints that the crop or a cut leaves out teach "absent".
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stickercam.models.skeleton import FLIP, HEAD_TOP, PELVIS, THORAX, UPPER_BODY, UPPER_NECK
from stickercam.train.augment.draws import AugmentSettings, Numbers
from stickercam.train.sample import Sample

UPRIGHT = np.cos(np.radians(40))  # half-body and desk crops are for people that stand or sit
UNSURE = 0.5  # what a hidden or unsure joint weighs beside a visible one


@dataclass(frozen=True, slots=True, eq=False)
class Crops:
    """Where the crops of N people lie.

    matrix:  (N, 2, 3) float64, crop pixels -> picture pixels, mirroring included (`cv2.WARP_INVERSE_MAP`).
    height:  (N,) int, how many rows of the picture are left; a desk crop takes away those below.
    xy:      (N, 16, 2) float32, the joints in crop pixels.
    present: (N, 16) bool, whether there is a peak to learn.
    weight:  (N, 16) float32, 0 where nothing is known.
    """

    matrix: np.ndarray
    height: np.ndarray
    xy: np.ndarray
    present: np.ndarray
    weight: np.ndarray


def place_crops(
    people: Sequence[Sample], shapes: Sequence[tuple], numbers: Numbers, *, size: int, settings: AugmentSettings
) -> Crops:
    """Random crops of size x size pixels. shapes: (height, width, ...) of each picture."""
    heights, widths = np.array([shape[:2] for shape in shapes]).T
    joints = np.stack([person.joints for person in people]).astype(np.float64)
    boxes = np.stack([person.box for person in people]).astype(np.float64)
    nobody = np.array([person.nobody for person in people])
    any_turn = np.array([person.any_turn for person in people])
    upright = _upright(joints) & ~nobody
    way = numbers["way"][:, 0]
    boxes = _half_bodies(joints, boxes, upright & (way < settings.half_body))
    chosen = upright & (way >= settings.half_body) & (way < settings.half_body + settings.desk)
    boxes, height = _desks(joints, boxes, heights, chosen=chosen, numbers=numbers)

    mirrored = numbers["flip"][:, 0] < settings.flip
    matrix = _matrices(boxes, any_turn, mirrored, numbers=numbers, size=size, settings=settings)
    xy = into_crops(joints[..., :2], matrix)
    known = joints[..., 2] > 0
    seen = _within(joints[..., :2], widths, height)
    # Joints that picture, cut or crop leave out teach "absent"; unsure ones count half.
    weight = np.where(joints[..., 2] > 1, 1.0, np.where(known, UNSURE, 0.0))
    weight[(known & ~seen) | (joints[..., 2] < 0) | nobody[:, None]] = 1.0
    present = known & seen & _within(xy, size, size)
    order = np.where(mirrored[:, None], FLIP, np.arange(16))
    xy = np.take_along_axis(xy, order[..., None], 1).astype(np.float32)
    present, weight = (np.take_along_axis(values, order, 1) for values in (present, weight.astype(np.float32)))
    return Crops(matrix, height, xy, present, weight)


def into_crops(xy: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """(N, K, 2) picture pixels -> (N, K, 2) crop pixels; matrix: (N, 2, 3) crop -> picture."""
    back = np.linalg.inv(matrix[:, :, :2])
    return (xy - matrix[:, None, :, 2]) @ back.swapaxes(1, 2)


def _within(xy: np.ndarray, width: np.ndarray | int, height: np.ndarray | int) -> np.ndarray:
    """(N, 16) whether (N, 16, 2) lies in a picture."""
    size = np.stack(np.broadcast_arrays(width, height), -1) - 0.5
    return ((xy > -0.5) & (xy < (size if size.ndim == 1 else size[:, None]))).all(-1)


def _upright(joints: np.ndarray) -> np.ndarray:
    """(N,) whether the way from head to trunk is known and points down."""
    known, rows = joints[..., 2] > 0, np.arange(len(joints))
    top = np.where(known[:, HEAD_TOP], HEAD_TOP, UPPER_NECK)
    low = np.where(known[:, PELVIS], PELVIS, THORAX)
    axis = joints[rows, low, :2] - joints[rows, top, :2]
    return known[rows, top] & known[rows, low] & (axis[:, 1] > UPRIGHT * np.maximum(np.hypot(*axis.T), 1e-6))


def _boxes(xy: np.ndarray, which: np.ndarray) -> np.ndarray:
    """(N, K, 2), (N, K) bool -> (N, 4): the box about those of each row; nonsense where there are none."""
    low = np.where(which[..., None], xy, np.inf).min(1)
    high = np.where(which[..., None], xy, -np.inf).max(1)
    return np.concatenate([low, high], 1)


def _half_bodies(joints: np.ndarray, boxes: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """The box of the upper body for the chosen, where enough of it is known."""
    upper = joints[:, UPPER_BODY]
    known = upper[..., 2] > 0
    chosen = chosen & (known.sum(1) >= 4)
    return np.where(chosen[:, None], _boxes(upper[..., :2], known), boxes)


def _desks(joints, boxes, heights, *, chosen: np.ndarray, numbers: Numbers):
    """Pictures that end below chest or waist, as a webcam sees people: boxes, and rows that are left (N,)."""
    edge, below = numbers["edge"][:, 0], numbers["below"][:, 0]
    low, high = joints[:, THORAX, 1], joints[:, PELVIS, 1]
    edge = (low + (high - low) * (0.35 + edge)).astype(int)  # from under the chest to the thighs
    left = (joints[..., 1] < edge[:, None] - 0.5) & (joints[..., 2] > 0)
    chosen = chosen & (joints[:, (THORAX, PELVIS), 2] > 0).all(1) & (edge > 0) & (edge < heights) & (left.sum(1) >= 4)
    cut = _boxes(joints[..., :2], left)
    # The product's crop reaches below the picture's edge, where the rest of the person would be.
    cut[:, 3] = edge + (edge - cut[:, 1]) * 1.3 * below
    boxes = np.where(chosen[:, None], cut, boxes)
    return boxes, np.where(chosen, edge, heights)


def _matrices(boxes, any_turn, mirrored, *, numbers: Numbers, size: int, settings: AugmentSettings) -> np.ndarray:
    """(N, 2, 3) crop -> picture for a random square about each box."""
    span = np.maximum((boxes[:, 2:] - boxes[:, :2]).max(1), 8.0)
    low, high = settings.margin
    side = span * (1 + 2 * (low + (high - low) * numbers["margin"][:, 0]))
    side *= np.exp(settings.scale * numbers["scale"][:, 0])
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2 + settings.shift * numbers["shift"] * side[:, None]
    turn = np.clip(numbers["rotation"][:, 0], -2, 2) * settings.rotation
    chance, angle = numbers["full_turn"].T
    turn = np.radians(np.where(any_turn & (chance < settings.any_turn), 360 * angle - 180, turn))
    cos, sin = np.cos(turn) * side / size, np.sin(turn) * side / size
    turned = np.stack([np.stack([cos, -sin], 1), np.stack([sin, cos], 1)], 1)  # as in models.geometry
    turned[:, :, 0] *= np.where(mirrored, -1.0, 1.0)[:, None]
    origin = centre - turned.sum(2) * ((size - 1) / 2)
    return np.concatenate([turned, origin[:, :, None]], 2)
