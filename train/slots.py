"""Makes batches on a card. Caches are held there whole where they fit; other pictures come up from pinned memory."""

from collections.abc import Sequence

import numpy as np
import torch

from stickercam.train.augment import card
from stickercam.train.augment.crops import Crops, place_crops
from stickercam.train.augment.draws import AugmentSettings, Numbers
from stickercam.train.augment.effects import draw_effects
from stickercam.train.augment.host import rooms_behind
from stickercam.train.cache import Stored
from stickercam.train.cut import as_sample, cut, in_slot
from stickercam.train.sample import Dataset, Sample

SHARE = 0.5  # of the card's free memory that caches may take: the rest is the network's
PIXELS = 320  # a side of the slots where no cache says otherwise
STEP = 256  # slots that are copied to the card at once


class Slots:
    """Makes batches with `card`; on CPU tensors too, for tests.

    share: of the free memory of the device that caches may take.
    """

    def __init__(
        self, sets: Sequence[Dataset], rooms: Sequence[Sample], device: torch.device, *, share: float = SHARE
    ) -> None:
        self.rooms, self.device = rooms, device
        stored = {(load.folder, load.labels): load for dataset in sets if not dataset.made_up
                  for sample in dataset.samples[:1] if isinstance(load := sample.load, Stored)}  # fmt: skip
        caches = {key: load.cache() for key, load in stored.items()}
        self.pixels = max((cache.crops.shape[1] for cache in caches.values()), default=PIXELS)
        room = share * torch.cuda.mem_get_info(device)[0] if device.type == "cuda" else float("inf")
        self.held: dict[tuple[str, str], tuple[torch.Tensor, torch.Tensor]] = {}
        for key, cache in caches.items():
            room -= cache.crops.nbytes + cache.masks.nbytes
            if room > 0 and cache.crops.shape[1] == self.pixels:
                cache.check_all()
                self.held[key] = tuple(_brought(slots, device) for slots in (cache.crops, cache.masks))

    def make(
        self, people: Sequence[Sample], numbers: Numbers, *, size: int, settings: AugmentSettings
    ) -> tuple[torch.Tensor, Crops]:
        """(N, 3, size, size) float32 in -1..1, channels last in memory, and where the crops lie."""
        people, shapes = self._cut(people)
        pictures = card.levels(self._gathered(people))
        behind = rooms_behind(people, numbers["background"], len(self.rooms), settings.background)
        if behind:
            rows = list(behind)
            rooms, room_shapes = self._cut([self.rooms[room] for room in behind.values()])
            sizes = np.array([[shapes[row][1::-1] for row in rows], [shape[1::-1] for shape in room_shapes]])
            masks = self._gathered([people[row] for row in rows], masks=True)
            behind_them, u = card.levels(self._gathered(rooms)), numbers["background"][rows, 2:]
            pictures[rows] = card.paste(pictures[rows], masks, behind_them, sizes=sizes, u=u)
        crops = place_crops(people, shapes, numbers, size=size, settings=settings)
        widths = np.array([shape[1] for shape in shapes])
        warped, inside = card.crops_of(pictures, crops, widths, size)
        made = card.finished(warped, inside, draw_effects(numbers, size, settings))
        return (made / 127.5 - 1).contiguous(memory_format=torch.channels_last), crops

    def _holds(self, sample: Sample) -> bool:
        return isinstance(sample.load, Stored) and (sample.load.folder, sample.load.labels) in self.held

    def _cut(self, people: Sequence[Sample]) -> tuple[list[Sample], list[tuple[int, int]]]:
        """The same people in pictures that fit into slots, and (height, width) of these."""
        fitted, shapes = [], []
        for sample in people:
            if self._holds(sample):
                shapes.append(sample.load.shape)
            else:
                part = cut(sample, self.pixels)
                sample = as_sample(sample, part)
                shapes.append(part.image.shape[:2])
            fitted.append(sample)
        return fitted, shapes

    def _gathered(self, people: Sequence[Sample], *, masks: bool = False) -> torch.Tensor:
        """(N, P, P, 3) uint8 slots of people as `_cut` gives them, or (N, P, P) with their masks."""
        shape = (len(people), self.pixels, self.pixels) + (() if masks else (3,))
        slots = torch.empty(shape, dtype=torch.uint8, device=self.device)
        loads = [person.mask if masks else person.load for person in people]
        for key, tensors in self.held.items():
            rows = [row for row, person in enumerate(people) if self._holds(person) and key == _key(person)]
            places = [loads[row].slot for row in rows]
            if rows:
                slots[rows] = tensors[int(masks)][torch.tensor(places, device=self.device)]
        rows = [row for row, person in enumerate(people) if not self._holds(person)]
        if rows:
            pictures = torch.from_numpy(np.stack([in_slot(loads[row](), self.pixels) for row in rows]))
            if self.device.type == "cuda":
                pictures = pictures.pin_memory()
            slots[rows] = pictures.to(self.device, non_blocking=True)
        return slots


def _key(sample: Sample) -> tuple[str, str]:
    return sample.load.folder, sample.load.labels


def _brought(slots: np.ndarray, device: torch.device) -> torch.Tensor:
    """A mapped file on the device."""
    held = torch.empty(slots.shape, dtype=torch.uint8, device=device)
    for start in range(0, len(slots), STEP):
        held[start : start + STEP] = torch.from_numpy(np.array(slots[start : start + STEP])).to(device)
    return held
