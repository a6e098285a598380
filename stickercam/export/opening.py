"""An animated file of any kind as a sticker, to be made again for another place."""

from pathlib import Path

import numpy as np
from PIL import Image

from stickercam.errors import StickercamError
from stickercam.export.facts import BROKEN, kind_of, pictures_of
from stickercam.frames import Sticker

LONGEST = 20.0  # seconds that are read: no place takes more than 10, and the best loop is found in twice that
MOST_FPS = 30.0  # pictures a second that are kept
SIDE = 640  # pixels; the largest that any place takes is 618
UNSAID, USUAL = 0.0105, 0.1  # seconds: pictures that ask for 10 ms or less are shown for 100 ms by every browser


def open_sticker(path: Path) -> tuple[Sticker, list[str]]:
    """The pictures of a file with their times, and notes for the user. StickercamError if nothing can be read."""
    path = Path(path)
    kind = kind_of(path)
    pictures, starts, notes = [], [], []
    time, video = 0.0, kind in ("WebM", "MP4")
    try:
        for shown in pictures_of(path, kind):
            start = shown.start if video else time
            if start >= LONGEST:
                notes.append(f"only the first {LONGEST:.0f} s of {path.name} were used")
                break
            time = start + (shown.seconds if shown.seconds > UNSAID or video else USUAL)
            if not starts or start >= starts[-1] + 1 / MOST_FPS - 2e-3:
                pictures.append(_small(shown.picture))
                starts.append(start)
    except BROKEN:
        if pictures:
            notes.append(f"{path.name} is cut off or damaged: {len(pictures)} pictures could be read")
    if not pictures:
        raise StickercamError(f"{path} is damaged: no picture of it can be read", "copy or make it again")
    if any(picture.shape != pictures[0].shape for picture in pictures):
        raise StickercamError(f"{path} changes its size while it plays", "give pictures of one size")
    if not any((picture[..., 3] < 255).any() for picture in pictures[:: max(1, len(pictures) // 8)]):
        notes.append(f"{path.name} has no transparency, so what is made of it has none")
    seconds = np.maximum(np.diff([*starts, max(time, starts[-1] + 1 / MOST_FPS)]), 1e-3)
    return Sticker(np.stack(pictures), seconds), notes


def _small(picture: np.ndarray) -> np.ndarray:
    """(H, W, 4) with no side longer than SIDE."""
    scale = SIDE / max(picture.shape[:2])
    if scale >= 1:
        return picture
    size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    return np.array(Image.fromarray(picture).convert("RGBa").resize(size, Image.Resampling.BOX).convert("RGBA"))
