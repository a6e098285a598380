"""What a sticker file is, measured; read picture by picture, so that long ones need no memory."""

import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from stickercam.errors import StickercamError
from stickercam.export.readback import Shown, read
from stickercam.export.video import has_alpha, read_video
from stickercam.system import import_av

# Whatever the readers raise when a file is cut off or changed inside.
BROKEN = (OSError, EOFError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError,
          struct.error, zlib.error, Image.DecompressionBombError, Image.DecompressionBombWarning)  # fmt: skip
KINDS_READ = (".gif", ".webp", ".png", ".apng", ".webm", ".mp4")  # endings of files that are taken from a folder
VIDEO = {b"\x1aE\xdf\xa3": "WebM"}
LONGEST_FILE = 20_000  # pictures that are looked at


@dataclass(slots=True)
class Facts:
    """plays: 0 is for ever, None where the format does not say. margin: least px between figure and edge. fault: why
    the file cannot be read to its end, "" if it can. Seconds."""

    kind: str
    bytes: int
    width: int = 0
    height: int = 0
    frames: int = 0
    seconds: float = 0.0
    shortest: float = 0.0
    plays: int | None = None
    transparent: bool = False
    first_empty: bool = False
    moves: bool = False
    margin: int = 0
    codec: str = ""
    sound: bool = False
    fault: str = ""


def kind_of(path: Path) -> str:
    """GIF, WebP, PNG, WebM, MP4 or what Pillow calls it, by content. StickercamError if it is none of these."""
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StickercamError(f"{path} cannot be read ({reason})", "check its name and who may read it") from None
    if not start:
        raise StickercamError(f"{path} is empty", "make it again")
    for signature, kind in VIDEO.items():
        if start.startswith(signature):
            return kind
    if start[4:8] == b"ftyp" and start[8:12] not in (b"avif", b"avis"):
        return "MP4"
    try:
        with Image.open(path) as image:
            return {"WEBP": "WebP"}.get(image.format, image.format)
    except BROKEN:
        if start.startswith((b"GIF8", b"\x89PNG")) or start[8:12] == b"WEBP":
            raise StickercamError(f"{path} is cut off or damaged", "copy or make it again") from None
        way_out = "give a GIF, WebP, PNG, WebM or MP4"
        raise StickercamError(f"{path} is no animation that can be read", way_out) from None


def pictures_of(path: Path, kind: str) -> Iterator[Shown]:
    return read_video(path) if kind in ("WebM", "MP4") else read(path)


def examine(path: Path) -> Facts:
    """Read the whole file once. StickercamError if nothing of it can be read."""
    facts = Facts(kind_of(path), os.path.getsize(path))
    first, box, shortest = None, None, np.inf
    try:
        _container(path, facts)
        for shown in pictures_of(path, facts.kind):
            facts.frames += 1
            facts.seconds = shown.start + shown.seconds
            shortest = min(shortest, shown.seconds)
            if first is None:
                first = shown.picture
                facts.height, facts.width = first.shape[:2]
                facts.first_empty = not first[..., 3].any()
            elif not facts.moves:
                facts.moves = not np.array_equal(first, shown.picture)
            alpha = shown.picture[..., 3]
            facts.transparent = facts.transparent or bool((alpha == 0).any())
            box = _joined(box, alpha)
            if facts.frames >= LONGEST_FILE:
                break
    except BROKEN as error:
        facts.fault = f"cut off or damaged ({type(error).__name__})"
    if first is None:
        raise StickercamError(f"{path} is damaged: no picture of it can be read", "make it again")
    facts.shortest = float(shortest)
    if box is not None:
        facts.margin = int(min(box[0], box[1], facts.height - 1 - box[2], facts.width - 1 - box[3]))
    return facts


def _container(path: Path, facts: Facts) -> None:
    """What the file says of itself."""
    if facts.kind in ("WebM", "MP4"):
        with import_av().open(str(path)) as file:
            facts.sound = bool(file.streams.audio)
            stream = file.streams.video[0]
            facts.codec = stream.codec_context.name
            facts.codec += "" if facts.kind != "WebM" or has_alpha(stream) else " without alpha"
        return
    with Image.open(path) as image:
        # A GIF that says nothing plays once; one that says 2 is shown three times.
        loop = image.info.get("loop")
        if facts.kind == "GIF":
            facts.plays = 1 if loop is None else loop + (loop > 0)
        else:
            facts.plays = loop


def _joined(box: tuple | None, alpha: np.ndarray) -> tuple | None:
    """(top, left, bottom, right) of what is seen in any picture so far."""
    rows, columns = np.flatnonzero(alpha.max(axis=1) > 16), np.flatnonzero(alpha.max(axis=0) > 16)
    if not len(rows):
        return box
    new = rows[0], columns[0], rows[-1], columns[-1]
    if box is None:
        return new
    return min(box[0], new[0]), min(box[1], new[1]), max(box[2], new[2]), max(box[3], new[3])
