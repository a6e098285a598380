"""GIF: one palette for the whole clip, hard edges, exact times; encoded by the ffmpeg that PyAV carries."""

from fractions import Fraction
from pathlib import Path

import numpy as np

from stickercam.export.detail import Detail
from stickercam.export.palette import indexed
from stickercam.export.timing import ticks
from stickercam.frames import Sticker
from stickercam.system import import_av

PER_SECOND = 100  # a GIF counts hundredths of a second
COLORS = 64  # 128 take a seventh more bytes and look the same; with 32 small areas change their colour
OPAQUE = 128  # alpha from which a pixel is kept: a GIF's pixels are there or not


def hard_edged(picture: np.ndarray) -> np.ndarray:
    """(H, W, 4) uint8 RGBA -> the same as a GIF can hold it: alpha 0 or 255, and no colour where it is 0.

    Soft pixels that stay take the colour of their most solid neighbour: half of what a border's pixel shows may be the
    shadow below, and would be left as a string of dark specks about a white border.
    """
    pixels = np.ascontiguousarray(picture).view("<u4")[..., 0]  # alpha is the highest byte
    height, width = pixels.shape
    ys, xs = np.divmod(np.flatnonzero((pixels >= OPAQUE << 24) & (pixels < 255 << 24)), width)
    best = pixels[ys, xs]
    for dy, dx in ((-1, 0), (0, -1), (0, 1), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)):  # straight neighbours first
        other = pixels[np.clip(ys + dy, 0, height - 1), np.clip(xs + dx, 0, width - 1)]
        best = np.where(other >> 24 > best >> 24, other, best)
    hard = (pixels | 0xFF000000) * (pixels >> 31)  # the highest bit says >= OPAQUE
    hard[ys, xs] = best | 0xFF000000
    return hard[..., None].view(np.uint8)


def write_gif(sticker: Sticker, path: Path, detail: Detail) -> None:
    """Write a sticker in ticks of PER_SECOND with at most `detail.colors` colours, transparency counted in."""
    av = import_av()
    entries, palette = indexed(sticker.pictures, detail.colors or COLORS, hard_edged, loss=detail.loss)
    _make_safe(entries)
    # Only the changed pixels, and of these only the rectangle about them: -7 % bytes.
    flags = "offsetting+transdiff" if all(map(survives_cropping, entries)) else "transdiff"
    delays = ticks(sticker, PER_SECOND)
    # The muxer learns a picture's time from the next one, and the last one's from final_delay.
    muxer = {"loop": "0" if sticker.loops else "-1", "final_delay": str(delays[-1])}
    with av.open(str(path), "w", format="gif", options=muxer) as file:
        stream = file.add_stream("gif", rate=PER_SECOND)
        stream.height, stream.width = entries.shape[1:]
        stream.pix_fmt = "pal8"
        stream.codec_context.time_base = stream.time_base = Fraction(1, PER_SECOND)
        stream.options = {"gifflags": flags, "global_palette": "1"}
        table = _table(palette)
        for entry, start in zip(entries, np.cumsum(delays) - delays, strict=True):
            frame = av.VideoFrame.from_ndarray((entry, table), format="pal8")
            frame.pts, frame.time_base = int(start), Fraction(1, PER_SECOND)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


def _table(palette: np.ndarray) -> np.ndarray:
    """(K, 4) RGBA -> (256, 4) uint8 ARGB. Spare entries are solid: the encoder takes the emptiest for transparent."""
    spare = np.full((256 - len(palette), 4), 255, np.uint8)
    return np.ascontiguousarray(np.concatenate([palette, spare])[:, [3, 0, 1, 2]])


def _make_safe(entries: np.ndarray) -> None:
    """Give every picture a transparent pixel if any has one: the encoder leaves others behind the next picture.

    entries: (N, H, W) uint8, 0 is transparent; a corner may be changed.
    """
    full = entries.all(axis=(1, 2))
    if not full.all():
        entries[full, 0, 0] = 0


def survives_cropping(entry: np.ndarray) -> bool:
    """Whether the encoder's rectangle holds all of a picture: it overlooks the last row when it looks for the sides.

    entry: (H, W) uint8, 0 is transparent. (Seen with ffmpeg 8.1 as lost pixels.)
    """
    rows = np.flatnonzero(entry.any(axis=1))
    if not len(rows):
        return True
    sides = np.flatnonzero(entry[: rows[-1]].any(axis=0))
    bottom = np.flatnonzero(entry[rows[-1]])
    return len(sides) > 0 and bool(sides[0] <= bottom[0] and bottom[-1] <= sides[-1])
