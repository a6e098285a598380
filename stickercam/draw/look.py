"""A character's numbers: assets/characters/NAME/character.toml, read and checked."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from stickercam.errors import StickercamError, UsageError

DEFAULT = "berry"
TABLES = ("body", "hose", "line", "border", "shadow", "palette", "expressions", "actions", "effects")


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What one character's file says; lengths in art units (the standing figure is about 450 tall).

    body, hose, line, border, shadow: numbers, see the comments in berry's file. palette: name -> "#RRGGBB".
    expressions: name -> {"eyes", "mouth", "brows"}. actions: action -> expression. effects: action -> effect.
    """

    name: str
    body: dict
    hose: dict
    line: dict
    border: dict
    shadow: dict
    palette: dict[str, str]
    expressions: dict[str, dict]
    actions: dict[str, str]
    effects: dict[str, str]


def character_names() -> list[str]:
    """Names of the characters that ship, the default first."""
    folder = files("stickercam.assets") / "characters"
    names = sorted(entry.name for entry in folder.iterdir() if (entry / "character.toml").is_file())
    return sorted(names, key=lambda name: name != DEFAULT)


def read_look(name: str) -> Look:
    """The character of that name; UsageError for an unknown one, StickercamError for a broken file."""
    if name not in character_names():
        raise UsageError(f"there is no character {name}", f"choose one of {', '.join(character_names())}")
    path = files("stickercam.assets") / "characters" / name / "character.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise StickercamError(f"{path} is not a valid TOML file ({error})", "correct it") from error
    missing = [key for key in TABLES if key not in table]
    if missing:
        raise StickercamError(f"{path} has no table [{missing[0]}]", "compare it with the berry's file")
    return Look(name, *(table[key] for key in TABLES))
