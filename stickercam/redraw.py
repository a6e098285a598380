"""Takes that lie on disk become stickers: those that were kept, and those that a crash left behind."""

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stickercam.draw import open_style
from stickercam.errors import StickercamError
from stickercam.export import format_of
from stickercam.pipeline import Progress, Seen, shadow_fits, silent
from stickercam.record import RecordSummary, make_sticker
from stickercam.system import check_writable
from stickercam.take import left_behind, read_notes, read_take


def draw(
    path: Path, out: Path, *, character: str | None = None, style: str = "character", pixels: int = 512,
    fps: float = 20.0, loop: str = "auto", shadow: bool | None = None, seed: int = 0, caption: str = "",
    words: bool = False, background: str = "none", progress: Progress = silent,
) -> RecordSummary:  # fmt: skip
    """Make OUT from a take that `record --keep-take` or `pose` wrote; see `record.record` for the rest."""
    format_of(out)
    check_writable(out)
    take = read_take(path)
    shadow = shadow_fits(out) if shadow is None else shadow
    said = {"caption": caption, "words": words, "background": background}
    drawing = open_style(style, character=character, seed=seed, shadow=shadow, **said)
    found = sum(bool(pose.score.any()) for pose in take.poses)
    if not found:
        raise StickercamError(f"nobody is in {path}", "record again, well lit and mostly in the picture")
    how = {"pixels": pixels, "fps": fps, "mode": loop, "progress": progress}
    return make_sticker(Seen(take, found, {}), drawing, out, how=how)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of a take that was left behind. made: None if nothing could be; words: what to tell the user."""

    journal: Path
    made: Path | None
    words: str


def recover(folder: Path | None = None, *, out: Path | None = None, progress: Progress = silent) -> Iterator[Recovered]:
    """Make a sticker of each take that was left behind, oldest first, and forget the take then.

    folder: where they lie. out: folder for the stickers, instead of where each was meant to go.
    """
    for journal in left_behind(folder):
        try:
            yield _recovered(journal, out, progress)
        except StickercamError as error:
            yield Recovered(journal, None, str(error))


def _recovered(journal: Path, out: Path | None, progress: Progress) -> Recovered:
    try:
        take, notes = read_take(journal), read_notes(journal)
    except (StickercamError, ValueError) as error:
        journal.unlink()
        return Recovered(journal, None, f"{journal.name} held nothing that could be read ({error})")
    drawn, goal = notes.get("drawn", {}), notes.get("path")
    meant = Path(goal) if goal else None
    if meant is not None:
        remove_halves(meant)
        if meant.exists():  # it was in place already when the end came
            journal.unlink()
            return Recovered(journal, meant, f"{meant.name} had been saved already")
    if not any(pose.score.any() for pose in take.poses):
        journal.unlink()
        return Recovered(journal, None, f"nobody was in {journal.stem}")
    path = _free(_goal(journal, meant, out))
    character = drawn.get("character")
    path.parent.mkdir(parents=True, exist_ok=True)
    draw_now(journal, path, style=drawn.get("style", "character"), character=character, progress=progress)
    journal.unlink()
    seconds = take.poses[-1].time - take.poses[0].time
    return Recovered(journal, path, f"{seconds:.1f} s recovered")


def draw_now(journal: Path, path: Path, *, style: str, character: str | None, progress: Progress) -> None:
    try:
        draw(journal, path, style=style, character=character, progress=progress)
    except StickercamError as error:
        if character is None or "character" not in str(error):
            raise
        draw(journal, path, style=style, progress=progress)  # their own character has gone since


def _goal(journal: Path, meant: Path | None, out: Path | None) -> Path:
    folder = Path(".") if out is None else out
    if meant is None:
        stem = re.sub(r"^take_(.{19}).*$", r"sticker_\1", journal.stem)
        return folder / f"{stem}.gif"
    return meant if out is None else folder / meant.name


def _free(path: Path) -> Path:
    """`path`, or the same with the first number that is not taken."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}_{number}{path.suffix}")
    return free


def remove_halves(path: Path) -> None:
    """What processes that are no more had begun to write beside `path`; see `system.partial`."""
    pattern = re.compile(rf"\.{re.escape(path.stem)}\.(\d+)\.part{re.escape(path.suffix)}")
    try:
        names = os.listdir(path.parent)
    except OSError:
        return
    for name in names:
        found = pattern.fullmatch(name)
        if found and not _runs(int(found.group(1))):
            with contextlib.suppress(OSError):
                (path.parent / name).unlink()


def _runs(process: int) -> bool:
    if os.name != "posix":  # asking would end it there; a file that is open cannot be removed anyway
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:  # one that has ended, but whose end nobody has asked for, still has its number
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return True
