"""Placed parts -> pixels: first their white border, then each with its outline, fill and details."""

from dataclasses import dataclass, field

from stickercam.draw.shapes import Detail, Part, flat, placed
from stickercam.system import import_skia

skia = import_skia()  # this module is loaded by `open_style`, not before

SMOOTH = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)


@dataclass(slots=True, eq=False)  # frozen ones take twice as long to make, and there are 50 a picture
class Placed:
    """A part with the matrix that puts it into the figure; `inside` lies on it, `cut` off at its edge or not."""

    part: Part
    matrix: object = None
    inside: tuple[tuple[Detail, object], ...] = field(default=())
    cut: bool = False


def silhouettes(pieces: list[Placed], border: float) -> list[tuple[object, object, float, bool]]:
    """(path, matrix, stroke width, filled) of each outlined piece, grown by its line and the border (0: none)."""
    outlines = []
    for piece in pieces:
        part = piece.part
        grown = part.edged if border else part.inked
        if grown is not None:
            outlines.append((grown, piece.matrix, 0.0, True))
        elif part.tube:
            outlines.append((part.path, piece.matrix, part.tube + 2 * (part.line + border), False))
    return outlines  # particles have none: a border would make them lumps


def box_of(pieces: list[Placed], border: float) -> tuple[float, float, float, float]:
    """Left, top, right, bottom that hold all the pieces with the border (0: none), art units."""
    bare = [(p.part.path, p.matrix, 0.0, True) for p in pieces if p.part.edged is None and not p.part.tube]
    left = top = 1e9
    right = bottom = -1e9
    for path, matrix, width, _ in silhouettes(pieces, border) + bare:
        box, half = (path if matrix is None else placed(path, matrix)).getBounds(), width / 2
        left, top = min(left, box.left() - half), min(top, box.top() - half)
        right, bottom = max(right, box.right() + half), max(bottom, box.bottom() + half)
    return left, top, right, bottom


def draw_outlines(canvas, outlines: list, color: int, *, smooth: bool = True) -> None:
    """Fill what `silhouettes` gives, on a canvas that is already in art units."""
    base = canvas.getTotalMatrix()
    for path, matrix, width, filled in outlines:
        canvas.setMatrix(base if matrix is None else skia.Matrix.Concat(base, matrix))
        canvas.drawPath(path, flat(color, width, filled, smooth))
    canvas.setMatrix(base)


def draw_pieces(canvas, pieces: list[Placed], ink: int) -> None:
    """Back to front, on a canvas that is already in art units. ink: 0xAARRGGBB, of the outlines."""
    base, concat, lay, draw = canvas.getTotalMatrix(), skia.Matrix.Concat, canvas.setMatrix, canvas.drawPath
    for piece in pieces:
        part = piece.part
        lay(base if piece.matrix is None else concat(base, piece.matrix))
        if part.line:
            if part.tube:
                draw(part.path, flat(ink, part.tube + 2 * part.line, False))
            else:
                draw(part.inked, flat(ink))
        for one in part.details:
            if one.image is None:
                draw(one.path, one.paint)
            else:
                canvas.drawImageRect(one.image, one.path.getBounds(), SMOOTH, one.paint)
        if not piece.inside:
            continue
        if piece.cut:  # a clip makes all that is under it slow
            canvas.save()
            canvas.clipPath(part.path, True)
        last = piece
        for one, local in piece.inside:
            if local is not last:  # several in a row lie under one matrix
                lay(base if local is None else concat(base, local))
                last = local
            draw(one.path, one.paint)
        if piece.cut:
            canvas.restore()
    canvas.setMatrix(base)
