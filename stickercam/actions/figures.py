"""A drawn figure for each action: the key poses, one over the other, the earlier ones pale."""

from collections.abc import Sequence

import numpy as np

from stickercam.actions.rules import Rule
from stickercam.models.skeleton import BONES, HEAD_TOP, SIDE_COLORS, UPPER_NECK
from stickercam.system import import_cv2

TILE = 260  # pixels of a figure's square
UNIT = 56  # pixels of a torso length: a figure that jumps fits
# x, y in T from between the feet, y down, a person that faces the camera (its right is left in the picture).
STANDING = np.array(
    [
        (-0.22, 0.0), (-0.21, -0.85), (-0.2, -1.7), (0.2, -1.7), (0.21, -0.85), (0.22, 0.0), (0.0, -1.7), (0.0, -2.7),
        (0.0, -2.85), (0.0, -3.4), (-0.55, -1.65), (-0.48, -2.1), (-0.36, -2.68), (0.36, -2.68), (0.48, -2.1),
        (0.55, -1.65),
    ]
)  # fmt: skip
GUARD = {10: (-0.25, -2.75), 11: (-0.5, -2.3), 14: (0.5, -2.3), 15: (0.25, -2.75)}
# name -> key poses in order, each as joints that differ from standing: number of the joint -> (x, y).
KEYS: dict[str, tuple[dict[int, tuple[float, float]], ...]] = {
    "hands_up": ({11: (-0.75, -3.1), 10: (-0.7, -3.7), 14: (0.75, -3.1), 15: (0.7, -3.7)},),
    "wave": (
        {11: (-0.85, -2.6), 10: (-1.15, -3.05)}, {11: (-0.85, -2.6), 10: (-0.6, -3.1)},
    ),
    "clap": (
        {11: (-0.65, -2.2), 10: (-0.5, -2.5), 14: (0.65, -2.2), 15: (0.5, -2.5)},
        {11: (-0.55, -2.2), 10: (-0.06, -2.45), 14: (0.55, -2.2), 15: (0.06, -2.45)},
    ),
    "jump": ({}, {"rise": 0.6, 11: (-0.8, -2.9), 10: (-0.95, -3.4), 14: (0.8, -2.9), 15: (0.95, -3.4)}),
    "squat": (
        {},
        {"sink": 0.85, 0: (-0.4, 0.0), 5: (0.4, 0.0), 1: (-0.62, -0.85), 4: (0.62, -0.85),
         11: (-0.5, -1.5), 10: (-0.15, -1.6), 14: (0.5, -1.5), 15: (0.15, -1.6)},
    ),
    "t_pose": ({11: (-0.95, -2.7), 10: (-1.45, -2.7), 14: (0.95, -2.7), 15: (1.45, -2.7)},),
    "dab": (
        {11: (-0.9, -2.95), 10: (-1.3, -3.25), 14: (0.1, -3.05), 15: (-0.4, -3.2), 8: (-0.02, -2.85), 9: (0.12, -3.3)},
    ),
    "facepalm": ({11: (-0.42, -2.15), 10: (-0.08, -2.98)},),
    "heart": ({11: (-0.65, -3.15), 10: (-0.12, -3.5), 14: (0.65, -3.15), 15: (0.12, -3.5)},),
    "punch": (GUARD, {**GUARD, 11: (-0.9, -2.68), 10: (-1.42, -2.7)}),
    "kick": ({}, {1: (-0.85, -1.3), 0: (-1.5, -1.15), 10: (-0.75, -2.0), 15: (0.75, -2.0)}),
    "bow": (
        {},
        {7: (0.72, -2.4), 8: (0.86, -2.4), 9: (1.35, -2.2), 12: (0.68, -2.36), 13: (0.76, -2.44), 11: (0.62, -1.8),
         10: (0.5, -1.3), 14: (0.7, -1.85), 15: (0.6, -1.35), 2: (-0.06, -1.7), 3: (0.06, -1.7), 0: (-0.08, 0),
         5: (0.08, 0), 1: (-0.07, -0.85), 4: (0.07, -0.85)},
    ),
    "spin": (
        {},
        {12: (0.1, -2.68), 13: (-0.1, -2.68), 11: (0.4, -2.35), 14: (-0.4, -2.35), 10: (0.75, -2.2), 15: (-0.75, -2.2)},
    ),
}  # fmt: skip


def figures(name: str) -> np.ndarray:
    """(K, 16, 2) key poses of an action, in T."""
    out = []
    for key in KEYS[name]:
        xy = STANDING.copy()
        xy[:, 1] -= key.get("rise", 0.0)
        xy[[j for j in range(16) if j not in (0, 1, 4, 5)], 1] += key.get("sink", 0.0)
        for joint, place in key.items():
            if not isinstance(joint, str):
                xy[joint] = (place[0], place[1] - key.get("rise", 0.0) * (joint > 5 and "rise" in key))
        out.append(xy)
    return np.array(out)


def sheet(rules: Sequence[Rule], columns: int = 5) -> np.ndarray:
    """(H, W, 3) uint8 RGB: a square for each action with its name."""
    tiles = [_tile(rule.name) for rule in sorted(rules, key=lambda rule: rule.name)]
    tiles += [np.full((TILE, TILE, 3), 255, np.uint8)] * (-len(tiles) % columns)
    return np.vstack([np.hstack(tiles[k : k + columns]) for k in range(0, len(tiles), columns)])


def _tile(name: str) -> np.ndarray:
    cv2 = import_cv2()
    picture = np.full((TILE, TILE, 3), 255, np.uint8)
    keys = figures(name) * UNIT + (TILE / 2, TILE - 18)
    for number, xy in enumerate(keys):
        pale = 0.0 if number == len(keys) - 1 else 0.72
        at = np.rint(xy * 8).astype(int)  # an eighth of a pixel, three bits of shift
        for a, b, side in BONES:
            colour = [round(255 * pale + (1 - pale) * value) for value in SIDE_COLORS[side]]
            cv2.line(picture, at[a].tolist(), at[b].tolist(), colour, 9, cv2.LINE_AA, 3)
        head = (at[UPPER_NECK] + at[HEAD_TOP]) // 2
        colour = [round(255 * pale + (1 - pale) * value) for value in SIDE_COLORS["c"]]
        cv2.circle(picture, head.tolist(), round(0.27 * UNIT * 8), colour, -1, cv2.LINE_AA, 3)
    cv2.putText(picture, name.replace("_", "-"), (10, 22), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (60, 60, 70), 1, cv2.LINE_AA)
    return picture
