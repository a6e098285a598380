"""Shapes that the arms make and hold: when each begins and when it is over. Lengths in T, "up" is up in the picture."""

import numpy as np

from stickercam.actions.moment import Moment
from stickercam.models.skeleton import (
    HEAD_TOP,
    L_ELBOW,
    L_SHOULDER,
    L_WRIST,
    R_ELBOW,
    R_SHOULDER,
    R_WRIST,
    THORAX,
    UPPER_NECK,
)

SIDES = ((R_SHOULDER, R_ELBOW, R_WRIST), (L_SHOULDER, L_ELBOW, L_WRIST))
ARMS = (*SIDES[0], *SIDES[1])


def face(m: Moment) -> np.ndarray:
    return (m.at[UPPER_NECK] + m.at[HEAD_TOP]) / 2


def hands_up(m: Moment) -> bool:
    return (
        m.has(R_WRIST, L_WRIST, HEAD_TOP)
        and min(m.up(R_WRIST, HEAD_TOP), m.up(L_WRIST, HEAD_TOP)) > -0.1  # the fingers are a hand higher
        and min(m.up(w, s) for s, _, w in SIDES) > 0.55  # who bows has the hands above the head as well
        and m.gap(R_WRIST, L_WRIST) > 0.5
    )


def hands_down(m: Moment) -> bool:
    return min(m.up(R_WRIST, UPPER_NECK), m.up(L_WRIST, UPPER_NECK)) < 0


def heart(m: Moment) -> bool:
    """An arch above the head: hands together, elbows wide and above the shoulders."""
    return (
        m.has(R_WRIST, L_WRIST, R_ELBOW, L_ELBOW, HEAD_TOP)
        and min(m.up(R_WRIST, HEAD_TOP), m.up(L_WRIST, HEAD_TOP)) > -0.25  # the fingers are a hand higher
        and m.gap(R_WRIST, L_WRIST) < 0.45
        and m.gap(R_ELBOW, L_ELBOW) > 0.7
        and min(m.up(e, s) for s, e, _ in SIDES) > 0.15
    )


def heart_open(m: Moment) -> bool:
    return m.gap(R_WRIST, L_WRIST) > 0.6 or hands_down(m)


def t_pose(m: Moment) -> bool:
    return (
        m.has(*ARMS)
        and all(m.slope(s, w) < 20 and m.bend(s, e, w) > 138 for s, e, w in SIDES)  # nobody's elbows are quite straight
        and m.gap(R_WRIST, L_WRIST) > 1.9
    )


def t_pose_over(m: Moment) -> bool:
    return m.gap(R_WRIST, L_WRIST) < 1.6 or any(m.slope(s, w) > 35 for s, _, w in SIDES)


def _dab_arm(m: Moment, far: tuple, near: tuple) -> bool:
    """far: the stretched arm, pointing up and out; near: the arm before the face."""
    (s, e, w), (near_s, near_e, near_w) = far, near
    middle = face(m)
    out = np.sign(m.at[s, 0] - m.at[near_s, 0])
    near_face = min(float(np.hypot(*(m.at[joint] - middle))) for joint in (near_e, near_w))
    return (
        m.bend(s, e, w) > 105
        and m.up(w, s) > 0.17
        and out * (m.at[w, 0] - m.at[s, 0]) > 0.38  # less than the arm: people turn
        and out * (m.at[near_w, 0] - middle[0]) > -0.1
        and m.up(near_w, near_s) > 0
        and near_face < 0.45
    )


def dab(m: Moment) -> bool:
    return m.has(*ARMS, UPPER_NECK, HEAD_TOP) and (_dab_arm(m, *SIDES) or _dab_arm(m, *SIDES[::-1]))


def dab_over(m: Moment) -> bool:
    return max(m.up(R_WRIST, R_SHOULDER), m.up(L_WRIST, L_SHOULDER)) < 0.1


def facepalm(m: Moment) -> bool:
    return _palm_side(m) is not None


def _palm_side(m: Moment) -> int | None:
    """Which hand lies on the face: its wrist before the chin, its elbow hanging; the other one is elsewhere.

    Who drinks has the wrist lower and the elbow out, who phones or scratches has it beside the head.
    """
    if not m.has(UPPER_NECK, HEAD_TOP, R_SHOULDER, L_SHOULDER):
        return None
    middle = face(m)
    for number, (s, e, w) in enumerate(SIDES):
        other = SIDES[1 - number][2]
        aside = abs(float(m.at[w, 0] - middle[0]))
        if (
            m.has(s, e, w)
            and aside < 0.22
            and -0.28 < m.at[w, 1] - middle[1] < 0.3
            and m.up(e, s) < -0.02
            and m.bend(s, e, w) < 95
            and not (m.seen[other] and np.hypot(*(m.at[other] - middle)) < 0.5)
        ):
            return number
    return None


def facepalm_over(m: Moment) -> bool:
    middle = face(m)
    return min(float(np.hypot(*(m.at[w] - middle))) for _, _, w in SIDES) > 0.5


def facing(m: Moment) -> float:
    """How far the left shoulder is to the right of the right one: .68 from the front, negative from behind."""
    return float(m.at[L_SHOULDER, 0] - m.at[R_SHOULDER, 0])


def before_chest(m: Moment, rows: slice | np.ndarray) -> np.ndarray:
    """(M,) bool: whether both wrists were seen between belly and chin."""
    y = m.path[rows][:, [R_WRIST, L_WRIST], 1]
    low, high = m.path[rows][:, THORAX, 1] - 0.7, m.path[rows][:, UPPER_NECK, 1]
    return m.saw[rows][:, [R_WRIST, L_WRIST]].all(1) & (y.min(1) > low) & (y.max(1) < high)
