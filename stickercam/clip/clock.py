"""Time: takes on an even clock, and without the ends in which nothing happens."""

from dataclasses import replace

import numpy as np

from stickercam.clip.motion import SEEN, arrays, moved, pick, unit_of
from stickercam.frames import Take

REST = 0.2  # seconds of stillness that stay at both ends: a start needs a run-up, an end a landing
SHORTEST = 1.0  # seconds that a clip lasts at least, if the take does
SPAN = 0.25  # seconds over which speed is measured: long enough for trembling to cancel out
STILL = 0.25  # T/s of the two fastest joints; gestures come to 0.5 and more, joints that tremble to 0.15
CALM = 0.15  # of the take's own fast moments: in tai chi less than STILL is motion too


def display_seconds(take: Take) -> np.ndarray:
    """(N,) float64: how long each pose is shown; the last one as long as poses are at the median."""
    times = arrays(take)[2]
    if len(times) < 2:
        return np.full(len(times), 0.1)  # a picture that stands alone may last as long as it likes
    steps = np.diff(times)
    return np.append(steps, np.median(steps))


def resample(take: Take, fps: float) -> Take:
    """The same motion on an even clock of `fps` poses a second, from the first pose to the last (to half a step).

    Joints move on smooth curves through the recorded points that never overshoot them: against straight lines a
    quarter less error from sources of 10 fps. Where either neighbour was not seen (score 0), neither is what lies
    between. Pictures are the nearest ones.
    """
    xy, score, times = arrays(take)
    if len(times) < 2 or times[-1] <= times[0]:
        return pick(take, range(min(len(times), 1)))
    clock = np.arange(round((times[-1] - times[0]) * fps) + 1) / fps
    before, part = _between(times, np.minimum(clock + times[0], times[-1]))
    one, other, part_ = score[before], score[before + 1], part[:, None]
    between = np.where(np.minimum(one, other) > 0, (1 - part_) * one + part_ * other, 0)
    mixed = np.where(part_ == 0, one, np.where(part_ == 1, other, between))
    return moved(pick(take, np.where(part < 0.5, before, before + 1), clock), _curve(times, xy, before, part), mixed)


def paced(take: Take, fps: float, *, closed: bool, slower: float = 1.0) -> Take:
    """A clip on an even clock at another rate, each pose at its own moment, the length as it was.

    closed: whether the first pose follows the last one; then the seam stays as good as it was.
    slower: the factor by which it is stretched; never below 1, for nobody moves faster than they did.
    """
    if slower < 1:
        raise ValueError(f"a clip is not played {1 / slower:.2f} times as fast")
    times = arrays(take)[2]
    if len(times) < 2:
        return take
    step = float(np.median(np.diff(times)))
    length = len(times) * step * slower  # the last pose is shown as long as the others
    count = max(2, round(length * fps))
    if count == len(times) and slower == 1:
        return take
    after = 0 if closed else len(times) - 1
    ring = pick(take, [*range(len(times)), after], np.append(times, times[-1] + step) * slower)
    dense = resample(ring, count / length)
    return pick(dense, range(count))


def trim(take: Take) -> Take:
    """The take without the ends where nobody is seen or nobody moves; no poses at all if nobody is ever seen."""
    xy, score, times = arrays(take)
    seen = np.flatnonzero((score >= SEEN).sum(axis=1) >= 3)  # an arm or a head; fewer joints are no person
    if not len(seen):
        return replace(take, poses=(), frames=None if take.frames is None else ())
    start, end = first, last = times[seen[0]], times[seen[-1]]
    speed = _speed(xy, score >= SEEN, times) / unit_of(xy, score >= SEEN)
    moving = times[speed > min(STILL, CALM * np.quantile(speed, 0.95))]
    moving = moving[(moving >= first) & (moving <= last)]
    if len(moving):
        start, end = moving[0] - REST, moving[-1] + REST
        lacking = max(0.0, SHORTEST - (end - start)) / 2
        start, end = max(first, start - lacking), min(last, end + lacking)
    return pick(take, np.flatnonzero((times >= start - 1e-6) & (times <= end + 1e-6)))


def _between(times: np.ndarray, moments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(M,) number of the time before each moment, (M,) share of the way to the next one in [0, 1]."""
    before = np.clip(np.searchsorted(times, moments, side="right") - 1, 0, len(times) - 2)
    part = (moments - times[before]) / np.maximum(times[before + 1] - times[before], 1e-9)
    part = np.clip(part, 0, 1)
    return before, np.where(part < 1e-6, 0.0, np.where(part > 1 - 1e-6, 1.0, part))


def _curve(times: np.ndarray, xy: np.ndarray, before: np.ndarray, part: np.ndarray) -> np.ndarray:
    """Monotone cubic curves (Fritsch and Butland) through xy (N, 16, 2), read at the given places: (M, 16, 2)."""
    gaps = np.maximum(np.diff(times), 1e-9)[:, None, None]
    slopes = np.diff(xy, axis=0) / gaps
    tangents = np.concatenate([slopes[:1], np.zeros_like(xy[2:]), slopes[-1:]])
    if len(slopes) > 1:
        near, far = 2 * gaps[1:] + gaps[:-1], gaps[1:] + 2 * gaps[:-1]
        product = slopes[:-1] * slopes[1:]
        # near + far over (near / a + far / b), written so that a slope of 0 is no division by it
        mean = (near + far) * product / np.where(product > 0, near * slopes[1:] + far * slopes[:-1], 1)
        tangents[1:-1] = np.where(product > 0, mean, 0)
    s, h = part[:, None, None], gaps[before]
    start, end = xy[before], xy[before + 1]
    rising = s * s * (3 - 2 * s)
    bend = s * (1 - s) * h * ((1 - s) * tangents[before] - s * tangents[before + 1])
    return start + rising * (end - start) + bend


def _speed(xy: np.ndarray, seen: np.ndarray, times: np.ndarray) -> np.ndarray:
    """(N,) pixels/s: the mean of the two fastest seen joints at each pose, over SPAN. One alone may be a mistake."""
    if len(times) < 2:
        return np.zeros(len(times))
    behind = np.clip(times - SPAN / 2, times[0], max(times[0], times[-1] - SPAN))
    ahead = np.minimum(behind + SPAN, times[-1])  # as long at the ends, where trembling would count double
    places = []
    for moments in (behind, ahead):
        before, part = _between(times, moments)
        share = part[:, None, None]
        places.append((1 - share) * xy[before] + share * xy[before + 1])
    way = np.linalg.norm(places[1] - places[0], axis=-1) / np.maximum(ahead - behind, 1e-9)[:, None]
    return np.sort(np.where(seen, way, 0), axis=1)[:, -2:].mean(axis=1)
