"""From samples to a network's input: random crops, colours, and what each joint is to teach.

`draws` makes the random numbers of a batch, `crops` places of them, `effects` what is done to the pictures; `host` and
`card` do it, on a processor and on a card. Here is the form for one person.
"""

from dataclasses import dataclass

import numpy as np

from stickercam.train.augment.crops import place_crops
from stickercam.train.augment.draws import AugmentSettings, draw_numbers
from stickercam.train.augment.effects import draw_effects
from stickercam.train.augment.host import finished
from stickercam.train.sample import Sample

__all__ = ["AugmentSettings", "Example", "augment"]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """crop: (S, S, 3) uint8. xy: (16, 2) crop pixels. present: (16,) bool, whether there is a peak to learn.
    weight: (16,) float32, 0 where nothing is known."""

    crop: np.ndarray
    xy: np.ndarray
    present: np.ndarray
    weight: np.ndarray


def augment(sample: Sample, size: int, rng: np.random.Generator, settings: AugmentSettings) -> Example:
    """A random crop of size x size pixels with its joints, as in a batch of one; no room is pasted behind."""
    image, numbers = sample.load(), draw_numbers(1, rng)
    crops = place_crops([sample], [image.shape], numbers, size=size, settings=settings)
    crop = finished(image, crops, draw_effects(numbers, size, settings), row=0, size=size)
    return Example(crop, crops.xy[0], crops.present[0], crops.weight[0])
