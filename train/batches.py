"""Batches of augmented crops, prepared in a thread while the network learns."""

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import torch

from stickercam.models.geometry import CELLS, STRIDE, crop_to_cells
from stickercam.models.heatmap import encode
from stickercam.train.augment import AugmentSettings, augment
from stickercam.train.datasets import Dataset, draw


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """crops: (N, 3, S, S) float32 in -1..1. target: (N, 16, S/4, S/4). weight: (N, 16)."""

    crops: torch.Tensor
    target: torch.Tensor
    weight: torch.Tensor


def normalise(crops: torch.Tensor) -> torch.Tensor:
    """(N, S, S, 3) uint8 -> (N, 3, S, S) float32, value / 127.5 - 1 (the study), channels last in memory."""
    return (crops.permute(0, 3, 1, 2).float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


def make_batch(examples: list, size: int, sigma: float) -> Batch:
    """sigma counts in cells of a 64-cell map and shrinks with the crop, so that it means the same on the body."""
    cells = size // STRIDE
    xy = crop_to_cells(torch.from_numpy(np.stack([example.xy for example in examples])))
    present = torch.from_numpy(np.stack([example.present for example in examples]))
    target = encode(xy, sigma * cells / CELLS, cells) * present[:, :, None, None]
    crops = torch.from_numpy(np.stack([example.crop for example in examples]))
    weight = torch.from_numpy(np.stack([example.weight for example in examples]))
    return Batch(normalise(crops), target, weight)


class Batches:
    """An endless iterator of batches. `size` may be changed while it runs; batches ahead are at most `ahead`."""

    def __init__(self, sets: list[Dataset], batch: int, size: int, *, sigma: float, seed: int, ahead: int = 3) -> None:
        self.sets, self.batch, self.size, self.sigma = sets, batch, size, sigma
        self._rng = np.random.default_rng(seed)
        self._ready: queue.Queue = queue.Queue(ahead)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True, name="batches")
        self._thread.start()

    def _work(self) -> None:
        cv2.setNumThreads(1)
        try:
            while not self._stop.is_set():
                size = self.size
                settings = AugmentSettings()
                examples = [augment(draw(self.sets, self._rng), size, self._rng, settings) for _ in range(self.batch)]
                self._put(make_batch(examples, size, self.sigma))
        except Exception as error:  # handed over: it is raised again where the batches are used
            self._put(error)

    def _put(self, item: Batch | Exception) -> None:
        while not self._stop.is_set():
            try:
                self._ready.put(item, timeout=0.2)
                return
            except queue.Full:
                continue

    def __iter__(self) -> Iterator[Batch]:
        return self

    def __next__(self) -> Batch:
        item = self._ready.get()
        if isinstance(item, Exception):
            raise item
        return item

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
