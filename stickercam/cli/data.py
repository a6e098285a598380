"""Commands about what networks learn from: synth (and, under train: prepare, show)."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from stickercam.cli.options import QuietOption, SeedOption
from stickercam.errors import UsageError


def synth(
    out: Annotated[Path, typer.Option("-o", "--out", help="The video, or the dataset's folder.")],
    motion: Annotated[str | None, typer.Option("--motion", metavar="NAME", help="A clip of this motion.")] = None,
    dataset: Annotated[int | None, typer.Option("--dataset", min=1, metavar="N", help="So many pictures.")] = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
) -> None:
    """Make people up. A clip of one motion, or a dataset with exact joints and masks."""
    if (motion is None) == (dataset is None):
        raise UsageError("one thing is made at a time", "give either --motion NAME or --dataset N")
    from stickercam.talk import progress
    from stickercam.train.synth import write_clip, write_dataset

    with progress(quiet=quiet) as update:
        if motion is not None:
            write_clip(motion, out, seed=seed, progress=partial(update, "rendering"))
        else:
            write_dataset(dataset, out, seed=seed, progress=partial(update, "rendering"))
    print(out)
