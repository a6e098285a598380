"""Random poses for training: standing, sitting and wilder ones, as 23 nodes of a motion."""

import numpy as np

from stickercam.train.synth.motions import NODE
from stickercam.train.synth.turns import about

# Metres, as the motions' own figure.
HIP, SHOULDER = 0.095, 0.18  # half widths
THIGH, SHIN, UPPER, FORE, HAND = 0.43, 0.42, 0.29, 0.26, 0.10
SPINE, CHEST, NECK, HEAD, CROWN = 0.13, 0.15, 0.21, 0.08, 0.20  # from each node of the trunk up to the next
ANKLE, TOE = 0.08, 0.16

X, Y, Z = np.eye(3)


def random_pose(rng: np.random.Generator) -> tuple[np.ndarray, bool]:
    """(23, 3) float32 metres, facing -y, and whether the person sits."""
    kind = rng.random()
    sits, wild = 0.5 < kind < 0.75, kind > 0.85
    height = rng.uniform(0.44, 0.56) if sits else rng.uniform(0.45, 0.95) if wild else rng.uniform(0.80, 0.93)
    lean = rng.normal(-0.05, 0.15) if sits else rng.normal(0.05, 0.6 if wild else 0.12)
    root = _turn(lean, rng.normal(0, 0.35 if wild else 0.07), rng.normal(0, 0.2))
    chest = root @ _turn(rng.normal(0.08, 0.2), rng.normal(0, 0.15), rng.normal(0, 0.25))
    at = {"pelvis": np.array([0, 0, height])}
    _trunk(at, rng, root, chest)
    for side, sign in (("l", 1), ("r", -1)):
        _arm(at, rng, chest, (side, sign))
        _leg(at, rng, root, (side, sign), sits, wild)
    nodes = np.zeros((len(NODE), 3), np.float32)
    for name, index in NODE.items():
        nodes[index] = at[name]
    nodes[:, 2] -= nodes[:, 2].min()
    return nodes, sits


def _turn(forward: float, left: float, twist: float) -> np.ndarray:
    """Bent forward, to the person's left, twisted to the left; radians."""
    return about(Z, twist) @ about(X, forward) @ about(Y, left)


def _trunk(at: dict, rng: np.random.Generator, root: np.ndarray, chest: np.ndarray) -> None:
    at["spine"] = at["pelvis"] + root @ Z * SPINE
    at["chest"] = at["spine"] + (root @ Z + chest @ Z) * CHEST / 2
    at["neck"] = at["chest"] + chest @ Z * NECK
    head = chest @ _turn(rng.normal(0.05, 0.2), rng.normal(0, 0.13), rng.normal(0, 0.35))
    at["head"] = at["neck"] + chest @ Z * HEAD - chest @ Y * 0.025
    at["head_top"] = at["head"] + head @ Z * CROWN - head @ Y * 0.03
    at["face"] = at["head"] - head @ Y * 0.133 + head @ Z * 0.053
    for side, sign in (("l", 1), ("r", -1)):
        at[f"{side}_shoulder"] = at["neck"] + chest @ (sign * SHOULDER, 0, -0.045)
        at[f"{side}_hip"] = at["pelvis"] + root @ (sign * HIP, 0, -0.03)


def _arm(at: dict, rng: np.random.Generator, chest: np.ndarray, side: tuple[str, int]) -> None:
    """A hand hangs, reaches somewhere before or above the person, or is at the chest or the face."""
    name, sign = side
    shoulder, what = at[f"{name}_shoulder"], rng.random()
    if what < 0.3:
        goal = shoulder + chest @ (sign * rng.uniform(0.0, 0.15), rng.normal(-0.05, 0.1), -rng.uniform(0.45, 0.55))
    elif what < 0.8:
        way = rng.normal(size=3) + (sign * 0.5, -0.5, 0.1)
        way[1] = min(way[1], 0.3)  # far behind the back an arm does not go
        goal = shoulder + chest @ way / np.linalg.norm(way) * rng.uniform(0.2, 0.56)
    else:
        middle = at["face"] if rng.random() < 0.4 else at["chest"]
        goal = middle + chest @ (sign * rng.uniform(-0.15, 0.2), -rng.uniform(0.1, 0.3), rng.uniform(-0.15, 0.2))
    goal = _before_the_trunk(at, goal, chest)
    elbow_goes = chest @ (sign * rng.uniform(0.1, 1.0), rng.uniform(-0.1, 0.8), -rng.uniform(0.2, 1.0))
    elbow, wrist = _two_bones(shoulder, goal, (UPPER, FORE), elbow_goes)
    at[f"{name}_elbow"], at[f"{name}_wrist"] = elbow, wrist
    way = (wrist - elbow) / FORE + rng.normal(0, 0.25, 3)
    at[f"{name}_hand"] = wrist + way / np.linalg.norm(way) * HAND


def _before_the_trunk(at: dict, goal: np.ndarray, chest: np.ndarray) -> np.ndarray:
    """The goal, or, if it is inside the trunk, the point before it."""
    axis = at["neck"] - at["pelvis"]
    part = float(np.clip((goal - at["pelvis"]) @ axis / (axis @ axis), 0, 1))
    beside = chest.T @ (goal - at["pelvis"] - part * axis)
    if abs(beside[0]) < 0.2 and abs(beside[1]) < 0.17:  # half the width and depth of a trunk with a wrist
        goal = goal - chest @ Y * (0.17 + beside[1])
    return goal


def _leg(at: dict, rng: np.random.Generator, root: np.ndarray, side: tuple[str, int], sits: bool, wild: bool) -> None:
    name, sign = side
    hip = at[f"{name}_hip"]
    if wild and rng.random() < 0.6:  # anywhere before and under the hip
        way = root @ (sign * rng.normal(0.3, 0.4), rng.normal(-0.4, 0.6), -rng.uniform(0.2, 1.0))
        goal = hip + way / np.linalg.norm(way) * rng.uniform(0.4, 0.84)
        goal[2] = max(goal[2], ANKLE)
    elif sits:
        goal = np.array([hip[0] + sign * rng.normal(0.03, 0.08), hip[1] - rng.uniform(0.25, 0.6), ANKLE])
    else:
        goal = np.array([hip[0] + sign * rng.normal(0.05, 0.1), hip[1] + rng.normal(0, 0.12), ANKLE])
    turnout = sign * rng.normal(0.25, 0.25)
    ahead = root @ about(Z, turnout) @ -Y
    knee, ankle = _two_bones(hip, goal, (THIGH, SHIN), ahead + root @ (sign * rng.uniform(0, 0.3), 0, 0.2))
    at[f"{name}_knee"], at[f"{name}_ankle"] = knee, ankle
    toe = ahead * 0.9 + (0, 0, -0.35)
    if ankle[2] > ANKLE + 0.05:  # a lifted foot hangs at its shin
        shin = (ankle - knee) / SHIN
        toe = ahead - shin * (ahead @ shin) + 0.4 * shin
    at[f"{name}_toe"] = ankle + toe / np.linalg.norm(toe) * TOE


def _two_bones(
    start: np.ndarray, goal: np.ndarray, lengths: tuple[float, float], bend
) -> tuple[np.ndarray, np.ndarray]:
    """Middle and end of a limb that reaches for the goal, its middle joint on the side of `bend`."""
    first, second = lengths
    way = goal - start
    reach = float(np.clip(np.linalg.norm(way), abs(first - second) + 0.05, (first + second) * 0.995))
    way = way / max(float(np.linalg.norm(way)), 1e-6)
    along = (first**2 - second**2 + reach**2) / (2 * reach)
    bend = np.asarray(bend, float)
    aside = bend - way * (bend @ way)
    aside /= max(float(np.linalg.norm(aside)), 1e-6)
    return start + way * along + aside * np.sqrt(max(first**2 - along**2, 0.0)), start + way * reach
