"""What is done to the pictures of a batch: colours, blur, patches, noise and compression, as arrays of parameters."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from stickercam.train.augment.draws import PATCHES, AugmentSettings, Numbers

LUMA = np.array([0.299, 0.587, 0.114])  # what of red, green and blue makes a grey
KERNEL = 11  # pixels a side of every blur: three times the widest sigma on both sides
GRAIN = 1 << 21  # numbers in the store of noise: a crop of 512 pixels takes a third of them, from anywhere


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """What is done to N crops, in this order: patches, blur, colour, noise, compression.

    patches: (N, PATCHES, 4) int, x0, y0, x1, y1 in crop pixels, empty where there is none; paint: their RGB.
    kernel:  {row: (KERNEL,) float32, along x and then y, or (KERNEL, KERNEL)} of the crops that are blurred.
    colour:  (N, 3, 4) float32, RGB = colour @ (r, g, b, 1).
    noise:   (N,) float32, grey levels, and where in the store `grain()` each begins, (N,) int.
    quality: (N,) int of a JPEG, 0 = not compressed.
    """

    patches: np.ndarray
    paint: np.ndarray
    kernel: dict[int, np.ndarray]
    colour: np.ndarray
    noise: np.ndarray
    begins: np.ndarray
    quality: np.ndarray


def draw_effects(numbers: Numbers, size: int, settings: AugmentSettings) -> Effects:
    """The effects of crops of size x size pixels."""
    chance, level, begins = numbers["noise"].T
    noise = np.where(chance < settings.noise, 1.5 - 4 * np.log1p(-0.9 * level), 0)  # mostly 2 to 5 grey levels
    chance, quality = numbers["jpeg"].T
    quality = np.where(chance < settings.jpeg, 25 + 60 * quality, 0).astype(int)
    patches, paint = _patches(numbers["patch"], size, settings.patches)
    return Effects(
        patches, paint, _kernels(numbers["blur"], size, settings.blur), _colours(numbers, settings),
        noise.astype(np.float32), (begins * (GRAIN - 3 * size * size)).astype(int), quality,
    )  # fmt: skip


def _patches(u: np.ndarray, size: int, chance: float) -> tuple[np.ndarray, np.ndarray]:
    number = np.where(u[:, 0] < chance, 1 + (u[:, 0] < chance / 2), 0)  # two on half of those that have any
    wide, high, x, y, *rgb, _ = np.moveaxis(u[:, 1:].reshape(len(u), PATCHES, 8), 2, 0)
    wide, high = (size / 12 + share * size / 6 for share in (wide, high))
    x, y = x * (size - wide), y * (size - high)
    rectangles = np.stack([x, y, x + wide, y + high], 2).astype(int)
    rectangles[np.arange(PATCHES) >= number[:, None]] = 0
    return rectangles, (256 * np.stack(rgb, 2)).astype(np.uint8)


def _kernels(u: np.ndarray, size: int, chance: float) -> dict[int, np.ndarray]:
    """Two of three as out of focus, one as moved in some direction; on small crops both are small."""
    kernels, scale = {}, size / 256
    for row in np.flatnonzero(u[:, 0] < chance):
        moved, width, angle = u[row, 1:]
        sigma = (0.5 + 1.3 * width) * scale
        kernels[int(row)] = motion(4 * sigma, np.pi * angle) if moved < 1 / 3 else gaussian(sigma)
    return kernels


def gaussian(sigma: float) -> np.ndarray:
    """(KERNEL,) float32, sum 1."""
    return cv2.getGaussianKernel(KERNEL, sigma, cv2.CV_32F)[:, 0]


def motion(length: float, angle: float) -> np.ndarray:
    """(KERNEL, KERNEL) float32: a line of so many pixels, soft at its sides and ends, sum 1."""
    y, x = np.mgrid[:KERNEL, :KERNEL] - KERNEL // 2
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    kernel = np.clip(length / 2 + 0.5 - np.abs(along), 0, 1) * np.clip(1 - np.abs(across), 0, 1)
    return (kernel / kernel.sum()).astype(np.float32)


def _colours(numbers: Numbers, settings: AugmentSettings) -> np.ndarray:
    """Gain of all channels and a little of each, offset, saturation; one in five pictures keeps its colours."""
    # A picture may well become dark, but what is burnt out is lost: twice as bright teaches little.
    gain = np.exp(settings.colour * (numbers["gain"][:, :1].clip(-2.5, 1.5) + numbers["gain"][:, 1:] / 4))
    offset = settings.colour * 60 * numbers["offset"]
    vivid = np.exp(settings.colour * numbers["saturation"])
    kept = numbers["colour"] < 0.2
    gain, offset, vivid = np.where(kept, 1, gain), np.where(kept, 0, offset), np.where(kept, 1, vivid)
    vivid = np.where(numbers["grey"] < settings.grey, 0, vivid)[..., None]
    mix = vivid * np.eye(3) + (1 - vivid) * LUMA
    return np.concatenate([mix * gain[..., None], np.repeat(offset[..., None], 3, 1)], 2).astype(np.float32)


@cache
def grain() -> np.ndarray:
    """(GRAIN,) float32 standard normal: noise is cut out of this store, which is far cheaper than drawing it."""
    return np.random.default_rng(0).standard_normal(GRAIN, np.float32)
