"""A body's proportions: the length unit T, what may be a person at all, and where unseen joints would be.

The numbers are medians of labelled photos of standing people (street fashion, gestures before a camera, exercises),
in T, the distance from thorax to pelvis.
"""

import numpy as np

from stickercam.models.skeleton import (
    BONES,
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

SHOULDERS = 0.68  # from one to the other

# (a, b, length in T) from which T is known when the torso itself is not seen; a turned body shortens all of them.
RULERS = (
    (THORAX, PELVIS, 1.0),
    (R_SHOULDER, L_SHOULDER, SHOULDERS),
    (THORAX, HEAD_TOP, 0.67),
    (UPPER_NECK, HEAD_TOP, 0.55),
)

# Where a joint rests, in T from its parent: a person that stands upright and faces the camera, arms hanging.
# x is towards the person's right (the left of the picture), y is down.
REST = {
    THORAX: (PELVIS, (0.0, -1.0)),
    UPPER_NECK: (THORAX, (0.0, -0.12)),
    HEAD_TOP: (UPPER_NECK, (0.0, -0.55)),
    R_SHOULDER: (THORAX, (0.34, 0.02)),
    R_ELBOW: (R_SHOULDER, (0.10, 0.55)),
    R_WRIST: (R_ELBOW, (0.02, 0.48)),
    R_HIP: (PELVIS, (0.19, 0.02)),
    R_KNEE: (R_HIP, (0.03, 0.77)),
    R_ANKLE: (R_KNEE, (0.0, 0.74)),
    L_SHOULDER: (THORAX, (-0.34, 0.02)),
    L_ELBOW: (L_SHOULDER, (-0.10, 0.55)),
    L_WRIST: (L_ELBOW, (-0.02, 0.48)),
    L_HIP: (PELVIS, (-0.19, 0.02)),
    L_KNEE: (L_HIP, (-0.03, 0.77)),
    L_ANKLE: (L_KNEE, (0.0, 0.74)),
}
LENGTHS = np.array([np.hypot(*REST[b][1]) if b in REST else 0.0 for b in range(16)])  # of the limb ending in a joint
STRETCH = 1.9  # times its length: a limb seen longer than this is no limb (people differ, and T is foreshortened)


def torso_length(xy: np.ndarray, seen: np.ndarray) -> float | None:
    """T in pixels from whatever joints are seen; the longest reading counts, since turning only shortens.

    xy: (16, 2) pixels. seen: (16,) bool. None if neither torso, shoulders nor head is seen.
    """
    readings = [float(np.hypot(*(xy[a] - xy[b]))) / length for a, b, length in RULERS if seen[a] and seen[b]]
    return max(readings, default=0.0) or None


def plausibility(xy: np.ndarray, seen: np.ndarray) -> float:
    """The share of the seen limbs that have a possible length, 0..1; 0 without anything to measure them by.

    A single long one is no reason to give up a person: a deep squat shortens the torso, a hand is taken for another's.
    """
    length = torso_length(xy, seen)
    if length is None:
        return 0.0
    bones = [(a, b, b if b in REST and REST[b][0] == a else a) for a, b, _ in BONES if seen[a] and seen[b]]
    fit = [np.hypot(*(xy[a] - xy[b])) <= STRETCH * LENGTHS[child] * length for a, b, child in bones]
    return sum(fit) / len(fit) if fit else 0.0


def at_rest(xy: np.ndarray, seen: np.ndarray, length: float) -> np.ndarray:
    """(16, 2) float64 pixels: the seen joints where they are, the others where they would rest.

    length: T in pixels. With neither torso, shoulders nor head seen nothing is known: xy comes back.
    """
    out, known = np.array(xy, np.float64), np.array(seen, bool)
    facing = _facing(out, known, length)

    def place(joint: int, where: np.ndarray) -> None:
        out[joint], known[joint] = where, True

    def rest(joint: int) -> np.ndarray:  # from the parent; x follows the way the person faces
        return np.array(REST[joint][1]) * (-facing, 1.0) * length

    for middle, right, left in ((THORAX, R_SHOULDER, L_SHOULDER), (PELVIS, R_HIP, L_HIP)):
        if not known[middle] and known[right] and known[left]:
            place(middle, (out[right] + out[left]) / 2)
    for child in (HEAD_TOP, UPPER_NECK, R_SHOULDER, L_SHOULDER, THORAX):  # upwards in the tree, towards the root
        parent = REST[child][0]
        if known[child] and not known[parent]:
            place(parent, out[child] - rest(child))
    if not known[PELVIS]:
        return np.array(xy, np.float64)
    for joint, (parent, _) in REST.items():  # downwards: parents stand before their children
        if not known[joint]:
            place(joint, out[parent] + rest(joint))
    return out


def _facing(xy: np.ndarray, known: np.ndarray, length: float) -> float:
    """1 for a person that faces the camera (its right is on the left of the picture), -1 for a back, 0 sideways."""
    if not (known[R_SHOULDER] and known[L_SHOULDER]):
        return 1.0
    width = xy[L_SHOULDER][0] - xy[R_SHOULDER][0]
    return float(np.clip(width / (SHOULDERS * length), -1.0, 1.0))
