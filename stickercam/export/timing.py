"""From seconds to the whole ticks that a file counts in."""

import numpy as np

from stickercam.frames import Sticker

# Browsers show a picture of less than 20 ms for 100 ms, so no file of ours holds one.
SHORTEST = 0.02


def in_ticks(sticker: Sticker, per_second: int) -> Sticker:
    """The same animation with every picture shown for a whole number of ticks, 1 / per_second s each.

    What rounding takes from one picture the next one gets, so the length stays, to half a tick. A picture too short to
    be shown is left out and its time goes to the one before: the motion keeps its speed.
    """
    edges = np.concatenate([[0.0], np.cumsum(sticker.seconds, dtype=np.float64)]) * per_second
    edges = np.rint(edges).astype(np.int64)
    least = round(SHORTEST * per_second)
    end = max(int(edges[-1]), least)
    keep = [0]
    for number in range(1, len(sticker.seconds)):
        if min(edges[number] - edges[keep[-1]], end - edges[number]) >= least:
            keep.append(number)
    pictures = sticker.pictures if len(keep) == len(sticker.pictures) else sticker.pictures[keep]
    return Sticker(pictures, np.diff(np.append(edges[keep], end)) / per_second, sticker.loops)


def ticks(sticker: Sticker, per_second: int) -> np.ndarray:
    """(N,) int64: the times of a sticker that went through `in_ticks`, in ticks."""
    return np.rint(sticker.seconds * per_second).astype(np.int64)
