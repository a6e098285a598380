"""The command that makes weights: train."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from stickercam.cli.options import DataOption, QuietOption, SeedOption, Size


def train(
    context: typer.Context,
    model: Annotated[str, typer.Option("--model", help="hourglass or simplebaseline.")] = "hourglass",
    size: Annotated[Size | None, typer.Option("--size", help="Left out: full.")] = None,
    data: DataOption = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Folder of the run.  [default: runs/NAME]")] = None,
    recipe: Annotated[str, typer.Option("--recipe", help="A recipe that ships, or a TOML file.")] = "ours",
    minutes: Annotated[float | None, typer.Option("--minutes", min=0, metavar="N", help="How long to learn.")] = None,
    batch: Annotated[int | None, typer.Option("--batch", min=1, metavar="N", help="People in a step.")] = None,
    trunk: Annotated[Path | None, typer.Option("--trunk", help="Pretrained values for the trunk.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in --out.")] = False,
    threads: Annotated[int | None, typer.Option("--threads", min=1, metavar="N", help="Processor threads.")] = None,
    seed: SeedOption = 0,
    quiet: QuietOption = False,
) -> None:
    """Train a network. Without --data on made-up people, rendered first. Ctrl-C keeps what was learned."""
    if context.invoked_subcommand is not None:
        return
    from stickercam.talk import progress
    from stickercam.train.loop import train

    with progress(quiet=quiet) as update:
        weights = train(
            model,
            size,
            data or [],
            out or Path("runs") / (f"{model}-{size}" if size else model),
            recipe=recipe,
            minutes=minutes,
            batch=batch,
            trunk=trunk,
            resume=resume,
            seed=seed,
            threads=threads,
            preparing=partial(update, "preparing people to validate on"),
            report=lambda run, share: update("learning", round(100 * share), 100, note=str(run)),
        )
    print(weights)
