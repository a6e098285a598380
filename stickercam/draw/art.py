"""A character's folder -> the pieces that a figure is put together from.

Rest pose, as drawn: a hand hangs down from the wrist with the thumb to the right, a foot stands under the ankle and
points to the right, head, hat, body and tail are drawn as they stand together. A mirror is a negative stretch.
"""

from dataclasses import dataclass, field, replace

from stickercam.draw.look import Look
from stickercam.draw.pieces import BASE, Piece, about, drawn_piece, middle_of, painted, picture_piece, silhouette_of
from stickercam.draw.shapes import Detail
from stickercam.draw.svg import Group, read_svg
from stickercam.draw.table import near
from stickercam.draw.usual import SPRING
from stickercam.errors import StickercamError

FEATURES = ("eye", "pupil", "mouth", "brow", "cheek", "shades")


@dataclass(frozen=True, slots=True, eq=False)
class Extra:
    """A part hung on another one's bone. offset: from the bone's origin in rest pose. spring: None for stiff."""

    name: str
    piece: Piece
    bone: str
    place: str
    offset: complex
    side: int = 1
    turn: float = 0.0
    ball: bool = False
    spring: dict | None = None


@dataclass(slots=True, eq=False)
class Art:
    """Everything drawn of one character; problems: (element or part, what is wrong)."""

    pieces: dict[str, Piece] = field(default_factory=dict)
    extras: list[Extra] = field(default_factory=list)
    features: dict[str, tuple[Detail, ...]] = field(default_factory=dict)
    places: dict[str, complex] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)

    def hand(self, kind: str) -> Piece | None:
        return self.pieces.get(f"hand-{kind}", self.pieces.get("hand"))


def read_art(look: Look) -> Art:
    """The art of a character; StickercamError where it cannot be drawn at all."""
    art = Art()
    known = {*BASE, *look.parts}
    file = look.folder / "art.svg"
    groups: dict[str, Group] = {}
    if file.is_file():
        page = read_svg(file)
        art.problems += page.problems
        _collect(page, known, groups, art.problems)
    for name, settings in look.parts.items():
        if "png" in settings:
            groups.pop(name, None)
            art.pieces[name] = picture_piece(name, settings, look)
    for name, group in groups.items():
        if name in known and group.shapes():
            made = drawn_piece(name, group, look)
            if made is None:
                art.problems.append((name, "nothing of it is filled or stroked visibly"))
            else:
                art.pieces[name] = made
    if "head" not in art.pieces:
        raise StickercamError(f"{look.folder} draws no head", f"name a group of {file.name} “head”, or give a PNG part")
    _features(groups, art)
    _hang(look, art)
    return art


def _collect(group: Group, known: set[str], found: dict[str, Group], problems: list) -> None:
    """The named parts of a page, at whatever depth they stand."""
    for child in group.children:
        name = child.name
        if name in known or name.split("-")[0] in FEATURES:
            child = child if isinstance(child, Group) else Group(name, [child])
            if name in found:
                problems.append((name, "there are two of that name; the later one is used"))
            found[name] = child
        elif isinstance(child, Group):
            before, inner = len(found), []
            _collect(child, known, found, inner)
            if name and len(found) == before and child.shapes():  # nothing of it is known: one word for all of it
                inner = [(f"group “{name}”", f"is no part and is not drawn{near(name, known)}")]
            problems += inner
        else:
            problems.append((f"shape “{name}”", f"lies in no part and is not drawn{near(name, known)}"))


def _features(groups: dict[str, Group], art: Art) -> None:
    """Eyes, mouths and so on that the character brings itself, each about its own middle."""
    head = art.pieces["head"]
    for name, group in groups.items():
        if name.split("-")[0] not in FEATURES:
            continue
        details = [one for shape in group.shapes() if not shape.name.startswith("pivot") for one in painted(shape)]
        pivots = [shape for shape in group.shapes() if shape.name.startswith("pivot")]
        if details:
            area = silhouette_of(details) or details[0].path
            middle = middle_of(pivots[0].path if pivots else area)
            art.features[name] = tuple(about(one, middle) for one in details)
            art.places[name] = middle - head.pivot


def _hang(look: Look, art: Art) -> None:
    """The extras, where their bones' pieces are; mirrored ones on both sides."""
    for name, settings in look.parts.items():
        if name in BASE or name not in art.pieces:
            if name not in BASE and name.split("-")[0] not in FEATURES:
                art.problems.append((f"[parts.{name}]", f"nothing is drawn for it: {look.folder.name}/art.svg has no "
                                                        f"group of that name{near(name, art.pieces)}"))  # fmt: skip
            continue
        bone = settings.get("bone", "head")
        socket = art.pieces.get(bone)
        piece = art.pieces[name]
        if socket is None:
            art.problems.append((f"[parts.{name}]", f"hangs on a {bone}, but no {bone} is drawn"))
            continue
        offset = complex(*settings["at"]) if "at" in settings else piece.pivot - socket.pivot
        spring = SPRING | settings["spring"] if "spring" in settings else None
        extra = Extra(name, piece, bone, settings.get("place", "front"), offset, 1, settings.get("turn", 0.0),
                      settings.get("ball", False), spring)  # fmt: skip
        art.extras.append(extra)
        if settings.get("mirror", False) and bone in ("head", "body"):
            other = complex(-offset.real, offset.imag)
            art.extras.append(replace(extra, name=f"{name}-mirrored", offset=other, side=-1))
