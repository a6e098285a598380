"""One person to learn from, and the people of one source."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from stickercam.errors import StickercamError

ABSENT, HIDDEN, VISIBLE = 0, 1, 2


class MissingPicture(StickercamError, FileNotFoundError):
    """A picture that is named and not there; `Sample.load` raises it."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A picture and what is known about the person in it.

    load:      gives the picture, (H, W, 3) uint8 RGB; MissingPicture, or StickercamError where it is broken.
    joints:    (16, 3) float32: x, y in pixels of the picture, and a state: 0 nothing is known (x = y = 0, nothing is
               taught), 1 hidden or unsure, 2 visible. A known joint may lie outside the picture: x, y are then beyond
               its edge, and a network is taught that there is nothing to see.
    box:       (4,) float32, x0, y0, x1, y1 about the person.
    head_size: PCKh's unit in pixels: in MPII 0.6 of the head box's diagonal, elsewhere the distance from upper neck to
               head top; NaN if unknown.
    any_turn:  people of this set come at any angle, so full turns are fair augmentation.
    nobody:    a picture without people: every heatmap is to be empty.
    name:      where the picture is, for messages.
    mask:      gives (H, W) uint8, 255 = person; None where there is no mask.
    """

    load: Callable[[], np.ndarray]
    joints: np.ndarray
    box: np.ndarray
    head_size: float = float("nan")
    any_turn: bool = False
    nobody: bool = False
    name: str = ""
    mask: Callable[[], np.ndarray] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """People of one source.

    samples: a list, or (made-up people) a sequence that makes a person when it is first asked for.
    weight:  how often one of them is drawn, beside 1 for the other sets.
    fresh:   other people are to be made for each epoch.
    missing: pictures that the labels name and the folder lacks; their people are among the samples.
    """

    name: str
    samples: Sequence[Sample]
    weight: float = 1.0
    fresh: bool = False
    missing: tuple[str, ...] = ()
