"""One person to learn from."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

ABSENT, HIDDEN, VISIBLE = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A picture and what is known about the person in it.

    load:      gives the picture, (H, W, 3) uint8 RGB.
    joints:    (16, 3) float32: x, y in pixels of the picture, and a state: 0 unknown, 1 hidden or unsure, 2 visible.
    box:       (4,) float32, x0, y0, x1, y1 about the person.
    head_size: pixels from upper neck to head top, NaN if unknown.
    any_turn:  people of this set come at any angle, so full turns are fair augmentation.
    nobody:    a picture without people: every heatmap is to be empty.
    """

    load: Callable[[], np.ndarray]
    joints: np.ndarray
    box: np.ndarray
    head_size: float = float("nan")
    any_turn: bool = False
    nobody: bool = False
