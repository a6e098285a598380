"""Readers of data sets, each named KIND:PATH on the command line, weighted by @WEIGHT."""

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError, UsageError
from stickercam.train.datasets.coco import read_coco
from stickercam.train.datasets.lsp import read_lsp
from stickercam.train.datasets.mpii import read_mpii
from stickercam.train.datasets.npz import read_npz
from stickercam.train.datasets.pictures import with_pictures
from stickercam.train.datasets.synthetic import read_synthetic
from stickercam.train.sample import Dataset, Sample

__all__ = ["KINDS", "Dataset", "draw", "nobody", "open_data", "with_pictures"]

OTHER_PEOPLE = 1_000_003  # added to the seed: validation people are others than those trained on


def _made(path: str, split: str, seed: int, *, fresh: bool) -> list[Dataset]:
    """Made-up people; those to validate on stay the same."""
    people = read_synthetic(int(path), seed + (split == "val") * OTHER_PEOPLE)
    return [Dataset("fresh" if fresh else "synthetic", people, fresh=fresh and split == "train")]


def _cache(path: Path, split: str) -> list[Dataset]:
    from stickercam.train.cache import open_cache

    return open_cache(path, split)


# What stands before the colon, and what reads the folder behind it.
READERS: dict[str, Callable[[Path, str], list[Dataset]]] = {
    "mpii": lambda path, split: [read_mpii(path, split)],
    "lsp": lambda path, split: [read_lsp(path, split)],
    "coco": lambda path, split: [read_coco(path, split)],
    "npz": read_npz,
    "cache": _cache,
}
KINDS = (*(f"{kind}:DIR" for kind in READERS), "synthetic:N", "fresh:N")


def open_data(spec: str, split: str, *, seed: int = 0) -> list[Dataset]:
    """The data sets behind "KIND:PATH" or "KIND:PATH@WEIGHT" that have somebody in a split, "train" or "val".

    docs/data.md describes the kinds. StickercamError for a folder that lacks labels or pictures, and for labels that
    cannot be; UsageError for a wrong spec.
    """
    kind, path, weight = _parts(spec)
    if kind in READERS:
        sets = READERS[kind](Path(path).expanduser(), split)
    else:
        sets = _made(path, split, seed, fresh=kind == "fresh")
    return [replace(found, weight=found.weight * weight) for found in sets if len(found.samples)]


def _parts(spec: str) -> tuple[str, str, float]:
    """(kind, path, weight) of "KIND:PATH@WEIGHT"."""
    kind, _, path = spec.partition(":")
    if kind not in READERS and kind not in ("synthetic", "fresh"):
        raise UsageError(f"--data {spec} has no known kind", f"write {', '.join(KINDS[:-1])} or {KINDS[-1]}")
    weight = 1.0
    if "@" in path and not Path(path).expanduser().exists():  # a folder may have an @ in its name
        path, _, told = path.rpartition("@")
        try:
            weight = float(told)
        except ValueError:
            raise UsageError(f"the weight in --data {spec} is not a number", "write KIND:PATH@0.5") from None
        if not (math.isfinite(weight) and weight > 0):
            raise UsageError(f"the weight in --data {spec} is not above 0", "write KIND:PATH@0.5, or leave the set out")
    if not path:
        raise UsageError(f"--data {spec} names nothing behind the colon", f"write {kind}:DIR or {kind}:NUMBER")
    if kind not in READERS and not (path.isascii() and path.isdigit() and int(path)):
        raise UsageError(f"--data {spec} needs a number of people", f"write {kind}:2000")
    return kind, path, weight


def nobody(data: list[str], split: str, *, seed: int = 0) -> StickercamError:
    """The error to raise where data has nobody in a split: how many there are in the other, and what to do."""
    other = {"train": "val", "val": "train"}[split]
    people = sum(found.people for spec in data for found in open_data(spec, other, seed=seed))
    names = {"train": "to learn from", "val": "to validate on"}
    what = f"{', '.join(data)} has nobody {names[split]}"
    if people:
        what += f" ({'its one person is' if people == 1 else f'its {people:,} people are all'} {names[other]})"
    return StickercamError(what, "name another data set beside it with --data")


def draw(sets: list[Dataset], rng: np.random.Generator) -> Sample:
    """One person, each set in proportion to weight times size."""
    mass = np.array([dataset.weight * len(dataset.samples) for dataset in sets])
    samples = sets[rng.choice(len(sets), p=mass / mass.sum())].samples
    return samples[rng.integers(len(samples))]
