"""Poses into pictures: one protocol for every style."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from stickercam.draw.look import DEFAULT, character_names, read_look
from stickercam.errors import UsageError
from stickercam.frames import Action, Frame, Pose, Take

__all__ = ["STYLES", "Style", "character_names", "draw_take", "open_style"]

STYLES = ("character", "skeleton")


class Style(Protocol):
    """Draws one pose after another, in order of time; keeps its own springs, clocked by `pose.time`."""

    def render(self, frame: Frame | None, pose: Pose, canvas: int, action: str | None = None) -> np.ndarray:
        """(canvas, canvas, 4) uint8, RGBA with straight alpha. ValueError for a pose that is not finite."""

    def prepare(self, take: Take, canvas: int, actions: Sequence[Action] = ()) -> None:
        """Look at a whole take before its poses are rendered: one scale and place for all of it."""

    def reset(self) -> None:
        """Forget what was drawn and prepared."""


def open_style(
    style: str = "character",
    *,
    character: str | None = None,
    seed: int = 0,
    border: bool = True,
    shadow: bool = True,
    caption: str = "",
    words: bool = False,
    background: str = "none",
) -> Style:
    """A style by name; the same seed and poses give the same bytes.

    character: a name, or the folder of one's own. caption: words below the figure. words: whether the character
    calls out what its file has for an action. background: a colour, two with a comma, or the name of a picture.
    """
    if style not in STYLES:
        raise UsageError(f"there is no style {style}", f"choose one of {', '.join(STYLES)}")
    from stickercam.draw.caption import check_caption
    from stickercam.draw.character import CharacterStyle
    from stickercam.draw.ground import read_ground
    from stickercam.draw.neon import NeonStyle

    ground = read_ground(background)
    if style == "skeleton":
        if caption:
            raise UsageError("the skeleton has no caption", "leave it out, or choose --style character")
        return NeonStyle(glow=shadow, ground=ground)
    text, look = check_caption(caption), read_look(character or DEFAULT)
    return CharacterStyle(look, seed=seed, border=border, shadow=shadow, caption=text, words=words, ground=ground)


def draw_take(
    style: Style,
    take: Take,
    canvas: int,
    actions: Sequence[Action] = (),
    *,
    progress: Callable[..., None] | None = None,
) -> np.ndarray:
    """(N, canvas, canvas, 4) uint8: a picture for each pose, in two passes, so that nothing is cropped or pumps.

    progress: called with "drawing", the pictures done and their number.
    """
    from stickercam.draw.character import action_at

    style.prepare(take, canvas, actions)
    pictures = np.empty((len(take.poses), canvas, canvas, 4), np.uint8)
    for number, pose in enumerate(take.poses):
        frame = take.frames[number] if take.frames else None
        pictures[number] = style.render(frame, pose, canvas, action_at(actions, pose.time))
        if progress:
            progress("drawing", number + 1, len(take.poses))
    return pictures
