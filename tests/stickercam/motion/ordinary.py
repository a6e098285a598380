"""What people do before a camera all day: none of it is an action. Some of it only the held-out half has."""

from collections.abc import Callable

import numpy as np

from tests.stickercam.motion.acts import Chance, Key, both, right
from tests.stickercam.motion.body import stance


def idle(c: Chance) -> list[Key]:
    return [
        (
            c(0.6, 1.4),
            stance(
                pelvis=(c(-0.08, 0.08), 0, -c(0, 0.03)), lean=(c(-2, 5), c(-4, 4), c(-6, 6)),
                head=(c(-6, 10), c(-5, 5), c(-20, 20)),
            ),
        )
        for _ in range(6)
    ]  # fmt: skip


def talk(c: Chance) -> list[Key]:
    """Talking hands before belly and chest."""
    keys = []
    for _ in range(12):
        arms = {}
        for side in "rl":
            arms[f"{side}_hand"] = (c(-0.2, 0.25), c(0.3, 0.5), c(-0.6, -0.2))
            arms[f"{side}_elbow"] = (0.5, -0.8, -0.6)
        keys.append((c(0.3, 0.7), stance(**arms, head=(c(-5, 8), c(-5, 5), c(-15, 15)))))
    return keys


def walk(c: Chance) -> list[Key]:
    """Across the picture."""
    way, stride, step = c.rng.choice([-1, 1]), c(0.5, 0.8), c(0.45, 0.6)
    keys = []
    for number in range(9):
        x = way * (number - 4) * stride
        front, back = (0, stride / 2, 0.0), (0, -stride / 2, 0.15)
        a, b = (front, back) if number % 2 else (back, front)
        arm = 0.35 if number % 2 else -0.35
        keys.append(
            (
                step,
                stance(
                    yaw=way * 85,
                    pelvis=(x, 0, -0.06),
                    r_foot=a,
                    l_foot=b,
                    r_hand=(0.1, -arm, -0.88),
                    l_hand=(0.1, arm, -0.88),
                ),
            )
        )
    return keys


def tread(c: Chance) -> list[Key]:
    """Walking on the spot."""
    keys, lift = [], c(0.15, 0.35)
    for number in range(12):
        foot, arm = (0, 0.12, lift), 0.3 if number % 2 else -0.3
        feet = {"r_foot": foot} if number % 2 else {"l_foot": foot}
        keys.append((c(0.3, 0.45), stance(**feet, r_hand=(0.1, -arm, -0.85), l_hand=(0.1, arm, -0.85))))
    return keys


def sit(c: Chance) -> list[Key]:
    """Down on a chair, and up again."""
    low = stance(pelvis=(0, 0.55, -c(0.75, 0.9)), lean=(c(0, 10), 0, 0), **both((0.0, 0.4, -0.6), (0.8, -0.5, -0.2)))
    between = stance(pelvis=(0, 0.4, -0.45), lean=(c(25, 40), 0, 0), **both((0.0, 0.4, -0.7), (0.8, -0.5, -0.2)))
    return [
        (c(0.5, 0.8), between),
        (c(0.5, 0.8), low),
        (c(2.5, 4), low),
        (c(0.5, 0.8), between),
        (c(0.5, 0.8), stance()),
    ]


def drink(c: Chance) -> list[Key]:
    hand = (c(-0.28, -0.18), c(0.3, 0.4), c(0.02, 0.14))
    up = stance(**right(hand, (1, 0.3, c(-0.4, 0.0))), head=(-c(5, 18), 0, 0))
    down = stance(**right((0.05, 0.45, -0.45), (0.6, -0.6, -0.6)))
    return [(c(0.5, 0.9), down), (c(0.5, 0.8), up), (c(0.8, 1.6), up), (c(0.5, 0.8), down)] * 2


def phone(c: Chance) -> list[Key]:
    hand = (c(-0.08, 0.04), c(0.02, 0.12), c(0.28, 0.42))
    up = stance(**right(hand, (c(0.6, 1), 0.4, -1)), head=(0, -c(0, 10), c(-12, 12)))
    keys = [(c(0.5, 0.9), up)]
    for _ in range(4):
        keys.append((c(0.7, 1.2), stance(up, head=(c(-5, 8), -c(0, 10), c(-20, 20)))))
    return keys


def crossed(c: Chance) -> list[Key]:
    arms = both((c(-0.45, -0.3), 0.28, c(-0.42, -0.3)), (1, -0.1, -0.7))
    return [(c(0.5, 0.9), stance(**arms)), (c(2.5, 4), stance(**arms, lean=(0, c(-3, 3), 0)))]


def on_hips(c: Chance) -> list[Key]:
    arms = both((c(0.0, 0.1), c(-0.05, 0.1), -0.72), (1, -0.4, 0))
    return [(c(0.4, 0.8), stance(**arms)), (c(2.5, 4), stance(**arms, head=(0, 0, c(-20, 20))))]


def point(c: Chance) -> list[Key]:
    """At something at the side or above; held."""
    hand = (c(0.5, 0.9), c(0.1, 0.6), c(-0.1, 0.5))
    out = stance(**right(np.array(hand) / np.linalg.norm(hand) * 0.95, (0.2, -0.3, -1)))
    return [(c(0.35, 0.7), out), (c(0.8, 1.6), out), (c(0.4, 0.8), stance())] * 2


def shrug(c: Chance) -> list[Key]:
    up = stance(**both((c(0.25, 0.45), 0.35, c(-0.4, -0.2)), (0.6, -0.6, -0.8)), head=(0, c(-10, 10), 0))
    return [(c(0.25, 0.5), up), (c(0.3, 0.7), up), (c(0.4, 0.8), stance()), (c(0.5, 1), stance())] * 2


def reach(c: Chance) -> list[Key]:
    """One hand up to a shelf."""
    up = stance(**right((c(-0.05, 0.2), c(0.2, 0.5), c(0.7, 0.9)), (1, 0.2, 0)), lean=(0, c(0, 8), 0))
    return [(c(0.6, 1), up), (c(0.6, 1.5), up), (c(0.6, 1), stance())] * 2


def look_round(c: Chance) -> list[Key]:
    """Turn aside and back."""
    turn = c.rng.choice([-1, 1]) * c(40, 100)
    return [(c(0.6, 1.2), stance(yaw=turn)), (c(0.5, 1.2), stance(yaw=turn)), (c(0.6, 1.2), stance())] * 2


def lean_in(c: Chance) -> list[Key]:
    near = stance(lean=(c(15, 27), 0, 0), head=(-c(0, 15), 0, 0), **both((0.0, 0.4, -0.7), (0.8, -0.5, -0.3)))
    return [(c(0.5, 1), near), (c(1, 2), near), (c(0.5, 1), stance())] * 2


def scratch(c: Chance) -> list[Key]:
    """The back of the head, or the temple."""
    keys = []
    for number in range(8):
        hand = (c(-0.15, 0.0), c(-0.1, 0.05), c(0.42, 0.58) + (0.03 if number % 2 else 0))
        keys.append(
            (
                c(0.5, 0.8) if number == 0 else c(0.12, 0.25),
                stance(**right(hand, (1, 0.2, c(-0.2, 0.4))), head=(c(0, 10), 0, 0)),
            )
        )
    return keys


def type_(c: Chance) -> list[Key]:
    """At a keyboard."""
    keys = []
    for _ in range(14):
        arms = {}
        for side in "rl":
            arms[f"{side}_hand"] = (c(-0.16, -0.04), c(0.48, 0.56), c(-0.55, -0.48))
            arms[f"{side}_elbow"] = (0.5, -0.7, -0.6)
        keys.append((c(0.15, 0.4), stance(**arms, lean=(c(5, 10), 0, 0), head=(c(4, 12), 0, c(-6, 6)))))
    return keys


# From here on only in the held-out half.
def comb(c: Chance) -> list[Key]:
    """Hair, from the brow back, several strokes."""
    keys = []
    for number in range(8):
        up = (c(-0.25, -0.15), c(0.12, 0.2), c(0.5, 0.6)) if number % 2 == 0 else (c(-0.1, 0.0), -0.02, c(0.38, 0.48))
        keys.append((c(0.3, 0.5), stance(**right(up, (1, 0.5, c(0.0, 0.5))))))
    return keys


def watch(c: Chance) -> list[Key]:
    up = stance(**right((-0.25, 0.35, c(-0.25, -0.1)), (1, 0.1, -0.4)), head=(c(10, 22), 0, 8))
    return [(c(0.4, 0.7), up), (c(0.7, 1.4), up), (c(0.4, 0.8), stance()), (c(0.4, 1), stance())] * 2


def door(c: Chance) -> list[Key]:
    """A hand goes forward, takes hold, pulls."""
    out = stance(**right((0.1, c(0.7, 0.85), c(-0.35, -0.15)), (0.3, -0.4, -1)), yaw=c(-60, 60))
    pull = stance(out, r_hand=(0.25, 0.35, -0.4))
    return [(c(0.5, 0.8), out), (c(0.3, 0.6), out), (c(0.4, 0.7), pull), (c(0.4, 0.8), stance())] * 2


def lunge(c: Chance) -> list[Key]:
    """Steps to the side, weight over one leg."""
    keys = []
    for number in range(6):
        sign = 1 if number % 2 else -1
        keys.append(
            (
                c(0.5, 0.9),
                stance(
                    pelvis=(sign * c(0.2, 0.4), 0, -c(0.05, 0.2)),
                    r_foot=(0.35, 0, 0),
                    l_foot=(0.35, 0, 0),
                    lean=(3, sign * 4, 0),
                ),
            )
        )
    return keys


def sway(c: Chance) -> list[Key]:
    """Dancing quietly on the spot."""
    keys = []
    for number in range(14):
        sign = 1 if number % 2 else -1
        arms = both((c(0.0, 0.2), c(0.25, 0.4), c(-0.55, -0.3)), (1, -0.4, -0.7))
        keys.append(
            (c(0.35, 0.5), stance(pelvis=(sign * 0.15, 0, -c(0.02, 0.12)), lean=(4, sign * 6, -sign * 10), **arms))
        )
    return keys


def guitar(c: Chance) -> list[Key]:
    """One hand at the neck, the other strums."""
    keys = []
    for number in range(18):
        strum = -0.55 + (0.12 if number % 2 else -0.05)
        keys.append(
            (
                c(0.12, 0.25),
                stance(
                    r_hand=(-0.15, 0.25, strum),
                    r_elbow=(1, -0.3, -0.3),
                    l_hand=(0.5, 0.35, -0.2),
                    l_elbow=(0.6, -0.2, -1),
                ),
            )
        )
    return keys


def cook(c: Chance) -> list[Key]:
    """Both hands busy before the belly, one stirs."""
    keys = []
    for number in range(14):
        angle = number * 1.1
        keys.append(
            (
                c(0.2, 0.35),
                stance(
                    r_hand=(-0.15 + 0.1 * np.cos(angle), 0.45 + 0.1 * np.sin(angle), -0.5),
                    r_elbow=(1, -0.5, -0.5),
                    l_hand=(0.0, 0.4, -0.55),
                    l_elbow=(0.8, -0.6, -0.5),
                    head=(15, 0, 0),
                ),
            )
        )
    return keys


def throw(c: Chance) -> list[Key]:
    """A ball from above the shoulder."""
    back = stance(**right((0.3, -0.3, 0.4), (1, -0.3, 0.2)), lean=(-5, 0, -20))
    out = stance(**right((0.1, 0.9, 0.2), (0.4, 0, -1)), lean=(14, 0, 22))
    return [
        (c(0.5, 0.8), back),
        (c(0.14, 0.22), out),
        (c(0.2, 0.3), stance(**right((-0.2, 0.5, -0.6), (0.4, -0.5, -1)))),
        (c(0.5, 0.9), stance()),
    ] * 2


COMMON: dict[str, Callable[[Chance], list[Key]]] = {
    "idle": idle, "talk": talk, "walk": walk, "tread": tread, "sit": sit, "drink": drink, "phone": phone,
    "crossed": crossed, "on_hips": on_hips, "point": point, "shrug": shrug, "reach": reach, "look_round": look_round,
    "lean_in": lean_in, "scratch": scratch, "type": type_,
}  # fmt: skip
HELD_OUT = {
    "comb": comb, "watch": watch, "door": door, "lunge": lunge, "sway": sway, "guitar": guitar, "cook": cook,
    "throw": throw,
}  # fmt: skip
