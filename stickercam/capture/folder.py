"""A folder of photos, in the order of their names."""

import re
from pathlib import Path

import numpy as np

from stickercam.capture.pictures import open_picture, to_rgb
from stickercam.errors import StickercamError, reason
from stickercam.frames import Frame
from stickercam.models.geometry import OUTSIDE
from stickercam.system import import_cv2

SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".avif", ".ppm"))
FPS = 10.0  # photos carry no rate; this is what the burst of a telephone takes


class Folder:
    """Each photo is a frame; photos of another size are fitted into the size of the first, with grey beside them."""

    live = False
    fps: float | None = FPS
    note: str | None = None

    def __init__(self, path: Path) -> None:
        self.name = path.resolve().name
        try:
            entries = [entry for entry in path.iterdir() if _is_photo(entry)]
        except OSError as error:
            raise StickercamError(
                f"the folder {path} cannot be read ({reason(error)})", "check who may read it"
            ) from error
        self._paths = sorted(entries, key=lambda entry: _natural(entry.name))
        first = next((image for image in map(_read, self._paths) if image is not None), None)
        if first is None:
            problem = "no pictures" if not self._paths else "no picture that can be read"
            raise StickercamError(f"the folder {path} holds {problem}", "put .jpg or .png files into it")
        self.size = (first.shape[1], first.shape[0])
        self.count: int | None = len(self._paths)
        self.seconds: float | None = len(self._paths) / FPS
        self.rewind()

    def __enter__(self) -> "Folder":
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def __iter__(self) -> "Folder":
        return self

    def __next__(self) -> Frame:
        while self._index < len(self._paths):
            index, self._index = self._index, self._index + 1
            image = _read(self._paths[index])
            if image is not None:
                return Frame(_fitted(image, self.size), index / FPS, index)
            self._bad.append(self._paths[index].name)
        if self._bad:
            self.note = f"{len(self._bad)} of {len(self._paths)} pictures could not be read: {', '.join(self._bad[:3])}"
        raise StopIteration

    def rewind(self) -> None:
        """Start again."""
        self._index = 0
        self._bad: list[str] = []


def _is_photo(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file()


def _natural(name: str) -> list[tuple[int, int | str]]:
    """img2 before img10."""
    return [(0, int(part)) if part.isdigit() else (1, part.lower()) for part in re.split(r"([0-9]+)", name)]


def _read(path: Path) -> np.ndarray | None:
    try:
        with open_picture(path) as image:
            return to_rgb(image)
    except Exception:  # decoders raise what they like at a damaged file
        return None


def _fitted(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """(H, W, 3) uint8 -> (size[1], size[0], 3), scaled without stretching."""
    height, width = image.shape[:2]
    if (width, height) == size:
        return image
    cv2 = import_cv2()
    scale = min(size[0] / width, size[1] / height)
    w, h = max(1, min(size[0], round(width * scale))), max(1, min(size[1], round(height * scale)))
    small = cv2.resize(image, (w, h), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    out = np.full((size[1], size[0], 3), OUTSIDE, np.uint8)
    x, y = (size[0] - w) // 2, (size[1] - h) // 2
    out[y : y + h, x : x + w] = small
    return out
