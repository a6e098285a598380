"""What stickers are made from, again for each target: a take that is drawn anew, or the pictures of a file."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from PIL import Image

from stickercam.actions import find_actions
from stickercam.clip import Loop, display_seconds, loop, paced
from stickercam.draw import draw_take, open_style
from stickercam.export.film import closes, extent, shown_at, stretch
from stickercam.frames import Sticker, Take


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a sticker is to be like.

    pixels: side of the square. fps: pictures a second at most. longest: seconds at most, None for all there is.
    shadow: where there may be one. slower: the factor by which it is stretched in time. still: the most telling picture
    first, where the loop allows that.
    """

    pixels: int
    fps: float
    longest: float | None = None
    shadow: bool = True
    slower: float = 1.0
    still: bool = False


class Material(Protocol):
    """Where pictures come from."""

    side: float  # pixels up to which it is sharp
    moves: bool  # whether there is more than one picture
    drawn: bool  # whether a shadow can be left out and sizes are drawn, not scaled
    fps: float  # pictures a second of what there is

    def seconds(self, longest: float | None) -> float:
        """How long a sticker of it lasts if it may last so long."""

    def sticker(self, wanted: Wanted) -> Sticker: ...

    def note(self, longest: float | None) -> str:
        """What had to be done to the length, "" if nothing."""


class Drawn:
    """A trimmed take on an even clock, drawn by a style.

    style: as `open_style` takes it: style, character, seed.
    """

    drawn, side = True, np.inf

    def __init__(
        self, take: Take, *, style: dict, loop: str = "auto", progress: Callable[..., None] | None = None
    ) -> None:
        self.take, self._style, self._loop, self._progress = take, style, loop, progress
        steps = display_seconds(take)
        self.fps = float(1 / np.median(steps)) if len(steps) else 1.0
        self.moves = len(take.poses) > 1
        self._loops: dict[float | None, Loop] = {}
        self._last: tuple[Wanted, Sticker] | None = None

    def _closed(self, longest: float | None) -> Loop:
        if None not in self._loops:
            self._loops[None] = loop(self.take, self._loop)
        whole = self._loops[None]
        if longest is None or float(display_seconds(whole.take).sum()) <= longest + 1e-6:
            return whole
        if longest not in self._loops:
            self._loops[longest] = loop(self.take, self._loop, longest)
        return self._loops[longest]

    def seconds(self, longest: float | None) -> float:
        return float(display_seconds(self._closed(longest).take).sum())

    def sticker(self, wanted: Wanted) -> Sticker:
        if self._last is not None and self._last[0] == wanted:
            return self._last[1]
        found = self._closed(wanted.longest)
        ring = found.kind != "none"
        clip = paced(found.take, min(wanted.fps, self.fps), closed=ring, slower=wanted.slower)
        style = open_style(**self._style, shadow=wanted.shadow)
        pictures = draw_take(style, clip, wanted.pixels, find_actions(clip.poses), progress=self._progress)
        sticker = Sticker(pictures, display_seconds(clip))
        if wanted.still and ring:
            sticker = telling_first(sticker)
        self._last = (wanted, sticker)
        return sticker

    def note(self, longest: float | None) -> str:
        found, whole = self._closed(longest), self._closed(None)
        if found is whole:
            return ""
        all_of_it, lasts = float(display_seconds(self.take).sum()), self.seconds(longest)
        if found.kind == "boomerang":
            return f"there and back over {lasts / 2:.1f} of {all_of_it:.1f} s"
        if lasts > all_of_it - 0.06:
            return "no loop, for there and back would be too long"
        way = "the liveliest" if found.kind == "none" else "the best loop of"
        return f"{way} {lasts:.1f} s out of {all_of_it:.1f} s"


class Film:
    """The pictures of a file."""

    drawn = False

    def __init__(self, sticker: Sticker) -> None:
        self.whole = sticker
        self.side = max(sticker.pictures.shape[1:3])
        self.moves = bool((sticker.pictures[1:] != sticker.pictures[:1]).any())
        self.fps = len(sticker.seconds) / max(float(sticker.seconds.sum()), 1e-3)
        self._parts: dict[float | None, Sticker] = {}
        self._last: tuple[Wanted, Sticker] | None = None

    def _part(self, longest: float | None) -> Sticker:
        if longest is None or longest >= float(self.whole.seconds.sum()) - 1e-6:
            return self.whole
        if longest not in self._parts:
            self._parts[longest] = stretch(self.whole, longest)
        return self._parts[longest]

    def seconds(self, longest: float | None) -> float:
        return float(self._part(longest).seconds.sum())

    def sticker(self, wanted: Wanted) -> Sticker:
        if self._last is not None and self._last[0] == replace(wanted, shadow=True):
            return self._last[1]
        part = self._part(wanted.longest)
        part = Sticker(part.pictures, part.seconds * wanted.slower, part.loops)
        part = shown_at(part, wanted.fps)
        if wanted.still and closes(part):
            part = telling_first(part)
        pictures = np.stack([in_square(picture, wanted.pixels) for picture in part.pictures])
        sticker = Sticker(pictures, part.seconds, part.loops)
        self._last = (replace(wanted, shadow=True), sticker)  # a file has the shadow that it has
        return sticker

    def note(self, longest: float | None) -> str:
        part = self._part(longest)
        if part is self.whole:
            return ""
        whole = float(self.whole.seconds.sum())
        return f"the best {float(part.seconds.sum()):.1f} s out of {whole:.1f} s"


def telling_first(sticker: Sticker) -> Sticker:
    """The loop begun at its most telling picture: where the figure reaches farthest."""
    first = int(np.argmax(extent(sticker.pictures)))
    return Sticker(np.roll(sticker.pictures, -first, axis=0), np.roll(sticker.seconds, -first), sticker.loops)


def in_square(picture: np.ndarray, pixels: int) -> np.ndarray:
    """(H, W, 4) -> (pixels, pixels, 4): as large as fits, in the middle of what is transparent; never stretched."""
    height, width = picture.shape[:2]
    if (height, width) == (pixels, pixels):
        return picture
    scale = pixels / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    # Premultiplied: what cannot be seen does not leak into the edges.
    small = Image.fromarray(picture).convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA")
    square = np.zeros((pixels, pixels, 4), np.uint8)
    top, left = (pixels - size[1]) // 2, (pixels - size[0]) // 2
    square[top : top + size[1], left : left + size[0]] = np.asarray(small)
    return square
