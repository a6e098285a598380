"""Triangles to samples: a z-buffer in numpy, all triangles at once.

Each triangle is cut into rows, each row into samples, by two expansions with `np.repeat`; no loop over triangles.
Corners and coordinates come first in the shapes, (3, n): numpy is several times faster over long last axes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """What lies in front at each covered sample.

    sample:   (n,) rising, index row * width + column.
    face:     (n,) number of the triangle.
    weights:  (3, n) float32, shares of the triangle's corners (right in space, not only on the screen).
    nearness: (n,) float32, in the unit of the corners' (1 / metres for a perspective camera).
    """

    sample: np.ndarray
    face: np.ndarray
    weights: np.ndarray
    nearness: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class _Triangles:
    """Triangles on the screen: the share of corner i at (x, y) is
    (1 if i == 0 else 0) + across[i] * (x - x[0]) + down[i] * (y - y[0]).

    face: (K,) number. x, y, near: (3, K) corners. across, down: (3, K) per sample.
    """

    face: np.ndarray
    x: np.ndarray
    y: np.ndarray
    near: np.ndarray
    across: np.ndarray
    down: np.ndarray


def rasterise(
    points: np.ndarray,
    faces: np.ndarray,
    size: tuple[int, int],
    *,
    both_sides: np.ndarray,
    see_through: np.ndarray | None = None,
    is_solid: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None,
) -> Hits:
    """Draws triangles into a grid of samples; the greatest nearness wins.

    points:      (V, 3) float32 x, y in samples (an integer is a sample's centre) and nearness, which must be linear on
                 the screen and positive: triangles with a corner at or under 0 (behind the camera) are left out.
    faces:       (T, 3) corners, counter-clockwise in space when seen from the front.
    size:        (width, height).
    both_sides:  (T,) bool, triangles that are drawn from behind as well.
    see_through: (T,) bool, triangles with holes; is_solid(face (n,), weights (3, n)) -> (n,) bool tells where not.
    """
    triangles = _on_screen(points, faces, size, both_sides)
    index, column, row = _samples(triangles, size)
    nearness = _nearness(triangles, index, column, row)
    if see_through is not None:
        ask = np.flatnonzero(see_through[triangles.face][index])
        weights = _weights(triangles, index[ask], column[ask], row[ask])
        keep = np.ones(len(index), bool)
        keep[ask] = is_solid(triangles.face[index[ask]], weights)
        index, column, row, nearness = index[keep], column[keep], row[keep], nearness[keep]

    # The bits of a positive float rise with its value: nearness above, the candidate's number below, one maximum.
    key = (nearness.view(np.uint32).astype(np.uint64) << np.uint64(32)) | np.arange(len(index), dtype=np.uint64)
    front = np.zeros(size[0] * size[1], np.uint64)
    np.maximum.at(front, row * np.int32(size[0]) + column, key)
    covered = np.flatnonzero(front)
    win = (front[covered] & np.uint64(0xFFFFFFFF)).astype(np.int64)
    weights = _weights(triangles, index[win], column[win], row[win])
    return Hits(covered, triangles.face[index[win]], weights, nearness[win])


def _on_screen(points: np.ndarray, faces: np.ndarray, size: tuple[int, int], both_sides: np.ndarray) -> _Triangles:
    """The triangles that can cover a sample."""
    x, y, near = np.ascontiguousarray(points.T)[:, faces.T]
    twice = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])
    # y runs down, so what is counter-clockwise in space has a negative area here.
    keep = ((twice < -1e-6) | (both_sides & (twice > 1e-6))) & (near.min(0) > 0)
    for axis, limit in ((x, size[0]), (y, size[1])):
        low, high = np.ceil(axis.min(0)), np.floor(axis.max(0))
        keep &= (low <= high) & (low <= limit - 1) & (high >= 0)
    face = np.flatnonzero(keep)
    x, y, near, twice = x[:, face], y[:, face], near[:, face], twice[face]
    across = (y[[1, 2, 0]] - y[[2, 0, 1]]) / twice
    down = (x[[2, 0, 1]] - x[[1, 2, 0]]) / twice
    return _Triangles(face, x, y, near, across, down)


def _samples(triangles: _Triangles, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(n,) number of the triangle, column and row of every sample that a triangle covers."""
    top = np.ceil(triangles.y.min(0)).clip(0)
    bottom = np.floor(triangles.y.max(0)).clip(max=size[1] - 1)
    index, row = _expand(top.astype(np.int32), bottom.astype(np.int32))
    below = row - triangles.y[0, index]
    left, right = np.full(len(index), -1.0, np.float32), np.full(len(index), size[0], np.float32)
    for corner in range(3):
        across = triangles.across[corner, index]
        share = triangles.down[corner, index] * below + np.float32(corner == 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            bound = triangles.x[0, index] - share / across
        np.maximum(left, bound, out=left, where=across > 0)
        np.minimum(right, bound, out=right, where=across < 0)
    # 1e-3: neighbours that share an edge must not leave a crack when their bounds round apart.
    first, column = _expand(
        np.ceil(left - np.float32(1e-3)).clip(0, size[0]).astype(np.int32),
        np.floor(right + np.float32(1e-3)).clip(-1, size[0] - 1).astype(np.int32),
    )
    return index[first], column, row[first]


def _expand(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For every entry the whole numbers low..high: (n,) the entry, (n,) the number."""
    count = (high - low + 1).clip(0)
    start = np.cumsum(count, dtype=np.int32) - count
    entry = np.repeat(np.arange(len(low), dtype=np.int32), count)
    return entry, np.arange(len(entry), dtype=np.int32) + (low - start)[entry]


def _nearness(triangles: _Triangles, index: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    right, down = (triangles.near * triangles.across).sum(0), (triangles.near * triangles.down).sum(0)
    value = triangles.near[0, index] + right[index] * (column - triangles.x[0, index])
    value += down[index] * (row - triangles.y[0, index])
    # At a triangle seen from the side rounding may overshoot its corners by far.
    low, high = triangles.near.min(0), triangles.near.max(0)
    return value.clip(low[index], high[index]).astype(np.float32)


def _weights(triangles: _Triangles, index: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    beside, below = column - triangles.x[0, index], row - triangles.y[0, index]
    weights = np.empty((3, len(index)), np.float32)
    for corner in range(3):
        share = triangles.across[corner, index] * beside + triangles.down[corner, index] * below
        share += np.float32(corner == 0)
        # 1 / depth times the attribute is linear on the screen, the attribute itself is not.
        weights[corner] = share.clip(0, 1) * triangles.near[corner, index]
    return weights / weights.sum(0)
