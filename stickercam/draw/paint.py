"""Placed parts -> pixels: first their white border, then each with its outline, fill and details."""

from dataclasses import dataclass, field
from functools import cache

from stickercam.draw.shapes import Detail, Part, rgb
from stickercam.system import import_skia

skia = import_skia()  # this module is loaded by `open_style`, not before


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A part with the matrix that puts it into the figure; `inside` lies on it, `cut` off at its edge or not."""

    part: Part
    matrix: object = None
    inside: tuple[tuple[Detail, object], ...] = field(default=())
    cut: bool = False


@cache
def flat(color: int, width: float = 0.0, filled: bool = True):
    """A paint of one colour: filling, stroking with round ends (a width, not filled), or both. color: 0xAARRGGBB."""
    paint = skia.Paint(AntiAlias=True, Color=color)
    if width:
        paint.setStyle(skia.Paint.kStrokeAndFill_Style if filled else skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
    return paint


def _at(path, matrix):
    if matrix is None:
        return path
    result = skia.Path()
    path.transform(matrix, result)
    return result


def silhouettes(pieces: list[Placed], border: float) -> list[tuple[object, float, bool]]:
    """(path, stroke width, filled) of each outlined piece, grown by its line and the border (0: none), art units."""
    outlines = []
    for piece in pieces:
        part = piece.part
        grown = part.edged if border else part.inked
        if grown is None and not part.line:
            continue  # particles: a border would make them lumps
        if grown is not None:
            outlines.append((_at(grown, piece.matrix), 0.0, True))
        else:
            outlines.append((_at(part.path, piece.matrix), part.tube + 2 * (part.line + border), not part.tube))
    return outlines


def box_of(pieces: list[Placed], border: float) -> tuple[float, float, float, float]:
    """Left, top, right, bottom that hold all the pieces with the border (0: none), art units."""
    bare = [(_at(p.part.path, p.matrix), 0.0, True) for p in pieces if not p.part.line]
    boxes = [(path.getBounds(), width / 2) for path, width, _ in silhouettes(pieces, border) + bare]
    return (
        min(box.left() - half for box, half in boxes),
        min(box.top() - half for box, half in boxes),
        max(box.right() + half for box, half in boxes),
        max(box.bottom() + half for box, half in boxes),
    )


def draw_pieces(canvas, pieces: list[Placed], palette: dict[str, str]) -> None:
    """Back to front, on a canvas that is already in art units."""
    ink = rgb(palette["ink"])
    for piece in pieces:
        part, matrix = piece.part, piece.matrix
        path = _at(part.path, matrix)
        if part.inked is not None:
            canvas.drawPath(_at(part.inked, matrix), flat(ink))
        elif part.line:
            canvas.drawPath(path, flat(ink, part.tube + 2 * part.line, not part.tube))
        canvas.drawPath(path, flat(rgb(palette[part.color]), part.tube, not part.tube))
        for detail in part.details:
            _draw(canvas, detail, matrix, palette)
        if piece.cut:  # a clip makes all that is under it slow
            canvas.save()
            canvas.clipPath(path, True)
        for detail, local in piece.inside:
            _draw(canvas, detail, local, palette)
        if piece.cut:
            canvas.restore()


def _draw(canvas, detail: Detail, matrix, palette: dict[str, str]) -> None:
    canvas.drawPath(_at(detail.path, matrix), flat(rgb(palette[detail.color]), detail.width, not detail.width))
