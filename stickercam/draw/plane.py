"""Arithmetic of points and directions in the plane as complex numbers (x + iy, y down)."""

import math


def unit(vector: complex, otherwise: complex) -> complex:
    """The direction of a vector; `otherwise` where it has none."""
    length = abs(vector)
    return vector / length if length > 1e-6 else otherwise


def turned(rest: complex, seen: complex, share: float) -> complex:
    """From one direction (unit number) towards another by angle, the short way; share 0..1."""
    between = seen / rest
    angle = share * math.atan2(between.imag, between.real)
    return rest * complex(math.cos(angle), math.sin(angle))


def angle(direction: complex) -> float:
    """Radians from the picture's x axis."""
    return math.atan2(direction.imag, direction.real)


def rotation(radians: float) -> complex:
    return complex(math.cos(radians), math.sin(radians))


def clip(value: float, low: float, high: float) -> float:
    return low if value < low else high if value > high else value


def smoothstep(value: float, low: float, high: float) -> float:
    """0 at low, 1 at high, smooth between and flat beyond."""
    t = (value - low) / (high - low)
    return 0.0 if t <= 0 else 1.0 if t >= 1 else t * t * (3 - 2 * t)
