"""A sprite sheet: every picture side by side in one PNG, with a note in it that says how to play them."""

import json
from collections.abc import Iterator
from math import ceil, sqrt
from pathlib import Path

import numpy as np
from PIL import Image

from stickercam.errors import StickercamError
from stickercam.export import png
from stickercam.export.detail import Detail
from stickercam.export.palette import indexed
from stickercam.export.readback import Shown
from stickercam.frames import Sticker

PER_SECOND = 1000
COLORS = 128  # as WebP
MOST_PIXELS = 80_000_000  # Pillow warns of pictures above 89 million, some browsers refuse them
NOTE = "stickercam"


def write_spritesheet(sticker: Sticker, path: Path, detail: Detail) -> None:
    """Rows of cells, left to right; the PNG's text `stickercam` is JSON: columns, width, height, seconds, loops."""
    count, height, width = sticker.pictures.shape[:3]
    columns = ceil(sqrt(count))
    rows = ceil(count / columns)
    if rows * columns * height * width > MOST_PIXELS:
        raise StickercamError(
            f"a sheet of {count} pictures would be too large", "choose fewer --pixels or a lower --fps"
        )
    entries, palette = indexed(sticker.pictures, detail.colors or COLORS, loss=detail.loss)
    entries, palette = png.by_alpha(entries, palette)
    cells = np.zeros((rows * columns, height, width), np.uint8)
    cells[:count] = entries
    sheet = cells.reshape(rows, columns, height, width).swapaxes(1, 2).reshape(rows * height, columns * width)
    note = {"columns": columns, "width": width, "height": height, "seconds": sticker.seconds.tolist()}
    text = NOTE.encode() + b"\0" + json.dumps(note | {"loops": sticker.loops}).encode()
    depth = png.depth_of(palette)
    chunks = [
        png.chunk(b"IHDR", png.ihdr(*sheet.shape, depth, 3)),
        *png.palette_chunks(palette),
        png.chunk(b"tEXt", text),
        png.chunk(b"IDAT", png.compressed(sheet, depth, png.QUICK_LEVEL)),
        png.chunk(b"IEND", b""),
    ]
    path.write_bytes(b"".join([png.SIGNATURE, *chunks]))


def read_spritesheet(path: Path) -> Iterator[Shown]:
    """The cells of a sheet of ours, one by one."""
    with Image.open(path) as file:
        sheet = np.asarray(file.convert("RGBA"))
        note = json.loads(file.text[NOTE])
    start, (width, height) = 0.0, (note["width"], note["height"])
    for number, seconds in enumerate(note["seconds"]):
        row, column = divmod(number, note["columns"])
        cell = sheet[row * height : (row + 1) * height, column * width : (column + 1) * width]
        yield Shown(cell, start, seconds)
        start += seconds
