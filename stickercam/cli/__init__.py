"""The command line: one short function a command. It parses, calls one function of another room, and prints."""

import os
import sys
import threading
from contextlib import suppress
from typing import Annotated, NoReturn

import typer

from stickercam.cli import actions, around, characters, data, export, models, scores, stickers, study, takes, training
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
    takes.draw,
    takes.recover,
    stickers.demo,
    export.export,
    export.verify,
    export.pack,
    data.synth,
    scores.evaluate,
    scores.score,
    study.study,
    actions.actions,
    around.cameras,
    around.doctor,
):
    app.command()(command)
train_app = typer.Typer(invoke_without_command=True)
train_app.callback()(training.train)
for command in (data.prepare, data.show):
    train_app.command()(command)
app.add_typer(train_app, name="train")
app.add_typer(models.models_app, name="models")
app.add_typer(characters.characters_app, name="characters")


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
    for name in ("stdout", "stderr"):  # None where whoever started us has closed them
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115
    try:
        app(prog_name="stickercam")
    except StickercamError as error:
        typer.echo(f"stickercam: {error}", err=True)
        _leave(2 if isinstance(error, UsageError) else 1)
    except SystemExit as end:
        _leave(end.code)


def _leave(code: int | str | None) -> NoReturn:
    """End, at once where a thread of ours is still inside a library: Python's own way out would crash there."""
    if any(thread.name.startswith("stickercam-") for thread in threading.enumerate()):
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code if isinstance(code, int) else bool(code))
    sys.exit(code)
