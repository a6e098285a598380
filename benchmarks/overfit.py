"""Can a network learn some photos by heart? If not, something between labels and weights is broken.

    python benchmarks/overfit.py [--data npz:DIR] [--count 64] [--model hourglass] [--size lite]

The first people of the training split whose torso is labelled, without augmentation and without flips; then their own
PCK@0.2, of one forward pass each. Both families unless --model says one; made-up people unless --data
names others. Exit code 1 below 98.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from machine import machine

from stickercam.train.begin import Data, shipped_trunk
from stickercam.train.datasets import open_data
from stickercam.train.evaluate import predict
from stickercam.train.loop import fit
from stickercam.train.measures import pck, torso
from stickercam.train.recipe import override, read_recipe
from stickercam.train.sample import Dataset, Sample
from stickercam.train.state import Plan, Run
from stickercam.train.validate import plain

WANTED = 98.0
PACKAGES = ("torch", "numpy", "opencv-python")
# Nothing random about a crop but its place in the order, the whole network learning from the first step on.
SETTINGS = ("batch=16", "validations=0", "frozen_blocks=0", "trunk_learning_rate=0.5", "average=0.98", "warm_up=0.05")


def people_of(data: list[str], count: int) -> list[Sample]:
    """The first people whose torso is labelled: the others have no PCK."""
    found = []
    for dataset in (dataset for spec in data for dataset in open_data(spec, "train")):
        for sample in dataset.samples:
            if not sample.nobody and np.isfinite(torso(sample.joints[None])[0]):
                found.append(sample)
            if len(found) == count:
                return found
    return found


def overfit(network: str, people: list[Sample], *, pixels: int, epochs: float, trunk: str | None) -> tuple[float, Run]:
    """PCK@0.2 on the people that a network has learned for so many epochs, and the run."""
    recipe = override(read_recipe("ours", network), [*SETTINGS, f"sizes=[[0, {pixels}]]"], epochs=epochs)
    run = Run(Plan(network, ("overfit",), replace(recipe, augment=plain()), trunk=trunk or shipped_trunk(network)))
    data = Data([Dataset("overfit", people)], [], {"data_digest": ""})
    with tempfile.TemporaryDirectory() as folder:
        fit(run, data, Path(folder), tell=_tell)
    xy, _ = predict(run.averaged(), people, flip=False, size=pixels)
    truth = np.stack([sample.joints for sample in people])
    return pck(xy, truth, torso(truth), 0.2)["mean"], run


def _tell(what: str, done: int, total: int | None = None, note: str = "") -> None:
    if sys.stderr.isatty():
        print(f"\r{what} {done}/{total} {note}   ", end="", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", action="append", help="KIND:PATH")
    parser.add_argument("--count", type=int, default=64)
    parser.add_argument("--model", choices=["hourglass", "simplebaseline"], action="append")
    parser.add_argument("--size", default="lite")
    parser.add_argument("--pixels", type=int, default=192)
    parser.add_argument("--epochs", type=float, default=120)
    parser.add_argument("--trunk", help="pretrained values, as of stickercam train; left out: what ships")
    parser.add_argument("--threads", type=int)
    words = parser.parse_args()
    if words.threads:
        torch.set_num_threads(words.threads)
    torch.set_flush_denormal(True)
    people = people_of(words.data or [f"synthetic:{words.count}"], words.count)
    print(machine(PACKAGES), end="\n\n")
    print(f"{'network':22} {'photos':>6} {'pixels':>6} {'steps':>6} {'loss':>8} {'minutes':>8} {'PCK@0.2':>8}")
    worst = 100.0
    for family in words.model or ("hourglass", "simplebaseline"):
        network = family if words.size == "full" else f"{family}-{words.size}"
        begun = time.monotonic()
        found, run = overfit(network, people, pixels=words.pixels, epochs=words.epochs, trunk=words.trunk)
        took, progress = (time.monotonic() - begun) / 60, run.progress
        print(f"{network:22} {len(people):6} {words.pixels:6} {progress.step:6} {progress.loss:8.5f} {took:8.1f}"
              f" {found:8.1f}", flush=True)  # fmt: skip
        worst = min(worst, found)
    sys.exit(worst < WANTED)


if __name__ == "__main__":
    main()
