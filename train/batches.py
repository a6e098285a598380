"""Batches of augmented crops on the device, prepared in a thread while the network learns."""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass

import cv2
import torch

from stickercam.errors import UsageError
from stickercam.models.geometry import CELLS, STRIDE, crop_to_cells
from stickercam.train.augment import AugmentSettings
from stickercam.train.augment.draws import draw_numbers, rows_of
from stickercam.train.augment.host import Host
from stickercam.train.epochs import Epochs
from stickercam.train.fresh import People
from stickercam.train.sample import Dataset

READY = 3  # batches that wait for the network: enough that an uneven one is not felt


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """crops: (N, 3, S, S) float32 in -1..1. target: (N, 16, S/4, S/4). weight: (N, 16). names: where pictures are.
    people: how many of the pictures show one, in the shares of all processes together."""

    crops: torch.Tensor
    target: torch.Tensor
    weight: torch.Tensor
    names: tuple[str, ...] = ()
    people: int = 0


def targets(xy: torch.Tensor, present: torch.Tensor, sigma: float, size: int) -> torch.Tensor:
    """(N, 16, 2) crop pixels, (N, 16) -> (N, 16, S/4, S/4) Gaussians of peak 1, all zero where nothing is present.

    sigma counts in cells of a 64-cell map and shrinks with the crop, so that it means the same on the body. A
    Gaussian is the product of one along x and one along y: `models.heatmap.encode` at a tenth of its cost.
    """
    cells = size // STRIDE
    place = torch.arange(cells, device=xy.device)
    gap = place - crop_to_cells(xy)[..., None]  # (N, 16, 2, cells)
    line = torch.exp(gap**2 * (-0.5 / (sigma * cells / CELLS) ** 2)) * present[..., None, None]
    return line[:, :, 1, :, None] * line[:, :, 0, None, :]


class Batches:
    """The batches of a run: `at(step, size)` depends on seed, step and size alone, whatever was made before.

    batch counts over all processes; rank r of `world` makes its equal share. workers: processes that render made-up
    people, and threads that warp pictures beside the one that prepares; 0: that one does everything.
    """

    def __init__(
        self, sets: list[Dataset], batch: int, *, sigma: float, seed: int, device: str | torch.device = "cpu",
        rank: int = 0, world: int = 1, settings: AugmentSettings = AugmentSettings(), workers: int = 0,  # noqa: B008
    ) -> None:  # fmt: skip
        if batch % world:
            raise UsageError(f"a batch of {batch} cannot be shared by {world} processes", "choose a multiple of them")
        share = batch // world
        self.sigma, self.settings, self.device = sigma, settings, torch.device(device)
        self.epochs = Epochs(sets, batch, seed)
        self._rows = slice(rank * share, (rank + 1) * share)
        self._people = People(sets, self.epochs, workers)
        rooms = [room for dataset in sets for room in dataset.rooms]
        self._empty = {
            (number, place) for number, dataset in enumerate(sets) if dataset.rooms
            for place, sample in enumerate(dataset.samples) if sample.nobody
        }  # fmt: skip
        self._threads = ThreadPoolExecutor(workers, initializer=cv2.setNumThreads, initargs=(1,)) if workers else None
        if self.device.type == "cpu":
            self._maker = Host(rooms, self._threads.map if self._threads else map)
        else:
            from stickercam.train.slots import Slots

            self._maker = Slots(sets, rooms, self.device)
        self._runs: list[_Run] = []

    @property
    def steps_per_epoch(self) -> int:
        return self.epochs.steps

    def at(self, step: int, size: int) -> Batch:
        """The batch of a step, or this process's share of it."""
        people = self._people.of(step, self._rows)
        numbers = rows_of(draw_numbers(self.epochs.batch, self.epochs.numbers(step)), self._rows)
        crops, places = self._maker.make(people, numbers, size=size, settings=self.settings)
        xy, present, weight = (
            torch.from_numpy(values).to(self.device) for values in (places.xy, places.present, places.weight)
        )
        _, picks = self.epochs.at(step)
        shown = sum(pick not in self._empty for pick in map(tuple, picks.tolist()))
        names = tuple(person.name for person in people)
        return Batch(crops, targets(xy, present, self.sigma, size), weight, names, shown)

    def run(self, first_step: int, size_of: Callable[[int], int]) -> Iterator[Batch]:
        """The batches of first_step, first_step + 1, ... without end, a few made ahead. size_of(step): pixels of its
        crops, asked in the thread that prepares."""
        run = _Run(self, first_step, size_of)
        self._runs.append(run)
        try:
            while True:
                yield run.take()
        finally:
            run.close()

    def ahead(self, step: int) -> None:
        """Have workers begin with what the steps from this one on need."""
        self._people.ask(step, self._rows)

    def close(self) -> None:
        """End all threads and workers; may be called at any time, and twice."""
        for run in self._runs:
            run.stop.set()
        self._people.close()
        for run in self._runs:
            run.close()
        if self._threads:
            self._threads.shutdown(wait=True, cancel_futures=True)


class _Run:
    """A thread that makes batches until it is stopped, and where they wait."""

    def __init__(self, batches: Batches, step: int, size_of: Callable[[int], int]) -> None:
        self.batches, self.step, self.size_of = batches, step, size_of
        self.ready: queue.Queue = queue.Queue(READY)
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._work, daemon=True, name="batches")
        self.thread.start()

    def _work(self) -> None:
        cv2.setNumThreads(1)
        device = self.batches.device
        on_card = device.type == "cuda"
        try:
            # A stream of its own, so that the card makes a batch while the network learns from another.
            with torch.cuda.stream(torch.cuda.Stream(device)) if on_card else nullcontext():
                while not self.stop.is_set():
                    self.batches.ahead(self.step)
                    batch = self.batches.at(self.step, self.size_of(self.step))
                    if on_card:
                        torch.cuda.current_stream().synchronize()  # what is handed over is complete
                    self._put(batch)
                    self.step += 1
        except BaseException as error:  # handed over: it is raised again where the batches are used
            self._put(error)

    def _put(self, item: Batch | BaseException) -> None:
        while not self.stop.is_set():
            try:
                self.ready.put(item, timeout=0.1)
                return
            except queue.Full:
                continue

    def take(self) -> Batch:
        while True:
            try:
                item = self.ready.get(timeout=0.5)
                break
            except queue.Empty:
                if self.stop.is_set():
                    raise RuntimeError("the batches were closed") from None
        if isinstance(item, BaseException):
            raise item
        if item.crops.is_cuda:
            stream = torch.cuda.current_stream(item.crops.device)
            for tensor in (item.crops, item.target, item.weight):
                tensor.record_stream(stream)  # or its memory could be given to the next batch while it is still read
        return item

    def close(self) -> None:
        self.stop.set()
        self.thread.join()
