"""What chance decides about a batch: the settings of augmentation, and its random numbers.

The numbers are drawn for a whole batch at once, as many whatever the settings: those of a person depend on the seed
and the place in the batch alone. `crops` makes places of them, `effects` colours; a processor and a card use both.
"""

from dataclasses import dataclass

import numpy as np

PATCHES = 2  # at most on one picture


@dataclass(frozen=True, slots=True)
class AugmentSettings:
    """Chances and widths of the random crop; the study's random margin is margin."""

    margin: tuple[float, float] = (0.1, 0.3)  # of the box, on each side (the study)
    scale: float = 0.18  # standard deviation of the logarithm
    shift: float = 0.06  # standard deviation, in sides of the crop
    rotation: float = 18.0  # degrees, standard deviation, cut at twice that
    any_turn: float = 0.15  # chance of a full turn in sets where people come at any angle
    flip: float = 0.5  # chance of a mirrored picture, left and right joints exchanged
    half_body: float = 0.15  # chance of a crop about the upper body, the rest beyond its edge
    desk: float = 0.15  # chance of a picture that ends at chest or waist, with the crop reaching beyond
    background: float = 0.5  # chance of a room behind a person whose mask is known
    colour: float = 0.25  # gain, offset and saturation, standard deviation in half input ranges
    grey: float = 0.08  # chance of a picture without colour
    blur: float = 0.15  # chance; a third of it as by a hand that moves
    patches: float = 0.3  # chance of one or two flat rectangles over some of the person
    noise: float = 0.25  # chance of a webcam's noise
    jpeg: float = 0.12  # chance of a webcam's compression


# name -> how many for each person. New ones go to the end: whoever stands before keeps its numbers.
UNIFORM = {
    "way": 1, "margin": 1, "full_turn": 2, "flip": 1, "edge": 1, "below": 1, "colour": 1, "grey": 1, "blur": 4,
    "patch": 1 + 8 * PATCHES, "noise": 3, "jpeg": 2, "background": 5,
}  # fmt: skip
NORMAL = {"scale": 1, "shift": 2, "rotation": 1, "gain": 4, "offset": 1, "saturation": 1}

Numbers = dict[str, np.ndarray]


def draw_numbers(people: int, rng: np.random.Generator) -> Numbers:
    """{name: (people, k)}: uniform in 0..1 or standard normal, by the tables above."""
    flat = rng.random((people, sum(UNIFORM.values())))
    normal = rng.standard_normal((people, sum(NORMAL.values())))
    names = list(UNIFORM) + list(NORMAL)
    parts = np.split(flat, np.cumsum(list(UNIFORM.values()))[:-1], axis=1)
    parts += np.split(normal, np.cumsum(list(NORMAL.values()))[:-1], axis=1)
    return dict(zip(names, parts, strict=True))


def rows_of(numbers: Numbers, rows: slice) -> Numbers:
    """The numbers of some of the people."""
    return {name: values[rows] for name, values in numbers.items()}
