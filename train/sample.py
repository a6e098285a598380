"""One person to learn from, and the people of one source."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from stickercam.errors import StickercamError

ABSENT, UNKNOWN, HIDDEN, VISIBLE = -1, 0, 1, 2


class MissingPicture(StickercamError, FileNotFoundError):
    """A picture that is named and not there; `Sample.load` raises it."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A picture and what is known about the person in it.

    load:      gives the picture, (H, W, 3) uint8 RGB; MissingPicture, or StickercamError where it is broken.
    joints:    (16, 3) float32: x, y in pixels of the picture, and a state: 2 visible, 1 hidden or unsure, 0 nothing is
               known, -1 known not to be in the picture; with the last two x = y = 0. Of an unknown joint nothing is
               taught, of an absent one that there is nothing to see; neither has a part in a measure. A joint of state
               1 or 2 may lie outside the picture, x, y beyond its edge: it teaches what an absent one does.
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


def with_absent(joints: np.ndarray) -> np.ndarray:
    """(16, 3) of a rendered picture: whoever drew it knows that what has no place is not in it."""
    known = joints.copy()
    known[known[:, 2] == UNKNOWN, 2] = ABSENT
    return known


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

    @property
    def made_up(self) -> bool:
        """Whether its people are rendered when they are first asked for."""
        return type(self.samples) is not list

    @property
    def rooms(self) -> list[Sample]:
        """The pictures without people."""
        return [] if self.made_up else [sample for sample in self.samples if sample.nobody]

    @property
    def people(self) -> int:
        """How many of the samples are people."""
        return len(self.samples) - len(self.rooms)
