"""Readers of data sets, each named KIND:PATH on the command line, weighted by @WEIGHT."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stickercam.errors import UsageError
from stickercam.train.datasets.lsp import read_lsp
from stickercam.train.datasets.npz import read_npz
from stickercam.train.datasets.synthetic import read_synthetic
from stickercam.train.sample import Sample

__all__ = ["Dataset", "open_data"]


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """People of one source. weight: how often one of them is drawn, beside 1 for the other sets."""

    name: str
    samples: list[Sample]
    weight: float = 1.0


def open_data(spec: str, split: str, *, seed: int = 0) -> list[Dataset]:
    """The data sets behind "KIND:PATH" or "KIND:PATH@WEIGHT"; split is "train" or "val".

    Kinds: npz (a folder with SET.npz and photo archives, or a folder of such folders), lsp (a folder with
    joints.mat and images), synthetic (PATH is the number of people, made afresh).
    """
    kind, _, rest = spec.partition(":")
    path, _, weight = rest.partition("@")
    try:
        weight = float(weight or 1)
    except ValueError:
        raise UsageError(f"the weight in --data {spec} is not a number", "write KIND:PATH@0.5") from None
    if kind == "npz":
        return [Dataset(name, samples, weight) for name, samples in read_npz(Path(path), split)]
    if kind == "lsp":
        return [Dataset("lsp", read_lsp(Path(path), split), weight)]
    if kind == "synthetic":
        if not path.isdigit() or not int(path):
            raise UsageError(f"--data {spec} needs a number of people", "write synthetic:2000")
        # Validation people are others than those trained on.
        return [Dataset("synthetic", read_synthetic(int(path), seed + (split == "val") * 1_000_003), weight)]
    raise UsageError(f"--data {spec} has no known kind", "write npz:DIR, lsp:DIR or synthetic:NUMBER")


def draw(sets: list[Dataset], rng: np.random.Generator) -> Sample:
    """One person, each set in proportion to weight times size."""
    mass = np.array([dataset.weight * len(dataset.samples) for dataset in sets])
    samples = sets[rng.choice(len(sets), p=mass / mass.sum())].samples
    return samples[rng.integers(len(samples))]
