"""What arms do over time: waving, clapping, punching. Lengths in T, "up" is up in the picture."""

import numpy as np

from stickercam.actions.arms import SIDES, before_chest, facing
from stickercam.actions.moment import Moment, middle
from stickercam.models.skeleton import L_SHOULDER, L_WRIST, R_SHOULDER, R_WRIST, THORAX, UPPER_NECK

WAVE = 2.2  # seconds in which a wave goes to and fro at least once and a half
SWING = 0.18  # T that a forearm swings at least; less is trembling or gesturing
GUARD = 0.62  # T from shoulder to wrist at most, of a fist that waits


def wave(m: Moment) -> bool:
    return any(turns(_forearm(m, side, WAVE), SWING) >= 3 for side in SIDES)


def wave_over(m: Moment) -> bool:
    return all(turns(_forearm(m, side, 1.0), SWING) < 1 for side in SIDES)


def wave_began(m: Moment) -> float:
    """When the arm that waves was raised, as far as it is remembered."""
    best = max(SIDES, key=lambda side: turns(_forearm(m, side, WAVE), SWING))
    return m.time - max(len(_forearm(m, best, WAVE)) - 1, 0) * float(np.median(np.diff(m.times[-30:])))


def _forearm(m: Moment, side: tuple[int, int, int], seconds: float) -> np.ndarray:
    """(M,) how far the wrist was right of its elbow, as long as the forearm was raised and upright, the elbow still.

    A boxer's forearm comes down with the punch and takes the elbow along. Both hands together hold something: a club.
    """
    rows = m.lately(seconds)
    shoulder, elbow, wrist = side
    path, saw = m.path[rows], m.saw[rows]
    raised = (path[:, wrist, 1] - path[:, shoulder, 1] > -0.15) & (path[:, wrist, 1] - path[:, elbow, 1] > 0.22)
    held = np.hypot(*(path[:, R_WRIST] - path[:, L_WRIST]).T) < 0.5
    still = path[:, elbow] - path[:, THORAX] - m.at[elbow] + m.at[THORAX]
    good = raised & ~(held & saw[:, R_WRIST] & saw[:, L_WRIST]) & (np.hypot(*still.T) < 0.35)
    known = saw[:, list(side)].all(1)  # a hand unseen for a moment says nothing
    broken = np.flatnonzero(known & ~good)
    rest = slice(int(broken[-1]) + 1 if len(broken) else 0, None)
    return (path[:, wrist, 0] - path[:, elbow, 0])[rest][known[rest]]


def turns(x: np.ndarray, swing: float) -> int:
    """How often a curve turns round after going at least `swing` in one direction."""
    if not len(x) or np.ptp(x) < swing:
        return 0
    count, way, extreme = 0, 0, x[0]
    for value in x[1:]:
        if way == 0:
            way = int(np.sign(value - extreme)) if abs(value - extreme) > swing else 0
            extreme = value if way else extreme
        elif way * (value - extreme) > 0:
            extreme = value
        elif way * (extreme - value) > swing:
            count, way, extreme = count + 1, -way, value
    return count


def clap(m: Moment) -> bool:
    """Hands that meet before the chest and part again. Hands that meet and stay are folded, or about to squat."""
    if not m.has(R_WRIST, L_WRIST, UPPER_NECK, R_SHOULDER, L_SHOULDER) or facing(m) < 0.4:
        return False
    return _claps_once(m) or _claps_on(m)


def _apart(m: Moment, seconds: float) -> tuple[slice, np.ndarray]:
    rows = m.lately(seconds)
    return rows, np.hypot(*(m.path[rows, R_WRIST] - m.path[rows, L_WRIST]).T)


def _claps_once(m: Moment) -> bool:
    rows, gaps = _apart(m, 0.5)
    meet = int(gaps.argmin())
    times, path = m.times[rows] - m.times[rows][meet], m.path[rows]
    closing, parting = gaps[(times < 0) & (times >= -0.35)], gaps[times > 0]
    quick = gaps[(times < 0) & (times >= -0.14)]
    return bool(
        before_chest(m, rows)[np.abs(times) <= 0.15].all()
        and gaps[meet] < 0.45
        and (path[:, L_SHOULDER, 0] - path[:, R_SHOULDER, 0]).min() > 0.3  # from the side all hands meet
        and abs(path[meet, R_WRIST, 1] - path[meet, L_WRIST, 1]) < 0.25  # arms that swing past each other are no clap
        and max(closing, default=0.0) > 0.7  # a boxer at guard opens to .55
        and min(max(quick, default=0.0), max(parting, default=0.0)) > gaps[meet] + 0.25
        and abs(path[meet, [R_WRIST, L_WRIST], 0].mean() - path[meet, THORAX, 0]) < 0.4
    )


def _claps_on(m: Moment) -> bool:
    """To and fro again and again: at a dozen frames a second no single meeting need be seen."""
    rows, gaps = _apart(m, 1.8)
    good = before_chest(m, rows)
    known = m.saw[rows][:, [R_WRIST, L_WRIST]].all(1)
    broken = np.flatnonzero(known & ~good)
    rest = slice(int(broken[-1]) + 1 if len(broken) else 0, None)
    path, gaps = m.path[rows][rest][known[rest]], gaps[rest][known[rest]]
    if len(gaps) < 5 or gaps.min() > 0.35 or middle(gaps) > 0.95:
        return False
    level = np.abs(path[:, R_WRIST, 1] - path[:, L_WRIST, 1])
    aside = path[:, [R_WRIST, L_WRIST], 0].mean(1) - path[:, THORAX, 0]
    front = (path[:, L_SHOULDER, 0] - path[:, R_SHOULDER, 0]).min() > 0.3
    return bool(front) and turns(gaps, 0.25) >= 3 and level.max() < 0.3 and np.abs(aside).max() < 0.4


def clap_over(m: Moment) -> bool:
    _, gaps = _apart(m, 0.7)
    return turns(gaps, 0.2) < 1


def punch(m: Moment) -> bool:
    """A fist flies from the guard to a stretched, level arm while the other one waits.

    Straight at the camera an arm does not grow longer in the picture: that cannot be told.
    """
    return any(_strikes(m, SIDES[n], SIDES[1 - n]) for n in (0, 1))


def _strikes(m: Moment, side: tuple, other: tuple) -> bool:
    s, e, w = side
    if not m.has(*side, *other) or m.slope(s, w) > 32 or m.bend(s, e, w) < 130:
        return False
    if m.bend(*other) > 115 or m.up(other[2], other[1]) < 0.0:  # the other fist is up
        return False
    rows = m.lately(0.3)
    far = np.hypot(*(m.path[rows, w] - m.path[rows, s]).T)[m.saw[rows, w]]
    low = m.path[rows, w, 1] - m.path[rows, s, 1]
    return bool(far[-1] > 0.62 and far.min() < GUARD and far[-1] - far.min() > 0.3 and low.min() > -0.4)


def punch_over(m: Moment) -> bool:
    return all(np.hypot(*(m.at[w] - m.at[s])) < 0.7 or m.slope(s, w) > 45 for s, _, w in SIDES)
