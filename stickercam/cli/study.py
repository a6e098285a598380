"""The command that compares the two networks: study."""

from pathlib import Path
from typing import Annotated

import typer

from stickercam.cli.options import DataOption, Device, DeviceOption, QuietOption, SecondsOption, Size


def study(
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder of the study; one that is there is gone on with.")],
    quick: Annotated[bool, typer.Option("--quick", help="Ten minutes on two cores, with little to say.")] = False,
    data: DataOption = None,
    clips: Annotated[
        list[str] | None, typer.Option("--clip", metavar="VIDEO", help="Seen by both networks, a golf swing first.")
    ] = None,
    weights: Annotated[
        list[str] | None,
        typer.Option("--weights", metavar="FILE[@LOG]", help="Taken as they are: file, name, or a run's folder."),
    ] = None,
    recipes: Annotated[
        list[str] | None,
        typer.Option("--recipe", metavar="study|ours", help="Train by it.  [default: both; none with --weights]"),
    ] = None,
    size: Annotated[Size | None, typer.Option("--size", help="Of what is trained.  [default: by device]")] = None,
    trunk: Annotated[
        str | None, typer.Option("--trunk", metavar="FILE|imagenet|none", help="What SimpleBaseline begins with.")
    ] = None,
    epochs: Annotated[float | None, typer.Option("--epochs", min=0, metavar="N", help="How long to learn.")] = None,
    minutes: Annotated[float | None, typer.Option("--minutes", min=0, metavar="N", help="The same, by time.")] = None,
    seeds: Annotated[int, typer.Option("--seeds", min=1, metavar="N", help="Train each so often.")] = 1,
    people: Annotated[int | None, typer.Option("--people", min=4, metavar="N", help="Made up, without --data.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=2, metavar="N", help="Measure N people a set.")] = None,
    seconds: SecondsOption = None,
    photos: Annotated[
        bool, typer.Option("--photos/--no-photos", help="Show real people, or drawn joints only.")
    ] = True,
    device: DeviceOption = Device.AUTO,
    quiet: QuietOption = False,
) -> None:
    """Compare the two networks and write a report. Trains both by two recipes, or takes weights that exist."""
    from functools import partial

    from stickercam.study.learn import Stopped
    from stickercam.study.plan import Settings
    from stickercam.study.run import study
    from stickercam.talk import progress, say

    settings = Settings(
        out, quick, tuple(data or ()), tuple(clips or ()), tuple(weights or ()), tuple(recipes or ()),
        size=size.value if size else None, trunk=trunk, epochs=epochs, minutes=minutes, seeds=seeds, people=people,
        limit=limit, seconds=seconds, device=device.value, photos=photos,
    )  # fmt: skip
    try:
        with progress(quiet=quiet) as update:
            results = study(settings, tell=update, say=partial(say, quiet=quiet))
    except Stopped:
        say("stopped: the same command goes on from here", quiet=quiet)
        raise typer.Exit(130) from None
    for name in ("report.html", "report.md", "results.json"):
        print(out / name)
    for what in results["missing"]:
        say(f"missing: {what}; its figure says so", quiet=quiet)
    if results["missing"]:
        raise typer.Exit(1)
