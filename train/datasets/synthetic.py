"""Synthetic people, rendered when they are asked for."""

from functools import lru_cache, partial

import numpy as np

from stickercam.train.sample import Sample

SIZE = 288  # pixels a side: a little more than the network's crop, so that augmentation has something to show


@lru_cache(maxsize=2048)  # half a gigabyte: a person takes a third of a second to make, and is seen many times
def _person(index: int, seed: int):
    from stickercam.train.synth import sample

    return sample(index, seed, SIZE)


def _image(index: int, seed: int) -> np.ndarray:
    return _person(index, seed).image


class _Lazy(list):
    """A list of people that renders one when it is first asked for."""

    def __init__(self, number: int, seed: int) -> None:
        super().__init__(range(number))
        self.seed = seed

    def __getitem__(self, index: int) -> Sample:
        index = range(len(self))[index]
        joints = _person(index, self.seed).joints
        seen = joints[joints[:, 2] > 0, :2]
        box = np.concatenate([seen.min(0), seen.max(0)]).astype(np.float32)
        return Sample(partial(_image, index, self.seed), joints, box)

    def __iter__(self):
        return (self[index] for index in range(len(self)))


def read_synthetic(number: int, seed: int) -> list[Sample]:
    """So many people; the same seed gives the same ones."""
    return _Lazy(number, seed)
