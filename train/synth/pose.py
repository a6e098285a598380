"""From 23 joint positions to the turned bones of a person, and from those to vertices and the 16 joints.

Only directions are taken from the motion: limbs keep the lengths of the person's own bones. A turn is a (3, 3)
matrix that takes directions at rest to directions in the world.
"""

import functools
from dataclasses import dataclass

import numpy as np

from stickercam.train.synth.library import library
from stickercam.train.synth.motions import NODE
from stickercam.train.synth.people import Person
from stickercam.train.synth.turns import LEFT, about, between, cross, frame, shortest, unit

FRONT = -np.eye(3)[1]
FACE = np.array([0.0, -0.133, 0.053])  # from the head joint to the point before the face, in a motion that looks ahead
CROWN = np.array([0.0, -0.03, 0.198])  # from the head joint to the skull's top, likewise


@dataclass(frozen=True, slots=True)
class Hands:
    """What the motion does not say: turn of the forearm (radians, thumb up = 0.6) and curl of the fingers,
    each (left, right)."""

    turn: tuple[float, float] = (0.35, 0.35)
    curl: tuple[float, float] = (0.2, 0.2)


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A posed person in the room: vertices and normals (V, 3) float32, joints (16, 3) metres in MPII order."""

    vertices: np.ndarray
    normals: np.ndarray
    joints: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Posed:
    """turns: (B, 3, 3); heads: (B, 3) metres, where the bones begin."""

    turns: np.ndarray
    heads: np.ndarray


@functools.cache
def _bone(name: str) -> int:
    return library().bones.index(name)


def pose_person(person: Person, nodes: np.ndarray, hands: Hands = Hands()) -> Posed:
    """Turns the person's bones as the motion's nodes, (23, 3) metres, say; the pelvis lies over x = y = 0 where
    the nodes have it, scaled to the person's legs."""
    at = {name: nodes[index].astype(np.float64) for name, index in NODE.items()}
    turns = np.zeros((len(library().bones), 3, 3))
    chest = _turn_trunk(turns, at)
    for side, sign, hand in (("l", 1, 0), ("r", -1, 1)):
        _turn_arm(turns, person, at, _Side(side, sign, chest, hands.turn[hand], hands.curl[hand]))
        _turn_leg(turns, person, at, side)
    heads = _carry(turns, person.bone_heads)
    hips = (heads[_bone("upperleg01.L")] + heads[_bone("upperleg01.R")]) / 2
    return Posed(turns, heads + (at["l_hip"] + at["r_hip"]) / 2 * leg_scale(person, nodes) - hips)


def stand(person: Person, nodes: np.ndarray, *, floor: float = 0.02, hands: Hands = Hands()) -> Figure:
    """The person in a motion's pose, over the floor by as much as the motion's lowest node is above `floor` (metres:
    where the lowest node, mostly a toe, is when the motion's feet are on the ground)."""
    posed = pose_person(person, nodes, hands)
    vertices, normals = place_vertices(person, posed)
    lift = (float(nodes[:, 2].min()) - floor) * leg_scale(person, nodes) - float(vertices[:, 2].min())
    up = np.array([0, 0, lift], np.float32)
    vertices = vertices + up
    return Figure(vertices, normals, mpii_joints(Posed(posed.turns, posed.heads + up), vertices[person.head_top]))


def leg_scale(person: Person, nodes: np.ndarray) -> float:
    """The person's leg over the motion's (hip to ankle along the bones)."""
    heads = person.bone_heads
    own = _length(heads, [_bone(b) for b in ("upperleg01.L", "lowerleg01.L", "foot.L")])
    return own / _length(nodes, [NODE["l_hip"], NODE["l_knee"], NODE["l_ankle"]])


def place_vertices(person: Person, posed: Posed) -> tuple[np.ndarray, np.ndarray]:
    """(V, 3) vertices in metres and (V, 3) normals: every vertex follows its bones (linear blend skinning)."""
    shift = posed.heads - np.einsum("bij,bj->bi", posed.turns, person.bone_heads)
    bones = np.concatenate([posed.turns.reshape(-1, 9), shift], 1).astype(np.float32)
    blend = bones.T @ person.weights.T  # (12, V): rows 3 i + j the turn, 9 + i the shift
    (x, y, z), (u, v, w) = person.rest.T, person.normals.T
    vertices = [blend[i] * x + blend[i + 1] * y + blend[i + 2] * z + blend[9 + i // 3] for i in (0, 3, 6)]
    normals = [blend[i] * u + blend[i + 1] * v + blend[i + 2] * w for i in (0, 3, 6)]
    return np.stack(vertices, 1), np.stack(normals, 1)


def mpii_joints(posed: Posed, head_top: np.ndarray) -> np.ndarray:
    """(16, 3) metres, in the order of `stickercam.models.skeleton`; head_top: (3,) the skull's top vertex."""

    def head(bone: str) -> np.ndarray:
        return posed.heads[_bone(bone)]

    right = [head(f"{bone}.R") for bone in ("foot", "lowerleg01", "upperleg01")]
    left = [head(f"{bone}.L") for bone in ("upperleg01", "lowerleg01", "foot")]
    shoulders = (head("upperarm01.L") + head("upperarm01.R")) / 2
    middle = [
        (right[2] + left[0]) / 2, 0.6 * shoulders + 0.4 * head("neck01"), 0.75 * head("head") + 0.25 * head("neck03"),
        head_top,
    ]  # fmt: skip
    arms = [head(f"{bone}.R") for bone in ("wrist", "lowerarm01", "upperarm01")]
    arms += [head(f"{bone}.L") for bone in ("upperarm01", "lowerarm01", "wrist")]
    return np.array(right + left + middle + arms)


def _turn_trunk(turns: np.ndarray, at: dict) -> np.ndarray:
    """Sets pelvis, spine, neck and head; returns the chest's turn."""
    root = frame((at["chest"] + at["spine"]) / 2 - at["pelvis"], at["l_hip"] - at["r_hip"])
    chest = frame(at["neck"] - at["spine"], at["l_shoulder"] - at["r_shoulder"])
    head = frame(at["face"] - at["head"], at["head_top"] - at["head"]) @ frame(FACE, CROWN).T
    for bone in ("root", "pelvis.L", "pelvis.R"):
        turns[_bone(bone)] = root
    for bone, part in (("spine05", 0.15), ("spine04", 0.35), ("spine03", 0.6), ("spine02", 0.85), ("spine01", 1.0)):
        turns[_bone(bone)] = between(root, chest, part)
    for bone, part in (("neck01", 0.25), ("neck02", 0.5), ("neck03", 0.75), ("head", 1), ("eye.L", 1), ("eye.R", 1)):
        turns[_bone(bone)] = between(chest, head, part)
    return chest


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    name: str  # l or r
    sign: int  # 1 or -1: where the side lies on the x axis
    chest: np.ndarray
    turn: float
    curl: float


def _turn_arm(turns: np.ndarray, person: Person, at: dict, side: _Side) -> None:
    letter, heads = side.name.upper(), person.bone_heads
    shoulder, elbow, wrist = (at[f"{side.name}_{n}"] for n in ("shoulder", "elbow", "wrist"))
    rest = [heads[_bone(f"{b}.{letter}")] for b in ("upperarm01", "lowerarm01", "wrist", "finger3-1")]
    upper, fore, palm = elbow - shoulder, wrist - elbow, at[f"{side.name}_hand"] - wrist

    # Without a lift of collar bone and shoulder blade a raised arm tears the shoulder.
    rise = (side.chest.T @ unit(upper))[2]
    lift = float(np.clip(0.34 * (rise + 0.15), 0, 1.2))
    turns[_bone(f"clavicle.{letter}")] = side.chest @ about(FRONT, side.sign * lift)
    blade = side.chest @ about(FRONT, side.sign * lift * 1.3)
    turns[_bone(f"shoulder01.{letter}")] = blade

    rest_upper, rest_fore = rest[1] - rest[0], rest[2] - rest[1]
    swung = shortest(side.chest @ rest_upper, upper) @ side.chest
    # The elbow is a hinge: its axis fixes the twist of the upper arm, but a straight arm has none to show.
    hinged = frame(upper, cross(upper, fore)) @ frame(rest_upper, cross(rest_upper, rest_fore)).T
    weight = _hinge_weight(upper, fore)
    turns[_bone(f"upperarm01.{letter}")] = between(swung, hinged, weight / 2)
    turns[_bone(f"upperarm02.{letter}")] = arm = between(swung, hinged, weight)

    forearm = shortest(arm @ rest_fore, fore) @ arm
    turns[_bone(f"lowerarm01.{letter}")] = forearm
    axis = unit(fore) * side.sign
    turns[_bone(f"lowerarm02.{letter}")] = about(axis, side.turn / 2) @ forearm
    hand = about(axis, side.turn) @ forearm
    hand = shortest(hand @ (rest[3] - rest[2]), palm) @ hand
    turns[_bone(f"wrist.{letter}")] = hand
    _curl_fingers(turns, person, letter, hand, side.curl * side.sign)


def _curl_fingers(turns: np.ndarray, person: Person, letter: str, hand: np.ndarray, curl: float) -> None:
    knuckles = [person.bone_heads[_bone(f"finger{k}-1.{letter}")] for k in (2, 5)]
    axis = hand @ unit(knuckles[1] - knuckles[0])
    for finger in range(1, 6):
        if finger < 5:
            turns[_bone(f"metacarpal{finger}.{letter}")] = hand
        for phalanx in range(1, 4):
            share = 0.35 if finger == 1 else 1.0  # the thumb hardly follows
            turns[_bone(f"finger{finger}-{phalanx}.{letter}")] = about(axis, curl * phalanx * share) @ hand


def _turn_leg(turns: np.ndarray, person: Person, at: dict, side: str) -> None:
    letter, heads = side.upper(), person.bone_heads
    hip, knee, ankle, toe = (at[f"{side}_{n}"] for n in ("hip", "knee", "ankle", "toe"))
    rest = [heads[_bone(f"{b}.{letter}")] for b in ("upperleg01", "lowerleg01", "foot", "toe3-1")]
    root = turns[_bone("root")]
    thigh, shin = knee - hip, ankle - knee
    rest_thigh, rest_shin = rest[1] - rest[0], rest[2] - rest[1]
    swung = shortest(root @ rest_thigh, thigh) @ root
    hinged = frame(thigh, cross(thigh, shin)) @ frame(rest_thigh, LEFT).T
    weight = _hinge_weight(thigh, shin)
    turns[_bone(f"upperleg01.{letter}")] = between(swung, hinged, weight / 2)
    turns[_bone(f"upperleg02.{letter}")] = leg = between(swung, hinged, weight)
    lower = shortest(leg @ rest_shin, shin) @ leg
    turns[_bone(f"lowerleg01.{letter}")] = turns[_bone(f"lowerleg02.{letter}")] = lower
    foot = frame(toe - ankle, shin) @ frame(rest[3] - rest[2], rest_shin).T
    for index, bone in enumerate(library().bones):
        if bone == f"foot.{letter}" or (bone.startswith("toe") and bone.endswith(letter)):
            turns[index] = foot


def _hinge_weight(first: np.ndarray, second: np.ndarray) -> float:
    """0 for a straight limb, 1 for one bent by 17 degrees or more."""
    bend = np.linalg.norm(cross(unit(first), unit(second)))
    return float(np.clip((bend - 0.05) / 0.25, 0, 1))


def _carry(turns: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """(B, 3) where the bones begin when each hangs on its turned parent (parents come first)."""
    heads = np.array(rest, np.float64)
    for bone, parent in enumerate(library().parents):
        if parent >= 0:
            heads[bone] = heads[parent] + turns[parent] @ (rest[bone] - rest[parent])
    return heads


def _length(points: np.ndarray, chain: list[int]) -> float:
    return float(np.linalg.norm(np.diff(points[chain].astype(np.float64), axis=0), axis=1).sum())
