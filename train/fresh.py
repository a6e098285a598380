"""The people of a batch out of their sets; those that are made anew in each epoch are rendered ahead by workers."""

from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from stickercam.errors import StickercamError
from stickercam.train.cut import Cut, as_sample
from stickercam.train.datasets.synthetic import read_synthetic
from stickercam.train.epochs import Epochs
from stickercam.train.sample import Dataset, Sample
from stickercam.train.workers import open_pool

AHEAD = 8  # steps: rendering takes longer for some people than for others, and no worker should wait


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
        self.workers = workers if any(dataset.fresh for dataset in sets) else 0
        self._pool: ProcessPoolExecutor | None = None
        self._asked: dict[tuple[int, int, int], Future] = {}

    def of(self, step: int, rows: slice) -> list[Sample]:
        """The samples of some rows of a step's batch."""
        epoch, picks = self.epochs.at(step)
        people = []
        for number, place in picks[rows].tolist():
            dataset = self.sets[number]
            if not dataset.fresh:
                people.append(dataset.samples[place])
                continue
            key = (len(dataset.samples), self.epochs.fresh_seed(number, epoch), place)
            asked = self._asked.get(key)
            try:
                people.append(as_sample(*(_render(*key) if asked is None else asked.result())))
            except BrokenProcessPool:
                raise StickercamError(
                    "a process that makes people up has ended, perhaps for want of memory", "use fewer --workers"
                ) from None
        return people

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

    def _keys(self, step: int, rows: slice) -> list[tuple[int, int, int]]:
        epoch, picks = self.epochs.at(step)
        fresh = [pick for pick in picks[rows].tolist() if self.sets[pick[0]].fresh]
        sizes = self.epochs.sizes
        return [(sizes[number], self.epochs.fresh_seed(number, epoch), place) for number, place in fresh]

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
