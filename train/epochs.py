"""Who is in which batch: a seeded order of all people for each epoch, and people made anew for it."""

from functools import lru_cache

import numpy as np

from stickercam.errors import StickercamError, UsageError
from stickercam.train.sample import Dataset

# What a random stream is for, so that streams of one seed are strangers to each other.
ORDER, FRESH, AUGMENT = range(3)


class Epochs:
    """The order in which people come. In an epoch a set of n people and weight w takes part with round(w * n): every
    one of them floor(w) times and some of them, others in each epoch, once more."""

    def __init__(self, sets: list[Dataset], batch: int, seed: int) -> None:
        if batch < 1:
            raise UsageError(f"a batch of {batch} people is none", "ask for 1 or more")
        self.batch, self.seed = batch, seed % 2**63
        self.sizes = [len(dataset.samples) for dataset in sets]
        self.shares = [round(dataset.weight * len(dataset.samples)) for dataset in sets]
        if not sum(self.shares):
            names = ", ".join(dataset.name for dataset in sets) or "no data set"
            raise StickercamError(f"there is nobody to learn from in {names}", "name other data, or a larger weight")
        self.steps = -(-sum(self.shares) // batch)
        self._order = lru_cache(maxsize=2)(self._shuffled)

    def _shuffled(self, epoch: int) -> np.ndarray:
        """(steps * batch, 2): set and place in it; the last batch is filled up with the epoch's first people."""
        rng = np.random.default_rng((self.seed, ORDER, epoch))
        people = []
        for number, (size, share) in enumerate(zip(self.sizes, self.shares, strict=True)):
            places = np.concatenate([np.tile(np.arange(size), share // size), rng.permutation(size)[: share % size]])
            people.append(np.column_stack([np.full(share, number), places]))
        order = rng.permutation(np.concatenate(people))
        return np.resize(order, (self.steps * self.batch, 2))

    def at(self, step: int) -> tuple[int, np.ndarray]:
        """The epoch that a step lies in, and its people, (batch, 2): set and place in it."""
        epoch, within = divmod(step, self.steps)
        return epoch, self._order(epoch)[within * self.batch : (within + 1) * self.batch]

    def fresh_seed(self, number: int, epoch: int) -> int:
        """For the people of a set that is made anew in each epoch."""
        return int(np.random.SeedSequence((self.seed, FRESH, number, epoch)).generate_state(1)[0])

    def numbers(self, step: int) -> np.random.Generator:
        """What a batch's augmentation is drawn from."""
        return np.random.default_rng((self.seed, AUGMENT, step))
