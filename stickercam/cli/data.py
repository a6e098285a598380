"""Commands about what networks learn from: synth, and under train: prepare, show."""

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from stickercam.cli.options import DataOption, JsonOption, QuietOption, SeedOption
from stickercam.errors import UsageError

LISTED = 20  # lines about skipped pictures that are said; the cache has a file with all


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


def prepare(
    data: DataOption = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="The cache's folder.")] = None,
    pixels: Annotated[int, typer.Option("--pixels", min=64, max=4096, metavar="N", help="Longest side kept.")] = 320,
    workers: Annotated[int | None, typer.Option("--workers", min=1, metavar="N", help="Left out: one a core.")] = None,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Cut people out once and store them, so that training need not. It then learns from --data cache:DIR."""
    if not data or out is None:
        raise UsageError("a cache is made of data sets, in a folder", "give --data KIND:PATH and -o DIR")
    from stickercam.talk import progress, say, show
    from stickercam.train.cache import prepare

    try:
        with progress(quiet=quiet) as update:
            done = prepare(
                data, out, pixels=pixels, seed=seed, workers=workers, progress=partial(update, "preparing people")
            )
    except KeyboardInterrupt:
        say("stopped: the same command goes on from here", quiet=quiet)
        raise typer.Exit(130) from None
    if as_json:
        print(json.dumps(asdict(done), indent=2))
        return
    show(done.sets, as_json=False)
    skipped = [f"missing: {why}" for why in done.missing] + [f"broken: {why}" for why in done.broken]
    for line in skipped[:LISTED]:
        say(line, quiet=quiet)
    if len(skipped) > LISTED:
        say(f"and {len(skipped) - LISTED} more, all of them in {out / 'skipped.txt'}", quiet=quiet)
    if done.mended:
        say(f"{done.mended} stored pictures were damaged and have been made again", quiet=quiet)
    print(out)


def show(
    data: DataOption = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="The PNG to write.")] = Path("sheet.png"),
    count: Annotated[int, typer.Option("--count", min=1, max=100, metavar="N", help="So many people.")] = 6,
    size: Annotated[int, typer.Option("--size", metavar="N", help="Pixels of a crop: 128, 192, 256.")] = 256,
    seed: SeedOption = 0,
) -> None:
    """Draw what a network is shown. People, their augmented crops with joints, and the heatmaps to be learned."""
    from stickercam.train.show import show

    print(show(data or ["synthetic:6"], out, count=count, seed=seed, size=size))
