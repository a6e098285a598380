"""The command line: one short function a command. It parses, calls one function of another room, and prints."""

import sys
from typing import Annotated

import typer

from stickercam.cli import around, data, models, scores, stickers, training
from stickercam.errors import StickercamError, UsageError

app = typer.Typer(
    help="Turns what a camera sees into animated stickers.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help comes a third sooner, and its errors are one line
    pretty_exceptions_enable=False,  # what is no StickercamError is a bug: Python's own trace says most about it
)
for command in (
    stickers.live,
    stickers.record,
    stickers.pose,
    stickers.demo,
    data.synth,
    scores.evaluate,
    around.cameras,
    around.characters,
    around.doctor,
):
    app.command()(command)
train_app = typer.Typer(invoke_without_command=True)
train_app.callback()(training.train)
app.add_typer(train_app, name="train")
app.add_typer(models.models_app, name="models")


def _version(wanted: bool) -> None:
    if wanted:
        from stickercam import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")] = False,
) -> None:
    """Options before the command."""


def main() -> None:
    try:
        app(prog_name="stickercam")
    except StickercamError as error:
        typer.echo(f"stickercam: {error}", err=True)
        sys.exit(2 if isinstance(error, UsageError) else 1)
