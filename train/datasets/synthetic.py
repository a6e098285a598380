"""Synthetic people, rendered when they are asked for."""

from functools import lru_cache, partial

import numpy as np

from stickercam.train.sample import Sample

SIZE = 288  # pixels a side: a little more than the network's crop, so that augmentation has something to show
KEPT = 2048  # pictures in memory, two thirds of a gigabyte: one takes a third of a second to make, and is seen often


def _render(index: int, seed: int) -> Sample:
    from stickercam.train.synth import sample

    picture = sample(index, seed, SIZE)
    seen = picture.joints[picture.joints[:, 2] > 0, :2]
    box = np.concatenate([seen.min(0), seen.max(0)]).astype(np.float32)
    # The person carries the picture along, so that it may be made in one process and used in another.
    return Sample(
        partial(getattr, picture, "image"), picture.joints, box,
        name=f"synthetic person {index} of seed {seed}", mask=partial(getattr, picture, "mask"),
    )  # fmt: skip


class _Lazy(list):
    """A list of people that renders one when it is first asked for."""

    def __init__(self, number: int, seed: int) -> None:
        super().__init__(range(number))
        self.seed = seed
        self._made = lru_cache(KEPT)(partial(_render, seed=seed))

    def __reduce__(self):
        return _Lazy, (len(self), self.seed)

    def __getitem__(self, index):
        chosen = range(len(self))[index]
        return self._made(chosen) if isinstance(chosen, int) else [self._made(one) for one in chosen]

    def __iter__(self):
        return (self[index] for index in range(len(self)))


def read_synthetic(number: int, seed: int) -> list[Sample]:
    """So many people; the same seed gives the same ones."""
    return _Lazy(number, seed)
