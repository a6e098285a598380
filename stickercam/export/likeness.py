"""How much a written picture is still like the drawn one: SSIM on white and on black, and the overlap of shapes."""

from collections.abc import Sequence

import numpy as np

from stickercam.system import import_cv2

WINDOW = 7  # pixels; the usual one
ROOM = 8  # pixels about the figure that count too: empty ground alone would always be alike
STEADY = ((0.01 * 255) ** 2, (0.03 * 255) ** 2)  # SSIM's constants
SAMPLE = 10  # pictures that are compared; more change the third digit only


def likeness(drawn: Sequence[np.ndarray], written: Sequence[np.ndarray]) -> float:
    """Mean SSIM of pairs of (H, W, 4) uint8 RGBA pictures, on white and on black, about what is drawn. 1 is equal."""
    chosen = np.unique(np.linspace(0, len(drawn) - 1, min(SAMPLE, len(drawn))).round().astype(int))
    return float(np.mean([_one(drawn[k], written[k]) for k in chosen])) if len(chosen) else 1.0


def overlap(drawn: np.ndarray, written: np.ndarray) -> float:
    """Shape in both over shape in either, of two (H, W, 4) pictures; 1 where both are empty."""
    one, other = drawn[..., 3] >= 128, written[..., 3] >= 128
    union = np.count_nonzero(one | other)
    return np.count_nonzero(one & other) / union if union else 1.0


def _one(drawn: np.ndarray, written: np.ndarray) -> float:
    ys, xs = np.nonzero(drawn[..., 3])
    if not len(ys):
        return 1.0
    height, width = drawn.shape[:2]
    box = (
        slice(max(0, ys.min() - ROOM), min(height, ys.max() + 1 + ROOM)),
        slice(max(0, xs.min() - ROOM), min(width, xs.max() + 1 + ROOM)),
    )
    return (
        _ssim(*(_on(p[box], 255) for p in (drawn, written))) + _ssim(*(_on(p[box], 0) for p in (drawn, written)))
    ) / 2


def _on(picture: np.ndarray, ground: int) -> np.ndarray:
    """(H, W, 3) float32."""
    alpha = picture[..., 3:].astype(np.float32) / 255
    return picture[..., :3] * alpha + ground * (1 - alpha)


def _ssim(one: np.ndarray, other: np.ndarray) -> float:
    """Mean structural similarity of two (H, W, 3) float32 pictures of 0 to 255, as Wang et al. define it."""
    cv2 = import_cv2()

    def mean(values: np.ndarray) -> np.ndarray:
        return cv2.boxFilter(values, -1, (WINDOW, WINDOW), borderType=cv2.BORDER_REFLECT)

    of_sample = WINDOW**2 / (WINDOW**2 - 1)
    a, b = mean(one), mean(other)
    spread_a, spread_b = of_sample * (mean(one * one) - a * a), of_sample * (mean(other * other) - b * b)
    together = of_sample * (mean(one * other) - a * b)
    flat, steep = STEADY
    alike = (2 * a * b + flat) * (2 * together + steep) / ((a * a + b * b + flat) * (spread_a + spread_b + steep))
    return float(alike.mean())
