"""The records that travel from the camera to the file."""

from dataclasses import dataclass

import numpy as np

from stickercam.models.geometry import Roi

__all__ = ["Action", "Frame", "Pose", "Roi", "Sticker", "Take"]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a source.

    image: (H, W, 3) uint8, RGB.
    time:  seconds on the source's clock (presentation time of a file, capture time of a camera).
    index: number of the frame in the source, from 0; gaps are dropped frames.
    """

    image: np.ndarray
    time: float
    index: int


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """Sixteen MPII joints of one person (`stickercam.models.skeleton`).

    xy:    (16, 2) float32, pixels of the frame, an integer is a pixel's centre (OpenCV's rule).
    score: (16,) float32 in [0, 1]; 0 means "not seen", and then xy is the best guess.
    time:  seconds, taken over from the frame.
    """

    xy: np.ndarray
    score: np.ndarray
    time: float


@dataclass(frozen=True, slots=True)
class Action:
    """Something that the person did. end is None while it goes on; times in seconds."""

    name: str
    start: float
    end: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """A stretch of motion that becomes a sticker.

    poses:  in order of time; score 0 throughout where nobody was seen.
    frames: the pictures belonging to the poses, only where a style needs them.
    size:   (width, height) of the source's frames in pixels.
    """

    poses: tuple[Pose, ...]
    frames: tuple[Frame, ...] | None
    size: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Sticker:
    """An animation ready to be written.

    pictures: (N, H, W, 4) uint8, RGBA with straight alpha.
    seconds:  (N,) float64, how long each picture is shown.
    loops:    whether it repeats for ever.
    """

    pictures: np.ndarray
    seconds: np.ndarray
    loops: bool = True
