"""A made-up body before a camera: from how trunk and limbs are held to sixteen joints in a picture.

Everything in torso lengths; x to the person's left, y backward, z up, the floor at z = 0. Nothing here comes from the
rules or from the clips that ship: it is a second opinion on how people move.
"""

from dataclasses import dataclass

import numpy as np

from stickercam.models.skeleton import FLIP

# What a stance is made of: name -> numbers in the vector. Hands, elbows and feet are (outward, forward, up), so that
# the same words serve both sides: hands from their shoulder in arm lengths, feet from where they stand, in T.
PARTS = {
    "pelvis": 3,  # (left, backward, up) from where it stands, T
    "lean": 3,  # degrees: forward, to the left, turned to the left
    "head": 3,  # degrees: nod, tilt to the left, turned to the left
    "yaw": 1,  # degrees that the whole person is turned to the left
    "r_hand": 3, "l_hand": 3, "r_elbow": 3, "l_elbow": 3, "r_foot": 3, "l_foot": 3,
}  # fmt: skip
_ENDS = np.cumsum([0, *PARTS.values()])
WHERE = {name: slice(a, b) for name, a, b in zip(PARTS, _ENDS, _ENDS[1:])}
HANGING = {
    "r_hand": (0.12, 0.06, -0.95), "l_hand": (0.12, 0.06, -0.95),
    "r_elbow": (0.5, -1.0, -0.3), "l_elbow": (0.5, -1.0, -0.3),
}  # fmt: skip


def stance(base: np.ndarray | None = None, **parts) -> np.ndarray:
    """(28,) a way to stand: parts by name over those of `base`, or over somebody who stands with hanging arms."""
    out = np.zeros(_ENDS[-1]) if base is None else base.copy()
    for name, value in ({**HANGING, **parts} if base is None else parts).items():
        out[WHERE[name]] = value
    return out


def mirrored(stances: np.ndarray) -> np.ndarray:
    """The same with right and left exchanged. stances: (..., 28)."""
    out = stances.copy()
    for name, where in WHERE.items():
        if name[:2] in ("r_", "l_"):
            out[..., where] = stances[..., WHERE[("l_" if name[0] == "r" else "r_") + name[2:]]]
    out[..., WHERE["pelvis"].start] *= -1
    for name in ("lean", "head"):
        out[..., WHERE[name].start + 1 : WHERE[name].stop] *= -1
    out[..., WHERE["yaw"]] *= -1
    return out


@dataclass(frozen=True, slots=True)
class Body:
    """Lengths in torso lengths."""

    upper_arm: float = 0.62
    forearm: float = 0.52
    thigh: float = 0.86
    shin: float = 0.84
    shoulders: float = 0.70  # from one to the other
    hips: float = 0.38
    neck: float = 0.2
    head: float = 0.55

    @property
    def arm(self) -> float:
        return self.upper_arm + self.forearm

    @property
    def standing(self) -> float:
        """Height of the pelvis: knees are never quite straight; the ankle is .12 above the floor."""
        return 0.12 + 0.985 * (self.thigh + self.shin)


def _turn(axis: int, degrees: np.ndarray) -> np.ndarray:
    """(N, 3, 3) turns about an axis."""
    angle = np.radians(degrees)
    a, b = [(1, 2), (2, 0), (0, 1)][axis]
    out = np.zeros((len(angle), 3, 3))
    out[:, axis, axis] = 1
    out[:, a, a] = out[:, b, b] = np.cos(angle)
    out[:, b, a], out[:, a, b] = np.sin(angle), -np.sin(angle)
    return out


def _along(turns: np.ndarray, vectors) -> np.ndarray:
    return np.einsum("nij,nj->ni", turns, np.broadcast_to(vectors, (len(turns), 3)))


def _bent(start: np.ndarray, goal: np.ndarray, lengths: tuple[float, float], aside: np.ndarray) -> tuple:
    """Middle and end (N, 3) of limbs that reach for a goal, bent towards `aside`."""
    first, second = lengths
    way = goal - start
    far = np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)
    way = way / far
    reach = np.clip(far, abs(first - second) + 0.02, (first + second) * 0.998)
    along = (first**2 - second**2 + reach**2) / (2 * reach)
    aside = aside - way * (aside * way).sum(1, keepdims=True)
    aside = aside / np.maximum(np.linalg.norm(aside, axis=1, keepdims=True), 1e-6)
    return start + way * along + aside * np.sqrt(np.maximum(first**2 - along**2, 0)), start + way * reach


def joints_of(body: Body, stances: np.ndarray) -> np.ndarray:
    """(N, 16, 3) MPII joints. stances: (N, 28)."""
    part = {name: stances[:, where] for name, where in WHERE.items()}
    whole = _turn(2, part["yaw"][:, 0])
    place = part["pelvis"] * (1, 1, 0)  # where the person has walked to
    pelvis = _along(whole, (0, 0, 1)) * (body.standing + part["pelvis"][:, 2:]) + place
    lean = part["lean"]
    hips = whole @ _turn(2, lean[:, 2] * 0.3) @ _turn(0, lean[:, 0] * 0.3)
    trunk = whole @ _turn(2, lean[:, 2]) @ _turn(0, lean[:, 0]) @ _turn(1, lean[:, 1])
    thorax = pelvis + _along(trunk, (0, 0, 1))
    neck = thorax + _along(trunk, (0, -0.03, body.neck))
    nod = part["head"]
    head = trunk @ _turn(2, nod[:, 2]) @ _turn(0, nod[:, 0]) @ _turn(1, nod[:, 1])
    out = np.zeros((len(stances), 16, 3))
    out[:, 6], out[:, 7], out[:, 8], out[:, 9] = pelvis, thorax, neck, neck + _along(head, (0, -0.04, body.head))
    for side, sign in (("r", -1), ("l", 1)):
        outward = np.array([sign, -1, 1])  # (outward, forward, up) -> (left, backward, up)
        shoulder = thorax + _along(trunk, (sign * body.shoulders / 2, 0, -0.03))
        goal = shoulder + _along(trunk, part[f"{side}_hand"] * outward) * body.arm
        arm = (body.upper_arm, body.forearm)
        elbow, wrist = _bent(shoulder, goal, arm, _along(trunk, part[f"{side}_elbow"] * outward))
        hip = pelvis + _along(hips, (sign * body.hips / 2, 0, -0.04))
        stand = place + _along(whole, (sign * body.hips * 0.6, 0, 0.12)) + _along(whole, part[f"{side}_foot"] * outward)
        knee, ankle = _bent(hip, stand, (body.thigh, body.shin), _along(hips, np.array([0.25 * sign, -1, 0.1])))
        where = [12, 11, 10, 2, 1, 0]
        for joint, points in zip(where, (shoulder, elbow, wrist, hip, knee, ankle)):
            out[:, joint if side == "r" else FLIP[joint]] = points
    return out


@dataclass(frozen=True, slots=True)
class Camera:
    """pitch: degrees it looks down. roll: degrees. far: T to the person. height: of the lens. turn: of the person."""

    turn: float = 0.0
    pitch: float = 4.0
    roll: float = 0.0
    far: float = 8.0
    height: float = 2.6
    unit: float = 90.0  # pixels of a T at the person's distance

    def picture(self, joints: np.ndarray) -> np.ndarray:
        """(N, 16, 3) T -> (N, 16, 2) pixels; the person stands about (640, 400)."""
        turned = joints @ _turn(2, np.array([self.turn]))[0].T - (0, 0, self.height)
        seen = turned @ _turn(0, np.array([self.pitch]))[0].T
        depth = np.maximum(seen[..., 1] + self.far, 1.0) / self.far
        flat = np.stack([seen[..., 0], -seen[..., 2]], -1) / depth[..., None] * self.unit
        cos, sin = np.cos(np.radians(self.roll)), np.sin(np.radians(self.roll))
        return flat @ np.array([[cos, sin], [-sin, cos]]) + (640, 400)
