"""Under the figure: the white die-cut border, its small gaps closed, and a soft shadow."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from stickercam.draw.look import Look
from stickercam.draw.paint import draw_outlines
from stickercam.system import import_cv2, import_skia

cv2, skia = import_cv2(), import_skia()  # this module is loaded by `open_style`, not before

COARSE = 4  # the shadow and the search for gaps work at a quarter of the size: soft things need no more,
FINE = 2  # but at half of a canvas smaller than 384, where a quarter would be blocks
GAP = 3.5  # times the border's width: a hole in it smaller than a square of this side is closed, it reads as dirt
SHARP = 0.12  # coarse pixels an art unit, from which two of them are narrow
_ROUND = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
_SQUARE = np.ones((3, 3), np.uint8)


@dataclass(frozen=True, slots=True)
class View:
    """Art units -> canvas pixels: pixel = scale * unit + (x, y)."""

    scale: float
    x: float
    y: float

    def area(self, box: tuple[float, float, float, float], size: int) -> tuple[int, int, int, int]:
        """The canvas's pixels (left, top, right, bottom) that hold a box of art units, in whole coarse blocks."""
        ends = [self.scale * box[0] + self.x, self.scale * box[1] + self.y]
        ends += [-self.scale * box[2] - self.x, -self.scale * box[3] - self.y]
        left, top, right, bottom = (int((value - 2) // COARSE * COARSE) for value in ends)
        return max(0, left), max(0, top), min(size, -right), min(size, -bottom)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What lies under the figure, and in whose colours."""

    look: Look
    border: bool
    shadow: bool


def draw_under(
    canvas, pixels: np.ndarray, outlines: list, *, view: View, area: tuple[int, int, int, int], sheet: Sheet
) -> None:
    """Fill an area of `pixels`, the canvas's own memory ((S, S, 4) uint8, BGRA premultiplied); the rest is empty.

    outlines: of `paint.silhouettes`.
    """
    left, top, right, bottom = area
    if right <= left or bottom <= top:
        return
    block = COARSE if len(pixels) >= 384 else FINE
    small = View(view.scale / block, (view.x - left) / block, (view.y - top) / block)
    mask = _coverage(outlines, (-(-(bottom - top) // block), -(-(right - left) // block)), small)
    if sheet.shadow:
        soft = _shadow(mask, block, view.scale, sheet)
        pixels[top:bottom, left:right] = soft[: bottom - top, : right - left]
    if not sheet.border:
        return
    canvas.save()
    canvas.translate(view.x, view.y)
    canvas.scale(view.scale, view.scale)
    color = sheet.look.color(sheet.look.border["color"])
    draw_outlines(canvas, outlines, color)
    canvas.restore()
    hole = (GAP * small.scale * sheet.look.border["width"]) ** 2
    core = _core(mask, hole, slits=small.scale > SHARP)
    corners = [outline * block + (left + block // 2, top + block // 2) for outline in core]
    cv2.fillPoly(pixels, corners, [color >> shift & 255 for shift in (0, 8, 16, 24)])  # opaque: premultiplied is plain


def _coverage(outlines: list, shape: tuple[int, int], view: View) -> np.ndarray:
    """(H, W) uint8: how much of each pixel the outlines cover."""
    mask = np.zeros(shape, np.uint8)
    surface = skia.Surface.MakeRasterDirect(skia.ImageInfo.MakeA8(shape[1], shape[0]), mask, shape[1])
    canvas = surface.getCanvas()
    canvas.translate(view.x, view.y)
    canvas.scale(view.scale, view.scale)
    draw_outlines(canvas, outlines, 0xFFFFFFFF, smooth=False)  # the blur smooths it, and edges cost the most
    return mask


def _shadow(mask: np.ndarray, block: int, scale: float, sheet: Sheet) -> np.ndarray:
    """The soft shadow at full size, BGRA premultiplied, from a mask whose pixels are `block` wide."""
    numbers = sheet.look.shadow
    shift = np.float32([[1, 0, 0], [0, 1, numbers["drop"] * scale / block]])
    soft = cv2.warpAffine(mask, shift, mask.shape[::-1])
    # Two boxes in one pass: nobody sees the difference to a Gaussian, which takes three times as long.
    radius = round((6 * (numbers["sigma"] * scale / block) ** 2 + 1) ** 0.5 - 1)
    if radius > 0:
        soft = cv2.stackBlur(soft, (2 * radius + 1, 2 * radius + 1))
    table = _premultiplied(sheet.look.color(numbers["color"]), numbers["opacity"])
    small = np.take(table, soft).view(np.uint8).reshape(*soft.shape, 4)
    return cv2.resize(small, None, fx=block, fy=block, interpolation=cv2.INTER_LINEAR)


@cache
def _premultiplied(color: int, opacity: float) -> np.ndarray:
    """(256,) uint32: coverage -> B, G, R, A of that much of a colour, in the order of memory."""
    alpha = np.arange(256) * min(max(opacity, 0.0), 1.0)
    channels = [alpha * ((color >> shift) & 255) / 255 for shift in (0, 8, 16)] + [alpha]
    return np.ascontiguousarray(np.stack(channels, 1).round().astype(np.uint8)).view(np.uint32)[:, 0]


def _core(mask: np.ndarray, hole: float, *, slits: bool) -> list[np.ndarray]:
    """Outlines (N, 2) of what surely lies within the border: its holes smaller than `hole` pixels filled.

    A pixel less than the mask all round, so that nothing of it shows. slits: whether narrow ones are filled too.
    """
    solid = (mask > 240).astype(np.uint8)
    if slits:
        solid = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, _ROUND, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    contours, tree = cv2.findContours(solid, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    small = [
        contour
        for number, contour in enumerate(contours)
        if tree[0][number][3] >= 0 and cv2.contourArea(contour) < hole
    ]
    if small:
        cv2.drawContours(solid, small, -1, 1, cv2.FILLED)
    solid = cv2.erode(solid, _SQUARE, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    contours, _ = cv2.findContours(solid, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return [contour[:, 0] for contour in contours if len(contour) > 2]
