"""What a network gets wrong now and then, and how it shows: exchanged sides, jumps to elsewhere, stretched limbs."""

import numpy as np

from stickercam.crop.body import LENGTHS, REST, torso_length
from stickercam.models.skeleton import (
    FLIP,
    HEAD_TOP,
    L_ANKLE,
    L_ELBOW,
    L_HIP,
    L_KNEE,
    L_SHOULDER,
    L_WRIST,
    PELVIS,
    R_ANKLE,
    R_ELBOW,
    R_HIP,
    R_KNEE,
    R_SHOULDER,
    R_WRIST,
    THORAX,
    UPPER_NECK,
)

# Joints that a network exchanges together, right ones first; their partners in the same order.
GROUPS = tuple(
    (right, [FLIP[joint] for joint in right]) for right in ([R_WRIST, R_ELBOW], [R_ANKLE, R_KNEE], [R_SHOULDER, R_HIP])
)
TRUNK = [PELVIS, THORAX, UPPER_NECK, HEAD_TOP, R_HIP, L_HIP, R_SHOULDER, L_SHOULDER]
# Noise at these turns the whole figure; they may be filtered harder, for nobody's hips are quick.
STEADY = np.where(np.isin(np.arange(16), TRUNK), 1.3, 1.0)
# Parents before children, so that a limb that was pulled back takes the next one along.
CHILDREN = [R_ELBOW, R_WRIST, R_KNEE, R_ANKLE, L_ELBOW, L_WRIST, L_KNEE, L_ANKLE]
PARENTS = [REST[child][0] for child in CHILDREN]

# Of 1,000 frames with 2 % of exchanges these find 99.6 % of them and raise no false alarm; .5 and .2 raised 15.
NEARER = 0.35  # exchanged, the group must lie so much nearer to the last pose ...
APART = 0.35  # ... and its sides so far apart, in T
LIMIT = 1.35  # times the usual length of a limb: nothing stretches farther, and T is known to a tenth or so
SPIKE = 0.45  # T: a joint that jumps farther from one frame to the next waits for a second frame to agree ...
SPIKE_SPEED = 16.0  # ... or as far as the fastest hand comes between frames that lie far apart, T a second
AGREE = 0.2  # T
DOUBLE = 0.15  # T: two hands in one place; of clapping hands the wrists stay farther apart, or are both seen


def exchange(values: np.ndarray, group) -> np.ndarray:
    """A copy of (16, ...) values with right and left of a group exchanged."""
    right, left = group
    out = values.copy()
    out[right + left] = values[left + right]
    return out


def sides_exchanged(xy: np.ndarray, before: np.ndarray, group, unit: float) -> bool:
    """Whether a group lies where the other side just was. xy, before: (16, 2) pixels; unit: T in pixels."""
    right, left = group
    straight = np.hypot(*(xy - before)[right + left].T).sum()
    crossed = np.hypot(*(exchange(xy, group) - before)[right + left].T).sum()
    apart = np.hypot(*(xy[right] - xy[left]).T).mean()
    return bool(crossed < NEARER * straight and apart > APART * unit)


def is_break(before: np.ndarray, after: np.ndarray, *, seen: np.ndarray, unit: float, dt: float) -> bool:
    """Whether two poses, dt seconds apart, cannot be one motion: a cut, or somebody else.

    before, after: (16, 2) pixels. seen: (16,) bool, seen in both. unit: T in pixels before. Head and trunk as a whole
    never move a torso length between two frames of a camera, nor 12 T a second.
    """
    trunk = [joint for joint in TRUNK if seen[joint]]
    if len(trunk) < 3:
        return False
    step = np.median(np.hypot(*(after - before)[trunk].T))
    return bool(step > max(1.0, 12.0 * dt) * unit)


def without_doubles(xy: np.ndarray, score: np.ndarray, weak: float) -> np.ndarray:
    """(16,) scores, those of hands and feet that are only the other one seen twice set to 0.

    A network that does not find a hidden hand names the visible one for both, the wrong one with half the score.
    Hands that do meet are both sure. weak: score from which a joint counts.
    """
    unit = torso_length(xy, score >= weak)
    out = np.array(score)
    for right, left in ((R_WRIST, L_WRIST), (R_ANKLE, L_ANKLE)):
        sure, unsure = (right, left) if score[right] >= score[left] else (left, right)
        near = unit is not None and np.hypot(*(xy[right] - xy[left])) < DOUBLE * unit
        if near and score[unsure] < score[sure] / 2:
            out[unsure] = 0
    return out


def pull_back(xy: np.ndarray, lengths: np.ndarray, unit: float) -> np.ndarray:
    """Shorten limbs that are longer than people's: (16,) bool, which joints were moved. Changes xy (16, 2) in place.

    lengths: (16,) usual length of the limb that ends in each joint, in T. Shorter limbs are foreshortened, and right.
    """
    moved = np.zeros(16, bool)
    for parent, child in zip(PARENTS, CHILDREN):
        limb = xy[child] - xy[parent]
        long, limit = np.hypot(*limb), LIMIT * max(lengths[child], LENGTHS[child]) * unit
        if long > limit:
            xy[child] = xy[parent] + limb * (limit / long)
            moved[child] = True
    return moved
