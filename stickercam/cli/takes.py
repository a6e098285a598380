"""Commands for takes that lie on disk: draw, recover."""

from pathlib import Path
from typing import Annotated

import typer

from stickercam.cli.options import (
    BackgroundOption,
    CaptionOption,
    CharacterOption,
    FpsOption,
    Loop,
    LoopOption,
    OutFile,
    PixelsOption,
    QuietOption,
    SeedOption,
    ShadowOption,
    StyleOption,
    VerboseOption,
    WordsOption,
)


def draw(
    take: Annotated[Path, typer.Argument(help="What record --keep-take or pose -o X.json wrote.")],
    out: OutFile,
    character: CharacterOption = None,
    style: StyleOption = "character",
    pixels: PixelsOption = 512,
    fps: FpsOption = 20,
    loop: LoopOption = Loop.AUTO,
    shadow: ShadowOption = None,
    caption: CaptionOption = "",
    words: WordsOption = False,
    background: BackgroundOption = "none",
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Draw a kept take again, with another character say. Needs no network."""
    from stickercam.redraw import draw
    from stickercam.talk import listen, progress, say

    listen(verbose)
    with progress(quiet=quiet) as update:
        summary = draw(
            take,
            out,
            character=character,
            style=style,
            pixels=pixels,
            fps=fps,
            loop=loop,
            shadow=shadow,
            seed=seed,
            caption=caption,
            words=words,
            background=background,
            progress=update,
        )
    say(str(summary), quiet=quiet)
    print(summary.path)


def recover(
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Folder; left out: where each was to go.")] = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Make stickers of the takes that a crash left behind."""
    from stickercam.redraw import recover
    from stickercam.talk import listen, progress, say

    listen(verbose)
    with progress(quiet=quiet) as update:
        found = list(recover(out=out, progress=update))
    for one in found:
        say(one.words, quiet=quiet)
        if one.made:
            print(one.made)
    if not found:
        say("no take was left behind", quiet=quiet)
    if any(one.made is None and one.journal.exists() for one in found):
        raise typer.Exit(1)
