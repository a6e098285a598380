"""Loops: the stretch of a take whose end flows into its beginning, or the way there and back."""

from dataclasses import dataclass

import numpy as np

from stickercam.clip.motion import SEEN, arrays, distances, moved, pick, unit_of
from stickercam.errors import UsageError
from stickercam.frames import Take
from stickercam.models.skeleton import THORAX

LOOPS = ("auto", "boomerang", "none")

GOOD_GAP = 1.5  # typical steps from the pose that would follow to the first one; nobody sees it
WIDE_GAP = 5.0  # the same when bent over LONG_BLEND: about one typical step more from pose to pose
LEAST_STEP = 0.2  # T/s: in a calm take a step of this speed is not seen either, however small the typical one
SHORTEST = 1.0  # seconds of a loop
LEAST, MOST = 0.6, 0.75  # shares of a take's motion: a loop holds MOST, or, of what repeats itself, LEAST
LEAST_LIMITED = 0.45  # where the length is limited: a period that goes once and not twice into it holds over half
REPEATS = 2.0  # typical steps up to which poses repeat; a golf swing at the ball, .61 of it done, is 4.5 from its start
MOTION_PRICE = 2.0  # typical steps of pose distance that all of the motion is worth
LONGEST_BOOMERANG = 8.0  # seconds: 4 s there and 4 s back; a longer scene tires backwards, and its file doubles
LOOK_AHEAD = 0.1  # seconds: poses are compared together with where they are about to go
SHORT_BLEND, LONG_BLEND = 0.15, 0.3  # seconds


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
    """A clip that may repeat, and how that was reached.

    take: the poses to draw, one after the other, then from the first again.
    kind: "cut" the end meets the beginning by itself, "blend" it had to be bent towards it, "boomerang" there and
          back, "none" as recorded.
    seam: the step from the last pose to the first over the typical step, or over its neighbours where they are larger.
    """

    take: Take
    kind: str
    seam: float


def loop(take: Take, mode: str = "auto", longest: float | None = None) -> Loop:
    """Make a take on an even clock repeat. mode: one of LOOPS. longest: seconds that the loop may last.

    auto closes the stretch whose end meets its beginning best among those that hold most of the motion. What is not
    periodic goes there and back, or, where that would take too long, starts again with a jump. Where the take is longer
    than allowed, the liveliest stretch is used.
    """
    if mode not in LOOPS:
        raise UsageError(f"there is no loop called {mode}", f"choose {', '.join(LOOPS)}")
    take = pick(take, range(len(take.poses)))
    most = len(take.poses) + 1 if longest is None else max(3, _poses_in(take, longest))
    if len(take.poses) < 3 or mode == "none":
        take = _liveliest(take, most)
        return Loop(take, "none", _seam(take))
    if mode == "auto":
        closed = _closed(take, most)
        if closed is not None:
            return closed
        if longest is None and 2 * take.poses[-1].time > LONGEST_BOOMERANG:
            return Loop(take, "none", _seam(take))
    if longest is None:
        return _boomerang(take)
    once, there = _liveliest(take, most), _liveliest(take, most // 2 + 1)
    if mode == "auto" and _motion(there) < LEAST * _motion(once):  # a jump is better than half of a story
        return Loop(once, "none", _seam(once))
    return _boomerang(there)


def _motion(take: Take) -> float:
    """All that joints move, pixels."""
    xy, score, _ = arrays(take)
    return float(distances(xy, score >= SEEN).sum())


def _poses_in(take: Take, seconds: float) -> int:
    """How many poses of an even clock are shown in so many seconds."""
    times = arrays(take)[2]
    return len(times) if len(times) < 2 else int(seconds / np.median(np.diff(times)) + 1e-6)


def _liveliest(take: Take, count: int) -> Take:
    """The `count` poses in a row in which most happens."""
    if len(take.poses) <= count:
        return take
    xy, score, _ = arrays(take)
    held = np.concatenate([[0.0], np.cumsum(distances(xy, score >= SEEN))])
    first = int(np.argmax(held[count - 1 :] - held[: len(held) - count + 1]))
    return pick(take, range(first, first + count))


def _boomerang(take: Take) -> Loop:
    there = arrays(take)[2]
    back = np.arange(len(there) - 2, 0, -1)
    both = pick(take, [*range(len(there)), *back], np.concatenate([there, 2 * there[-1] - there[back]]))
    return Loop(both, "boomerang", _seam(both))


def _closed(take: Take, most: int) -> Loop | None:
    """The best stretch of the take of at most so many poses closed to a loop, or None where none closes well."""
    free = take.frames is None  # joints can be bent; the pictures that belong to them cannot
    if free:
        take = _on_the_spot(take)
    found = _best_stretch(take, most)
    if found is None:
        return None
    first, end, gap = found
    if gap > (WIDE_GAP if free else GOOD_GAP):
        return None
    kind, blend = ("cut", SHORT_BLEND) if gap <= GOOD_GAP else ("blend", LONG_BLEND)
    clip = _bent(take, first, end, blend) if free else pick(take, range(first, end))
    return Loop(clip, kind, _seam(clip))


def _seam(take: Take) -> float:
    """The step from the last pose to the first, over the typical step or the larger of its two neighbours."""
    if len(take.poses) < 3:
        return 0.0
    xy, score, times = arrays(take)
    ring = np.concatenate([xy, xy[:1]]), np.concatenate([score, score[:1]]) >= SEEN
    steps = distances(*ring) / unit_of(xy, score >= SEEN)
    return float(steps[-1] / max(_typical(steps[:-1], times), steps[-2], steps[0]))


def _typical(steps: np.ndarray, times: np.ndarray) -> float:
    return max(float(np.median(steps)), LEAST_STEP * float(np.median(np.diff(times))))


def _on_the_spot(take: Take) -> Take:
    """Who crosses the picture at an even pace walks on the spot; everybody else stays as they are."""
    xy, score, times = arrays(take)
    seen = score[:, THORAX] >= SEEN
    if np.count_nonzero(seen) < 3:
        return take
    x = xy[:, THORAX, 0]
    pace, _ = np.polyfit(times[seen] - times[0], x[seen], 1)
    rest = x - pace * (times - times[0])
    walks = abs(pace) * (times[-1] - times[0]) > 1.5 * unit_of(xy, score >= SEEN)  # further than swaying goes
    if not walks or np.var(rest[seen]) > 0.05 * np.var(x[seen]):
        return take
    way = pace * (times - times.mean())
    return moved(take, xy - np.stack([way, np.zeros_like(way)], axis=-1)[:, None])


def _best_stretch(take: Take, most: int) -> tuple[int, int, float] | None:
    """(first, end, gap): a clip of the poses from `first` to before `end`, after which `first` comes again.

    most: poses in it. `end` may lie one past the last pose. gap: typical steps from pose `end` to pose `first`.
    """
    xy, score, times = arrays(take)
    xy, score = _continued(xy / unit_of(xy, score >= SEEN), score)
    steps = distances(xy, score >= SEEN)
    typical, seconds = _typical(steps, times), float(np.median(np.diff(times)))
    held = np.concatenate([[0.0], np.cumsum(steps + 1e-9)])  # where nobody moves, all moments count alike
    held /= held[-1]
    # Shares are those of the most motion that a stretch of the allowed length holds.
    within = 1.0 if most >= len(held) - 1 else float((held[most:] - held[: len(held) - most]).max())
    least = LEAST if within == 1.0 else LEAST_LIMITED
    firsts, ends = np.flatnonzero(held <= 1 - least * within), np.flatnonzero(held >= least * within)
    share = (held[None, ends] - held[firsts, None]) / within
    lasts = ends[None, :] - firsts[:, None]
    far = _along_diagonals(_pose_distances(xy, score >= SEEN, seconds, firsts, ends)) / typical
    possible = (share >= MOST) | ((share >= least) & (far <= REPEATS))
    possible &= (lasts >= min(round(SHORTEST / seconds), len(xy) - 1, most)) & (lasts <= most)
    cost = np.where(possible, far + MOTION_PRICE * (1 - share), np.inf)
    row, column = np.unravel_index(np.argmin(cost), cost.shape)
    if not np.isfinite(cost[row, column]):
        return None
    first, end = int(firsts[row]), int(ends[column])
    seen = (score[[first, end]] >= SEEN).any(axis=0)
    gap = np.square(xy[first] - xy[end]).sum(axis=-1)[seen].mean() if seen.any() else 0.0
    return first, end, float(np.sqrt(gap) / typical)


def _continued(xy: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """With the pose that would follow the last one if everything moved on."""
    return np.concatenate([xy, 2 * xy[-1:] - xy[-2:-1]]), np.concatenate([score, score[-1:]])


def _pose_distances(
    xy: np.ndarray, seen: np.ndarray, seconds: float, firsts: np.ndarray, ends: np.ndarray
) -> np.ndarray:
    """(A, B) root mean square distance of joints and of where they go, over the joints seen in one pose or both.

    xy: (N, 16, 2) in T, a pose every `seconds`. seen: (N, 16) bool. firsts, ends: (A,), (B,) the poses to compare.
    A joint seen in one pose alone counts with where it rests in the other, for there it is drawn: a leg that appears
    at the seam is a jump. inf where fewer than half of the usual number of joints are seen in both.
    """
    ahead = np.gradient(xy, axis=0) * (LOOK_AHEAD / seconds)
    features = np.concatenate([xy - xy.mean(axis=(0, 1)), ahead], axis=-1).reshape(len(xy), -1)
    hidden = np.repeat(~seen, 4, axis=1).astype(np.float64)
    # All joints less those hidden in both: matrix products instead of a loop over pairs.
    f, h, g, k = features[firsts], hidden[firsts], features[ends], hidden[ends]
    total = (f**2).sum(axis=1)[:, None] + (g**2).sum(axis=1) - 2 * f @ g.T
    total -= (h * f**2) @ k.T + h @ (k * g**2).T - 2 * (h * f) @ (k * g).T
    joints = xy.shape[1] - h @ k.T / 4
    both = seen[firsts].astype(np.float64) @ seen[ends].T
    enough = both >= max(float(np.median(seen.sum(axis=1))) / 2, 1)
    return np.where(enough, np.sqrt(np.maximum(total, 0) / np.maximum(joints, 1)), np.inf)


def _along_diagonals(table: np.ndarray, reach: int = 2) -> np.ndarray:
    """(A, B) mean over the neighbours (i + d, j + d): poses are alike when their surroundings are."""
    total, count = np.zeros_like(table), np.zeros_like(table)
    rows, columns = table.shape
    for shift in range(-reach, reach + 1):
        low, high = max(0, -shift), max(0, shift)
        to = slice(low, rows - high), slice(low, columns - high)
        of = slice(high, rows - low), slice(high, columns - low)
        total[to] += table[of]
        count[to] += 1
    return total / count


def _bent(take: Take, first: int, end: int, seconds: float) -> Take:
    """The clip from `first` to before `end` whose last `seconds` are moved over so that `end` would fall on `first`."""
    xy, score, times = arrays(take)
    longer, scores = _continued(xy, score)
    count = min(max(1, round(seconds / float(np.median(np.diff(times))))), end - first - 1)
    share = np.arange(1, count + 1) / (count + 1)
    eased = share**2 * (3 - 2 * share)
    seen = (scores[[first, end]] >= SEEN).any(axis=0)
    shift = np.where(seen[:, None], xy[first] - longer[end], 0)
    xy[end - count : end] += eased[:, None, None] * shift
    return pick(moved(take, xy), range(first, end))
