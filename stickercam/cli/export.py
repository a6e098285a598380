"""Commands that bring stickers out of the door: export, verify, pack."""

from pathlib import Path
from typing import Annotated

import typer

from stickercam.cli.options import JsonOption, QuietOption, VerboseOption
from stickercam.errors import UsageError

ForOption = Annotated[
    list[str], typer.Option("--for", metavar="NAME,...", help="Where it goes: telegram, whatsapp, ... or list.")
]
FolderOption = Annotated[Path, typer.Option("-o", "--out", help="Folder for the files, made if missing.")]


def export(
    targets: ForOption,
    file: Annotated[Path | None, typer.Argument(help="GIF, WebP, PNG, WebM or MP4 that moves.")] = None,
    out: FolderOption = Path("."),
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Make an animated file fit a messenger: size, length, bytes. --for list shows all of them."""
    if _listed(targets):
        return
    if file is None:
        raise UsageError("there is no file to export", "name a GIF, WebP, PNG, WebM or MP4")
    from stickercam.export.make import make_all
    from stickercam.export.material import Film
    from stickercam.export.opening import open_sticker
    from stickercam.export.platforms import find_targets
    from stickercam.talk import listen, progress, say

    listen(verbose)
    wanted = find_targets(targets)
    sticker, notes = open_sticker(file)
    for note in notes:
        say(note, quiet=quiet)
    with progress(quiet=quiet) as update:
        made, failed = make_all(wanted, Film(sticker), out / file.stem, progress=update)
    tell(made, failed, quiet=quiet)


def record_for(source: str, out: Path, targets: list[str], *, how: dict, quiet: bool, verbose: bool) -> None:
    """What `stickercam record --for` does. out: a folder, or how the files' names begin."""
    from stickercam.export import FORMATS
    from stickercam.export.platforms import find_targets
    from stickercam.record import record_for
    from stickercam.shoot import Cue
    from stickercam.talk import listen, progress, say

    listen(verbose)
    how = how | {"cue": Cue(**how["cue"])}
    wanted = find_targets(targets)
    stem = out / Path(source).stem if out.is_dir() else out
    if stem.suffix.lower() in FORMATS:
        stem = stem.with_suffix("")
    with progress(quiet=quiet) as update:
        made, failed, notes = record_for(source, stem, wanted, progress=update, **how)
    for note in notes:
        say(note, quiet=quiet)
    tell(made, failed, quiet=quiet)


def verify(
    file: Annotated[Path, typer.Argument(help="The file.")],
    targets: ForOption,
    json: JsonOption = False,
) -> None:
    """Say whether a messenger takes a file, rule by rule. Exit code 1 if it does not."""
    from stickercam.export.platforms import find_targets
    from stickercam.export.verify import accepted, verify
    from stickercam.talk import show

    rows, good = [], True
    for target in find_targets(targets):
        checks = verify(file, target)
        good = good and accepted(checks)
        words = {True: "pass", False: "FAIL", None: "advice"}
        rows += [
            {"target": target.name, "rule": check.rule, "found": check.found, "limit": check.limit,
             "": words[check.passed]}
            for check in checks
        ]  # fmt: skip
    show(rows, as_json=json)
    if not good:
        raise typer.Exit(1)


def pack(
    folder: Annotated[Path, typer.Argument(help="Folder of stickers; emoji.txt in it says: NAME EMOJI.")],
    target: Annotated[str, typer.Option("--for", metavar="NAME", help="whatsapp, telegram or signal.")],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="The folder to make; left out: FOLDER-NAME.")] = None,
    title: Annotated[str | None, typer.Option("--title", help="Of the pack; left out: the folder's name.")] = None,
    author: Annotated[str, typer.Option("--author", help="Who made it.")] = "stickercam",
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Make a folder of stickers into a pack, ready for a messenger's own uploader."""
    from stickercam.export.pack import pack
    from stickercam.talk import listen, progress, say

    listen(verbose)
    with progress(quiet=quiet) as update:
        made = pack(folder, target, out, title=title, author=author, progress=update)
    for note in made.notes:
        say(note, quiet=quiet)
    for entry in made.entries:
        say(f"{entry.file} {' '.join(entry.emoji)}", quiet=quiet)
    print(made.path)


def tell(made: list, failed: list, *, quiet: bool) -> None:
    """Paths on stdout, what became of each target on stderr; exit code 1 if one could not be made."""
    from stickercam.talk import say

    if failed and not made and len(failed) == 1:
        raise failed[0]
    for one in made:
        say(str(one), quiet=quiet)
        say(f"  next: {one.target.next}", quiet=quiet)
        print(one.path)
    for error in failed:
        say(f"stickercam: {error}")
    if failed:
        raise typer.Exit(1)


def _listed(targets: list[str]) -> bool:
    """Show every target if that is what was asked for."""
    if targets != ["list"]:
        return False
    from stickercam.export.platforms import targets as known
    from stickercam.talk import show

    rows = [
        {"name": target.name, "what": target.title, "format": target.suffix, "px": target.pixels,
         "kB": target.bytes and target.bytes // 1000, "seconds": target.longest}
        for target in known().values()
    ]  # fmt: skip
    show(rows, as_json=False)
    return True
