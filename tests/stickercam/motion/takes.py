"""Poses as a network gives them, of made-up people, with the truth about what they do and when.

Two halves: TUNING is what the rules may be looked at with; HELD_OUT has other seeds, wider ranges of bodies, speeds,
views, noise and frame rates, and ordinary motions of its own. It judges, and is not looked into.
"""

from dataclasses import dataclass, replace

import numpy as np

from stickercam.frames import Action, Pose
from stickercam.models.skeleton import FLIP
from tests.stickercam.motion.acts import ACTS, Chance, Key
from tests.stickercam.motion.body import Body, Camera, joints_of, mirrored, stance
from tests.stickercam.motion.ordinary import COMMON, HELD_OUT

STEP = 1 / 120  # seconds between the instants at which a motion is worked out
# Which actions can be done, and told, with what is in the picture.
NEEDS_LEGS = ("squat", "kick")
AT_A_DESK = ("hands_up", "wave", "clap", "dab", "facepalm", "heart")
ORDINARY_AT_A_DESK = ("idle", "talk", "drink", "phone", "crossed", "shrug", "lean_in", "scratch", "type", "comb",
                      "watch", "guitar", "cook")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Half:
    """Ranges of a half of the data; see `take`."""

    seed: int
    wide: float  # part of the ranges of the keyframes
    speed: tuple[float, float]
    build: float  # spread of each length of the body
    turn: float  # degrees the person may stand aside
    pitch: tuple[float, float]
    roll: float
    tremor: tuple[float, float]  # T
    outliers: tuple[float, float]  # a joint and second
    dropouts: tuple[float, float]  # a wrist or elbow and second
    rates: tuple[float, ...]  # frames a second
    ordinary: tuple[str, ...]


TUNING = Half(
    1000, 0.85, (0.75, 1.3), 0.08, 25, (0, 8), 3, (0.008, 0.022), (0, 0.05), (0, 0.1), (12, 15, 20, 25, 30, 50),
    tuple(COMMON),
)  # fmt: skip
# Between the two: for what the first half is too easy to show.
TUNING_HARD = replace(
    TUNING, seed=3000, wide=0.95, speed=(0.7, 1.42), build=0.11, turn=29, pitch=(-4, 12), roll=5,
    tremor=(0.006, 0.026), outliers=(0, 0.08), dropouts=(0, 0.13), rates=(10, 12, 20, 30, 50),
)  # fmt: skip
HELD_OUT_HALF = Half(
    2000, 1.0, (0.65, 1.5), 0.13, 32, (-6, 14), 6, (0.005, 0.03), (0, 0.1), (0, 0.15), (10, 14, 24, 30, 45, 60),
    (*COMMON, *HELD_OUT),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What is in a take. actions: what is done, when. also: names that may be told as well: motions share some."""

    name: str
    poses: tuple[Pose, ...]
    actions: tuple[Action, ...]
    legs: bool
    what: str = ""  # words for whoever looks for the reason of a mistake
    also: tuple[str, ...] = ()
    visible: bool = True  # False: a punch at the camera, of which the picture shows nothing


def _played(keys: list[Key], speed: float) -> tuple[np.ndarray, np.ndarray]:
    """Instants (N,) and stances (N, 28) that ease from key to key."""
    ends = np.cumsum([0, *(seconds / speed for seconds, _ in keys[1:])])
    stances = np.array([key for _, key in keys])
    times = np.arange(0, ends[-1], STEP)
    after = np.clip(np.searchsorted(ends, times, side="right"), 1, len(ends) - 1)
    part = (times - ends[after - 1]) / np.maximum(ends[after] - ends[after - 1], 1e-6)
    part = part**3 * (10 - 15 * part + 6 * part**2)
    # Where keys follow each other closely the motion flows; a limb does not stop nine times in a jump.
    close = np.diff(ends)[after - 1] < 0.13
    part = np.where(close, (times - ends[after - 1]) / np.maximum(ends[after] - ends[after - 1], 1e-6), part)
    return times, stances[after - 1] + part[:, None] * (stances[after] - stances[after - 1])


def _body(rng: np.random.Generator, spread: float) -> Body:
    lengths = {name: getattr(Body, name).__get__(Body()) for name in Body.__slots__}
    limbs = 1 + rng.uniform(-spread, spread)  # long limbs come together
    return replace(
        Body(), **{name: size * limbs * (1 + rng.uniform(-spread, spread) / 2) for name, size in lengths.items()}
    )


def _keys(name: str, chance: Chance) -> tuple[list[Key], float, float]:
    """Keyframes from hanging arms back to them; seconds at which the action begins and ends."""
    acting = name in ACTS
    keys = (ACTS.get(name) or COMMON.get(name) or HELD_OUT[name])(chance)
    last = keys[-1][1].copy()
    home = stance(pelvis=(*last[:2], 0), yaw=round(last[9] / 360) * 360)
    wait = chance(0.8, 1.4)
    lead = [(0.0, stance(pelvis=(*keys[0][1][:2], 0), yaw=keys[0][1][9] if abs(keys[0][1][9]) > 30 else 0))]
    lead.append((wait, lead[0][1]))
    tail = [(chance(0.4, 0.8), home), (chance(0.8, 1.2), home)]
    whole = lead + keys + tail
    starts = wait
    ends = wait + sum(seconds for seconds, _ in keys) + (tail[0][0] if acting else 0)
    return whole, starts, ends


def take(half: Half, name: str, number: int, *, view: str | None = None) -> Truth:
    """The number-th take of an action or an ordinary motion. view: "whole", "waist" or "desk"; None draws one."""
    rng = np.random.default_rng((half.seed, number, *name.encode()))
    chance = Chance(rng, half.wide)
    keys, starts, ends = _keys(name, chance)
    speed = rng.uniform(*half.speed)
    if name == "jump":  # gravity has one speed
        speed = rng.uniform(0.95, 1.05)
    times, stances = _played(keys, speed)
    left_handed = rng.random() < 0.5
    if left_handed:
        stances = mirrored(stances)
    view = view or _view(name, rng)
    camera = Camera(
        turn=rng.uniform(-half.turn, half.turn), pitch=rng.uniform(*half.pitch),
        roll=rng.uniform(-half.roll, half.roll),
        far=rng.uniform(5.5, 11), unit=rng.uniform(60, 110) * (1.6 if view == "desk" else 1),
    )  # fmt: skip
    if name in ("punch", "kick", "walk"):  # seen from the side, or not seen at all
        camera = replace(camera, turn=camera.turn / 2)
    joints = joints_of(_body(rng, half.build), stances)
    fps = float(rng.choice(half.rates))
    poses = _seen(times, camera.picture(joints), view, fps, half, rng)
    actions = (Action(name, starts / speed, ends / speed),) if name in ACTS else ()
    words = f"{view} {fps:.0f} fps speed {speed:.2f} turn {camera.turn:.0f}{' left' if left_handed else ''}"
    flat = camera.picture(joints) / camera.unit
    return Truth(name, poses, actions, view == "whole", words, _also(name, joints), name != "punch" or _reaches(flat))


def _reaches(flat: np.ndarray) -> bool:
    """Whether an arm is ever stretched level in the picture. flat: (N, 16, 2) T."""
    arms = np.concatenate([flat[:, 10] - flat[:, 12], flat[:, 15] - flat[:, 13]])
    level = np.abs(arms[:, 1]) < 0.5 * np.abs(arms[:, 0])
    return bool(level.any()) and float(np.linalg.norm(arms[level], axis=1).max()) > 0.75


def _also(name: str, joints: np.ndarray) -> tuple[str, ...]:
    """Who waves with both hands above the head has the hands up as well. joints: (N, 16, 3), exact, every STEP."""
    above = (joints[:, [10, 15], 2] > joints[:, [9], 2]).all(1)
    apart = np.linalg.norm(joints[:, 10] - joints[:, 15], axis=1) > 0.5
    longest = max((len(run) for run in np.split(above & apart, np.flatnonzero(~(above & apart)))), default=0)
    return ("hands_up",) if name in ACTS and longest * STEP > 0.2 else ()


def _view(name: str, rng: np.random.Generator) -> str:
    draw = rng.random()
    if name in NEEDS_LEGS or draw < 0.55:
        return "whole"
    desk = name in AT_A_DESK or name in ORDINARY_AT_A_DESK
    if name in ("jump", "sit"):
        return "whole" if draw < 0.85 else "waist"
    return "desk" if desk and draw > 0.8 else "waist"


def _seen(times: np.ndarray, xy: np.ndarray, view: str, fps: float, half: Half, rng: np.random.Generator) -> tuple:
    """Poses at a camera's instants: noise that hangs together in time, joints lost, mistaken or out of the picture."""
    stamps = np.arange(0, times[-1], 1 / fps) + rng.uniform(-0.08, 0.08, len(np.arange(0, times[-1], 1 / fps))) / fps
    stamps = stamps[(rng.random(len(stamps)) > 0.03) & (stamps >= 0)]  # a frame is dropped now and then
    frames = xy[np.clip(np.searchsorted(times, stamps), 0, len(times) - 1)].copy()
    unit = float(np.median(np.hypot(*(frames[:, 7] - frames[:, 6]).T)))
    score = rng.uniform(0.7, 0.95, frames.shape[:2])
    sigma = rng.uniform(*half.tremor) * unit * np.where(np.isin(np.arange(16), (0, 5, 10, 11, 14, 15)), 1.4, 0.9)
    noise, steps = np.zeros((16, 2)), np.diff(stamps, prepend=stamps[0] - 1 / fps)
    far, lost, until = np.zeros((16, 2)), np.zeros(16), np.zeros(16)
    outliers, dropouts = rng.uniform(*half.outliers), rng.uniform(*half.dropouts)
    floor = np.median(frames[:, 6, 1]) + unit * {"whole": 9.0, "waist": 0.35, "desk": -0.25}[view]
    for k, dt in enumerate(steps):
        keep = np.exp(-dt / 0.05)
        noise = keep * noise + np.sqrt(1 - keep**2) * rng.normal(0, 1, (16, 2)) * sigma[:, None]
        stray = rng.random(16) < outliers * dt
        far = np.where(stray[:, None], rng.normal(0, 0.5 * unit, (16, 2)), 0)
        arms = np.isin(np.arange(16), (10, 11, 14, 15))
        begin = arms & (rng.random(16) < dropouts * dt) & (stamps[k] > until)
        until = np.where(begin, stamps[k] + rng.uniform(0.1, 0.4, 16), until)
        lost = stamps[k] < until
        frames[k] += noise + far
        score[k, lost] = rng.uniform(0.0, 0.15, int(lost.sum()))
        outside = frames[k, :, 1] > floor
        frames[k, outside, 1] = floor + rng.normal(0, 0.1 * unit, int(outside.sum()))
        score[k, outside] = rng.uniform(0.0, 0.12, int(outside.sum()))
        if rng.random() < 0.1 * dt:  # once in ten seconds right and left of the arms are exchanged
            for a in (10, 11):
                frames[k, [a, FLIP[a]]] = frames[k, [FLIP[a], a]]
    return tuple(Pose(p.astype(np.float32), s.astype(np.float32), float(t)) for p, s, t in zip(frames, score, stamps))
