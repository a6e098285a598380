"""Commands that say how good joints are: evaluate."""

from functools import partial
from typing import Annotated

import typer

from stickercam.cli.options import DataOption, JsonOption, QuietOption
from stickercam.errors import UsageError


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
