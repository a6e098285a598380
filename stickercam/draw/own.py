"""One's own characters: a template to begin with, and a check that names what is wrong."""

import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from stickercam.draw.look import FILE, folder_of, read_look, read_table, shipped
from stickercam.draw.table import table_problems
from stickercam.errors import StickercamError, UsageError
from stickercam.system import partial

SLOW = 120  # painted shapes in all, above which a picture takes noticeably longer than the shipped ones'
LARGEST, SMALLEST = 620.0, 260.0  # art units of height between which a figure is of a usual size


@dataclass(frozen=True, slots=True)
class Finding:
    """where: file, and table or element. grave: nothing is drawn because of it, or not what was meant."""

    where: str
    what: str
    grave: bool = True

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def new_character(folder: Path) -> list[Path]:
    """Write the template into a new folder; UsageError if something is there already."""
    folder = Path(folder)
    if not folder.name or folder.name.startswith("."):
        raise UsageError(f"{folder} is no name for a character", "give a name like pip")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is there already", "choose another name, or remove it first")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StickercamError(f"{folder} could not be made ({error.strerror})", "choose another place") from error
    title = folder.name.replace("-", " ").replace("_", " ").title()
    table = (shipped() / "template.toml").read_text(encoding="utf-8")
    written = []
    for name, text in (
        (FILE, table.replace("NAME:", f"{title}:").replace('"NAME"', f'"{title}"').replace("FOLDER", str(folder))),
        ("art.svg", (shipped() / "template.svg").read_text(encoding="utf-8")),
    ):
        with partial(folder / name) as beside:
            beside.write_text(text, encoding="utf-8")
        written.append(folder / name)
    return written


def check_character(name: str) -> tuple[list[Finding], float | None]:
    """Everything that is wrong with a character, and the milliseconds that one of its pictures takes, None if none.

    Only what nobody could read at all raises StickercamError.
    """
    folder = folder_of(name)
    file, art_file = folder / FILE, folder / "art.svg"
    table = read_table(file)
    found = [Finding(f"{file} {where}", what, grave) for where, what, grave in table_problems(table)]
    if any(one.grave for one in found):
        return found, None
    from stickercam.draw.art import read_art

    look = read_look(name)
    art = read_art(look)
    for where, what in art.problems:  # of a table of the file, or of an element of the drawing
        found.append(Finding(f"{file if where.startswith('[') else art_file} {where}", what))
    found += [Finding(str(art_file), what, False) for what in _missing(look, art)]
    count = sum(len(piece.part.details) + len(piece.front) for piece in art.pieces.values())
    if count > SLOW:
        found.append(Finding(str(art_file), f"it paints {count} shapes; above {SLOW} it gets slow", False))
    height, milliseconds = _dry_run(look)
    if not SMALLEST < height < LARGEST:
        found.append(
            Finding(str(file), f"the standing figure is {height:.0f} art units tall; about 450 looks right", False)
        )
    return found, milliseconds


def _missing(look, art) -> list[str]:
    """What a figure usually has and this one does not; it may be meant."""
    missing = []
    if "body" not in art.pieces and not look.single:
        missing.append("no group is named body: if head and body are one, set [body] neck far below 0")
    if "hand" not in art.pieces and look.hose["arm"] > 0:
        missing.append("no group is named hand: the arms end in round stumps")
    if "foot" not in art.pieces and look.hose["leg"] > 0:
        missing.append("no group is named foot: the legs end in round stumps")
    rx, ry = look.body["head"]
    left, top, right, bottom = art.pieces["head"].box
    if not 0.75 < (right - left) / (2 * rx) < 1.35 or not 0.75 < (bottom - top) / (2 * ry) < 1.35:
        missing.append(
            f"the head is drawn {right - left:.0f} wide and {bottom - top:.0f} high, "
            f"[body] head says {2 * rx:.0f} and {2 * ry:.0f}"
        )
    return missing


def _dry_run(look) -> tuple[float, float]:
    """Height of the standing figure in art units; median milliseconds of a picture over the twelve moments."""
    from stickercam.draw.character import CharacterStyle, action_at
    from stickercam.draw.puppet import MOMENTS, doing, motion

    took = []
    for name, degrees, action, part in MOMENTS:
        take = motion(name, degrees)
        pose = take.poses[int(part * len(take.poses))]
        style = CharacterStyle(look, seed=0, border=True, shadow=True)
        for _ in range(2):  # the first fills caches
            start = time.perf_counter()
            style.render(None, pose, 512, action_at(doing(action), pose.time))
            took.append(time.perf_counter() - start)
    bare = CharacterStyle(look, seed=0, border=False, shadow=False)
    bare.prepare(replace(take, poses=motion("own/shrug").poses[:1]), 512)
    return bare.box[3] - bare.box[1], 1e3 * float(np.median(took[1::2]))
