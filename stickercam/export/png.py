"""Animated PNG, written chunk by chunk: one palette with soft edges, or true colour where every pixel must stay.

Pillow writes APNG too, but takes as long and 4 % more bytes, and rounds times; as it had no part in ours, it can check.
"""

import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from stickercam.export.detail import Detail
from stickercam.export.palette import THREADS, indexed
from stickercam.export.timing import ticks
from stickercam.frames import Sticker

PER_SECOND = 1000  # the format takes any fraction; programs that show it count milliseconds
COLORS = 64  # of RGBA, see webp; PNG packs shades of edges worse, so half as many
SIGNATURE = b"\x89PNG\r\n\x1a\n"
# A tenth smaller than level 6 and seven times slower: 2.5 s of one core for 3 s at 512 px, less on several.
LEVEL, QUICK_LEVEL = 9, 7


def write_png(sticker: Sticker, path: Path, detail: Detail) -> None:
    """Write a sticker in ticks of PER_SECOND; a plain PNG if it has one picture."""
    if detail.exact:
        pixels = sticker.pictures * (sticker.pictures[..., 3:] > 0)
        head, depth = [], 8
    else:
        pixels, palette = indexed(sticker.pictures, detail.colors or COLORS, loss=detail.loss)
        pixels, palette = by_alpha(pixels, palette)
        head, depth = palette_chunks(palette), depth_of(palette)
    boxes = [(0, 0, *pixels.shape[1:3]), *map(_changed, pixels[:-1], pixels[1:])]
    level = QUICK_LEVEL if detail.quick else LEVEL
    with ThreadPoolExecutor(THREADS) as pool:  # zlib works without Python's lock
        parts = [picture[top:bottom, left:right] for picture, (top, left, bottom, right) in zip(pixels, boxes)]
        packed = list(pool.map(lambda part: compressed(part, depth, level), parts))
    start = chunk(b"IHDR", ihdr(*pixels.shape[1:3], depth, 6 if detail.exact else 3))
    if len(pixels) == 1:
        path.write_bytes(b"".join([SIGNATURE, start, *head, chunk(b"IDAT", packed[0]), chunk(b"IEND", b"")]))
        return
    plays = chunk(b"acTL", struct.pack(">II", len(pixels), 0 if sticker.loops else detail.plays))
    out, number = [SIGNATURE, start, plays, *head], 0
    for data, box, delay in zip(packed, boxes, ticks(sticker, PER_SECOND).tolist()):
        out.append(chunk(b"fcTL", _control(number, box, delay)))
        number += 1
        if number == 1:
            out.append(chunk(b"IDAT", data))
        else:
            out.append(chunk(b"fdAT", struct.pack(">I", number) + data))
            number += 1
    path.write_bytes(b"".join([*out, chunk(b"IEND", b"")]))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def ihdr(height: int, width: int, depth: int, color: int) -> bytes:
    """color: 3 is a palette, 6 is RGBA."""
    return struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)


def palette_chunks(palette: np.ndarray) -> list[bytes]:
    """PLTE, and tRNS as far as entries are transparent. palette: (K, 4) uint8 RGBA, rising in alpha."""
    soft = int(np.count_nonzero(palette[:, 3] < 255))
    head = [chunk(b"PLTE", np.ascontiguousarray(palette[:, :3]).tobytes())]
    return head + ([chunk(b"tRNS", palette[:soft, 3].tobytes())] if soft else [])


def by_alpha(entries: np.ndarray, palette: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same pictures with the palette's soft entries first."""
    order = np.argsort(palette[:, 3], kind="stable")
    place = np.empty(len(order), np.uint8)
    place[order] = np.arange(len(order))
    return place[entries], palette[order]


def depth_of(palette: np.ndarray) -> int:
    """Bits of an entry."""
    return next(bits for bits in (1, 2, 4, 8) if len(palette) <= 1 << bits)


def compressed(part: np.ndarray, depth: int, level: int) -> bytes:
    """(H, W) entries or (H, W, 4) RGBA -> the zlib stream of a picture's rows, each after its filter's number."""
    rows = _filtered(part.reshape(len(part), -1)) if part.ndim == 3 else _packed(part, depth)
    squeeze = zlib.compressobj(level, zlib.DEFLATED, 15, 9)
    return squeeze.compress(rows.tobytes()) + squeeze.flush()


def _packed(part: np.ndarray, depth: int) -> np.ndarray:
    """Entries of less than a byte side by side, after a 0: filters make palettes larger."""
    each = 8 // depth
    part = np.pad(part, ((0, 0), (0, -part.shape[1] % each))).reshape(len(part), -1, each)
    shifts = np.arange(each, dtype=np.uint8)[::-1] * depth
    rows = np.bitwise_or.reduce(part << shifts, axis=-1).astype(np.uint8)
    return np.pad(rows, ((0, 0), (1, 0)))


def _filtered(rows: np.ndarray) -> np.ndarray:
    """(H, 4 W) bytes, each row as it is, less its left or less its upper neighbour: what leaves the least."""
    left, above = np.zeros_like(rows), np.zeros_like(rows)
    left[:, 4:], above[1:] = rows[:, :-4], rows[:-1]
    choices = np.stack([rows, rows - left, rows - above])
    best = np.abs(choices.view(np.int8).astype(np.int32)).sum(axis=-1).argmin(axis=0)
    kept = choices[best, np.arange(len(rows))]
    return np.concatenate([best[:, None].astype(np.uint8), kept], axis=1)


def _changed(before: np.ndarray, after: np.ndarray) -> tuple[int, int, int, int]:
    """(top, left, bottom, right) of what differs; one pixel where nothing does, so that no picture is lost."""
    differs = before != after
    if differs.ndim == 3:
        differs = differs.any(axis=-1)
    ys, xs = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    return (int(ys[0]), int(xs[0]), int(ys[-1]) + 1, int(xs[-1]) + 1) if len(ys) else (0, 0, 1, 1)


def _control(number: int, box: tuple[int, int, int, int], delay: int) -> bytes:
    """fcTL: where a picture's changed part goes and how long it is shown; it replaces what was there."""
    top, left, bottom, right = box
    fraction = (delay, PER_SECOND) if delay < 1 << 16 else (min(round(delay / PER_SECOND), 65535), 1)
    return struct.pack(">IIIIIHHBB", number, right - left, bottom - top, left, top, *fraction, 0, 0)
