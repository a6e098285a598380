"""An SVG file as a drawing that characters are made of: named groups of shapes, in page units.

Only what can be drawn again as flat shapes is understood; the rest is reported by element, not guessed at.
"""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from stickercam.draw.svg.page import Group, Reader, Shape
from stickercam.errors import StickercamError

__all__ = ["Group", "Shape", "read_svg"]

LARGEST = 2_000_000  # bytes: a character is about 20 kB; what is larger holds pictures or scans
_SUBSET = re.compile(r"<!DOCTYPE[^>]*\[")
_OUTSIDE = re.compile(r"(?:href|src)\s*=\s*[\"']\s*(?!#|data:)[^\"'\s]|@import|url\(\s*[\"']?(?!#|[\"']?#|data:)[^)\s]")


def read_svg(path: Path) -> Group:
    """The page's groups and the problems met; StickercamError for what is no SVG or is not safe to read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise StickercamError(f"{path} could not be read ({error.strerror})", "check its name and rights") from error
    if len(raw) > LARGEST:
        raise StickercamError(
            f"{path} has {len(raw) / 1e6:.1f} MB, a drawing may have {LARGEST / 1e6:.0f}",
            "simplify its paths and leave out embedded pictures",
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StickercamError(f"{path} is not UTF-8 text", "save it as a plain SVG file") from error
    if "<!ENTITY" in text or _SUBSET.search(text):
        raise StickercamError(f"{path} declares entities, which are not read", "save it as a plain SVG file")
    if found := _OUTSIDE.search(text):
        place = re.split(r"[\s>]", text[found.start() :], maxsplit=1)[0][:60]
        raise StickercamError(f"{path} points outside itself ({place})", "embed or remove what it links to")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise StickercamError(f"{path} is not valid XML ({error})", "save it again as a plain SVG file") from error
    except RecursionError as error:
        raise StickercamError(f"{path} is nested too deeply", "ungroup what is in it") from error
    if root.tag.rsplit("}", 1)[-1] != "svg":
        raise StickercamError(f"{path} holds no <svg> but <{root.tag}>", "export the drawing as SVG")
    return Reader(path).page(root)
