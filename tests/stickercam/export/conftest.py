"""A drawn figure that moves, and one as if cut out of a photo: what the writers get."""

import cv2
import numpy as np
import pytest

INK, SKIN, SHIRT, TROUSERS = (24, 18, 34), (252, 204, 164), (240, 90, 60), (60, 90, 200)
FINE = 4  # drawn this much larger, then shrunk: soft edges


def figure(count: int = 12, side: int = 96) -> np.ndarray:
    """(count, side, side, 4) uint8 RGBA, straight alpha: a dancer with an outline, through one turn of its dance."""
    return np.stack([shrunk(_drawn(2 * np.pi * number / count, side * FINE)) for number in range(count)])


def shrunk(large: np.ndarray) -> np.ndarray:
    """Mean of FINE x FINE pixels, weighted by alpha."""
    alpha = large[..., 3:].astype(np.float64)
    blocks = (large.shape[0] // FINE, FINE, large.shape[1] // FINE, FINE, -1)
    weight = alpha.reshape(blocks).mean(axis=(1, 3))
    color = (large[..., :3] * alpha).reshape(blocks).mean(axis=(1, 3)) / np.maximum(weight, 1e-9)
    return np.concatenate([color, weight], axis=-1).round().astype(np.uint8)


def _drawn(phase: float, side: int) -> np.ndarray:
    """One picture, hard-edged."""
    picture = np.zeros((side, side, 4), np.uint8)
    sway, wave = 0.06 * np.sin(phase), 0.14 * np.cos(phase)
    hip, neck, head = (0.5, 0.62), (0.5 + sway, 0.36), (0.5 + 1.4 * sway, 0.22)
    limbs = [
        (hip, (0.42, 0.88), 0.07, TROUSERS),
        (hip, (0.58, 0.88), 0.07, TROUSERS),
        (neck, hip, 0.16, SHIRT),
        (neck, (0.24, 0.36 + wave), 0.05, SKIN),
        (neck, (0.76, 0.36 - wave), 0.05, SKIN),
        (head, head, 0.24, SKIN),
    ]
    for start, end, width, color in limbs:
        for extra, paint in ((0.03, INK), (0.0, color)):
            points = [tuple(round(v * side) for v in point) for point in (start, end)]
            cv2.line(picture, *points, (*paint, 255), round((width + extra) * side))
    return picture


@pytest.fixture(scope="session")
def dancer() -> np.ndarray:
    """(12, 96, 96, 4) uint8."""
    return figure()


@pytest.fixture(scope="session")
def photo(dancer) -> np.ndarray:
    """(12, 96, 96, 4) uint8: the dancer's shape with colours that are nowhere flat."""
    rng = np.random.default_rng(0)
    shades = cv2.GaussianBlur(rng.uniform(0, 255, (96, 96, 3)), (0, 0), 3)
    shades = (shades - shades.min()) / np.ptp(shades) * 230
    noisy = shades + rng.normal(0, 4, (len(dancer), *shades.shape))
    color = np.where(dancer[..., 3:] > 0, noisy.clip(0, 255), 0)
    return np.concatenate([color.astype(np.uint8), dancer[..., 3:]], axis=-1)
