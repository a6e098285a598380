"""Under the figure: the white die-cut border, its small gaps closed, and a soft shadow."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from stickercam.draw.look import Look
from stickercam.draw.paint import flat
from stickercam.draw.shapes import rgb
from stickercam.system import import_cv2, import_skia

cv2, skia = import_cv2(), import_skia()  # this module is loaded by `open_style`, not before

COARSE = 4  # the shadow and the search for gaps work at a quarter of the size: soft things need no more,
FINE = 2  # but at half of a canvas smaller than 384, where a quarter would be blocks
GAP = 3.5  # times the border's width: a hole in it smaller than a square of this side is closed, it reads as dirt


@dataclass(frozen=True, slots=True)
class View:
    """Art units -> canvas pixels: pixel = scale * unit + (x, y)."""

    scale: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """What lies under the figure, and in whose colours."""

    look: Look
    border: bool
    shadow: bool


def draw_under(canvas, pixels: np.ndarray, outlines: list, *, view: View, sheet: Sheet) -> None:
    """Fill `pixels`, the canvas's own memory ((S, S, 4) uint8, BGRA premultiplied), with what lies under the figure.

    outlines: (path, width, filled) of `paint.silhouettes`.
    """
    size = len(pixels)
    block = COARSE if size >= 384 else FINE
    mask = _coverage(outlines, -(-size // block), View(view.scale / block, view.x / block, view.y / block))
    pixels[:] = _shadow(mask, block, view.scale, sheet)[:size, :size] if sheet.shadow else 0
    if not sheet.border:
        return
    canvas.save()
    canvas.translate(view.x, view.y)
    canvas.scale(view.scale, view.scale)
    color = rgb(sheet.look.palette[sheet.look.border["color"]])
    for path, width, filled in outlines:
        canvas.drawPath(path, flat(color, width, filled))
    canvas.restore()
    for gap in _gaps(mask, (GAP * view.scale * sheet.look.border["width"] / block) ** 2):
        path = skia.Path()
        path.addPoly([skia.Point(float(x), float(y)) for x, y in (gap + 0.5) * block], True)
        canvas.drawPath(path, flat(color, block * 1.5, True))


def _coverage(outlines: list, size: int, view: View) -> np.ndarray:
    """(size, size) uint8: how much of each pixel the outlines cover."""
    mask = np.zeros((size, size), np.uint8)
    surface = skia.Surface.MakeRasterDirect(skia.ImageInfo.MakeA8(size, size), mask, size)
    canvas = surface.getCanvas()
    canvas.translate(view.x, view.y)
    canvas.scale(view.scale, view.scale)
    for path, width, filled in outlines:
        canvas.drawPath(path, flat(0xFFFFFFFF, width, filled))
    return mask


def _shadow(mask: np.ndarray, block: int, scale: float, sheet: Sheet) -> np.ndarray:
    """The soft shadow at full size, BGRA premultiplied, from a mask whose pixels are `block` wide."""
    numbers = sheet.look.shadow
    shift = np.float32([[1, 0, 0], [0, 1, numbers["drop"] * scale / block]])
    soft = cv2.warpAffine(mask, shift, mask.shape[::-1])
    soft = cv2.GaussianBlur(soft, (0, 0), numbers["sigma"] * scale / block)
    small = _premultiplied(rgb(sheet.look.palette[numbers["color"]]), numbers["opacity"])[soft]
    return cv2.resize(small, None, fx=block, fy=block, interpolation=cv2.INTER_LINEAR)


@cache
def _premultiplied(color: int, opacity: float) -> np.ndarray:
    """(256, 4) uint8: coverage -> B, G, R, A of that much of a colour."""
    alpha = np.arange(256) * opacity
    channels = [alpha * ((color >> shift) & 255) / 255 for shift in (0, 8, 16)] + [alpha]
    return np.stack(channels, 1).round().astype(np.uint8)


def _gaps(mask: np.ndarray, limit: float) -> list[np.ndarray]:
    """Outlines (N, 2) of the holes in the mask that are smaller than `limit` pixels."""
    contours, tree = cv2.findContours((mask > 240).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    return [
        contour[:, 0]
        for number, contour in enumerate(contours)
        if tree[0][number][3] >= 0 and cv2.contourArea(contour) < limit
    ]
