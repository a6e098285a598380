"""Commands about networks: synth, train, evaluate, models."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from stickercam.cli.options import DataOption, JsonOption, QuietOption, SeedOption, Size
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


def train(
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


def evaluate(
    weights: Annotated[str, typer.Argument(help="A weights file, or a name from stickercam models.")],
    data: DataOption = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="Only the first N people.")] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say how good a network is. On the validation split of data sets."""
    if not data:
        raise UsageError("a network is measured on data", "give --data KIND:PATH")
    from stickercam.pose import find_weights
    from stickercam.talk import progress, show_measures
    from stickercam.train.evaluate import evaluate

    with progress(quiet=quiet) as update:
        measures = evaluate(find_weights(weights), data, limit=limit, progress=partial(update, "people"))
    show_measures(measures, as_json=as_json)


models_app = typer.Typer(help="List the networks that ship; say what one is.", invoke_without_command=True)


@models_app.callback()
def models(context: typer.Context, as_json: JsonOption = False) -> None:
    if context.invoked_subcommand is None:
        from stickercam.pose import shipped
        from stickercam.talk import show_networks

        show_networks(shipped(), as_json=as_json)


@models_app.command("info")
def info(model: Annotated[str, typer.Argument(help="A name, or a weights file.")]) -> None:
    """Print what a weights file says about itself, as JSON."""
    import json
    from dataclasses import asdict

    from stickercam.models.weights import read_header
    from stickercam.pose import find_weights

    print(json.dumps(asdict(read_header(find_weights(model))), indent=2))
