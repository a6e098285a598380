"""What a character's file says: character.toml, read, completed with what is usual."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from stickercam.draw.table import table_problems
from stickercam.draw.usual import USUAL
from stickercam.errors import StickercamError, UsageError

DEFAULT = "berry"
FILE = "character.toml"


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One character's file; see the comments of `USUAL`, and docs/characters.md.

    name: as the user gives it. folder: where its art lies. effects: action -> effect. words: action -> what is said.
    parts: part -> its settings. moods: action -> expression.
    """

    name: str
    folder: Path
    body: dict
    hose: dict
    line: dict
    border: dict
    shadow: dict
    face: dict
    palette: dict[str, str]
    expressions: dict[str, dict]
    actions: dict[str, str]
    effects: dict[str, str]
    words: dict[str, str]
    parts: dict[str, dict]

    @property
    def single(self) -> bool:
        """Whether head and body are one: the shoulders are within the head."""
        return self.body["neck"] < -0.5 * self.body["head"][1]

    def color(self, name: str) -> int:
        """A name of the palette, or "#RRGGBB" itself -> 0xAARRGGBB."""
        return 0xFF000000 | int(self.palette.get(name, name).removeprefix("#"), 16)


@cache
def shipped() -> Path:
    return Path(str(files("stickercam.assets") / "characters"))


def character_names() -> list[str]:
    """Names of the characters that ship, the default first."""
    names = sorted(entry.name for entry in shipped().iterdir() if (entry / FILE).is_file())
    return sorted(names, key=lambda name: name != DEFAULT)


def folder_of(name: str) -> Path:
    """Where a character lies: one that ships by its name, one's own by its folder."""
    if name in character_names():
        return shipped() / name
    folder = Path(name)
    if (folder / FILE).is_file():
        return folder
    if folder.name == FILE and folder.is_file():
        return folder.parent
    if folder.is_dir():
        raise UsageError(f"the folder {name} holds no {FILE}", "make one with stickercam characters new NAME")
    names = ", ".join(character_names())
    raise UsageError(f"there is no character {name}", f"choose one of {names}, or give a character's folder")


def read_look(name: str) -> Look:
    """The character of that name or folder; UsageError for an unknown one, StickercamError for a broken file."""
    folder = folder_of(name)
    path = folder / FILE
    table = read_table(path)
    for where, what, grave in table_problems(table):
        if grave:
            raise StickercamError(f"{path}: {where} {what}", f"stickercam characters check {folder} says more")
    tables = {key: usual | table.get(key, {}) for key, usual in USUAL.items()}
    usual = USUAL["expressions"]
    tables["expressions"] = {
        key: usual["smile"] | usual.get(key, {}) | own for key, own in tables["expressions"].items()
    }
    return Look(name, folder, **tables, parts=table.get("parts", {}))


def read_table(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StickercamError(f"{path} could not be read ({error.strerror})", "check its name and rights") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StickercamError(f"{path} is not a valid TOML file ({error})", "correct it") from error
