"""Opens a file that was just written, with another library than most writers use, and compares it with the source.

Catches what encoders are known to do silently: old pictures shining through, transparency lost, wrong times.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageSequence

from stickercam.export.timing import SHORTEST
from stickercam.frames import Sticker

OVERLAP = 0.98  # shape read back over shape drawn, of each picture; a ghost or a lost edge takes it below .97
SLACK = 48  # alpha may differ by this much before it counts: soft shades are rounded by the palette
THREADS = min(os.cpu_count() or 1, 4)
WAITING = 8  # pictures that were read and not yet compared: enough to keep the threads busy, small in memory
OPAQUE = 128  # alpha from which a pixel belongs to the shape
COLOR = 24  # mean difference of 255; 64 colours on a photo come to 6, exchanged channels to 60 and more


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A picture as it is shown: (H, W, 4) uint8 RGBA, from `start` for `seconds` (0 in a file of one picture)."""

    picture: np.ndarray
    start: float
    seconds: float


Reader = Callable[[Path], Iterator[Shown]]


def read(path: Path) -> Iterator[Shown]:
    """The pictures of an animated file, one by one."""
    start = 0.0
    with Image.open(path) as file:
        for image in ImageSequence.Iterator(file):
            picture = np.asarray(image if image.mode == "RGBA" else image.convert("RGBA"))
            seconds = image.info.get("duration", 0) / 1000  # after that: Pillow knows it once it has decoded
            yield Shown(picture, start, seconds)
            start += seconds


def _moves(path: Path) -> bool:
    with Image.open(path) as file:
        return getattr(file, "is_animated", False)


def loops(path: Path) -> bool:
    """Whether the file says that it repeats for ever."""
    with Image.open(path) as file:
        return file.info.get("loop") == 0


def problem(path: Path, sticker: Sticker, reader: Reader = read) -> str | None:
    """What is wrong with the file at `path`, written from `sticker` (times as the format counts them), or None.

    reader: what opens the file; video and sheets say nothing about repeating, and it is not asked of them.

    Pictures are compared by time, not by number: writers merge equal neighbours. One thread reads, others compare.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        pending: deque[tuple[int, Future]] = deque()
        try:
            what = _problem(reader(path), sticker, pool, pending)
        finally:
            for _, comparison in pending:
                comparison.cancel()
    if what is None and reader is read and len(sticker.pictures) > 1 and _moves(path) and loops(path) != sticker.loops:
        return "it does not repeat" if sticker.loops else "it repeats"
    return what


def _problem(pictures: Iterator[Shown], sticker: Sticker, pool: Executor, pending: deque) -> str | None:
    due = np.cumsum(sticker.seconds) - sticker.seconds + SHORTEST / 4  # a moment at which each picture is shown
    number = count = 0
    length = 0.0
    for count, shown in enumerate(pictures, 1):
        if shown.picture.shape != sticker.pictures.shape[1:]:
            return f"it is {shown.picture.shape[1]}x{shown.picture.shape[0]} pixels large"
        length = shown.start + shown.seconds if shown.seconds else np.inf
        if shown.seconds < SHORTEST - 1e-6 and shown.seconds:
            return f"picture {count} lasts {1000 * shown.seconds:.0f} ms"
        while number < len(due) and due[number] < length:
            number += 1
            pending.append((number, pool.submit(difference, shown.picture, sticker.pictures[number - 1])))
        if what := _first_fault(pending, leave=WAITING):
            return what
    if what := _first_fault(pending, leave=0):
        return what
    if count > 1 and abs(length - sticker.seconds.sum()) > SHORTEST / 4:
        return f"it lasts {length:.2f} s instead of {sticker.seconds.sum():.2f} s"
    return None


def _first_fault(pending: deque, *, leave: int) -> str | None:
    """Wait for comparisons, first come first, until only `leave` are pending."""
    while len(pending) > leave:
        number, comparison = pending.popleft()
        if what := comparison.result():
            return f"picture {number} {what}"
    return None


def difference(got: np.ndarray, drawn: np.ndarray) -> str | None:
    """What differs visibly between two (H, W, 4) uint8 RGBA pictures, or None."""
    got, drawn = (np.ascontiguousarray(picture).view("<u4")[..., 0] for picture in (got, drawn))  # alpha is the highest
    inside, wanted = got >= OPAQUE << 24, drawn >= OPAQUE << 24
    union = np.count_nonzero(inside | wanted)
    other = np.flatnonzero(inside ^ wanted)  # of (H, W) flags np.nonzero takes a hundred times as long
    alphas = [(picture.ravel()[other] >> 24).astype(np.int16) for picture in (got, drawn)]
    wrong = np.abs(alphas[0] - alphas[1]) > SLACK
    if np.count_nonzero(wrong) > (1 - OVERLAP) * union:
        return "shows another shape"
    sample = slice(None, None, 4)  # a quarter of the pixels is enough for a mean
    both = inside[sample] & wanted[sample]
    colors = [picture[sample][both].view(np.uint8).reshape(-1, 4)[:, :3] for picture in (got, drawn)]
    if len(colors[0]) and np.abs(colors[0].astype(np.int16) - colors[1]).mean() > COLOR:
        return "shows other colours"
    return None
