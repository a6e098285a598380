"""The constant pieces of a character in their own coordinates, made once and then only placed.

Limb pieces are drawn in rest pose: a hand hangs down from the wrist at 0 0 with the thumb at +x, a shoe stands
under the ankle at 0 0 and points to +x; the head's middle is 0 0. A mirror is a negative stretch.
"""

from dataclasses import dataclass

from stickercam.draw.look import Look
from stickercam.draw.shapes import (
    Detail,
    Part,
    capsule,
    common,
    ellipse,
    minus,
    moved,
    outline,
    rigid,
    stroked,
    union,
)

HEAD = (  # strawberry: broad above, a round chin; a little dip for the leaves
    "M 0 -0.93 C 0.52 -1.06 1 -0.78 1 -0.14 C 1 0.44 0.5 1 0 1 "
    "C -0.5 1 -1 0.44 -1 -0.14 C -1 -0.78 -0.52 -1.06 0 -0.93 Z"
)
BODY = (  # pear from the shoulders (y -1) to the seat (y 0.22): x in half widths of its widest place
    "M 0 -1.04 C 0.44 -1.04 0.70 -0.96 0.77 -0.74 C 0.84 -0.52 1 -0.38 1 -0.12 C 1 0.14 0.62 0.24 0 0.24 "
    "C -0.62 0.24 -1 0.14 -1 -0.12 C -1 -0.38 -0.84 -0.52 -0.77 -0.74 C -0.70 -0.96 -0.44 -1.04 0 -1.04 Z"
)
BIB = "M -27 -62 L 27 -62 L 27 -20 L -27 -20 Z"
TROUSERS = "M -80 -26 C -50 -26 -27 -24 -27 -24 L 27 -24 C 27 -24 50 -26 80 -26 L 80 40 L -80 40 Z"
STRAPS = "M -27 -50 L -38 -100 L -22 -100 L -13 -50 Z M 27 -50 L 38 -100 L 22 -100 L 13 -50 Z"
BIB_EDGE = "M -30 -26 C -28 -27 -27 -29 -27 -32 L -27 -62 L 27 -62 L 27 -32 C 27 -29 28 -27 30 -26"
CROSSED = "M -34 -20 L 20 -100 L 38 -100 L -14 -20 Z M 34 -20 L -20 -100 L -38 -100 L 14 -20 Z"
WAIST = "M -90 -28 C -40 -24 40 -24 90 -28"
GLOSS = "M -0.66 -0.34 C -0.60 -0.52 -0.46 -0.66 -0.30 -0.70"
BLADE = "M -9 2 C -20 -12 -14 -34 2 -52 C 14 -34 19 -12 9 2 C 4 7 -4 7 -9 2 Z"  # a leaf of the cap, pointing up
SPROUT = "M 0 4 C -3 -20 2 -40 15 -50"
SHOE = (
    "M -18 -5 C -18 -12 14 -12 16 -5 C 22 3 40 3 43 15 C 44 22 42 25 36 25 "
    "L -14 25 C -21 25 -23 22 -22 15 C -21 8 -18 4 -18 -5 Z"
)
SOLE = "M -30 15 L 50 15 L 50 32 L -30 32 Z"


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What a figure is put together from; hands: by kind ("mitt", "open", "fist")."""

    head: Part
    body: Part
    torso: float
    front: tuple[tuple[Detail, bool], ...]
    back: tuple[tuple[Detail, bool], ...]
    blade: Part
    sprout: Part
    flower: tuple[Part, ...]
    hands: dict[str, Part]
    cuff: Part
    shoe: Part


def make_parts(look: Look) -> Parts:
    width = look.line["width"]
    small = 0.85 * width  # hands and shoes: the full line would swallow their shapes
    border = look.border["width"]
    return Parts(
        head=rigid(_head(look, width), border),
        body=_body(look, width),
        torso=look.body["torso"],
        front=_clothes(look, back=False),
        back=_clothes(look, back=True),
        blade=rigid(_blade(small), border),
        sprout=rigid(Part(stroked(outline(SPROUT), 9), "leaf_shade", small), border),
        flower=tuple(rigid(part, border) for part in _flower(small)),
        hands={kind: rigid(part, border) for kind, part in _hands(small).items()},
        cuff=rigid(_cuff(small), border),
        shoe=rigid(_shoe(small), border),
    )


def _shade(path, color: str, shift: complex) -> Detail:
    """The rim away from the light, which comes from the upper left: the shape minus itself, shifted."""
    return Detail(minus(path, moved(path, shift)), color)


def _head(look: Look, width: float) -> Part:
    path = outline(HEAD, complex(*look.body["head"]))
    gloss = outline(GLOSS, complex(*look.body["head"]))
    return Part(path, "head", width, details=(_shade(path, "head_shade", -15 - 12j), Detail(gloss, "head_light", 11)))


def _body(look: Look, width: float) -> Part:
    path = outline(BODY, complex(look.body["bottom"], look.body["torso"]))
    return Part(path, "body", width, details=(_shade(path, "body_shade", -13 - 9j),))


def _clothes(look: Look, back: bool) -> tuple[tuple[Detail, bool], ...]:
    """Overalls on the body: (detail, whether it moves round with a turn)."""
    path = outline(BODY, complex(look.body["bottom"], look.body["torso"]))
    trousers = common(path, outline(TROUSERS))
    shade = common(trousers, _shade(path, "", -13 - 9j).path)
    waist = Detail(common(path, stroked(outline(WAIST), 4)), "ink")
    straps = Detail(common(path, outline(CROSSED if back else STRAPS)), "cloth")
    fixed = ((Detail(trousers, "cloth"), False), (Detail(shade, "cloth_shade"), False), (waist, False))
    if back:
        return ((straps, True), *fixed)
    bib, edge = Detail(outline(BIB), "cloth"), Detail(outline(BIB_EDGE), "ink", 4)
    buttons = [(Detail(ellipse(x - 56j, 4.6, 4.6), "shoe"), True) for x in (-19, 19)]
    return ((straps, True), *fixed, (bib, True), (edge, True), *buttons)


def _blade(line: float) -> Part:
    path = outline(BLADE)
    half = common(path, outline("M 1 10 C -4 -14 -2 -34 2 -60 L 40 -60 L 40 10 Z"))
    return Part(path, "leaf", line, details=(Detail(half, "leaf_shade"),))


def _flower(line: float) -> tuple[Part, ...]:
    petals = []
    for k in range(5):
        turn = complex(0, 1) ** (4 * k / 5)
        petals.append(ellipse(8.5 * turn, 7.2, 7.2))
    return (Part(union(*petals), "white", line * 0.8), Part(ellipse(0j, 5.2, 5.2), "shoe", line * 0.45))


def _hands(line: float) -> dict[str, Part]:
    palm = ellipse(1 + 20j, 19, 19)
    thumb = capsule(12 + 16j, 24 + 25j, 15)
    mitt = union(palm, outline("M -19 16 C -21 34 -16 45 0 46 C 15 46 21 36 19 20 Z"), thumb)
    fingers = [capsule(18j, tip, 16) for tip in (-21 + 43j, -1 + 53j, 18 + 45j)]
    spread = union(palm, *fingers, capsule(10 + 14j, 32 + 22j, 15))
    fist = union(palm, outline("M -20 14 C -23 34 -18 41 0 41 C 17 41 22 34 20 14 Z"))
    crease = Detail(outline("M -6 45 L -6 33 M 6 45 L 6 34"), "ink", 3.6)
    knuckles = Detail(outline("M -9 41 L -9 30 M 1 42 L 1 31 M 11 41 L 11 30"), "ink", 3.6)
    thumb_line = Detail(outline("M 18 17 C 8 19 4 23 3 28"), "ink", 3.6)
    shapes = {"mitt": (mitt, (crease,)), "open": (spread, ()), "fist": (fist, (knuckles, thumb_line))}
    return {
        kind: Part(path, "white", line, details=(_shade(path, "glove_shade", -5 - 5j), *lines))
        for kind, (path, lines) in shapes.items()
    }


def _cuff(line: float) -> Part:
    path = outline("M -15 -7 C -20 -7 -20 6 -15 6 L 15 6 C 20 6 20 -7 15 -7 Z")
    return Part(path, "white", line, details=(_shade(path, "glove_shade", -5 - 4j),))


def _shoe(line: float) -> Part:
    path = outline(SHOE)
    sole = common(path, outline(SOLE))
    upper = minus(path, sole)
    return Part(
        path,
        "shoe",
        line,
        details=(
            _shade(upper, "shoe_shade", -7 - 6j),
            Detail(sole, "white"),
            Detail(outline("M -21 14.5 L 42 14.5"), "ink", 4),
            Detail(outline("M 18 4 C 22 5 26 6 29 7.5"), "white", 4.5),
        ),
    )
