"""Turns in space: (3, 3) matrices that take directions to directions."""

import math

import numpy as np

LEFT, UP = np.eye(3)[0], np.eye(3)[2]


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / max(math.sqrt(vector @ vector), 1e-9)


def cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """np.cross for two vectors: ten times as fast, and it is called a hundred times a pose."""
    (ax, ay, az), (bx, by, bz) = a, b
    return np.array((ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx))


def frame(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Right-handed axes as columns: one along first, one as near to second as a right angle allows.

    The trunk's call gives (up, left); the matrix then takes rest directions to the world by itself, because
    at rest up is z and left is x.
    """
    z = unit(first)
    x = unit(second - z * (second @ z))
    return np.stack([x, cross(z, x), z], 1)


def about(axis: np.ndarray, angle: float) -> np.ndarray:
    """Turn by an angle (radians, right-handed) about a unit vector."""
    x, y, z = axis
    c, s = math.cos(angle), math.sin(angle)
    d = 1 - c
    return np.array(((c + d * x * x, d * x * y - s * z, d * x * z + s * y),
                     (d * x * y + s * z, c + d * y * y, d * y * z - s * x),
                     (d * x * z - s * y, d * y * z + s * x, c + d * z * z)))  # fmt: skip


def shortest(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The smallest turn that takes one direction to another."""
    a, b = unit(start), unit(end)
    axis, cos = cross(a, b), float(a @ b)
    sin = math.sqrt(axis @ axis)
    if sin < 1e-6:
        return np.eye(3) if cos > 0 else about(unit(cross(a, UP if abs(a[2]) < 0.9 else LEFT)), np.pi)
    return about(axis / sin, math.atan2(sin, cos))


def between(first: np.ndarray, second: np.ndarray, part: float) -> np.ndarray:
    """The turn that lies part (0..1) of the way from one to the other."""
    step = first.T @ second
    angle = math.acos(min(max((step[0, 0] + step[1, 1] + step[2, 2] - 1) / 2, -1.0), 1.0))
    axis = np.array([step[2, 1] - step[1, 2], step[0, 2] - step[2, 0], step[1, 0] - step[0, 1]])
    if angle < 1e-6 or not axis.any():
        return first
    return first @ about(unit(axis), angle * part)
