"""Photos and animated pictures (GIF, WebP, APNG) through Pillow, which knows how long each picture is shown."""

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from stickercam.errors import StickercamError
from stickercam.frames import Frame
from stickercam.models.geometry import OUTSIDE

# What is opened. Pillow knows more, but some of it starts other programs (EPS) or is only named, never decoded (MPEG).
FORMATS = ("JPEG", "MPO", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "PPM")
# Of these, what moves. Cameras keep a small preview behind a photo (MPO), scanners further pages (TIFF).
ANIMATED = ("GIF", "WEBP", "PNG", "AVIF")
# Browsers show pictures that ask for 10 ms or less for 100 ms, and people made their GIFs to look right there.
TOO_SHORT_MS, SHORT_MS = 10, 100


class Pictures:
    """One photo, or the frames of an animation, decoded one at a time.

    seconds: how long one round of an animation takes, None for a photo.
    Raises ValueError if Pillow does not know the format.
    """

    live = False
    fps: float | None = None
    note: str | None = None
    seconds: float | None = None

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._file = open_picture(path)
        self._still = not self._moves()
        # An animated PNG may begin with a picture for programs that cannot animate; it is not shown.
        self._skip = int(bool(getattr(self._file, "default_image", False)) and not self._still)
        self.count = 1 if self._still else self._frames()
        first = self._picture(0)
        if first is None:
            self._file.close()
            raise StickercamError(f"{path} is cut off before its first picture", "copy it again whole")
        self.size = (first.shape[1], first.shape[0])
        self.rewind()

    def __enter__(self) -> "Pictures":
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()

    def __iter__(self) -> "Pictures":
        return self

    def __next__(self) -> Frame:
        image = self._picture(self._index) if self.count is None or self._index < self.count else None
        if image is None:
            self._end()
            raise StopIteration
        frame = Frame(image, self._time, self._index)
        self._index += 1
        self._time += self._shown_seconds()
        return frame

    def rewind(self) -> None:
        """Start again."""
        self._index, self._time = 0, 0.0

    def _moves(self) -> bool:
        try:
            return self._file.format in ANIMATED and getattr(self._file, "is_animated", False)
        except Exception:  # nothing behind its first picture can be read
            return False

    def _frames(self) -> int | None:
        try:
            return self._file.n_frames - self._skip
        except Exception:  # cut off, which decoders say in many ways: the rest shows while reading
            return None

    def _picture(self, index: int) -> np.ndarray | None:
        """(H, W, 3) uint8 RGB, None beyond the last that can be read."""
        try:
            self._file.seek(index + self._skip)
            return to_rgb(self._file)
        except Exception:
            return None

    def _shown_seconds(self) -> float:
        shown = float(self._file.info.get("duration") or 0)
        return (shown if shown > TOO_SHORT_MS else SHORT_MS) / 1000

    def _end(self) -> None:
        if not self._still:
            self.seconds = self._time
        if self.count is None or self._index < self.count:
            total = f" of its {self.count}" if self.count else ""
            self.note = f"{self.name} is cut off: {self._index}{total} pictures could be read"


def open_picture(path: Path) -> Image.Image:
    """The file opened, not decoded yet; ValueError if Pillow does not know it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # large photos are welcome, and notes of a camera's maker may be wrong
        try:
            image = Image.open(path)
        except Image.DecompressionBombError as error:
            raise StickercamError(f"{path} has too many pixels", "make it smaller than 100 megapixels") from error
        except Exception as error:  # decoders raise what they like at a damaged file
            raise ValueError(str(error)) from error
    if image.format not in FORMATS:
        image.close()
        raise ValueError(f"{path} is no picture for us")
    return image


def to_rgb(image: Image.Image) -> np.ndarray:
    """The picture as it is meant to be seen: (H, W, 3) uint8 RGB, turned upright, on grey where it is transparent."""
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):  # 16 bits and more: Pillow would clip at 255
        with np.errstate(invalid="ignore"):  # what is no number, in pictures of floats, becomes black
            values = np.nan_to_num(np.asarray(image, np.float64)).clip(0)
        top = max(float(values.max()), 1.0)
        image = Image.fromarray((values * (255 / (65535 if 255 < top <= 65535 else top))).astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, (OUTSIDE, OUTSIDE, OUTSIDE, 255))
        image = Image.alpha_composite(ground, image)
    return np.array(image.convert("RGB"))
