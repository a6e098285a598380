"""Furniture made of boxes: something to sit on, something that hides the legs."""

import numpy as np

from stickercam.train.synth.render import Prop


def box(middle, size, color, turn: float = 0.0) -> Prop:
    """A box; middle, size: (3,) metres, turn: radians about the vertical, color: sRGB."""
    corner = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) * np.asarray(size) / 2
    # Corners of the six sides, counter-clockwise seen from outside; number = 4 * right + 2 * back + up.
    sides = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))
    normal = np.repeat([(-1, 0, 0), (1, 0, 0), (0, -1, 0), (0, 1, 0), (0, 0, -1), (0, 0, 1)], 4, 0)
    cos, sin = np.cos(turn), np.sin(turn)
    about = np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]])
    faces = np.concatenate([[(k, k + 1, k + 2), (k, k + 2, k + 3)] for k in range(0, 24, 4)])
    vertices = corner[np.ravel(sides)] @ about + np.asarray(middle)
    colors = np.tile(np.clip(color, 0, 255).astype(np.uint8), (12, 1))
    return Prop(vertices.astype(np.float32), (normal @ about).astype(np.float32), faces.astype(np.int32), colors)


def together(*parts: Prop) -> Prop:
    """Several pieces as one."""
    starts = np.cumsum([0] + [len(part.vertices) for part in parts])
    return Prop(
        np.concatenate([part.vertices for part in parts]), np.concatenate([part.normals for part in parts]),
        np.concatenate([part.faces + start for part, start in zip(parts, starts)]).astype(np.int32),
        np.concatenate([part.colors for part in parts]),
    )  # fmt: skip


def stool(at: np.ndarray, turn: float, color, *, back: bool = False) -> Prop:
    """A seat with four legs, its top's middle at `at` (3,) metres; back: with a rest behind the person."""
    x, y, top = (float(v) for v in at)
    cos, sin = np.cos(turn), np.sin(turn)

    def place(right: float, behind: float, height: float) -> tuple[float, float, float]:
        return x + cos * right - sin * behind, y + sin * right + cos * behind, height

    wide, deep, thick, leg = 0.40, 0.38, 0.05, 0.035
    parts = [box(place(0, 0, top - thick / 2), (wide, deep, thick), color, turn)]
    for right in (-1, 1):
        for behind in (-1, 1):
            spot = place(right * (wide - leg) / 2, behind * (deep - leg) / 2, (top - thick) / 2)
            parts.append(box(spot, (leg, leg, max(top - thick, 0.02)), np.asarray(color) * 0.8, turn))
    if back:
        parts.append(box(place(0, deep / 2 + 0.05, top + 0.32), (wide, 0.04, 0.34), color, turn))
    return together(*parts)


def desk(at, turn: float, wide: float, color) -> Prop:
    """A table top with a front, its near edge's middle at `at` (3,) metres, reaching away along -y (before the
    person it hides what is under it)."""
    x, y, top = (float(v) for v in at)
    cos, sin = np.cos(turn), np.sin(turn)
    middle = (x + sin * 0.35, y - cos * 0.35)
    front = (x + sin * 0.66, y - cos * 0.66)
    return together(
        box((*middle, top - 0.02), (wide, 0.7, 0.04), color, turn),
        box((*front, top / 2), (wide, 0.03, max(top - 0.04, 0.02)), np.asarray(color) * 0.85, turn),
    )
