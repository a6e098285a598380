"""The people of a batch out of their sets; made-up ones are rendered ahead by worker processes."""

from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from stickercam.errors import StickercamError
from stickercam.train.cut import Cut, as_sample
from stickercam.train.datasets.synthetic import read_synthetic
from stickercam.train.epochs import Epochs
from stickercam.train.sample import Dataset, Sample
from stickercam.train.workers import open_pool

AHEAD = 8  # steps: rendering takes longer for some people than for others, and no worker should wait

Key = tuple[int, int, int]  # how many people there are, their seed, and which of them it is


def _render(number: int, seed: int, index: int) -> tuple[Sample, Cut]:
    """One person with its picture, in a form that goes from process to process."""
    sample = read_synthetic(number, seed)[index]
    mask = None if sample.mask is None else sample.mask()
    part = Cut(sample.load(), mask, sample.joints, sample.box, sample.head_size)
    return Sample(None, sample.joints, sample.box, sample.head_size, sample.any_turn, name=sample.name), part


class People:
    """Gives the people of a step. The same ones with and without workers."""

    def __init__(self, sets: list[Dataset], epochs: Epochs, workers: int) -> None:
        self.sets, self.epochs = sets, epochs
        self.workers = workers if any(dataset.made_up for dataset in sets) else 0
        self._pool: ProcessPoolExecutor | None = None
        self._asked: dict[Key, Future] = {}

    def of(self, step: int, rows: slice) -> list[Sample]:
        """The samples of some rows of a step's batch."""
        epoch, picks = self.epochs.at(step)
        return [self._one(number, place, epoch) for number, place in picks[rows].tolist()]

    def _one(self, number: int, place: int, epoch: int) -> Sample:
        dataset = self.sets[number]
        key = self._key(number, place, epoch)
        if key is None:
            return dataset.samples[place]
        asked = self._asked.get(key)
        try:
            made = as_sample(*(_render(*key) if asked is None else asked.result()))
        except BrokenProcessPool:
            raise StickercamError(
                "a process that makes people up has ended, perhaps for want of memory", "use fewer --workers"
            ) from None
        return made if dataset.fresh else dataset.samples.keep(place, made)

    def _key(self, number: int, place: int, epoch: int) -> Key | None:
        """Of a person that is yet to be rendered; None if the set has it, or makes it itself."""
        dataset = self.sets[number]
        if dataset.fresh:
            return len(dataset.samples), self.epochs.fresh_seed(number, epoch), place
        if self.workers and dataset.made_up and place not in dataset.samples.made:
            return len(dataset.samples), dataset.samples.seed, place
        return None

    def ask(self, step: int, rows: slice) -> None:
        """Have workers render what the next steps need, and forget what they do not."""
        if not self.workers:
            return
        if self._pool is None:
            self._pool = open_pool(self.workers)
        wanted = dict.fromkeys(key for ahead in range(AHEAD) for key in self._keys(step + ahead, rows))
        for key in self._asked.keys() - wanted.keys():
            self._asked.pop(key).cancel()
        for key in wanted:
            if key not in self._asked:
                self._asked[key] = self._pool.submit(_render, *key)

    def _keys(self, step: int, rows: slice) -> list[Key]:
        epoch, picks = self.epochs.at(step)
        keys = [self._key(number, place, epoch) for number, place in picks[rows].tolist()]
        return [key for key in keys if key is not None]

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
