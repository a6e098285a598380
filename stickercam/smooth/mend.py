"""Mending a recorded stretch of motion, with the frames after a mistake in view as well as those before it."""

from dataclasses import dataclass

import numpy as np

from stickercam.crop import at_rest, torso_length
from stickercam.crop.body import LENGTHS
from stickercam.smooth.repair import CHILDREN, GROUPS, PARENTS, SPIKE, SPIKE_SPEED, exchange, pull_back

FILL = 0.3  # seconds without a joint, or without anybody, that are bridged
STRAY = 0.2  # seconds that a joint may be elsewhere before it is believed
GLIDE = 0.06  # seconds before and after a jump that the move is spread over
SIDES_COST = 4.0  # T a second of reading sides as exchanged: up to about a second of it is taken for a mistake


@dataclass(slots=True, eq=False)
class Stretch:
    """Consecutive frames of one person; the functions below change it.

    times: (N,) seconds. xy: (N, 16, 2) float64 pixels. score, seen: (N, 16). unit: (N,) T in pixels.
    """

    times: np.ndarray
    xy: np.ndarray
    score: np.ndarray
    seen: np.ndarray
    unit: np.ndarray


def runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """Stretches of True in (N,) bool as (first, one past the last)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def step_of(times: np.ndarray) -> float:
    """The usual time between frames."""
    return float(np.median(np.diff(times))) if len(times) > 1 else 0.0


def smoothstep(x: np.ndarray) -> np.ndarray:
    """0 below 0, 1 above 1, a soft rise between."""
    x = np.clip(x, 0, 1)
    return x * x * (3 - 2 * x)


def distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Lengths of (..., 2) differences."""
    return np.hypot(a[..., 0] - b[..., 0], a[..., 1] - b[..., 1])


def lasting(weak: np.ndarray, strong: np.ndarray) -> np.ndarray:
    """(N, 16) bool: runs of `weak` frames that hold a `strong` one; a hysteresis that works in both directions."""
    out = np.zeros_like(weak)
    for joint in range(weak.shape[1]):
        for a, b in runs(weak[:, joint]):
            out[a:b, joint] = strong[a:b, joint].any()
    return out


def torso_lengths(times: np.ndarray, xy: np.ndarray, seen: np.ndarray, window: float) -> np.ndarray:
    """(N,) T in pixels: the median over a window (seconds) about each frame."""
    lengths = np.array([torso_length(points, marks) or np.nan for points, marks in zip(xy, seen)])
    known = ~np.isnan(lengths)
    if not known.any():
        return np.full(len(times), max(float(np.ptp(xy, axis=(0, 1)).max()) / 3, 1.0))  # people are 3 T tall
    out = np.empty(len(times))
    for frame, time in enumerate(times):
        near = known & (np.abs(times - time) <= window / 2)
        out[frame] = np.median(lengths[near if near.any() else known])
    return out


def put_sides_right(s: Stretch) -> None:
    """Read right and left so that the joints travel least, group by group; reading them exchanged costs SIDES_COST.

    A shortest path over two states a frame: as given, and exchanged.
    """
    price = SIDES_COST * np.gradient(s.times) if len(s.times) > 1 else np.zeros(1)
    for group in GROUPS:
        both, other = group[0] + group[1], group[1] + group[0]
        counts = (s.seen[1:] & s.seen[:-1])[:, both].all(1) / s.unit[1:]
        stay = distance(s.xy[1:, both], s.xy[:-1, both]).sum(1) * counts
        change = distance(s.xy[1:, both], s.xy[:-1, other]).sum(1) * counts
        cost, origin = np.array([0.0, price[0]]), np.zeros((len(s.times), 2), int)
        for frame in range(1, len(s.times)):
            a, b = stay[frame - 1], change[frame - 1]
            ways = cost + np.array([[a, b], [b, a]])  # to, from
            origin[frame] = ways.argmin(1)
            cost = ways.min(1) + (0.0, price[frame])
        state = int(cost.argmin())
        for frame in range(len(s.times) - 1, -1, -1):
            if state:
                for values in (s.xy, s.score, s.seen):
                    values[frame] = exchange(values[frame], group)
            state = origin[frame, state]


def drop_strays(s: Stretch) -> None:
    """Unsee joints that jump elsewhere and back within STRAY; where one jumps for good, the moment of the jump.

    A hidden elbow has two likely places, and a network changes its mind about them. What is unseen here is bridged.
    """
    for joint in range(16):
        frames = np.flatnonzero(s.seen[:, joint])
        times, xy = s.times[frames], s.xy[frames, joint]
        steps = distance(xy[1:], xy[:-1])
        jumps = list(np.flatnonzero(steps > np.maximum(SPIKE, SPIKE_SPEED * np.diff(times)) * s.unit[frames[1:]]))
        while jumps:
            last = jumps.pop(0)  # the last frame before the jump
            back = next((jump for jump in jumps if times[jump] - times[last + 1] <= STRAY), None)
            if back is not None and distance(xy[last], xy[back + 1]) < min(steps[last], steps[back]) / 2:
                s.seen[frames[last + 1 : back + 1], joint] = False
                jumps = [jump for jump in jumps if jump > back]
            else:
                near = (times > times[last + 1] - GLIDE) & (times < times[last] + GLIDE)
                s.seen[frames[near], joint] = False


def shorten_limbs(s: Stretch) -> None:
    """Pull stretched limbs back to the length that they usually have; a joint that was moved is half as sure."""
    limbs = distance(s.xy[:, CHILDREN], s.xy[:, PARENTS]) / s.unit[:, None]
    both = s.seen[:, CHILDREN] & s.seen[:, PARENTS]
    lengths = LENGTHS.copy()
    for place, joint in enumerate(CHILDREN):
        if both[:, place].any():
            lengths[joint] = np.median(limbs[both[:, place], place])
    for frame in range(len(s.xy)):
        s.score[frame, pull_back(s.xy[frame], lengths, s.unit[frame])] /= 2


def fill_gaps(s: Stretch) -> None:
    """Bridge short gaps of single joints by cubics."""
    longest = FILL + step_of(s.times)
    for joint in range(16):
        for a, b in runs(~s.seen[:, joint]):
            if a and b < len(s.times) and s.times[b] - s.times[a - 1] <= longest:
                s.xy[a:b, joint] = _cubic(s, joint, a, b)
                s.score[a:b, joint] = min(s.score[a - 1, joint], s.score[b, joint])
                s.seen[a:b, joint] = True


def _cubic(s: Stretch, joint: int, a: int, b: int) -> np.ndarray:
    """(b - a, 2) points over frames a..b-1 of the cubic that leaves and arrives with the speeds beside the gap."""
    speeds = []
    for frame, neighbour in ((a - 1, a - 2), (b, b + 1)):
        beside = 0 <= neighbour < len(s.times) and s.seen[neighbour, joint]
        move = s.xy[frame, joint] - s.xy[neighbour, joint] if beside else np.zeros(2)
        speeds.append(move / (s.times[frame] - s.times[neighbour]) if beside else move)
    gap = s.times[b] - s.times[a - 1]
    x = ((s.times[a:b] - s.times[a - 1]) / gap)[:, None]
    here, there = s.xy[a - 1, joint], s.xy[b, joint]
    ends = here + (there - here) * smoothstep(x)
    return ends + gap * (x * (1 - x) ** 2 * speeds[0] - x * x * (1 - x) * speeds[1])


def rest_unseen(s: Stretch, hold: float, leave: float) -> None:
    """Put joints that stay unseen where they would rest: they wait `hold` seconds, swing there in `leave`, and back."""
    rest = np.array([at_rest(points, marks, length) for points, marks, length in zip(s.xy, s.seen, s.unit)])
    for joint in range(16):
        for a, b in runs(~s.seen[:, joint]):
            at, pull = rest[a:b, joint], np.zeros((2, b - a))
            if a:
                pull[0] = 1 - smoothstep((s.times[a:b] - s.times[a - 1] - hold) / leave)
            if b < len(s.times):
                pull[1] = 1 - smoothstep((s.times[b] - s.times[a:b] - hold) / leave)
            pull = (pull / np.maximum(pull.sum(0), 1.0))[..., None]
            ends = s.xy[[max(a - 1, 0), min(b, len(s.times) - 1)], joint]
            s.xy[a:b, joint] = at + pull[0] * (ends[0] - at) + pull[1] * (ends[1] - at)
