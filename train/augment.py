"""From a Sample to a network's input: the random crop, colours, and what each joint is to teach."""

from dataclasses import dataclass

import cv2
import numpy as np

from stickercam.models.geometry import OUTSIDE, Roi, crop_matrix, frame_to_crop
from stickercam.models.skeleton import FLIP, HEAD_TOP, PELVIS, THORAX, UPPER_BODY, UPPER_NECK
from stickercam.train.sample import Sample

UPRIGHT = np.cos(np.radians(40))  # half-body and desk crops are for people that stand or sit


@dataclass(frozen=True, slots=True)
class AugmentSettings:
    """Chances and widths of the random crop; the study's random margin is margin."""

    margin: tuple[float, float] = (0.1, 0.3)  # of the box, on each side (the study)
    scale: float = 0.18  # standard deviation of the logarithm
    shift: float = 0.06  # standard deviation, in sides of the box
    rotation: float = 18.0  # degrees, standard deviation, cut at twice that
    any_turn: float = 0.15  # chance of a full turn in sets where people come at any angle
    half_body: float = 0.15  # chance of a crop about the upper body, the rest beyond its edge
    desk: float = 0.15  # chance of a picture that ends at chest or waist, with the crop reaching beyond
    colour: float = 0.25  # gain and offset, standard deviation in half input ranges
    blur: float = 0.15  # chance
    patches: float = 0.3  # chance of a flat square over some of the person


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """crop: (S, S, 3) uint8. xy: (16, 2) crop pixels. present: (16,) bool, whether there is a peak to learn.
    weight: (16,) float32, 0 where nothing is known."""

    crop: np.ndarray
    xy: np.ndarray
    present: np.ndarray
    weight: np.ndarray


def _upright(joints: np.ndarray) -> bool:
    top = HEAD_TOP if joints[HEAD_TOP, 2] else UPPER_NECK
    if not (joints[top, 2] and (joints[PELVIS, 2] or joints[THORAX, 2])):
        return False
    axis = joints[PELVIS if joints[PELVIS, 2] else THORAX, :2] - joints[top, :2]
    return axis[1] > UPRIGHT * max(float(np.hypot(*axis)), 1e-6)


def _box(xy: np.ndarray) -> np.ndarray:
    return np.concatenate([xy.min(0), xy.max(0)])


def _desk(image: np.ndarray, joints: np.ndarray, rng: np.random.Generator):
    """The picture cut below chest or waist, as a webcam sees it: image, still seen (16,), the box left."""
    low, high = joints[THORAX, 1], joints[PELVIS, 1]
    edge = int(low + (high - low) * rng.uniform(0.35, 1.35))
    if not 0 < edge < image.shape[0]:
        return None
    image = image.copy()
    image[edge:] = OUTSIDE
    seen = joints[:, 1] < edge
    labelled = seen & (joints[:, 2] > 0)
    if labelled.sum() < 4:
        return None
    box = _box(joints[labelled, :2])
    box[3] = edge
    return image, seen, box


def _random_roi(box: np.ndarray, sample: Sample, rng: np.random.Generator, settings: AugmentSettings) -> Roi:
    side = max(box[2] - box[0], box[3] - box[1], 8.0) * (1 + 2 * rng.uniform(*settings.margin))
    side *= float(np.exp(rng.normal(0, settings.scale)))
    shift = rng.normal(0, settings.shift, 2) * side
    turn = float(np.clip(rng.normal(0, settings.rotation), -2 * settings.rotation, 2 * settings.rotation))
    if sample.any_turn and rng.random() < settings.any_turn:
        turn = rng.uniform(-180, 180)
    return Roi((box[0] + box[2]) / 2 + shift[0], (box[1] + box[3]) / 2 + shift[1], side, np.radians(turn))


def _colour(crop: np.ndarray, rng: np.random.Generator, settings: AugmentSettings) -> np.ndarray:
    gain = np.exp(rng.normal(0, settings.colour, 1) + rng.normal(0, settings.colour / 4, 3))
    offset = rng.normal(0, settings.colour * 60, 1)
    table = np.clip(np.arange(256)[:, None] * gain + offset, 0, 255).astype(np.uint8)
    crop = cv2.LUT(crop, table.reshape(256, 1, 3)) if rng.random() < 0.8 else crop
    if rng.random() < 0.08:
        crop = cv2.cvtColor(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    if rng.random() < settings.blur:
        crop = cv2.GaussianBlur(crop, (0, 0), rng.uniform(0.5, 1.8))
    return crop


def _patch(crop: np.ndarray, rng: np.random.Generator) -> None:
    size = crop.shape[0]
    for _ in range(rng.integers(1, 3)):
        width, height = rng.integers(size // 12, size // 4, 2)
        x, y = rng.integers(0, size - width), rng.integers(0, size - height)
        crop[y : y + height, x : x + width] = rng.integers(0, 256, 3)


def augment(sample: Sample, size: int, rng: np.random.Generator, settings: AugmentSettings) -> Example:
    """A random crop of size x size pixels with its joints; aspect is never stretched."""
    image, joints = sample.load(), sample.joints
    seen = np.ones(16, bool)
    box, roll = np.asarray(sample.box, np.float64), rng.random()
    upright = not sample.nobody and _upright(joints)
    if upright and roll < settings.half_body:
        upper = [joint for joint in UPPER_BODY if joints[joint, 2]]
        box = _box(joints[upper, :2]) if len(upper) >= 4 else box
    elif upright and roll < settings.half_body + settings.desk and joints[THORAX, 2] and joints[PELVIS, 2]:
        cut = _desk(image, joints, rng)
        if cut is not None:
            image, seen, box = cut
            # The product's crop reaches below the picture's edge, where the rest of the person would be.
            grow = (box[3] - box[1]) * rng.uniform(0, 1.3)
            box = box + (0, 0, 0, grow)
    roi = _random_roi(box, sample, rng, settings)
    matrix = crop_matrix(roi, size)
    grey = (OUTSIDE,) * 3
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    crop = cv2.warpAffine(image, matrix, (size, size), flags=flags, borderValue=grey)
    xy = frame_to_crop(joints[:, :2], roi, size)
    inside = ((xy > -0.5) & (xy < size - 0.5)).all(1)
    known = joints[:, 2] > 0
    # Joints that the cut or the crop leaves out teach "absent"; unsure ones count half.
    weight = np.where(known, np.where(joints[:, 2] > 1, 1.0, 0.5), 0.0)
    weight[~seen] = 1.0
    if sample.nobody:
        weight[:] = 1.0
    present = known & inside & seen
    crop = _colour(crop, rng, settings)
    if rng.random() < settings.patches:
        _patch(crop, rng)
    if rng.random() < 0.5:
        order = list(FLIP)
        crop = np.ascontiguousarray(crop[:, ::-1])
        xy = np.stack([size - 1 - xy[:, 0], xy[:, 1]], 1)[order]
        present, weight = present[order], weight[order]
    return Example(crop, xy.astype(np.float32), present, weight.astype(np.float32))
