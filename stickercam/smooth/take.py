"""The filter for whole takes: it sees the future, so nothing lags and mistakes are undone from both sides."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from stickercam.crop import torso_length
from stickercam.frames import Pose
from stickercam.smooth import mend
from stickercam.smooth.gate import Gate
from stickercam.smooth.live import SmoothSettings
from stickercam.smooth.mend import Stretch
from stickercam.smooth.repair import STEADY, is_break, without_doubles


def smooth_take(poses: Sequence[Pose], settings: SmoothSettings | None = None) -> tuple[Pose, ...]:
    """The same poses, steady and without lag; a take turned round in time gives the result turned round.

    Each stretch with one person is filtered by itself; finds shorter than mend.FILL are dropped where there are
    longer ones. Frames without anybody have score 0 and take over the nearest pose. Unseen joints rest, with score 0.
    """
    settings = settings or SmoothSettings()
    times = np.array([pose.time for pose in poses])
    xy = np.array([pose.xy for pose in poses], np.float64)
    score = np.array([without_doubles(pose.xy, pose.score, settings.off) for pose in poses], np.float64)
    marks, known = np.zeros_like(score), np.zeros(len(poses), bool)
    for part in _stretches(times, xy, score, settings):
        xy[part], marks[part] = _smooth(times[part], xy[part], score[part], settings)
        known[part] = True
    if known.any():
        people = np.flatnonzero(known)
        xy = xy[people[np.abs(times[:, None] - times[people]).argmin(1)]]
    return tuple(
        Pose(points.astype(np.float32), mark.astype(np.float32), pose.time)
        for points, mark, pose in zip(xy, marks, poses)
    )


def _stretches(times: np.ndarray, xy: np.ndarray, score: np.ndarray, settings: SmoothSettings) -> list[slice]:
    """The runs of frames that show one person without a cut; short absences do not end one."""
    present = np.flatnonzero((score >= settings.on).sum(-1) >= 3) if len(times) else np.zeros(0, int)
    if not present.size:
        return []
    ends, weak = [], score >= settings.off
    for place, (a, b) in enumerate(pairwise(present)):
        dt, unit = times[b] - times[a], torso_length(xy[a], weak[a])
        torn = unit is not None and is_break(xy[a], xy[b], seen=weak[a] & weak[b], unit=unit, dt=dt)
        if torn or dt > mend.FILL + mend.step_of(times):
            ends.append(place + 1)
    found = [(run[0], run[-1]) for run in np.split(present, ends)]
    lasting = [(first, last) for first, last in found if times[last] - times[first] >= mend.FILL]
    return [slice(int(first), int(last) + 1) for first, last in lasting or found]


def _smooth(times: np.ndarray, xy: np.ndarray, score: np.ndarray, settings: SmoothSettings) -> tuple:
    """One stretch: joints (N, 16, 2) and scores (N, 16), those of unseen joints 0."""
    seen = mend.lasting(score >= settings.off, score >= settings.on)
    s = Stretch(times, xy.copy(), score.copy(), seen, mend.torso_lengths(times, xy, seen, settings.window))
    mend.put_sides_right(s)
    mend.drop_strays(s)
    mend.shorten_limbs(s)
    mend.fill_gaps(s)
    mend.rest_unseen(s, settings.hold, settings.leave)
    xy = _both_ways(s, _tremor(s, settings), settings)
    return xy, np.where(s.seen, np.maximum(s.score, settings.on), 0.0)


def _tremor(s: Stretch, settings: SmoothSettings) -> float:
    """The deviation of joints at rest, in T: from second differences where little moves for five frames."""
    if len(s.xy) < 8:
        return settings.tremor
    five = np.stack([s.xy[k : len(s.xy) - 4 + k] for k in range(5)])  # (5, N - 4, 16, 2)
    unit = s.unit[2:-2, None]
    quiet = np.ptp(five, axis=0).max(-1) < 6 * settings.tremor * unit
    quiet &= s.seen[2:-2]
    if quiet.sum() < 40:  # some joints for a second
        return settings.tremor
    second = np.abs(five[1] - 2 * five[2] + five[3]) / unit[..., None]
    deviation = np.median(second[quiet]) / (0.6745 * np.sqrt(6))  # what the median is for white noise
    return float(np.clip(deviation, *settings.tremor_range))


def _both_ways(s: Stretch, tremor: float, settings: SmoothSettings) -> np.ndarray:
    """(N, 16, 2): the gate forward then backward, and backward then forward, averaged.

    Columns 0-15 run forward in time, 16-31 backward; between the passes both are turned and change places.
    """
    steps, last = np.maximum(np.diff(s.times), 0.005), len(s.times) - 1
    floor = STEADY * np.where(s.score < settings.on, 2.0, 1.0)  # a weak peak trembles more
    floor = np.concatenate([floor, floor[::-1]], axis=1)
    xy = np.concatenate([s.xy, s.xy[::-1]], axis=1)
    for _ in range(2):
        gate, out = Gate(xy[0], settings.gate), [xy[0]]
        for frame in range(1, last + 1):
            dt = np.repeat([steps[frame - 1], steps[last - frame]], 16)
            unit = np.repeat([s.unit[frame], s.unit[last - frame]], 16)
            out.append(gate.step(xy[frame], dt, unit, sigma=tremor, floor=floor[frame]))
        xy = np.roll(np.array(out)[::-1], 16, axis=1)
    return (xy[:, :16] + xy[::-1, 16:]) / 2
