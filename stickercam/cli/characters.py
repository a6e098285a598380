"""Commands about characters: list them, begin one of one's own, check it, look at it."""

from pathlib import Path
from typing import Annotated

import typer

from stickercam.cli.options import JsonOption, QuietOption
from stickercam.errors import StickercamError

characters_app = typer.Typer(invoke_without_command=True, help="List who can be drawn; make characters of your own.")
Who = Annotated[str, typer.Argument(metavar="CHARACTER", help="A name, or the folder of a character of your own.")]


@characters_app.callback()
def characters(context: typer.Context, as_json: JsonOption = False) -> None:
    """List who can be drawn. Below: characters of your own."""
    if context.invoked_subcommand:
        return
    from stickercam.draw import character_names
    from stickercam.draw.look import read_table, shipped
    from stickercam.talk import show

    titles = {name: read_table(shipped() / name / "character.toml").get("name", name) for name in character_names()}
    show([{"name": name, "called": title} for name, title in titles.items()], as_json=as_json)


@characters_app.command("new")
def new(
    folder: Annotated[Path, typer.Argument(metavar="NAME", help="The folder to make; its name is the character's.")],
    quiet: QuietOption = False,
) -> None:
    """Write a template that works at once: a drawing and a file that explains itself."""
    from stickercam.draw.own import new_character
    from stickercam.talk import say

    for path in new_character(folder):
        print(path)
    say(f"look at it with: stickercam characters show {folder} -o sheet.png", quiet=quiet)


@characters_app.command("check")
def check(character: Who, quiet: QuietOption = False) -> None:
    """Name everything in a character that is wrong, missing or not understood, with file and element."""
    from stickercam.draw.own import check_character
    from stickercam.talk import say

    found, milliseconds = check_character(character)
    for finding in found:
        print(finding if finding.grave else f"{finding} (a hint)")
    speed = f"; a picture takes {milliseconds:.1f} ms" if milliseconds else ""
    grave = sum(finding.grave for finding in found)
    say(f"{grave} problem{'' if grave == 1 else 's'}, {len(found) - grave} hints{speed}", quiet=quiet)
    if grave:
        raise typer.Exit(1)


@characters_app.command("show")
def show_character(
    character: Who,
    out: Annotated[Path, typer.Option("-o", "--out", help="The PNG file to write.")] = Path("sheet.png"),
    quiet: QuietOption = False,
) -> None:
    """Draw a sheet: twelve poses and all expressions, large and small, on light and on dark."""
    from stickercam.draw.look import read_look
    from stickercam.draw.sheet import character_sheet
    from stickercam.system import partial
    from stickercam.talk import progress

    if out.suffix.lower() != ".png":
        raise StickercamError(f"a sheet is a picture, not {out.suffix or out.name}", "end its name in .png")
    with progress(quiet=quiet) as update:
        sheet = character_sheet(read_look(character), progress=update)
    with partial(out) as beside:
        sheet.save(beside, format="PNG")
    print(out)
