"""One part of a drawing about its own pivot: what is painted of it, its outline, its shade, what turns on it."""

import math
from dataclasses import dataclass, replace

from stickercam.draw.look import Look
from stickercam.draw.picture import about_pivot, read_picture
from stickercam.draw.shapes import Detail, Part, common, minus, moved, rigid, shade_of
from stickercam.draw.svg import Group, Shape
from stickercam.system import import_skia

skia = import_skia()  # this module is loaded by `open_style`, not before

SHADE = -0.085 - 0.068j  # of a piece's smaller side: how far its lit side is shifted; the light is above, left
BASE = ("head", "body", "hand", "hand-open", "hand-fist", "foot")  # hung by the program; the rest are extras
INNER = ("inside", "front", "back", "spots")  # groups within a part, and what becomes of them: docs/characters.md
GHOSTLY = 80  # alpha below which a shape is no part of a silhouette
TINY = 24.0  # art units: on what is narrower a shade is not to be seen
SMALL = 0.85  # of the line: hands and feet, whose shapes the full line would swallow


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A part with what turns on it. pivot: on the page. front, back: seen from there alone. reach: pivot to tip.

    spots: (longitude, height over half-axis, shape about 0) of what goes round a head as round a ball.
    """

    part: Part
    pivot: complex
    box: tuple[float, float, float, float]
    reach: complex = 0j
    front: tuple[Detail, ...] = ()
    back: tuple[Detail, ...] = ()
    spots: tuple[tuple[float, float, Detail], ...] = ()


def _line(name: str, look: Look) -> float:
    small = SMALL if name.split("-")[0] in ("hand", "foot") or name not in BASE else 1.0
    return look.parts.get(name, {}).get("line", small * look.line["width"])


def drawn_piece(name: str, group: Group, look: Look) -> Piece | None:
    pivots = [s for child in group.children if child.name.startswith("pivot")
              for s in (child.shapes() if isinstance(child, Group) else [child])]  # fmt: skip
    layers: dict[str, list[Shape]] = {key: [] for key in ("", *INNER)}
    for child in group.children:
        kind = next((key for key in INNER if child.name == key or child.name.startswith(key + "-")), "")
        if not child.name.startswith("pivot"):
            layers[kind] += _under(child, layers) if isinstance(child, Group) else [child]
    plain = [one for shape in layers[""] for one in painted(shape)]
    silhouette = silhouette_of(plain)
    if silhouette is None:
        return None
    box = silhouette.getBounds()
    pivot = middle_of(pivots[0].path) if pivots else _usual_pivot(name, box, look)
    inside = [one for shape in layers["inside"] for one in painted(shape)]
    inside = [replace(one, path=common(one.path, silhouette)) for one in inside]
    details = _shaded([*plain, *inside], silhouette) if look.parts.get(name, {}).get("shade", True) else plain + inside
    details = _merged(details)
    part = rigid(Part(silhouette, _line(name, look), tuple(details)), look.border["width"])
    part = replace(part, **{key: moved(getattr(part, key), -pivot) for key in ("path", "inked", "edged")})
    part = replace(part, details=tuple(about(one, pivot) for one in details))
    bounds = part.path.getBounds()
    edges = (bounds.left(), bounds.top(), bounds.right(), bounds.bottom())
    front, back = (
        tuple(about(one, pivot) for one in _merged([one for s in layers[key] for one in painted(s)]))
        for key in ("front", "back")
    )
    spots = tuple(_spot(one, look) for s in layers["spots"] for one in map(lambda d: about(d, pivot), painted(s)))
    return Piece(part, pivot, edges, 2 * middle_of(part.path), front, back, spots)


def picture_piece(name: str, settings: dict, look: Look) -> Piece:
    """A PNG part; its page is the picture, so that layers exported at one size fit together."""
    size = settings.get("size", 1.0)
    part = read_picture(look.folder / settings["png"], size, _line(name, look), look.border["width"])
    pivot = (
        size * complex(*settings["pivot"]) if "pivot" in settings else _usual_pivot(name, part.path.getBounds(), look)
    )
    part = about_pivot(part, pivot)
    box = part.path.getBounds()
    return Piece(part, pivot, (box.left(), box.top(), box.right(), box.bottom()), 2 * middle_of(part.path))


def _under(group: Group, layers: dict[str, list[Shape]]) -> list[Shape]:
    """The shapes of a plain group within a part; what its own inner groups hold goes to their layers."""
    plain: list[Shape] = []
    kind = next((key for key in INNER if group.name == key or group.name.startswith(key + "-")), "")
    for child in group.children:
        if isinstance(child, Group):
            inner = _under(child, layers)
            own = next((key for key in INNER if child.name == key or child.name.startswith(key + "-")), "")
            if own and not kind:
                layers[own] += inner
            else:
                plain += inner
        else:
            plain.append(child)
    return plain


def painted(shape: Shape) -> list[Detail]:
    """Fill and stroke of a shape as details, cut to its clip, in page units."""
    made = [Detail(shape.path, paint) for paint in (shape.fill, shape.stroke) if paint is not None]
    made = [Detail(_filled(one), _fill(one)) for one in made]  # lines as areas: they are drawn twice as fast
    return made if shape.clip is None else [replace(one, path=common(one.path, shape.clip)) for one in made]


def _filled(one: Detail):
    """The area that a detail paints."""
    if one.paint.getStyle() == skia.Paint.kFill_Style:
        return one.path
    area = skia.Path()
    one.paint.getFillPath(one.path, area)
    return skia.Simplify(area) or area


def _fill(one: Detail):
    """The paint of a detail, for its area."""
    if one.paint.getStyle() == skia.Paint.kFill_Style:
        return one.paint
    paint = skia.Paint(AntiAlias=True, Color=one.paint.getColor())
    if one.paint.getShader() is not None:
        paint.setShader(one.paint.getShader())
    return paint


def silhouette_of(details: list[Detail]):
    """The union of what is painted, None for nothing."""
    solid = [one.path for one in details if one.paint.getAlpha() > GHOSTLY]
    if not solid:
        return None
    builder = skia.OpBuilder()
    for path in solid:
        builder.add(path, skia.kUnion_PathOp)
    area = builder.resolve()
    if area is None or area.isEmpty():  # shapes that skia cannot unite lie on each other as they are
        area = skia.Path()
        for path in solid:
            area.addPath(path)
    return None if area.isEmpty() else area


def _shaded(details: list[Detail], silhouette) -> list[Detail]:
    """Each flat colour also in its shade, along the rim that is away from the light."""
    box = silhouette.getBounds()
    if min(box.width(), box.height()) < TINY:
        return details
    rim = minus(silhouette, moved(silhouette, SHADE * min(box.width(), box.height())))
    result = []
    for one in details:
        result.append(one)
        color = one.paint.getColor()
        bright = max(color >> shift & 255 for shift in (0, 8, 16))
        if one.paint.getShader() is None and color >> 24 == 255 and bright > 90:
            area = rim if len(details) == 1 or one.path == silhouette else common(one.path, rim)
            if area is not None and not area.isEmpty():
                result.append(Detail(area, skia.Paint(AntiAlias=True, Color=shade_of(color))))
    return result


def _merged(details: list[Detail]) -> list[Detail]:
    """Neighbours of one opaque colour as one path: drawn at once."""
    result: list[Detail] = []
    for one in details:
        last = result[-1] if result else None
        color = one.paint.getColor()
        if (
            last
            and color == last.paint.getColor()
            and color >> 24 == 255
            and not (one.paint.getShader() or last.paint.getShader())
        ):
            together = skia.Path(last.path)
            together.addPath(one.path)
            together = skia.Simplify(together) or together
            result[-1] = Detail(together, last.paint)
        else:
            result.append(one)
    return result


def about(one: Detail, pivot: complex) -> Detail:
    """The detail with its pivot at 0, a gradient moved along."""
    paint = one.paint
    if paint is not None and paint.getShader() is not None:
        paint = skia.Paint(paint)
        paint.setShader(one.paint.getShader().makeWithLocalMatrix(skia.Matrix.Translate(-pivot.real, -pivot.imag)))
    return replace(one, path=moved(one.path, -pivot), paint=paint)


def middle_of(path) -> complex:
    box = path.getBounds()
    return complex(box.centerX(), box.centerY())


def _usual_pivot(name: str, box, look: Look) -> complex:
    """Where a part most likely hangs, if its drawing does not say."""
    if name == "head":
        return complex(box.centerX(), box.centerY())
    if name == "body":
        return complex(box.centerX(), box.bottom() - 0.19 * box.height())
    if name.startswith("hand"):
        return complex(box.centerX(), box.top() + 0.03 * box.height())
    if name == "foot":
        return complex(box.left() + 0.33 * box.width(), max(box.top() + 4, box.bottom() - look.body["ankle"]))
    return complex(box.centerX(), box.centerY())


def _spot(one: Detail, look: Look) -> tuple[float, float, Detail]:
    """A spot drawn on the front of the head -> its longitude (radians), height, and shape about its own middle."""
    middle = middle_of(one.path)
    height = middle.imag / look.body["head"][1]
    radius = look.body["head"][0] * ball_radius(height)
    return math.asin(max(-1.0, min(1.0, middle.real / radius))), height, about(one, middle)


def ball_radius(height: float) -> float:
    """How wide the head is at a height (half-axes from its middle), over its half-axis."""
    return math.sqrt(max(0.05, 1 - (0.86 * height) ** 2)) * (1 - 0.12 * max(0.0, height))
