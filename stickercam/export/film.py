"""Animations as pictures: which stretch of one loops best, which picture is shown when, which one says most."""

import numpy as np
from PIL import Image

from stickercam.frames import Sticker

THUMB = 24  # pixels: enough to tell poses apart
CLOSED = 1.4  # typical steps from the last picture to the first up to which a file counts as a loop
ENOUGH = 0.75  # of the motion that any stretch of the allowed length holds
MOTION_PRICE = 2.0  # typical steps that all of the motion is worth, as in clip.seam


def thumbs(pictures: np.ndarray) -> np.ndarray:
    """(N, H, W, 4) -> (N, F) float32: small, premultiplied, alpha included."""
    small = [Image.fromarray(p).convert("RGBa").resize((THUMB, THUMB), Image.Resampling.BOX) for p in pictures]
    return np.stack([np.frombuffer(image.tobytes(), np.uint8) for image in small]).astype(np.float32)


def steps_between(features: np.ndarray) -> np.ndarray:
    """(N,) distance from each picture to the next one; the last one's to the first."""
    return np.linalg.norm(np.roll(features, -1, axis=0) - features, axis=1)


def closes(sticker: Sticker) -> bool:
    """Whether the last picture leads back to the first as smoothly as others lead on."""
    if len(sticker.pictures) < 3 or not sticker.loops:
        return False
    steps = steps_between(thumbs(sticker.pictures))
    moving = steps[:-1][steps[:-1] > 0]
    return bool(steps[-1] <= CLOSED * (np.median(moving) if len(moving) else 1.0))


def stretch(sticker: Sticker, longest: float) -> Sticker:
    """The part of at most `longest` seconds that closes best among the lively ones."""
    ends = np.cumsum(sticker.seconds)
    starts = ends - sticker.seconds
    features = thumbs(sticker.pictures)
    steps = steps_between(features)[:-1]
    held = np.concatenate([[0.0], np.cumsum(steps + 1e-6)])
    typical = max(float(np.median(steps)), 1e-6)
    best, least_cost = None, np.inf
    last = np.maximum(np.searchsorted(ends, starts + longest + 1e-6, side="right"), np.arange(len(starts)) + 1)
    most = float((held[last - 1] - held[: len(starts)]).max()) or 1.0
    for first in range(len(starts)):  # a row of the table of distances at a time: files may be long
        after = np.arange(first + 1, last[first] + 1)  # one past the stretch
        share = (held[after - 1] - held[first]) / most
        follow = features[np.minimum(after, len(features) - 1)]
        cost = np.linalg.norm(follow - features[first], axis=1) / typical + MOTION_PRICE * (1 - share)
        cost[share < ENOUGH] = np.inf
        at = int(np.argmin(cost))
        if cost[at] < least_cost:
            least_cost, best = cost[at], (first, int(after[at]))
    first, end = best or (0, int(last[0]))
    return Sticker(sticker.pictures[first:end], sticker.seconds[first:end], sticker.loops)


def shown_at(sticker: Sticker, fps: float) -> Sticker:
    """The same at `fps` pictures a second at most, evenly; each the one that was shown at that moment."""
    length = float(sticker.seconds.sum())
    count = max(1, int(length * fps + 1e-6))
    if len(sticker.seconds) <= count and (sticker.seconds >= 1 / fps - 1e-3).all():
        return sticker
    count = min(count, len(sticker.seconds))
    moments = (np.arange(count) + 0.5) * length / count
    which = np.minimum(np.searchsorted(np.cumsum(sticker.seconds), moments, side="right"), len(sticker.seconds) - 1)
    return Sticker(sticker.pictures[which], np.full(count, length / count), sticker.loops)


def extent(pictures: np.ndarray) -> np.ndarray:
    """(N,) how telling each picture is: how much room the figure takes, and how unlike the others its shape is."""
    small = thumbs(pictures).reshape(len(pictures), THUMB, THUMB, 4)[..., 3] / 255
    usual = small.mean(axis=0)
    unlike = np.abs(small - usual).mean(axis=(1, 2))
    wide, high = (small.max(axis=axis) > 0.2 for axis in (1, 2))
    room = wide.sum(axis=1) * high.sum(axis=1) / THUMB**2
    return room + unlike / max(float(unlike.max()), 1e-6) * 0.2  # the shape decides among those that reach as far
