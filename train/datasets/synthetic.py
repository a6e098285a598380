"""Synthetic people, rendered when they are asked for."""

from functools import partial

import numpy as np

from stickercam.train.sample import Sample, with_absent

SIZE = 288  # pixels a side: a little more than the network's crop, so that augmentation has something to show
KEPT = 2048  # pictures in memory, two thirds of a gigabyte: one takes a third of a second to make, and is seen often


def _render(index: int, seed: int) -> Sample:
    from stickercam.train.synth import sample

    picture = sample(index, seed, SIZE)
    seen = picture.joints[picture.joints[:, 2] > 0, :2]
    box = np.concatenate([seen.min(0), seen.max(0)]).astype(np.float32)
    # The person carries the picture along, so that it may be made in one process and used in another.
    return Sample(
        partial(getattr, picture, "image"), with_absent(picture.joints), box,
        name=f"synthetic person {index} of seed {seed}", mask=partial(getattr, picture, "mask"),
    )  # fmt: skip


class MadeUp(list):
    """A list of people that renders one when it is first asked for, and keeps the first KEPT."""

    def __init__(self, number: int, seed: int) -> None:
        super().__init__(range(number))
        self.seed = seed
        self.made: dict[int, Sample] = {}

    def __reduce__(self):
        return MadeUp, (len(self), self.seed)

    def __getitem__(self, index):
        chosen = range(len(self))[index]
        if not isinstance(chosen, int):
            return [self[one] for one in chosen]
        return self.made.get(chosen) or self.keep(chosen, _render(chosen, self.seed))

    def __iter__(self):
        return (self[index] for index in range(len(self)))

    def keep(self, index: int, sample: Sample) -> Sample:
        """A person that somebody else has rendered is kept as well."""
        if len(self.made) < KEPT:
            self.made[index] = sample
        return sample


def read_synthetic(number: int, seed: int) -> MadeUp:
    """So many people; the same seed gives the same ones."""
    return MadeUp(number, seed)
