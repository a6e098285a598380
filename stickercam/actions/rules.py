"""The rules: when an action starts and when it is over. Lengths in T, "up" is up in the picture."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from stickercam.actions.moment import Moment
from stickercam.models.skeleton import (
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

SWING = 1.6  # seconds in which a wave goes to and fro at least once and a half
SIDES = ((R_SHOULDER, R_ELBOW, R_WRIST), (L_SHOULDER, L_ELBOW, L_WRIST))


@dataclass(frozen=True, slots=True)
class Rule:
    """starts: for `hold` seconds true, the action is on; `ends`: it is over; then `rest` seconds of silence."""

    name: str
    starts: Callable[[Moment], bool]
    ends: Callable[[Moment], bool]
    hold: float = 0.0
    rest: float = 0.0
    before: float = 0.0  # how long before the rule could tell the action had begun
    longest: float = np.inf  # what lasts longer was something else


def _hands_up(m: Moment) -> bool:
    return (
        m.has(R_WRIST, L_WRIST, HEAD_TOP)
        and min(m.up(R_WRIST, HEAD_TOP), m.up(L_WRIST, HEAD_TOP)) > 0.05
        and m.gap(R_WRIST, L_WRIST) > 0.5
    )


def _hands_down(m: Moment) -> bool:
    return min(m.up(R_WRIST, UPPER_NECK), m.up(L_WRIST, UPPER_NECK)) < 0


def _heart(m: Moment) -> bool:
    return (
        m.has(R_WRIST, L_WRIST, R_ELBOW, L_ELBOW, HEAD_TOP)
        and min(m.up(R_WRIST, HEAD_TOP), m.up(L_WRIST, HEAD_TOP)) > -0.12
        and m.gap(R_WRIST, L_WRIST) < 0.4
        and m.gap(R_ELBOW, L_ELBOW) > 0.75
    )


def _heart_open(m: Moment) -> bool:
    return m.gap(R_WRIST, L_WRIST) > 0.6 or _hands_down(m)


def _t_pose(m: Moment) -> bool:
    arms = m.has(*SIDES[0], *SIDES[1])
    return (
        arms
        and all(m.slope(s, w) < 20 and m.bend(s, e, w) > 150 for s, e, w in SIDES)
        and m.gap(R_WRIST, L_WRIST) > 1.9
    )


def _t_pose_over(m: Moment) -> bool:
    return m.gap(R_WRIST, L_WRIST) < 1.6 or any(m.slope(s, w) > 35 for s, _, w in SIDES)


def _dab_arm(m: Moment, far: tuple, near: tuple) -> bool:
    """far: the stretched arm, pointing up and out; near: the arm before the face."""
    (s, e, w), (near_s, near_e, near_w) = far, near
    face = (m.at[UPPER_NECK] + m.at[HEAD_TOP]) / 2
    out = np.sign(m.at[s, 0] - m.at[near_s, 0])
    near_face = min(float(np.hypot(*(m.at[joint] - face))) for joint in (near_e, near_w))
    return (
        m.bend(s, e, w) > 140
        and m.up(w, s) > 0.25
        and out * (m.at[w, 0] - m.at[s, 0]) > 0.38  # less than the arm: people turn
        and out * (m.at[near_w, 0] - face[0]) > -0.1
        and m.up(near_w, near_s) > 0
        and near_face < 0.45
    )


def _dab(m: Moment) -> bool:
    return m.has(*SIDES[0], *SIDES[1], UPPER_NECK, HEAD_TOP) and (_dab_arm(m, *SIDES) or _dab_arm(m, *SIDES[::-1]))


def _dab_over(m: Moment) -> bool:
    return max(m.up(R_WRIST, R_SHOULDER), m.up(L_WRIST, L_SHOULDER)) < 0.1


def _squat(m: Moment) -> bool:
    return m.has(R_HIP, L_HIP, R_KNEE, L_KNEE, PELVIS) and _thigh_height(m) < 0.52 and m.rise(PELVIS) < -0.25


def _thigh_height(m: Moment) -> float:
    return (m.up(R_HIP, R_KNEE) + m.up(L_HIP, L_KNEE)) / 2


def _squat_over(m: Moment) -> bool:
    return _thigh_height(m) > 0.7


def _jump(m: Moment) -> bool:
    if not m.has(PELVIS, THORAX):
        return False
    pelvis, thorax = m.rise(PELVIS), m.rise(THORAX)
    if min(pelvis, thorax) < 0.22 or abs(pelvis - thorax) > 0.12:
        return False
    for foot in (R_ANKLE, L_ANKLE):  # one that was lost just now may well stand; one never seen says nothing
        if m.rise(foot) < 0.15 if m.seen[foot] else any(then.seen[foot] for then in m.past):
            return False
    # Standing up looks alike where the feet are out of view, but takes longer than a third of a second.
    return m.climb(PELVIS, 0.3) > 0.22


def _landed(m: Moment) -> bool:
    return m.rise(PELVIS) < 0.1


def _wave(m: Moment) -> bool:
    return any(_swings(m, side, SWING) >= 3 for side in SIDES)


def _wave_over(m: Moment) -> bool:
    return all(_swings(m, side, 1.0) < 1 for side in SIDES)


def _swings(m: Moment, side: tuple[int, int, int], seconds: float) -> int:
    """How often a raised, upright forearm has turned round above its still elbow; 0 when the hand is down now.

    A boxer's forearm comes down with the punch and takes the elbow along.
    """
    shoulder, elbow, wrist = side
    forearm = []
    for then in reversed(m.recent(seconds)):
        if not (then.has(*side) and then.up(wrist, shoulder) > -0.15 and then.up(wrist, elbow) > 0.25):
            break
        if then.has(R_WRIST, L_WRIST) and then.gap(R_WRIST, L_WRIST) < 0.5:  # both hands hold something: a club
            break
        if np.hypot(*(then.at[elbow] - then.at[THORAX] - m.at[elbow] + m.at[THORAX])) > 0.35:
            break
        forearm.append(then.at[wrist, 0] - then.at[elbow, 0])
    return _turns(np.array(forearm), 0.18) if forearm else 0


def _turns(x: np.ndarray, swing: float) -> int:
    """How often a curve turns round after going at least `swing` in one direction."""
    turns, way, extreme = 0, 0, x[0]
    for value in x[1:]:
        if way == 0:
            way = int(np.sign(value - extreme)) if abs(value - extreme) > swing else 0
            extreme = value if way else extreme
        elif way * (value - extreme) > 0:
            extreme = value
        elif way * (extreme - value) > swing:
            turns, way, extreme = turns + 1, -way, value
    return turns


def _clap(m: Moment) -> bool:
    """Hands that meet before the chest and part again. Hands that meet and stay are folded, or about to squat."""
    if not m.has(R_WRIST, L_WRIST, UPPER_NECK, R_SHOULDER, L_SHOULDER) or m.gap(R_SHOULDER, L_SHOULDER) < 0.45:
        return False
    lately = [then for then in m.recent(0.5) if then.has(R_WRIST, L_WRIST)]
    gaps = np.array([then.gap(R_WRIST, L_WRIST) for then in lately])
    meet = int(gaps.argmin())
    times = np.array([then.time for then in lately]) - lately[meet].time
    closing, parting = gaps[(times < 0) & (times >= -0.35)], gaps[times > 0]
    quick = gaps[(times < 0) & (times >= -0.14)]
    together = [then for then, time in zip(lately, times) if abs(time) <= 0.15]
    before_chest = all(
        min(then.up(R_WRIST, THORAX), then.up(L_WRIST, THORAX)) > -0.7
        and max(then.up(R_WRIST, UPPER_NECK), then.up(L_WRIST, UPPER_NECK)) < 0
        for then in together
    )
    return (
        before_chest
        and gaps[meet] < 0.45
        and abs(lately[meet].up(R_WRIST, L_WRIST)) < 0.25  # arms that swing past each other are no clap
        and max(closing, default=0.0) > 0.7  # a boxer at guard opens to .55
        and min(max(quick, default=0.0), max(parting, default=0.0)) > gaps[meet] + 0.25
        and abs(lately[meet].at[[R_WRIST, L_WRIST], 0].mean() - lately[meet].at[THORAX, 0]) < 0.4
    )


def _clap_over(m: Moment) -> bool:
    return m.gap(R_WRIST, L_WRIST) > 0.6


# The first that is on gives its name to the moment: shapes of both arms come before what an arm or the body does.
RULES = (
    Rule("heart", _heart, _heart_open, hold=0.25),
    Rule("dab", _dab, _dab_over, hold=0.15),
    Rule("t_pose", _t_pose, _t_pose_over, hold=0.35),
    Rule("jump", _jump, _landed, rest=0.4, longest=1.0),
    Rule("squat", _squat, _squat_over, hold=0.2),
    Rule("clap", _clap, _clap_over, rest=0.3, before=0.2, longest=0.8),
    Rule("wave", _wave, _wave_over, rest=0.3, before=1.0),
    Rule("hands_up", _hands_up, _hands_down, hold=0.2),
)
NAMES = tuple(sorted(rule.name for rule in RULES))
