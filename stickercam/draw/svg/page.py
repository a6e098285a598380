"""The elements of an SVG page -> groups and shapes, in page units."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from stickercam.draw.svg.path import numbers, path_of, transform_of
from stickercam.draw.svg.shader import Paints
from stickercam.draw.svg.style import Sheet, number, style_of
from stickercam.errors import StickercamError
from stickercam.system import import_skia

skia = import_skia()  # this module is loaded by `open_style`, not before

ELEMENTS, SEGMENTS, DEPTH = 2000, 20_000, 40  # a rich character has 150, 2000 and 6
SHAPES = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon")
# Nothing to draw by themselves; whoever uses one of the last four is named.
QUIET = ("defs", "style", "title", "desc", "metadata", "namedview", "clipPath", "linearGradient", "radialGradient",
         "symbol", "script", "pattern", "filter", "mask", "marker")  # fmt: skip
ADVICE = {
    "text": "turn it into paths (Inkscape: Path > Object to Path; Illustrator: Create Outlines; Figma: Flatten)",
    "image": "use it as a PNG part, or trace it",
    "filter": "leave it out; shade with shapes",
    "mask": "use a clip instead",
    "pattern": "use a flat colour or a gradient",
    "marker": "draw it as a path",
    "blend": "use a plain colour with opacity",
}
LABEL = "{http://www.inkscape.org/namespaces/inkscape}label"


@dataclass(slots=True, eq=False)
class Shape:
    """One painted shape. path: page units. paints: skia paints, fill before stroke. wide: the widest stroke."""

    name: str
    path: object
    fill: object = None
    stroke: object = None
    color: tuple[int, int, int, float] | None = None
    clip: object = None


@dataclass(slots=True, eq=False)
class Group:
    """A group of the page; the page itself is one. problems: (element, what is wrong), of the page alone."""

    name: str
    children: list = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    box: tuple[float, float, float, float] = (0.0, 0.0, 512.0, 512.0)

    def shapes(self) -> list[Shape]:
        """All of them, groups within the group included, back to front."""
        return [s for child in self.children for s in (child.shapes() if isinstance(child, Group) else [child])]


def tag_of(element) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def name_of(element) -> str:
    """The name that people see: Inkscape's label, else the id as Illustrator and Figma write it."""
    name = element.get(LABEL) or element.get("id") or element.get("data-name") or ""
    name = re.sub(r"_x([0-9A-Fa-f]{2,4})_", lambda m: chr(int(m.group(1), 16)), name)
    return re.sub(r"[\s_]+", "-", re.sub(r"(_\d+)?_?$", "", name.strip())).lower()


class Reader:
    """Walks a page once, counting, so that no file can take for ever."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.sheet = Sheet()
        self.count = self.segments = 0
        self.problems: list[tuple[str, str]] = []

    def page(self, root) -> Group:
        self.ids = {e.get("id"): e for e in root.iter() if e.get("id")}
        for element in root.iter():
            if tag_of(element) == "style":
                self.sheet.add(element.text or "")
        for selector in dict.fromkeys(self.sheet.foreign):
            self.tell(f"style {selector}", "this kind of CSS selector is not understood; use classes (.name)")
        self.paints = Paints(self.ids, self.sheet, tag_of)
        box = numbers(root.get("viewBox", ""))
        if len(box) != 4:
            box = [0, 0, number(root.get("width"), 512), number(root.get("height"), 512)]
        page = Group("", box=tuple(box))
        style = style_of(root.attrib, "svg", self.sheet, {})
        self._children(root, page, style=style, matrix=skia.Matrix(), alpha=1.0, clip=None, depth=0)
        page.problems = self.problems
        return page

    def tell(self, element: str, what: str) -> None:
        if (element, what) not in self.problems:
            self.problems.append((element, what))

    def refuse(self, what: str) -> StickercamError:
        return StickercamError(f"{self.file} has {what}", "simplify the drawing")

    def _children(self, element, group: Group, **context) -> None:
        for child in element:
            self._element(child, group, **context)

    def _element(self, element, group: Group, *, style, matrix, alpha, clip, depth) -> None:
        tag = tag_of(element)
        if not tag or tag in QUIET:
            return
        self.count += 1
        if self.count > ELEMENTS:
            raise self.refuse(f"more than {ELEMENTS} elements, clones counted each time")
        if depth > DEPTH:
            raise self.refuse(f"groups more than {DEPTH} deep")
        name = name_of(element)
        told = f"{tag} “{name}”" if name else tag
        style = style_of(element.attrib, tag, self.sheet, style)
        if style.get("display") == "none":
            return
        self._unsupported(told, style)
        try:
            matrix = skia.Matrix.Concat(matrix, transform_of(element.get("transform", "")))
            alpha *= number(style.get("opacity"), 1.0)
            clip = self._clip(style.get("clip-path"), matrix, clip)
            context = {"style": style, "matrix": matrix, "alpha": alpha, "clip": clip, "depth": depth + 1}
            if tag in SHAPES:
                self._shape(element, group, name or tag, context)
            elif tag in ("g", "a", "svg", "switch"):
                inner = Group(name)
                self._children(element, inner, **context)
                group.children.append(inner)
            elif tag == "use":
                self._use(element, group, name, context)
            else:
                kind = "text" if tag in ("text", "tspan", "flowRoot") else tag
                self.tell(told, f"<{tag}> is not drawn: {ADVICE.get(kind, 'turn it into paths')}")
        except ValueError as error:
            self.tell(told, str(error))

    def _unsupported(self, told: str, style: dict[str, str]) -> None:
        for key in ("filter", "mask"):
            if style.get(key, "none") != "none":
                self.tell(told, f"its {key} is not drawn: {ADVICE[key]}")
        if style.get("mix-blend-mode", "normal") != "normal":
            self.tell(told, f"its blend mode is not drawn: {ADVICE['blend']}")
        if any(style.get(key, "none") != "none" for key in ("marker", "marker-start", "marker-mid", "marker-end")):
            self.tell(told, f"its markers are not drawn: {ADVICE['marker']}")

    def _use(self, element, group: Group, name: str, context: dict) -> None:
        link = element.get("href") or element.get("{http://www.w3.org/1999/xlink}href") or ""
        target = self.ids.get(link.removeprefix("#"))
        if target is None:
            raise ValueError(f"it is a clone of {link or 'nothing'}, which is not there")
        shift = skia.Matrix.Translate(number(element.get("x"), 0), number(element.get("y"), 0))
        context = context | {"matrix": skia.Matrix.Concat(context["matrix"], shift)}
        inner = Group(name or name_of(target))
        if tag_of(target) == "symbol":
            self._children(target, inner, **context)
        else:
            self._element(target, inner, **context)
        group.children.append(inner)

    def _clip(self, text: str | None, matrix, outer):
        """What is left of the outer clip inside this one, page units; None for all."""
        if not text or text == "none":
            return outer
        target = self.ids.get(text.strip()[5:-1].strip("'\"#")) if text.startswith("url(") else None
        if target is None:
            raise ValueError(f"its clip {text} is not there")
        builder = skia.OpBuilder()
        matrix = skia.Matrix.Concat(matrix, transform_of(target.get("transform", "")))
        for child in target:
            self.count += 1
            if tag_of(child) == "use":
                link = child.get("href") or child.get("{http://www.w3.org/1999/xlink}href") or ""
                child = self.ids.get(link.removeprefix("#"), child)
            if tag_of(child) in SHAPES:
                path = self._geometry(child, style_of(child.attrib, tag_of(child), self.sheet, {}), rule="clip-rule")
                own = skia.Matrix.Concat(matrix, transform_of(child.get("transform", "")))
                builder.add(_moved(path, own), skia.kUnion_PathOp)
        area = builder.resolve()
        return area if outer is None else skia.Op(outer, area, skia.kIntersect_PathOp)

    def _shape(self, element, group: Group, name: str, context: dict) -> None:
        style, matrix = context["style"], context["matrix"]
        if style["visibility"] != "visible":
            return
        path = self._geometry(element, style, rule="fill-rule")
        fill, tint = self.paints.fill(style, matrix, context["alpha"], path)
        stroke = self.paints.stroke(style, matrix, context["alpha"], path)
        shape = Shape(name, _moved(path, matrix), fill, stroke, tint, context["clip"])
        group.children.append(shape)

    def _geometry(self, element, style: dict[str, str], *, rule: str):
        path = _outline(element, tag_of(element))
        self.segments += path.countVerbs()  # a longer one is read no farther than that
        if self.segments > SEGMENTS:
            raise self.refuse(f"more than {SEGMENTS} path segments")
        box = path.getBounds()
        if not all(abs(v) < 1e6 for v in (box.left(), box.top(), box.right(), box.bottom())):
            raise ValueError("its coordinates are not finite, or beyond a million")
        path.setFillType(skia.PathFillType.kEvenOdd if style.get(rule) == "evenodd" else skia.PathFillType.kWinding)
        return path


def _outline(element, tag: str):
    """A shape element's path in its own coordinates."""

    def value(key: str, usual: float = 0.0) -> float:
        return number(element.get(key), usual, 100)

    path = skia.Path()
    if tag == "path":
        return path_of(element.get("d", ""), SEGMENTS + 1)
    if tag == "rect":
        rx, ry = value("rx", -1), value("ry", -1)
        rx, ry = (rx if rx >= 0 else max(ry, 0)), (ry if ry >= 0 else max(rx, 0))
        area = skia.Rect.MakeXYWH(value("x"), value("y"), max(0, value("width")), max(0, value("height")))
        path.addRRect(skia.RRect.MakeRectXY(area, rx, ry))
    elif tag in ("circle", "ellipse"):
        rx, ry = (value("r"), value("r")) if tag == "circle" else (value("rx"), value("ry"))
        path.addOval(skia.Rect.MakeXYWH(value("cx") - rx, value("cy") - ry, 2 * rx, 2 * ry))
    elif tag == "line":
        path.moveTo(value("x1"), value("y1"))
        path.lineTo(value("x2"), value("y2"))
    else:
        points = numbers(element.get("points", ""))
        corners = [skia.Point(x, y) for x, y in zip(points[::2], points[1::2])]
        path.addPoly(corners, tag == "polygon") if corners else None
    return path


def _moved(path, matrix):
    result = skia.Path()
    path.transform(matrix, result)
    return result
