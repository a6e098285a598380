"""What people do on purpose, each as keyframes drawn at random: the actions that the rules are to tell."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.stickercam.motion.body import stance

Key = tuple[float, np.ndarray]  # (seconds to get there, stance)


@dataclass(frozen=True, slots=True)
class Chance:
    """Draws within a half's ranges.

    wide: 1 = the whole range, smaller = its middle. A half of the data has its own.
    """

    rng: np.random.Generator
    wide: float = 1.0

    def __call__(self, low: float, high: float) -> float:
        middle, half = (low + high) / 2, (high - low) / 2 * self.wide
        return float(self.rng.uniform(middle - half, middle + half))

    def often(self, part: float) -> bool:
        return bool(self.rng.random() < part)

    def count(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high + 1))


def both(hand, elbow) -> dict:
    return {"r_hand": hand, "l_hand": hand, "r_elbow": elbow, "l_elbow": elbow}


def right(hand, elbow) -> dict:
    return {"r_hand": hand, "r_elbow": elbow}


def hands_up(c: Chance) -> list[Key]:
    up = both((c(0.12, 0.5), c(-0.05, 0.2), c(0.76, 0.93)), (1, c(-0.2, 0.4), 0.3))
    shaking = c.often(0.3)
    keys = [(c(0.3, 0.7), stance(**up))]
    for number in range(c.count(2, 4) if shaking else 0):
        out = up["r_hand"][0] + (0.1 if number % 2 else -0.08)
        hand = (out, up["r_hand"][1], up["r_hand"][2])
        keys.append((c(0.2, 0.4), stance(**both(hand, up["r_elbow"]))))
    return keys + [(c(0.5, 1.3), keys[-1][1])]


def _forearm(elbow: np.ndarray, out: float, ahead: float, turn: float = 0.0) -> tuple[tuple, tuple]:
    """Hand and elbow for a forearm at `out` degrees from upright (outward), leaning `ahead` degrees forward."""
    way = np.array([np.sin(np.radians(out)), np.sin(np.radians(ahead)), np.cos(np.radians(out))])
    hand = 0.545 * elbow + 0.455 * way / np.linalg.norm(way)
    return tuple(hand + (0, turn, 0)), tuple(elbow)


def _upper(c: Chance, low: float, high: float) -> np.ndarray:
    """A direction of the upper arm, `up` between low and high."""
    way = np.array([c(0.45, 0.95), c(-0.05, 0.5), c(low, high)])
    return way / np.linalg.norm(way)


def wave(c: Chance) -> list[Key]:
    upper = _upper(c, -0.8, 0.35)
    swing, middle, ahead = c(20, 42), c(-12, 22), c(0, 25)
    half = 0.5 / c(1.1, 2.6)
    two = c.often(0.15)
    keys = []
    for number in range(c.count(5, 9)):
        hand, elbow = _forearm(upper, middle + (swing if number % 2 else -swing), ahead)
        arms = both(hand, elbow) if two else right(hand, elbow)
        keys.append((half if number else c(0.35, 0.6), stance(**arms, head=(0, c(-4, 4), 0))))
    return keys


def _palms(c: Chance, gap: float, ahead: float, up: float) -> dict:
    """Hands `gap` T apart before the middle of the chest."""
    half = 0.35  # of the shoulders, T
    return both(((gap / 2 - half) / 1.14, ahead, up), (0.9, -0.1, -0.8))


def clap(c: Chance) -> list[Key]:
    ahead, up, wide, shut = c(0.3, 0.5), c(-0.35, -0.02), c(0.65, 1.15), c(0.02, 0.2)
    half = 0.5 / c(1.4, 3.2)
    keys = [(c(0.3, 0.6), stance(**_palms(c, wide, ahead, up)))]
    for _ in range(c.count(2, 6)):
        keys += [(half, stance(**_palms(c, shut, ahead, up))), (half, stance(**_palms(c, wide, ahead, up)))]
    return keys


def jump(c: Chance) -> list[Key]:
    down, high = c(0.2, 0.45), c(0.32, 0.75)
    swing = both((0.2, c(0.2, 0.7), c(-0.6, 0.6)), (1, -0.2, -0.3)) if c.often(0.7) else {}
    low = stance(
        pelvis=(0, 0, -down),
        lean=(c(10, 28), 0, 0),
        **({"r_hand": (0.2, -0.35, -0.8), "l_hand": (0.2, -0.35, -0.8)} if swing else {}),
    )
    land = stance(pelvis=(0, 0, -c(0.12, 0.35)), lean=(c(5, 20), 0, 0))
    rise = np.sqrt(2 * high / 18.5)  # seconds to the top: a T is about half a metre
    keys = []
    for _ in range(c.count(1, 3)):
        keys += [(c(0.3, 0.5), low), (c(0.14, 0.22), stance(**swing))]
        tuck = c(0.0, 0.2)
        for part in np.linspace(0, 1, 9)[1:]:
            z = high * (1 - (2 * part - 1) ** 2)
            feet = z + tuck * 4 * part * (1 - part)
            foot = (0, 0, feet)
            keys.append((2 * rise / 8, stance(pelvis=(0, 0, z), r_foot=foot, l_foot=foot, **swing)))
        keys.append((c(0.1, 0.18), land))
    return keys


def squat(c: Chance) -> list[Key]:
    wide, out = c(0.05, 0.3), c(0.0, 0.1)
    kind = c.count(0, 2)
    arms = [
        both((-0.1, c(0.75, 0.95), c(-0.05, 0.1)), (0.6, 0.2, -0.8)),
        both((-0.28, 0.32, -0.12), (1, -0.2, -0.8)),
        both((0.05, 0.3, -0.75), (0.6, -0.6, -0.2)),
    ][kind]
    foot = (wide, out, 0)
    keys = []
    for _ in range(c.count(1, 4)):
        low = stance(pelvis=(0, c(0.05, 0.3), -c(0.62, 1.05)), lean=(c(15, 42), 0, 0), r_foot=foot, l_foot=foot, **arms)
        keys += [(c(0.5, 1.2), low), (c(0.05, 0.5), low), (c(0.4, 0.9), stance(r_foot=foot, l_foot=foot))]
    return keys


def t_pose(c: Chance) -> list[Key]:
    arms = both((c(0.94, 0.99), c(-0.1, 0.15), c(-0.1, 0.12)), (0, -0.3, -1))
    pose = stance(**arms)
    return [(c(0.35, 0.8), pose), (c(0.7, 1.6), pose)]


def dab(c: Chance) -> list[Key]:
    far = (c(0.75, 0.9), c(0.0, 0.25), c(0.32, 0.62))
    near_hand = (c(-0.85, -0.6), c(0.25, 0.45), c(0.22, 0.45))
    pose = stance(
        l_hand=far, l_elbow=(0, -0.3, -1), r_hand=near_hand, r_elbow=(c(0.1, 0.5), 1, c(0.0, 0.4)),
        head=(c(18, 40), c(0, 12), c(-35, 10)), lean=(c(2, 14), c(-14, 4), c(-15, 10)),
    )  # fmt: skip
    return [(c(0.2, 0.45), pose), (c(0.45, 1.2), pose)]


def facepalm(c: Chance) -> list[Key]:
    """The palm over the face, the head sunk into it, the other arm hanging or across the chest."""
    hand = (c(-0.36, -0.22), c(0.22, 0.34), c(0.18, 0.36))
    pose = stance(**right(hand, (c(0.1, 0.5), 0.5, -1)), head=(c(14, 34), c(-6, 6), c(-8, 8)), lean=(c(2, 12), 0, 0))
    if c.often(0.3):
        pose = stance(pose, l_hand=(-0.3, 0.3, -0.62), l_elbow=(1, -0.2, -0.6))
    return [(c(0.35, 0.7), pose), (c(0.9, 1.9), pose)]


def heart(c: Chance) -> list[Key]:
    """Both arms an arch above the head, the fingertips together."""
    up = c(0.52, 0.68)
    pose = stance(**both((-0.31 + c(0.04, 0.13), c(0.02, 0.2), up), (1, c(-0.2, 0.3), 0.15)))
    return [(c(0.4, 0.8), pose), (c(0.7, 1.6), pose)]


def punch(c: Chance) -> list[Key]:
    """From guard straight ahead or to the side; the person stands so that the arm is seen from the side."""
    guard = both((c(-0.22, -0.08), c(0.3, 0.45), c(-0.02, 0.2)), (0.4, 0.1, -1))
    ahead = c.often(0.6)
    yaw = c.rng.choice([-1, 1]) * c(48, 95) if ahead else c(-15, 15)
    feet = {"r_foot": (0.1, -0.25, 0), "l_foot": (0.1, 0.3, 0)}
    at = stance(**guard, yaw=yaw, lean=(c(0, 10), 0, 0), **feet)
    keys = [(c(0.6, 1.0), at), (c(0.3, 0.6), at)]
    for number in range(c.count(1, 4)):
        side = "rl"[number % 2]
        hand = (-0.15, c(0.93, 0.99), c(-0.05, 0.12)) if ahead else (c(0.93, 0.99), 0.1, c(-0.05, 0.12))
        out = stance(
            at,
            **{f"{side}_hand": hand, f"{side}_elbow": (0.3, 0, -1)},
            lean=(5, 0, c(15, 30) * (1 if side == "r" else -1)),
        )
        keys += [(c(0.12, 0.22), out), (c(0.03, 0.1), out), (c(0.15, 0.3), at), (c(0.1, 0.5), at)]
    return keys


def kick(c: Chance) -> list[Key]:
    """To the side, or ahead by somebody who stands sideways."""
    aside = c.often(0.45)
    yaw = c(-20, 20) if aside else c.rng.choice([-1, 1]) * c(50, 95)
    arms = both((0.35, 0.25, -0.55), (1, -0.3, -0.4))
    at = stance(yaw=yaw, **arms)
    high = c(0.75, 1.5)
    reach = (c(1.0, 1.35), 0.1, high) if aside else (0.0, c(1.1, 1.45), high)
    keys = [(c(0.4, 0.8), at)]
    for _ in range(c.count(1, 3)):
        chamber = stance(at, r_foot=(reach[0] * 0.3, reach[1] * 0.35 + (0 if aside else -0.2), high * 0.5))
        out = stance(at, r_foot=reach, lean=(0, 14 if aside else 0, 0) if aside else (-10, 0, 0))
        keys += [
            (c(0.12, 0.22), chamber),
            (c(0.1, 0.18), out),
            (c(0.03, 0.15), out),
            (c(0.35, 0.6), at),
            (c(0.1, 0.4), at),
        ]
    return keys


def bow(c: Chance) -> list[Key]:
    lean = c(42, 85)
    hands = both((c(0.0, 0.12), c(0.1, 0.3), -0.92), (0.6, -0.6, -0.2))
    pose = stance(lean=(lean, 0, 0), head=(c(0, 20), 0, 0), pelvis=(0, lean / 400, -0.02), **hands)
    return [(c(0.5, 1.1), pose), (c(0.2, 1.2), pose), (c(0.5, 1.0), stance())]


def spin(c: Chance) -> list[Key]:
    took, way, rounds = c(0.9, 2.2), c.rng.choice([-1, 1]), c.count(1, 2)
    arms = both((c(0.1, 0.75), 0.1, c(-0.9, -0.4)), (1, -0.4, -0.4))
    steps = 12 * rounds
    keys = [(c(0.25, 0.5), stance(**arms))]
    for number in range(1, steps + 1):
        foot = 0.12 * (number % 2)
        keys.append(
            (
                took / 12,
                stance(
                    **arms, yaw=way * 360 * number / steps * rounds, r_foot=(0, 0, foot), l_foot=(0, 0, 0.12 - foot)
                ),
            )
        )
    return keys


ACTS: dict[str, Callable[[Chance], list[Key]]] = {
    "hands_up": hands_up, "wave": wave, "clap": clap, "jump": jump, "squat": squat, "t_pose": t_pose, "dab": dab,
    "facepalm": facepalm, "heart": heart, "punch": punch, "kick": kick, "bow": bow, "spin": spin,
}  # fmt: skip
