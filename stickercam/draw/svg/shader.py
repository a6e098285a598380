"""Fills and strokes of SVG as skia paints, gradients included."""

import math
from collections.abc import Callable

from stickercam.draw.svg.path import transform_of
from stickercam.draw.svg.style import Sheet, color, number, style_of
from stickercam.system import import_skia

skia = import_skia()  # this module is loaded by `open_style`, not before

XLINK = "{http://www.w3.org/1999/xlink}href"
CAPS = {"butt": skia.Paint.kButt_Cap, "round": skia.Paint.kRound_Cap, "square": skia.Paint.kSquare_Cap}
JOINS = {"miter": skia.Paint.kMiter_Join, "round": skia.Paint.kRound_Join, "bevel": skia.Paint.kBevel_Join}
SPREADS = {"pad": skia.TileMode.kClamp, "reflect": skia.TileMode.kMirror, "repeat": skia.TileMode.kRepeat}
COORDINATES = ("x1", "y1", "x2", "y2", "cx", "cy", "r", "fx", "fy", "gradientUnits", "gradientTransform",
               "spreadMethod")  # fmt: skip


class Paints:
    """Makes the paints of one page. ids: its elements by id. tag_of: an element's name without its namespace."""

    def __init__(self, ids: dict, sheet: Sheet, tag_of: Callable[[object], str]) -> None:
        self.ids, self.sheet, self.tag_of = ids, sheet, tag_of

    def fill(self, style: dict[str, str], matrix, alpha: float, path) -> tuple[object, tuple | None]:
        """The paint that fills a path (own coordinates; matrix: to the page), None for none; and its main colour."""
        alpha *= number(style["fill-opacity"], 1.0, 1.0)
        return self._paint(style["fill"], style, alpha, matrix=matrix, path=path)

    def stroke(self, style: dict[str, str], matrix, alpha: float, path):
        alpha *= number(style["stroke-opacity"], 1.0, 1.0)
        paint, _ = self._paint(style["stroke"], style, alpha, matrix=matrix, path=path)
        scale = math.sqrt(abs(matrix.getScaleX() * matrix.getScaleY() - matrix.getSkewX() * matrix.getSkewY()))
        width = number(style["stroke-width"], 1.0) * scale
        if paint is None or width <= 0:
            return None
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        paint.setStrokeCap(CAPS.get(style["stroke-linecap"], CAPS["butt"]))
        paint.setStrokeJoin(JOINS.get(style["stroke-linejoin"], JOINS["miter"]))
        dashes = [number(one, 0.0) * scale for one in style["stroke-dasharray"].replace(",", " ").split()]
        if style["stroke-dasharray"] != "none" and dashes and min(dashes) >= 0 and sum(dashes) > 0:
            paint.setPathEffect(skia.DashPathEffect.Make(dashes * (1 + len(dashes) % 2), 0))
        return paint

    def _paint(self, text: str, style: dict[str, str], alpha: float, *, matrix, path) -> tuple[object, tuple | None]:
        text = text.strip()
        if text.startswith("url("):
            link, _, otherwise = text.partition(")")
            target = self.ids.get(link[4:].strip().strip("'\"").removeprefix("#"))
            if target is not None and self.tag_of(target) in ("linearGradient", "radialGradient"):
                return self._gradient(target, alpha, matrix=matrix, path=path)
            if not otherwise.strip():
                kind = self.tag_of(target) if target is not None else text
                raise ValueError(f"its fill {kind} is not drawn: use a flat colour or a gradient")
            text = otherwise
        found = color(text, style["color"])
        if found is None or found[3] * alpha <= 0:
            return None, None
        return skia.Paint(AntiAlias=True, Color=_argb(found, alpha)), (*found[:3], found[3] * alpha)

    def _gradient(self, element, alpha: float, *, matrix, path) -> tuple[object, tuple]:
        values, stops = self._inherited(element)
        if not stops:
            raise ValueError(f"its gradient {element.get('id')} has no stops")
        local = transform_of(values.get("gradientTransform", ""))
        boxed = values.get("gradientUnits", "objectBoundingBox") != "userSpaceOnUse"
        if boxed:
            box = path.getBounds()
            place = skia.Matrix.MakeAll(box.width() or 1, 0, box.left(), 0, box.height() or 1, box.top(), 0, 0, 1)
            local = skia.Matrix.Concat(place, local)
        local = skia.Matrix.Concat(matrix, local)
        where, colors = [at for at, _ in stops], [_argb(c, alpha) for _, c in stops]
        spread = SPREADS.get(values.get("spreadMethod", "pad"), skia.TileMode.kClamp)

        def at(key: str, usual: str) -> float:
            return number(values.get(key, usual), 0.0, 1.0 if boxed else 100.0)

        if self.tag_of(element) == "linearGradient":
            ends = [skia.Point(at("x1", "0%"), at("y1", "0%")), skia.Point(at("x2", "100%"), at("y2", "0%"))]
            shader = skia.GradientShader.MakeLinear(ends, colors, where, spread, localMatrix=local)
        else:
            middle = skia.Point(at("cx", "50%"), at("cy", "50%"))
            shader = skia.GradientShader.MakeRadial(middle, at("r", "50%"), colors, where, spread, localMatrix=local)
        if shader is None:
            raise ValueError(f"its gradient {element.get('id')} has no extent")
        paint = skia.Paint(AntiAlias=True)
        paint.setShader(shader)
        middle = stops[len(stops) // 2][1]
        return paint, (*middle[:3], middle[3] * alpha)

    def _inherited(self, element) -> tuple[dict[str, str], list]:
        """Attributes and stops, those of the gradient that it links to where it has none itself."""
        values: dict[str, str] = {}
        stops: list = []
        seen = set()
        while element is not None and id(element) not in seen:
            seen.add(id(element))
            for key in COORDINATES:
                if key in element.attrib:
                    values.setdefault(key, element.attrib[key])
            if not stops:
                stops = [self._stop(child) for child in element if self.tag_of(child) == "stop"]
            link = element.get("href") or element.get(XLINK) or ""
            element = self.ids.get(link.removeprefix("#"))
        return values, stops

    def _stop(self, element) -> tuple[float, tuple[int, int, int, float]]:
        style = style_of(element.attrib, "stop", self.sheet, {})
        found = color(style.get("stop-color", "black")) or (0, 0, 0, 0.0)
        place = min(1.0, max(0.0, number(element.get("offset"), 0.0, 1.0)))
        return place, (*found[:3], found[3] * number(style.get("stop-opacity"), 1.0, 1.0))


def _argb(found: tuple, alpha: float) -> int:
    channels = [max(0, min(255, round(value))) for value in found[:3]]
    opacity = max(0, min(255, round(255 * found[3] * alpha)))
    return opacity << 24 | channels[0] << 16 | channels[1] << 8 | channels[2]
