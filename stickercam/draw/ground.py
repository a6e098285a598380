"""What lies behind a sticker: nothing, a colour, two colours that run into each other, or a picture."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageColor, UnidentifiedImageError

from stickercam.errors import StickercamError, UsageError
from stickercam.system import import_skia

skia = import_skia()  # this module is loaded by `open_style`, not before

LARGEST = 2048  # pixels of a side that are kept of a picture: no sticker is larger


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """colors: one or two, 0xAARRGGBB, from above to below. image: instead of them."""

    colors: tuple[int, ...] = ()
    image: object = None

    def draw_under(self, canvas, size: int) -> None:
        """Behind what is drawn on a canvas already."""
        paint = skia.Paint(BlendMode=skia.BlendMode.kDstOver)
        if self.image is not None:
            side = min(self.image.width(), self.image.height())  # the middle of it, the whole canvas full
            left, top = (self.image.width() - side) / 2, (self.image.height() - side) / 2
            smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
            source, target = skia.Rect.MakeXYWH(left, top, side, side), skia.Rect.MakeWH(size, size)
            canvas.drawImageRect(self.image, source, target, smooth, paint)
            return
        if len(self.colors) == 1:
            paint.setColor(self.colors[0])
        else:
            ends = [skia.Point(0, 0), skia.Point(0, size)]
            paint.setShader(skia.GradientShader.MakeLinear(ends, list(self.colors)))
        canvas.drawPaint(paint)


def read_ground(text: str) -> Ground | None:
    """ "none", "#FFD23F", "pink", "#FFD23F,#FF5C7A" (from above to below), or the name of a picture."""
    text = text.strip()
    if text in ("", "none", "transparent"):
        return None
    try:
        colors = [ImageColor.getrgb(one.strip()) for one in text.split(",")]
    except ValueError:
        return Ground(image=_picture(Path(text)))
    if len(colors) > 2:
        raise UsageError(f"{text} has {len(colors)} colours", "a background has one, or two that run into each other")
    return Ground(tuple(0xFF000000 | r << 16 | g << 8 | b for r, g, b, *_ in colors))


def _picture(path: Path):
    if not path.is_file():
        way_out = "give a colour like #FFD23F, two like #FFD23F,#FF5C7A, or a picture"
        raise UsageError(f"{path} is no colour, and no file of that name is there", way_out)
    try:
        with Image.open(path) as image:
            image.draft("RGB", (LARGEST, LARGEST))
            image.thumbnail((LARGEST, LARGEST))
            pixels = np.ascontiguousarray(np.asarray(image.convert("RGBA")))
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise StickercamError(f"{path} could not be read as a picture", "choose a PNG or JPEG file") from error
    return skia.Image.fromarray(pixels, colorType=skia.kRGBA_8888_ColorType, copy=True)
