"""What the whole body does: jump, squat, kick, bow, spin. Lengths in T, "up" is up in the picture."""

import numpy as np

from stickercam.actions.arms import facing
from stickercam.actions.moment import STEADY, Moment, middle
from stickercam.models.skeleton import (
    HEAD_TOP,
    L_ANKLE,
    L_HIP,
    L_KNEE,
    L_SHOULDER,
    PELVIS,
    R_ANKLE,
    R_HIP,
    R_KNEE,
    R_SHOULDER,
    THORAX,
)

LEGS = ((R_HIP, R_KNEE, R_ANKLE), (L_HIP, L_KNEE, L_ANKLE))
RISING = 0.8  # seconds from the bottom of a squat to standing
ROUND = 1.3  # seconds from seeing the back to seeing the front again
LANDING = 3.0  # T a second: a squat goes down at 2, a jump lands at 4
SITTING = 1.3  # seconds at the bottom: who stays longer has sat down


def jump(m: Moment) -> bool:
    if not m.has(PELVIS, THORAX):
        return False
    if not m.saw[:, [R_ANKLE, L_ANKLE]].any():
        return _came_down(m)
    pelvis, thorax = m.rise(PELVIS), m.rise(THORAX)
    if min(pelvis, thorax) < 0.22 or abs(pelvis - thorax) > 0.12:
        return False
    for foot in (R_ANKLE, L_ANKLE):  # one that was lost just now may well stand; one never seen says nothing
        if m.rise(foot) < 0.15 if m.seen[foot] else m.saw[:, foot].any():
            return False
    return m.climb(PELVIS, 0.3) > 0.22


def _came_down(m: Moment) -> bool:
    """Up and down again within moments: who stands up, feet below the picture, stays up."""
    rows = m.lately(0.9)
    hips, trunk, times = m.path[rows, PELVIS, 1], m.path[rows, THORAX, 1], m.times[rows]
    top = int(hips.argmax())
    before = times >= times[top] - 0.4
    before[top + 1 :] = False
    usual = (middle(m.heights(PELVIS, STEADY)), middle(m.heights(THORAX, STEADY)))
    return bool(
        min(hips[top] - usual[0], trunk[top] - usual[1]) > 0.2
        and abs((hips[top] - trunk[top]) - (usual[0] - usual[1])) < 0.12
        and hips[top] - hips[before].min() > 0.22
        and hips[top] - hips[-1] > 0.2
    )


def landed(m: Moment) -> bool:
    return m.rise(PELVIS) < 0.1


def squat(m: Moment) -> bool:
    """Told on the way up: who goes down and stays there has sat down."""
    dip = _dip(m)
    return dip is not None and m.time - dip[1] < RISING and bool(m.at[PELVIS, 1] - dip[2] > 0.2)


def squat_began(m: Moment) -> float:
    dip = _dip(m)
    return m.time if dip is None else dip[0]


def squat_over(m: Moment) -> bool:
    dip = _dip(m)
    return dip is None or m.time - dip[1] >= RISING or bool(m.at[PELVIS, 1] - dip[2] < 0.1)  # the next one


def _dip(m: Moment) -> tuple[float, float, float] | None:
    """(when the hips began to go down, when they were lowest, how low) of the latest squat in the last seconds."""
    if not m.has(R_HIP, L_HIP, R_KNEE, L_KNEE, PELVIS):
        return None
    seen = m.saw[:, [PELVIS, R_HIP, L_HIP, R_KNEE, L_KNEE]].all(1)
    times, path = m.times[seen][::-1], m.path[seen][::-1]  # the present first
    hips = path[:, PELVIS, 1]
    high = np.flatnonzero(hips - np.minimum.accumulate(hips) > 0.4)
    if not len(high):
        return None
    low = int(hips[: high[0]].argmin())
    thighs = (path[:, [R_HIP, L_HIP], 1] - path[:, [R_KNEE, L_KNEE], 1]).mean(1)
    near = times[: high[0]][hips[: high[0]] - hips[low] < 0.12]
    if thighs[low] > 0.82 * thighs.max() or near[0] - near[-1] > SITTING:
        return None
    before = np.linspace(0, times[low] - times[high[0]], 16)  # seconds ago at the bottom
    fall = np.interp(times[low] - before - 0.1, times[::-1], hips[::-1])
    if (fall - np.interp(times[low] - before, times[::-1], hips[::-1])).max() > LANDING * 0.1:
        return None  # they came down from a jump
    fell = np.flatnonzero(np.diff(hips[high[0] :]) < 0.01)  # before it they stood, or came down from a jump
    return float(times[high[0] + (fell[0] if len(fell) else 0)]), float(times[low]), float(hips[low])


def kick(m: Moment) -> bool:
    """A foot flies out and up, the knee opened, or to the height of the hips; the other foot stands."""
    for (hip, knee, ankle), (_, _, other) in (LEGS, LEGS[::-1]):
        high = m.up(ankle, other)
        if high < 0.35 or not m.has(hip, knee, ankle, other) or m.climb(ankle, 0.5) < 0.35 or abs(m.rise(other)) > 0.3:
            continue
        away, down = abs(m.at[ankle, 0] - m.at[hip, 0]), m.up(hip, ankle)
        aside, open_ = np.degrees(np.arctan2(away, max(down, 0.0))), m.bend(hip, knee, ankle)
        # A lifted knee alone: its shin hangs at 90 degrees, its foot at .8. Aslant to the camera a kick looks steeper.
        if (aside > 38 and open_ > 100) or (aside > 27 and open_ > 115 and high > 0.5) or high > 1.0:
            return True
    return False


def kick_over(m: Moment) -> bool:
    return abs(m.up(R_ANKLE, L_ANKLE)) < 0.25


def bow(m: Moment) -> bool:
    """Head and shoulders go down while the hips stay: the way from hips to crown shrinks in the picture."""
    if not m.has(PELVIS, HEAD_TOP, THORAX):
        return False
    hips = m.heights(PELVIS, 1.5)
    return _upright(m) < 0.72 and hips.max() - m.at[PELVIS, 1] < 0.3


def _upright(m: Moment) -> float:
    """Height of the crown above the hips as part of what it was in the last seconds."""
    both = m.saw[:, [PELVIS, HEAD_TOP]].all(1)
    heights = m.path[both, HEAD_TOP, 1] - m.path[both, PELVIS, 1]
    return float(heights[-1]) / max(middle(heights, 0.9), 0.3) if both[-1] else 1.0


def bow_over(m: Moment) -> bool:
    return _upright(m) > 0.85


def spin(m: Moment) -> bool:
    """Once round: the shoulders face the camera, away from it, and the camera again."""
    if not m.has(R_SHOULDER, L_SHOULDER) or facing(m) < 0.3:
        return False
    rows = m.lately(2.8)
    shoulders, hips = _width(m, rows, R_SHOULDER, L_SHOULDER), _width(m, rows, R_HIP, L_HIP)
    # Who looks round and back turns the shoulders less, who swings a club leaves the hips.
    behind = np.flatnonzero((shoulders < -0.42) & ~(hips > -0.1))
    if not len(behind) or m.time - m.times[rows][behind[-1]] > ROUND:
        return False
    return bool((shoulders[: behind[0]] > 0.3).any())


def _width(m: Moment, rows: slice, right: int, left: int) -> np.ndarray:
    """(M,) how far the left joint was to the right of the right one; NaN where one was not seen."""
    width = m.path[rows, left, 0] - m.path[rows, right, 0]
    return np.where(m.saw[rows, left] & m.saw[rows, right], width, np.nan)


def spin_over(m: Moment) -> bool:
    return not spin(m)
