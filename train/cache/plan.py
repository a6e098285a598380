"""What a cache will hold: the people of data sets in order, and a digest by which the same are known again."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from stickercam.errors import StickercamError, UsageError
from stickercam.train.cache.files import ROW, VERSION, Part, Plan
from stickercam.train.cut import REACH


@dataclass(frozen=True, slots=True)
class Source:
    """Where the people of a part come from: (spec, split, number of the set in it, seed) for `open_data`."""

    spec: str
    split: str
    number: int
    seed: int
    made: bool  # rendered when they are asked for

    def people(self) -> list:
        return _people(self.spec, self.split, self.seed)[self.number].samples


@lru_cache(maxsize=32)
def _people(spec: str, split: str, seed: int) -> list:
    from stickercam.train.datasets import open_data

    return open_data(spec, split, seed=seed)


def make_plan(data: list[str], pixels: int, seed: int) -> tuple[Plan, list[Source], np.ndarray]:
    """What the cache will hold, where each part comes from, and its rows, not one of them done."""
    digest = hashlib.sha256(f"{VERSION} {pixels} {REACH}".encode())
    parts, sources, masked = [], [], []
    for spec in data:
        for split in ("train", "val"):
            for number, dataset in enumerate(_people(spec, split, seed)):
                if dataset.fresh:
                    raise UsageError(f"{spec} is made anew for each epoch and cannot be kept", "name synthetic:N here")
                samples, made = dataset.samples, dataset.made_up
                # Rendering is slow, and a tenth of other made-up people is enough to validate on.
                people = max(1, len(samples) // 10) if made and split == "val" else len(samples)
                parts.append(Part(dataset.name, split, dataset.weight, sum(p.people for p in parts), people))
                sources.append(Source(spec, split, number, seed, made))
                digest.update(f"{dataset.name} {split} {people} {spec if made else ''} {seed if made else ''}".encode())
                if made:
                    masked += [samples[0].mask is not None] * people
                    continue
                masked += [sample.mask is not None for sample in samples]
                for sample in samples:
                    digest.update(np.float32(sample.joints).tobytes() + np.float32(sample.box).tobytes())
    rows = np.zeros(len(masked), ROW)
    if not rows.size:
        raise StickercamError(f"{', '.join(data)} has nobody in it", "name another data set")
    rows["mask"] = np.where(masked, np.cumsum(masked) - 1, -1)
    return Plan(pixels, int(np.sum(masked)), digest.hexdigest(), parts), sources, rows
