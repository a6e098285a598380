"""Outlines as skia paths, and the one thing that is drawn: a part.

Points of a figure are complex numbers x + iy in art units, y down: sums, turns and lengths are then one operator.
"""

import re
from dataclasses import dataclass, field, replace
from functools import cache

from stickercam.system import import_skia

skia = import_skia()  # this module is loaded by `open_style`, not before

HEART = "M 0 16 C -23 0 -19 -17 -9 -17 C -4 -17 0 -13 0 -8 C 0 -13 4 -17 9 -17 C 19 -17 23 0 0 16 Z"
_TOKEN = re.compile(r"[MLQCZ]|-?[\d.]+")
_NUMBERS = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}


@dataclass(frozen=True, slots=True, eq=False)
class Detail:
    """Something inside a part, without an outline of its own. width 0: filled; else a round-capped stroke."""

    path: object
    color: str
    width: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One outlined piece: a filled path, or a tube (a path stroked `tube` wide), with details on it.

    line: the ink outline outside the fill, art units; 0 for none. color, details' colors: names of the palette.
    inked, edged: the path grown by the line, and by the line and the border, where it keeps its shape (`rigid`).
    """

    path: object
    color: str
    line: float
    tube: float = 0.0
    details: tuple[Detail, ...] = field(default=())
    inked: object = None
    edged: object = None


def rigid(part: Part, border: float) -> Part:
    """The part with its outlines made once: filling them is twice as fast as stroking in every frame."""
    return replace(part, inked=grown(part.path, part.line), edged=grown(part.path, part.line + border))


def grown(path, by: float):
    """A filled path made wider all round."""
    paint, wider = skia.Paint(), skia.Path()
    paint.setStyle(skia.Paint.kStrokeAndFill_Style)
    paint.setStrokeWidth(2 * by)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    paint.getFillPath(path, wider)
    return skia.Simplify(wider)


def outline(data: str, scale: complex = 1 + 1j):
    """Path from absolute SVG path data (M L Q C Z); scale.real stretches x, scale.imag y."""
    path, tokens, position = skia.Path(), _TOKEN.findall(data), 0
    moves = {"M": path.moveTo, "L": path.lineTo, "Q": path.quadTo, "C": path.cubicTo, "Z": path.close}
    while position < len(tokens):
        command = tokens[position]
        count = _NUMBERS[command]
        numbers = [float(token) for token in tokens[position + 1 : position + 1 + count]]
        moves[command](*(v * (scale.imag if i % 2 else scale.real) for i, v in enumerate(numbers)))
        position += 1 + count
    return path


def quad(start: complex, control: complex, end: complex):
    """One quadratic curve."""
    path = skia.Path()
    path.moveTo(start.real, start.imag)
    path.quadTo(control.real, control.imag, end.real, end.imag)
    return path


def ellipse(center: complex, rx: float, ry: float):
    path = skia.Path()
    path.addOval(skia.Rect(center.real - rx, center.imag - ry, center.real + rx, center.imag + ry))
    return path


def stroked(path, width: float):
    """A round-ended line along a path, as a fillable path."""
    wide = skia.Path()
    paint = skia.Paint(Style=skia.Paint.kStroke_Style, StrokeWidth=width, StrokeCap=skia.Paint.kRound_Cap)
    paint.getFillPath(path, wide)
    return skia.Simplify(wide)


def capsule(start: complex, end: complex, width: float):
    """A thick line with round ends, as a fillable path."""
    return stroked(quad(start, (start + end) / 2, end), width)


def union(*paths):
    builder = skia.OpBuilder()
    for path in paths:
        builder.add(path, skia.kUnion_PathOp)
    return builder.resolve()


def minus(path, other):
    return skia.Op(path, other, skia.kDifference_PathOp)


def common(path, other):
    return skia.Op(path, other, skia.kIntersect_PathOp)


def gathered(path, transforms: list):
    """Copies of a path under each matrix, as one path: drawn at once."""
    together = skia.Path()
    for transform in transforms:
        together.addPath(path, transform)
    return together


def moved(path, offset: complex):
    return placed(path, matrix(offset))


def placed(path, transform):
    """The path under a matrix, the original untouched."""
    result = skia.Path()
    path.transform(transform, result)
    return result


def matrix(origin: complex, turn: complex = 1 + 0j, sx: float = 1.0, sy: float = 1.0):
    """Local -> figure: stretch by sx, sy, then rotate by the unit number `turn`, then move to `origin`."""
    return skia.Matrix.MakeAll(
        turn.real * sx, -turn.imag * sy, origin.real, turn.imag * sx, turn.real * sy, origin.imag, 0, 0, 1
    )


def rounded(points: list[complex], tension: float = 1 / 6):
    """Closed smooth path through the points (Catmull-Rom)."""
    path = skia.Path()
    path.moveTo(points[0].real, points[0].imag)
    count = len(points)
    for i, here in enumerate(points):
        after = points[(i + 1) % count]
        a = here + (after - points[i - 1]) * tension
        b = after - (points[(i + 2) % count] - here) * tension
        path.cubicTo(a.real, a.imag, b.real, b.imag, after.real, after.imag)
    path.close()
    return path


@cache
def rgb(text: str) -> int:
    """ "#RRGGBB" -> skia's 0xAARRGGBB."""
    return 0xFF000000 | int(text.removeprefix("#"), 16)
