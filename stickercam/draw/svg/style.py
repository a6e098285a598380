"""How an SVG element is painted: attributes, the style attribute and the classes of <style>, in CSS's order."""

import math
import re
from dataclasses import dataclass, field

from PIL import ImageColor

INHERITED = {
    "fill": "black", "stroke": "none", "stroke-width": "1", "fill-opacity": "1", "stroke-opacity": "1",
    "fill-rule": "nonzero", "clip-rule": "nonzero", "stroke-linecap": "butt", "stroke-linejoin": "miter",
    "stroke-dasharray": "none", "visibility": "visible", "color": "black",
}  # fmt: skip
OWN = ("opacity", "display", "clip-path", "filter", "mask", "mix-blend-mode", "marker-start", "marker-mid",
       "marker-end", "marker", "stop-color", "stop-opacity", "isolation")  # fmt: skip
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"^([a-zA-Z]*)((?:[.#][\w-]+)?)$")
_RGB = re.compile(r"rgba?\(\s*([^)]*)\)")


@dataclass(slots=True)
class Sheet:
    """The rules of the <style> elements: selector -> declarations; and what of them is not understood."""

    rules: dict[str, dict[str, str]] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        for selectors, body in _RULE.findall(text):
            for selector in (one.strip() for one in selectors.split(",")):
                if _SELECTOR.match(selector) and selector:
                    self.rules.setdefault(selector, {}).update(declarations(body))
                elif selector != "*":
                    self.foreign.append(selector)

    def of(self, tag: str, classes: list[str], name: str) -> dict[str, str]:
        """What the rules say of an element; a later kind of selector wins over an earlier one."""
        keys = [tag, *(f".{c}" for c in classes), *(f"{tag}.{c}" for c in classes), f"#{name}"]
        merged: dict[str, str] = {}
        for key in keys:
            merged.update(self.rules.get(key, {}))
        return merged


def declarations(text: str) -> dict[str, str]:
    """ "fill:red; stroke:none" -> {"fill": "red", "stroke": "none"}."""
    pairs = (one.split(":", 1) for one in (text or "").split(";") if ":" in one)
    return {key.strip().lower(): value.replace("!important", "").strip() for key, value in pairs}


def style_of(attributes: dict[str, str], tag: str, sheet: Sheet, parent: dict[str, str]) -> dict[str, str]:
    """The computed style: the parent's inherited values, attributes, rules, the style attribute."""
    result = {key: parent.get(key, usual) for key, usual in INHERITED.items()}
    own = {key: attributes[key] for key in (*INHERITED, *OWN) if key in attributes}
    own |= sheet.of(tag, attributes.get("class", "").split(), attributes.get("id", ""))
    own |= declarations(attributes.get("style", ""))
    result.update({key: value for key, value in own.items() if value != "inherit"})
    return result


def number(text: str | None, usual: float, whole: float = 1.0) -> float:
    """A length: "3", "3px", "2mm"; a percentage is of `whole`."""
    match = re.match(r"\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*([a-z%]*)", text or "")
    if not match:
        return usual
    factor = {"%": whole / 100, "mm": 96 / 25.4, "cm": 960 / 25.4, "in": 96.0, "pt": 4 / 3, "pc": 16.0}
    value = float(match.group(1)) * factor.get(match.group(2), 1.0)
    return value if math.isfinite(value) else usual


def color(text: str, current: str = "black") -> tuple[int, int, int, float] | None:
    """Red, green, blue (0-255) and alpha (0-1) of a CSS colour; None for none. ValueError for what is no colour."""
    text = text.strip().lower()
    if text in ("none", "transparent", ""):
        return None
    if text == "currentcolor":
        return color(current)
    if match := _RGB.fullmatch(text):
        parts = [one for one in re.split(r"[\s,/]+", match.group(1)) if one]
        channels = [round(number(one, 0, 255)) for one in parts[:3]]
        return (*channels, number(parts[3], 1.0) if len(parts) > 3 else 1.0)
    if text.startswith("#") and len(text) in (5, 9):
        wide = "".join(c * 2 for c in text[1:]) if len(text) == 5 else text[1:]
        return (*(int(wide[i : i + 2], 16) for i in (0, 2, 4)), int(wide[6:], 16) / 255)
    return (*ImageColor.getrgb(text)[:3], 1.0)
