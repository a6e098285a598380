"""Round things and words on a canvas, through skia. Colours are 0xAARRGGBB, measures pixels."""

from importlib.resources import files

import numpy as np

from stickercam.system import import_cv2, import_skia

FONT = "Fredoka_600SemiBold.ttf"
Rect = tuple[float, float, float, float]  # x, y, width, height
Point = tuple[float, float]


class Brush:
    """Draws into `pixels`, (height, width, 4) uint8 RGBA."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._skia = skia = import_skia()
        self.pixels = np.zeros((size[1], size[0], 4), np.uint8)
        self._surface = skia.Surface(self.pixels)
        self._canvas = self._surface.getCanvas()
        font = files("stickercam.assets") / "fonts" / FONT
        # A font manager of our own: the system's would look through all installed fonts first.
        self._fonts = skia.FontMgr.New_Custom_Empty()
        self._typeface = self._fonts.makeFromData(skia.Data.MakeWithCopy(font.read_bytes()))

    def fill(self, color: int) -> None:
        self._canvas.clear(color)

    def panel(self, rect: Rect, radius: float, color: int) -> None:
        self._canvas.drawRoundRect(self._skia.Rect.MakeXYWH(*rect), radius, radius, self._paint(color))

    def outline(self, rect: Rect, radius: float, color: int, width: float) -> None:
        self._canvas.drawRoundRect(self._skia.Rect.MakeXYWH(*rect), radius, radius, self._paint(color, width))

    def shadow(self, rect: Rect, radius: float, *, blur: float, drop: float) -> None:
        skia, paint = self._skia, self._paint(0x382B1B4A)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
        x, y, w, h = rect
        self._canvas.drawRoundRect(skia.Rect.MakeXYWH(x, y + drop, w, h), radius, radius, paint)

    def checker(self, rect: Rect, radius: float, colors: tuple[int, int], side: float) -> None:
        """Squares of two colours inside a round panel."""
        skia, (x, y, w, h) = self._skia, rect
        with self._clipped(rect, radius):
            self._canvas.drawRect(skia.Rect.MakeXYWH(*rect), self._paint(colors[0]))
            for row in range(int(h / side) + 1):
                for column in range(row % 2, int(w / side) + 1, 2):
                    square = skia.Rect.MakeXYWH(x + column * side, y + row * side, side, side)
                    self._canvas.drawRect(square, self._paint(colors[1]))

    def disc(self, centre: Point, radius: float, color: int) -> None:
        self._canvas.drawCircle(*centre, radius, self._paint(color))

    def arc(self, centre: Point, radius: float, share: float, color: int, width: float) -> None:
        """`share` of a circle, clockwise from the top."""
        skia, paint = self._skia, self._paint(color, width)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        x, y = centre
        oval = skia.Rect.MakeLTRB(x - radius, y - radius, x + radius, y + radius)
        self._canvas.drawArc(oval, -90, 360 * share, False, paint)

    def picture(self, image: np.ndarray, at: tuple[int, int], radius: float = 0.0) -> None:
        """(H, W, 4) uint8 RGBA, straight alpha, upper left corner at `at`, its own corners as round as `radius`."""
        skia = self._skia
        picture = skia.Image.fromarray(image, colorType=skia.kRGBA_8888_ColorType)
        if not radius:
            self._canvas.drawImage(picture, *at)
            return
        with self._clipped((*at, image.shape[1], image.shape[0]), radius):
            self._canvas.drawImage(picture, *at)

    def photo(self, image: np.ndarray, at: tuple[int, int], radius: int) -> None:
        """(H, W, 3) uint8 RGB with round corners; copied, which takes a quarter of the time of a clipped drawing."""
        cv2, (x, y) = import_cv2(), at
        height, width = image.shape[:2]
        place = self.pixels[y : y + height, x : x + width]
        radius = min(radius, height // 2, width // 2)
        below = [(corner, place[corner].copy()) for corner in _corners(radius)]
        cv2.cvtColor(image, cv2.COLOR_RGB2RGBA, dst=place)
        cover = _quarter(radius)
        for (corner, ground), turned in zip(below, (cover, cover[:, ::-1], cover[::-1], cover[::-1, ::-1])):
            place[corner] = place[corner] * turned + ground * (1 - turned)

    def text(self, words: str, at: Point, size: float, color: int, *, middle: bool = False) -> float:
        """Write with the base line's start, or the middle of the words, at `at`; the x where they end."""
        font = self._font(size)
        width = font.measureText(words)
        x, y = at
        if middle:
            x, y = x - width / 2, y + size * 0.35  # half the height of capitals in this font
        self._canvas.drawString(words, x, y, font, self._paint(color))
        return x + width

    def width(self, words: str, size: float) -> float:
        return self._font(size).measureText(words)

    def shortened(self, words: str, size: float, width: float) -> str:
        """The words, cut in the middle so that they fit."""
        if self.width(words, size) <= width:
            return words
        keep = len(words)
        while keep > 2 and self.width(_cut(words, keep), size) > width:
            keep -= 1
        return _cut(words, keep)

    def _font(self, size: float):
        font = self._skia.Font(self._typeface, size)
        font.setEdging(self._skia.Font.Edging.kAntiAlias)
        font.setSubpixel(True)
        return font

    def _paint(self, color: int, stroke: float = 0.0):
        paint = self._skia.Paint(AntiAlias=True, Color=color)
        if stroke:
            paint.setStyle(self._skia.Paint.kStroke_Style)
            paint.setStrokeWidth(stroke)
        return paint

    def _clipped(self, rect: Rect, radius: float):
        keep = self._skia.AutoCanvasRestore(self._canvas, True)
        shape = self._skia.RRect.MakeRectXY(self._skia.Rect.MakeXYWH(*rect), radius, radius)
        self._canvas.clipRRect(shape, True)
        return keep


def _corners(radius: int) -> tuple[tuple[slice, slice], ...]:
    """Upper left, upper right, lower left, lower right."""
    first, last = slice(0, radius), slice(-radius, None)
    return (first, first), (first, last), (last, first), (last, last)


def _quarter(radius: int) -> np.ndarray:
    """(radius, radius, 1) how much of each pixel lies inside a round upper left corner."""
    away = radius - 0.5 - np.arange(radius)
    return np.clip(radius + 0.5 - np.hypot(away[:, None], away[None, :]), 0, 1)[..., None]


def _cut(words: str, keep: int) -> str:
    return f"{words[: (keep + 1) // 2]}\N{HORIZONTAL ELLIPSIS}{words[len(words) - keep // 2 :]}"
