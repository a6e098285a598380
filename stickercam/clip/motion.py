"""What the parts of this room share: a take as arrays, takes made from takes, and how much a person moves."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from stickercam.crop import torso_length
from stickercam.frames import Pose, Take

SEEN = 0.35  # score from which a joint is drawn


def arrays(take: Take) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """xy (N, 16, 2) float64 frame pixels, score (N, 16) float64, times (N,) seconds."""
    xy = np.array([pose.xy for pose in take.poses], np.float64).reshape(-1, 16, 2)
    score = np.array([pose.score for pose in take.poses], np.float64).reshape(-1, 16)
    return xy, score, np.array([pose.time for pose in take.poses], np.float64)


def pick(take: Take, numbers: Sequence[int] | np.ndarray, times: np.ndarray | None = None) -> Take:
    """The take of these poses (and their pictures) in this order, at `times` or as far apart as they were, from 0."""
    numbers = [int(number) for number in numbers]
    if times is None:
        times = np.array([take.poses[number].time for number in numbers])
    times = [float(time - times[0]) for time in times]
    poses = tuple(replace(take.poses[k], time=time) for k, time in zip(numbers, times, strict=True))
    frames = None
    if take.frames is not None:
        frames = tuple(replace(take.frames[k], time=time) for k, time in zip(numbers, times, strict=True))
    return Take(poses, frames, take.size)


def moved(take: Take, xy: np.ndarray, score: np.ndarray | None = None) -> Take:
    """The take with its joints elsewhere: xy (N, 16, 2), score (N, 16) or as it was."""
    scores = [pose.score for pose in take.poses] if score is None else score.astype(np.float32)
    places = xy.astype(np.float32)
    poses = (Pose(place, s, pose.time) for pose, place, s in zip(take.poses, places, scores, strict=True))
    return replace(take, poses=tuple(poses))


def unit_of(xy: np.ndarray, seen: np.ndarray) -> float:
    """T, our unit of length, in pixels: the median torso length of a take, or a third of all it reaches over.

    xy: (N, 16, 2) pixels. seen: (N, 16) bool.
    """
    lengths = [length for pose in zip(xy, seen, strict=True) if (length := torso_length(*pose))]
    if lengths:
        return float(np.median(lengths))
    return float(np.ptp(xy[seen], axis=0).max()) / 3 or 1.0 if seen.any() else 1.0


def distances(xy: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """(N - 1,) root mean square way of the seen joints from each pose to the next, in the unit of xy.

    xy: (N, 16, 2). seen: (N, 16) bool.
    """
    both = seen[:-1] & seen[1:]
    squares = (np.diff(xy, axis=0) ** 2).sum(axis=-1)
    return np.sqrt((squares * both).sum(axis=1) / np.maximum(both.sum(axis=1), 1))
