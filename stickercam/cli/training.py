"""The command that makes weights: train."""

from pathlib import Path
from typing import Annotated

import typer

from stickercam.cli.options import DataOption, Device, DeviceOption, JsonOption, QuietOption, Size


def train(
    context: typer.Context,
    model: Annotated[
        str | None, typer.Option("--model", help="hourglass or simplebaseline.  [default: hourglass]")
    ] = None,
    size: Annotated[Size | None, typer.Option("--size", help="Left out: full.")] = None,
    data: DataOption = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Folder of the run.  [default: runs/NAME]")] = None,
    recipe: Annotated[
        str | None, typer.Option("--recipe", help="A recipe that ships, or a TOML file.  [default: ours]")
    ] = None,
    changes: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a value of the recipe; repeat.")
    ] = None,
    minutes: Annotated[float | None, typer.Option("--minutes", min=0, metavar="N", help="How long to learn.")] = None,
    epochs: Annotated[
        float | None, typer.Option("--epochs", min=0, metavar="N", help="In epochs instead: exact to repeat.")
    ] = None,
    batch: Annotated[int | None, typer.Option("--batch", min=1, metavar="N", help="People in a step.")] = None,
    trunk: Annotated[
        str | None, typer.Option("--trunk", metavar="FILE|imagenet|none", help="Pretrained values for the trunk.")
    ] = None,
    weights: Annotated[
        str | None, typer.Option("--weights", help="Begin with these: a file, or a name that ships.")
    ] = None,
    teacher: Annotated[
        str | None, typer.Option("--teacher", help="Learn from its heatmaps too: a file, or a name that ships.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in --out.")] = False,
    checkpoint_every: Annotated[
        float, typer.Option("--checkpoint-every", min=0, metavar="SECONDS", help="What a kill may cost.")
    ] = 120.0,
    device: DeviceOption = Device.AUTO,
    threads: Annotated[int | None, typer.Option("--threads", min=1, metavar="N", help="Processor threads.")] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=0, metavar="N", help="Processes and threads that prepare people.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", help="The same gives the same run.  [default: 0]")
    ] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Train a network. Without --data on made-up people. Ctrl-C keeps what was learned; --resume goes on."""
    if context.invoked_subcommand is not None:
        return
    from functools import partial

    from stickercam.pose import find_weights
    from stickercam.talk import progress, say
    from stickercam.train.begin import Words
    from stickercam.train.loop import train

    name = model or "hourglass"
    folder = out or Path("runs") / (f"{name}-{size}" if size else name)
    words = Words(
        model, size, tuple(data or ()), recipe, tuple(changes or ()), minutes=minutes, epochs=epochs, batch=batch,
        seed=seed, trunk=trunk,
        weights=str(find_weights(weights)) if weights else None,
        teacher=str(find_weights(teacher)) if teacher else None,
    )  # fmt: skip
    with progress(quiet=quiet) as update:
        result = train(
            words,
            folder,
            resume=resume,
            device=str(device),
            threads=threads,
            workers=workers,
            checkpoint_every=checkpoint_every,
            tell=update,
            say=partial(say, quiet=quiet),
        )
    _show(result, folder, as_json=as_json, quiet=quiet)


def _show(result, folder: Path, *, as_json: bool, quiet: bool) -> None:
    import json
    import os
    from dataclasses import asdict

    from stickercam.talk import say

    if os.environ.get("RANK", "0") != "0":  # under torchrun the first process talks for all
        return
    if not result.finished:
        say(f"stopped at step {result.steps} and saved: stickercam train --resume -o {folder} goes on", quiet=quiet)
    elif result.stopped_early:
        say(f"stopped early at step {result.steps}: the validation loss no longer falls", quiet=quiet)
    if as_json:
        print(json.dumps(asdict(result), indent=2, default=str))
        return
    if result.best_pck is not None:
        what = f"PCK@0.2 {result.pck:.1f} at the end, best {result.best_pck:.1f} ({result.best})"
        say(what, quiet=quiet)
    print(result.weights)
