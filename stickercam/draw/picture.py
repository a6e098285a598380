"""PNG parts: a picture whose outline is that of its alpha."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from stickercam.draw.shapes import Detail, Part, moved, rigid
from stickercam.errors import StickercamError
from stickercam.system import import_cv2, import_skia

cv2, skia = import_cv2(), import_skia()  # this module is loaded by `open_style`, not before

LARGEST = 4096  # pixels of a side; a head needs 400
DENSE = 2.0  # pixels kept for an art unit: a 1024 canvas shows no more


def read_picture(path: Path, size: float, line: float, border: float) -> Part:
    """The part, 0 at the picture's upper left corner. size: art units that a pixel is wide."""
    try:
        with Image.open(path) as image:
            if max(image.size) > LARGEST:
                raise StickercamError(f"{path} is {image.width} pixels wide", f"make it smaller than {LARGEST}")
            image = image.convert("RGBA")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise StickercamError(f"{path} could not be read as a picture", "save it as a PNG file") from error
    if size * DENSE < 1:  # finer than it is ever shown: shrunk once, well, rather than every time, badly
        small = [max(1, round(side * size * DENSE)) for side in image.size]
        size *= image.width / small[0]
        image = image.resize(small, Image.Resampling.LANCZOS)
    pixels = np.ascontiguousarray(np.asarray(image))
    path_ = _contours(pixels[..., 3], size)
    if path_.isEmpty():
        raise StickercamError(f"{path} is empty: nothing in it is opaque", "give it a drawing on a clear ground")
    frame = skia.Path()
    frame.addRect(skia.Rect.MakeWH(pixels.shape[1] * size, pixels.shape[0] * size))
    drawn = skia.Image.fromarray(pixels, colorType=skia.kRGBA_8888_ColorType, copy=True)
    return rigid(Part(path_, line, (Detail(frame, skia.Paint(AntiAlias=True), drawn),)), border)


def _contours(alpha: np.ndarray, size: float):
    """The outline of what is more than half opaque, art units."""
    wide = cv2.copyMakeBorder(alpha, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    soft = cv2.GaussianBlur(wide, (3, 3), 0)
    contours, _ = cv2.findContours((soft > 127).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    path = skia.Path()
    for contour in contours:
        if cv2.contourArea(contour) < 12:  # dust
            continue
        corners = cv2.approxPolyDP(contour, 0.6, True)[:, 0]
        path.addPoly([skia.Point((x - 0.5) * size, (y - 0.5) * size) for x, y in corners.tolist()], True)
    return path


def about_pivot(part: Part, pivot: complex) -> Part:
    """The part with its pivot at 0."""
    details = tuple(replace(one, path=moved(one.path, -pivot)) for one in part.details)
    return replace(part, details=details, **{k: moved(getattr(part, k), -pivot) for k in ("path", "inked", "edged")})
