"""Commands that say how good joints are: evaluate, score."""

from pathlib import Path
from typing import Annotated

import typer

from stickercam.cli.options import DataOption, Device, DeviceOption, JsonOption, QuietOption
from stickercam.errors import UsageError

SplitOption = Annotated[str, typer.Option("--split", metavar="train|val", help="Which part of the data.")]


def evaluate(
    weights: Annotated[str, typer.Argument(help="A weights file, or a name from stickercam models.")],
    data: DataOption = None,
    split: SplitOption = "val",
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="First N people of a set.")] = None,
    flip: Annotated[bool, typer.Option("--flip/--no-flip", help="Average with the mirrored crop.")] = True,
    time: Annotated[bool, typer.Option("--time/--no-time", help="Also how long a picture takes.")] = True,
    predictions: Annotated[Path | None, typer.Option("--predictions", help="Keep the joints in this .npz.")] = None,
    device: DeviceOption = Device.AUTO,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say how good a network is. On data sets, all together and each; docs/measures.md says what is measured."""
    if not data:
        raise UsageError("a network is measured on data", "give --data KIND:PATH")
    _check_split(split)
    if predictions is not None and predictions.suffix != ".npz":
        raise UsageError(f"{predictions} cannot hold joints", "name it .npz")
    from stickercam.pose import find_weights
    from stickercam.system import cache_folder
    from stickercam.talk import progress, say, show_measures
    from stickercam.train.evaluate import evaluate

    with progress(quiet=quiet) as update:
        measures = evaluate(
            find_weights(weights), data, split=split, limit=limit, flip=flip, device=device.value,
            cache=cache_folder(), timed=time, intervals=True, predictions=predictions, progress=update,
        )  # fmt: skip
    flipped = "flip averaged" if flip else "not flipped"
    say(f"{measures['network']}, split {split}, given boxes, {flipped}, {measures['ran_on']}", quiet=quiet)
    show_measures(measures, as_json=as_json)
    for note in measures["notes"]:
        say(note, quiet=quiet)


def score(
    predictions: Annotated[Path, typer.Option("--predictions", metavar="FILE", help="Joints: npz, h5, mat, json.")],
    truth: Annotated[list[str], typer.Option("--truth", metavar="FILE", help="Of MPII, LSP or a set; or KIND:PATH.")],
    split: SplitOption = "val",
    first_pixel: Annotated[
        int | None,
        typer.Option("--first-pixel", min=0, max=1, help="What predictions call it; left out: what the data set does."),
    ] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say how good anybody's joints are. On the truth of MPII, LSP or any data set; docs/measures.md has the forms."""
    _check_split(split)
    from stickercam.talk import say, show_measures
    from stickercam.train.score import score

    measures = score(predictions, truth, split=split, first_pixel=first_pixel, intervals=True)
    show_measures(measures, as_json=as_json, digits=2, whole=True)
    for note in measures["notes"]:
        say(note, quiet=quiet)


def _check_split(split: str) -> None:
    if split not in ("train", "val"):
        raise UsageError(f"there is no split {split}", "choose train or val")
