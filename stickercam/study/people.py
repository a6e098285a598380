"""The people of a study that was given no data: made up once, kept in its folder."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from stickercam.system import partial
from stickercam.train.synth import write_dataset

HELD_OUT = 4  # one person for validation on so many that are learned from, but at least ...
LEAST = 4
SEED = 20_250_601  # no other set of ours is made with it: nobody here was learned from before


def made_up(count: int, folder: Path, *, progress: Callable[[int, int], None] | None = None) -> str:
    """--data for `count` made-up people to learn from, and a quarter of that beside them to be measured on."""
    file = folder / "synthetic.npz"
    if not file.is_file():
        held_out = max(LEAST, count // HELD_OUT)
        write_dataset(count + held_out, folder, seed=SEED, progress=progress)
    with np.load(file) as content:
        labels = dict(content)
    split = (np.arange(len(labels["name"])) >= count).astype(np.int8)
    if not np.array_equal(split, labels["split"]):  # it came with every tenth for validation, which is too few
        with partial(file) as beside:
            np.savez_compressed(beside, **labels | {"split": split})
    return f"npz:{folder}"
