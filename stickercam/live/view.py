"""All that is on the screen at one moment."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from stickercam.live.buttons import Face


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A saved sticker for the strip.

    pictures: (N, side, side, 4) uint8 RGBA, straight alpha. seconds: how long one round takes.
    """

    path: Path
    pictures: np.ndarray
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What the canvas paints.

    camera:    (H, W, 3) uint8 RGB as the camera sees it, None while it is being opened.
    character: (S, S, 4) uint8 RGBA, straight alpha; None while nobody was seen yet.
    status:    (words, tone) of what goes on. facts: beside it, small. action: what the person does.
    faces:     command -> how its button looks.
    countdown: seconds until recording begins. recorded: (seconds recorded, seconds in all).
    saved:     newest first. saving: share that is done of each that is being made.
    """

    camera: np.ndarray | None
    character: np.ndarray | None
    now: float
    status: tuple[str, str]
    faces: dict[str, Face]
    facts: tuple[str, ...] = ()
    action: str | None = None
    mirror: bool = True
    help: bool = False
    countdown: float | None = None
    recorded: tuple[float, float] | None = None
    message: tuple[str, str] | None = None
    saved: tuple[Shown, ...] = ()
    saving: tuple[float, ...] = field(default=())
