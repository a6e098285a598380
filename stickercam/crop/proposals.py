"""Squares of a frame: where a person may be, how good a find is, and where the person is next."""

from collections.abc import Sequence

import numpy as np

from stickercam.crop.body import at_rest, plausibility, torso_length
from stickercam.frames import Frame, Pose
from stickercam.models.geometry import Roi, roi_of
from stickercam.models.skeleton import HEAD_TOP, L_HIP, L_SHOULDER, LEGS, PELVIS, R_HIP, R_SHOULDER, THORAX, UPPER_NECK

TORSO = (PELVIS, THORAX, UPPER_NECK, R_HIP, L_HIP, R_SHOULDER, L_SHOULDER)
TRUNK = [*TORSO, HEAD_TOP]  # what moves with the body as a whole
BEST = 6  # joints whose peaks make the quality of a find: a head and shoulders before a desk have no more


def proposals(size: tuple[int, int]) -> tuple[Roi, ...]:
    """Squares that together show a person of any usual size near its natural scale. size: (width, height)."""
    width, height = size
    x, y, short = (width - 1) / 2, (height - 1) / 2, float(min(size))
    squares = [  # the first two are what the live view looks at first
        Roi(x, y, float(max(size))),  # everything
        Roi(x, 0.75 * height, 1.5 * height),  # somebody at a desk, whose legs are below the picture
        Roi(x, y, short),
        Roi(x, y, short * 0.7),  # somebody in the distance
    ]
    if width > height:
        squares += [Roi(short / 2, y, short), Roi(width - short / 2, y, short)]
    elif height > width:
        squares += [Roi(x, short / 2, short), Roi(x, height - short / 2, short)]
    return tuple(squares)


def beside(roi: Roi) -> tuple[Roi, ...]:
    """Where somebody is who has just passed: to the left and to the right of a crop."""
    return tuple(Roi(roi.x + part * roi.side, roi.y, roi.side) for part in (-0.4, 0.4))


def row(roi: Roi, size: tuple[int, int]) -> tuple[Roi, ...]:
    """Squares beside each other through the whole width, as large as a crop: people who stand beside each other."""
    side = min(max(roi.side, 0.3 * size[0]), float(max(size)))
    count = int(np.clip(np.ceil(size[0] / (0.4 * side)), 2, 7))
    return tuple(Roi(float(x), roi.y, side) for x in (np.arange(count) + 0.5) * size[0] / count)


def about(place: tuple[float, float], size: tuple[int, int]) -> tuple[Roi, ...]:
    """Squares for whoever is at a place of the picture, which may be the face or the belly, near or far."""
    x, y = place
    sides = [part * max(size) for part in (0.3, 0.45, 0.7, 1.1)]
    return tuple(Roi(x, y + 0.12 * side, side) for side in sides)  # people point at the upper part


def nearest(poses: Sequence[Pose], place: tuple[float, float], seen: float) -> Pose | None:
    """Who stands at a place: the pose with a joint of head or trunk within .8 T of it."""

    def away(pose: Pose) -> float:
        trunk = [joint for joint in TRUNK if pose.score[joint] >= seen]
        length = torso_length(pose.xy, pose.score >= seen)
        return float(np.hypot(*(pose.xy[trunk] - place).T).min()) / length if trunk and length else np.inf

    best = min(poses, key=away, default=None)
    return best if best is not None and away(best) < 0.8 else None


def next_to(now: Pose, others: Sequence[Pose]) -> Pose | None:
    """The next one to the right, after the last the first."""
    here = float(np.median(now.xy[TRUNK, 0]))
    place = [(float(np.median(pose.xy[TRUNK, 0])), pose) for pose in others]
    return min(place, key=lambda pair: (pair[0] < here, pair[0]), default=(0.0, None))[1]


def find(frame: Frame, rois: Sequence[Roi], engine) -> list[Pose]:
    """The pose in each square. A joint beyond the frame's edge cannot have been seen: its score is 0."""
    xy, score = engine.joints(frame.image, rois)
    limit = np.array([frame.image.shape[1], frame.image.shape[0]]) - 0.5
    inside = ((xy > -0.5) & (xy < limit)).all(-1)
    return [Pose(points, marks, frame.time) for points, marks in zip(xy, np.where(inside, score, np.float32(0)))]


def quality(pose: Pose, seen: float) -> float:
    """How surely this is a person, 0..1: the mean score of the best joints, times the share of limbs that can be.

    seen: score from which a joint counts for the build.
    """
    best = np.sort(pose.score)[-BEST:].mean()
    return float(best) * plausibility(pose.xy, pose.score >= seen)


def prominence(pose: Pose, seen: float, size: tuple[int, int]) -> float:
    """Whom to choose among several: torso length in frame heights times closeness to the middle of the frame."""
    length = torso_length(pose.xy, pose.score >= seen) or 0.0
    trunk = [joint for joint in TRUNK if pose.score[joint] >= seen]
    if not trunk:
        return 0.0
    away = (float(pose.xy[trunk, 0].mean()) - size[0] / 2) / size[0]
    return length / size[1] * float(np.exp(-0.5 * (away / 0.35) ** 2))  # .35: at the edge a third remains


def likeness(a: Pose, b: Pose, seen: float) -> float:
    """Whether two poses of different times can be one person, 0..1; 0.5 where too little is seen of both.

    It compares head and trunk, for hands fly. What a body does from one frame to the next grows with the time between:
    a quarter of T by the network's own errors and 6 T a second, a jump.
    """
    joints = [j for j in TRUNK if a.score[j] >= seen and b.score[j] >= seen]
    length = torso_length(a.xy, a.score >= seen)
    if len(joints) < 3 or length is None:
        return 0.5
    reach = length * (0.25 + 6.0 * abs(b.time - a.time))
    away = np.hypot(*(a.xy[joints] - b.xy[joints]).T)
    return float(np.exp(-0.5 * (away / reach) ** 2).mean())


def square_about(pose: Pose, seen: np.ndarray, margin: float, legs: float) -> Roi | None:
    """The next crop: a square about the seen joints and about where unseen legs would be; None if nothing is known.

    seen: (16,) bool. margin: sides of the box about the joints. legs: how much of the legs' place counts, 0..1.
    A person cut off by the picture's lower edge needs that: the network was taught on whole bodies, and a square
    about head and shoulders alone shows it a giant.
    """
    length = torso_length(pose.xy, seen)
    if length is None or seen.sum() < 4 or not seen[list(TORSO)].any():
        return None
    body = at_rest(pose.xy, seen, length)
    joints = body[seen]
    if not seen[PELVIS]:
        joints = np.vstack([joints, body[PELVIS]])
    low = joints[:, 1].max()
    hidden = [joint for joint in LEGS if not seen[joint]]
    if hidden:
        reach = body[hidden]
        reach[:, 1] = np.minimum(reach[:, 1], low + legs * np.maximum(reach[:, 1] - low, 0))
        joints = np.vstack([joints, reach])
    return roi_of((*joints.min(0), *joints.max(0)), margin)
