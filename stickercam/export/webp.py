"""Animated WebP: soft edges; drawn pictures through one palette and lossless, photos lossy."""

from pathlib import Path

import numpy as np
from PIL import Image

from stickercam.export.detail import Detail
from stickercam.export.palette import indexed
from stickercam.export.timing import ticks
from stickercam.frames import Sticker

PER_SECOND = 1000  # a WebP counts whole milliseconds
COLORS = 128  # of RGBA; with 64 a soft shadow shows steps, with 256 a file is a quarter larger and looks the same
SMALL = 160  # pixels; see is_drawn
# For photos quality 60: a cut-out of 3 s at 512 px takes 340 KB at SSIM .98, with 80 a quarter more for .006. Method 4
# of 6: Pillow's own choice for animations, 0, costs a third more bytes, 6 takes a hundred times as long.
LOSSY = {"quality": 60, "method": 4}
# For drawings quality is only effort: 80, and whole pictures now and then (kmax > 0), take twice as long for the same
# bytes.
LOSSLESS = {"lossless": True, "quality": 50, "method": 4, "kmin": 0, "kmax": 0}


def write_webp(sticker: Sticker, path: Path, detail: Detail) -> None:
    """Write a sticker in ticks of PER_SECOND; a drawn one with at most `detail.colors` values of RGBA."""
    pictures, how = sticker.pictures, LOSSY
    if detail.crf is not None:
        how = LOSSY | {"quality": 100 - detail.crf}
    if detail.exact:
        how = LOSSLESS | {"exact": True}
    elif is_drawn(pictures):
        # Shades of edges that nobody tells apart are what makes a lossless file large.
        entries, palette = indexed(pictures, detail.colors or COLORS, loss=detail.loss)
        pictures = palette.view("<u4")[:, 0][entries][..., None].view(np.uint8)
        how = LOSSLESS
    first, *rest = map(Image.fromarray, pictures)
    first.save(
        path,
        format="WEBP",
        save_all=True,
        append_images=rest,
        duration=ticks(sticker, PER_SECOND).tolist(),
        loop=0 if sticker.loops else 1,
        **how,
    )


def is_drawn(pictures: np.ndarray) -> bool:
    """Whether (N, H, W, 4) pictures are made of flat colour: 64 values cover most of what is solid.

    They cover .82 to .89 of our character, at most .53 of films of people (before a plain wall). In small pictures
    edges are most of everything, .57 at 128 px, and a palette serves photos too.
    """
    if max(pictures.shape[1:3]) <= SMALL:
        return True
    sample = pictures[:: max(1, len(pictures) // 8)]  # eight pictures tell
    solid = np.ascontiguousarray(sample[sample[..., 3] == 255]).view("<u4")
    counts = np.sort(np.unique(solid, return_counts=True)[1])
    return solid.size == 0 or counts[-64:].sum() > 0.65 * solid.size
