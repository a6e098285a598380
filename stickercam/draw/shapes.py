"""Outlines as skia paths, and the one thing that is drawn: a part.

Points of a figure are complex numbers x + iy in art units, y down: sums, turns and lengths are then one operator.
"""

import colorsys
from dataclasses import dataclass, field, replace
from functools import cache

from stickercam.draw.svg.path import path_of
from stickercam.system import import_skia

skia = import_skia()  # this module is loaded by `open_style`, not before

HEART = "M 0 16 C -23 0 -19 -17 -9 -17 C -4 -17 0 -13 0 -8 C 0 -13 4 -17 9 -17 C 19 -17 23 0 0 16 Z"


@dataclass(slots=True, eq=False)  # frozen ones take twice as long to make, and there are 50 a picture
class Detail:
    """Something painted: a path with a skia paint, or an image in the rectangle of its path."""

    path: object
    paint: object
    image: object = None


@dataclass(slots=True, eq=False)
class Part:
    """One outlined piece: a silhouette, or a tube (a path stroked `tube` wide), and what is painted of it.

    line: the ink outline outside the silhouette, art units; 0 for none. details: back to front.
    inked, edged: the silhouette grown by the line, and by the line and the border, where it keeps its shape (`rigid`).
    """

    path: object
    line: float
    details: tuple[Detail, ...] = field(default=())
    tube: float = 0.0
    inked: object = None
    edged: object = None


@cache
def flat(color: int, width: float = 0.0, filled: bool = True, smooth: bool = True):
    """A paint of one colour: filling, stroking with round ends (a width, not filled), or both. color: 0xAARRGGBB."""
    paint = skia.Paint(AntiAlias=smooth, Color=color)
    if width:
        paint.setStyle(skia.Paint.kStrokeAndFill_Style if filled else skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
    return paint


def detail(path, color: int, width: float = 0.0) -> Detail:
    """A path filled with a colour, or a round-ended line of a width along it, made an area: it is drawn often."""
    return Detail(stroked(path, width) if width else path, flat(color))


def rigid(part: Part, border: float) -> Part:
    """The part with its outlines made once: filling them is twice as fast as stroking in every frame."""
    inked = grown(part.path, part.line) if part.line else part.path
    return replace(part, inked=inked, edged=grown(part.path, part.line + border))


def grown(path, by: float):
    """A filled path made wider all round."""
    paint, wider = skia.Paint(), skia.Path()
    paint.setStyle(skia.Paint.kStrokeAndFill_Style)
    paint.setStrokeWidth(2 * by)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    paint.getFillPath(path, wider)
    return skia.Simplify(wider) or wider


def outline(data: str, scale: complex = 1 + 1j):
    """Path from SVG path data; scale.real stretches x, scale.imag y."""
    path = path_of(data)
    return path if scale == 1 + 1j else placed(path, skia.Matrix.Scale(scale.real, scale.imag))


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
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    paint.getFillPath(path, wide)
    return skia.Simplify(wide) or wide


def union(*paths):
    builder = skia.OpBuilder()
    for path in paths:
        builder.add(path, skia.kUnion_PathOp)
    return builder.resolve()


def minus(path, other):
    return skia.Op(path, other, skia.kDifference_PathOp)


def common(path, other):
    return skia.Op(path, other, skia.kIntersect_PathOp)


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


@cache
def shade_of(color: int) -> int:
    """The same colour away from the light: darker, fuller, its hue a little towards blue, as painters do it."""
    red, green, blue = ((color >> shift & 255) / 255 for shift in (16, 8, 0))
    hue, full, value = colorsys.rgb_to_hsv(red, green, blue)
    if full < 0.12:  # greys and white become a cool grey
        tint = (0.82, 0.79, 0.93)
        red, green, blue = (t * (0.94 * value + 0.06 * v) for t, v in zip(tint, (red, green, blue)))
    else:
        way = (0.70 - hue + 0.5) % 1 - 0.5  # to blue-violet, the short way round
        hue += max(-0.034, min(0.034, 0.25 * way))
        red, green, blue = colorsys.hsv_to_rgb(hue % 1, min(1.0, 1.1 * full + 0.04), 0.84 * value)
    channels = [max(0, min(255, round(255 * v))) for v in (red, green, blue)]
    return color & 0xFF000000 | channels[0] << 16 | channels[1] << 8 | channels[2]
