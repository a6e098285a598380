"""What each place takes (platforms.toml), as records."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from stickercam.errors import UsageError

SAFE = 0.99  # of a byte limit that is aimed at: servers count what they wrap around a file, too


@dataclass(frozen=True, slots=True)
class Target:
    """One place's rules; platforms.toml says what each means. None: no such rule."""

    name: str
    title: str
    suffix: str
    pixels: int
    width: tuple[int, int]
    height: tuple[int, int]
    frames: tuple[int, int]
    next: str
    source: str
    bytes: int | None = None
    seconds: float | None = None
    aim: float | None = None
    fps: float | None = None
    side: int | None = None
    square: bool = False
    plays: tuple[int, int] | None = None
    whole: bool = False
    still: bool = False
    ground: tuple[int, int, int] | None = None
    smallest: int | None = None
    pack: tuple[int, int] | None = None

    @property
    def moves(self) -> bool:
        return self.frames[1] > 1

    @property
    def longest(self) -> float | None:
        """Seconds that what is made for it lasts at most."""
        return self.aim or self.seconds


@cache
def targets() -> dict[str, Target]:
    """Every place by name, in the order of the file."""
    table = tomllib.loads((files("stickercam.export") / "platforms.toml").read_text(encoding="utf-8"))
    return {
        name: Target(name, **{key: tuple(value) if isinstance(value, list) else value for key, value in rules.items()})
        for name, rules in table.items()
    }


def find_target(name: str) -> Target:
    """A place by its name; what is misspelt or short of a name gets the nearest names offered."""
    known = targets()
    wanted = name.strip().lower()
    if wanted in known:
        return known[wanted]
    near = [key for key in known if wanted and wanted in key] or get_close_matches(wanted, known, 3, 0.6)
    way_out = f"did you mean {' or '.join(near[:3])}" if near else f"choose among {', '.join(known)}"
    raise UsageError(f"there is no target called {name}", way_out)


def find_targets(names: str | Sequence[str]) -> list[Target]:
    """Places from "telegram,whatsapp" (or several of such), each once."""
    if isinstance(names, str):
        names = [names]
    wanted = [name for part in names for name in part.split(",") if name.strip()]
    if not wanted:
        raise UsageError("no target was named", f"choose among {', '.join(targets())}")
    return list(dict.fromkeys(find_target(name) for name in wanted))
