"""How soon people are found, and how steady they are, from the network's own output: rendered people with truth.

    python benchmarks/follow.py

Frames until somebody is followed, at five sizes and at a desk; whether the right one of two or three people is followed
after a click and after "the next one"; tremor at rest before and after the live filter; lag of a wave of 2 Hz that
trembles as the network's joints do.
"""

from itertools import count

import numpy as np
from machine import machine

from stickercam.crop import Follower, torso_length
from stickercam.frames import Frame, Pose
from stickercam.models.skeleton import PELVIS, R_WRIST, THORAX
from stickercam.pipeline import open_network
from stickercam.smooth import LiveFilter
from stickercam.system import import_cv2
from stickercam.train.synth.clip import View, render_clip

WIDTH, HEIGHT = 640, 480
FRAMES = 60  # of the person at rest
ROOMS = 10  # with several people
HERTZ, SWING = 2.0, 0.4  # of the wave; T


def placed(picture, height: float, x: float, low: float = 0.97, *, behind=None) -> tuple[np.ndarray, np.ndarray]:
    """(480, 640, 3) a rendered person before a wall or another picture, and its joints.

    low: where the feet are, height: of the person, in parts of the picture.
    """
    cv2 = import_cv2()
    y = picture.joints[:, 1]
    scale = height * HEIGHT / (y.max() - y.min())
    shift = (x * WIDTH - scale * picture.joints[6, 0], low * HEIGHT - scale * y.max())
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    image = cv2.warpAffine(picture.image, matrix, (WIDTH, HEIGHT))
    mask = cv2.warpAffine(picture.mask, matrix, (WIDTH, HEIGHT))[..., None] / 255.0
    wall = np.linspace(170, 120, HEIGHT)[:, None, None] * np.array([1.0, 0.98, 0.94]) if behind is None else behind
    return np.rint(image * mask + wall * (1 - mask)).astype(np.uint8), picture.joints[:, :2] * scale + shift


def noisy(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.clip(image + rng.normal(0, 4, image.shape), 0, 255).astype(np.uint8)


def acquisition(engine, picture) -> None:
    rng = np.random.default_rng(0)
    cases = [
        ("0.45 tall", 0.45, 0.5, 0.97),
        ("0.6", 0.6, 0.3, 0.97),
        ("0.8", 0.8, 0.5, 0.97),
        ("0.95", 0.95, 0.65, 0.99),
    ]
    cases += [("1.2", 1.2, 0.5, 1.15), ("at a desk", 1.9, 0.5, 2.05)]
    for name, height, x, low in cases:
        image, joints = placed(picture, height, x, low)
        follower, found, pose = Follower(engine), None, None
        for index in range(12):
            pose = follower.step(Frame(noisy(image, rng), index / 30, index))
            if pose is not None:
                found = index + 1
                break
        away = float("nan")
        if pose is not None:
            seen = (pose.score > 0.3) & (joints[:, 1] < HEIGHT)
            unit = np.hypot(*(joints[7] - joints[6]))
            away = float(np.median(np.hypot(*(pose.xy - joints)[seen].T)) / unit)
        print(f"{name:10} frame {found or '-'}   median error {away:.3f} T")


def several(engine, pictures: list) -> None:
    """Ask for each of the people in a room."""
    rng, right, asked = np.random.default_rng(2), {"click": 0, "next": 0}, {"click": 0, "next": 0}
    for number in range(ROOMS):
        places = ((0.3, 0.7), (0.18, 0.5, 0.82))[number % 2]
        image, joints = None, []
        for place in places:
            picture = pictures[int(rng.integers(len(pictures)))]
            image, xy = placed(picture, rng.uniform(0.45, 0.9), place, behind=image)
            joints.append(xy)
        frames = (Frame(noisy(image, rng), index / 15, index) for index in count())
        follower = Follower(engine)
        now = [whose(follower.step(next(frames)), joints) for _ in range(8)][-1]
        wishes = [("next", None)] * len(places) + [("click", who) for who in rng.permutation(len(places))]
        for how, who in wishes:
            wanted = ((-1 if now is None else now) + 1) % len(places) if how == "next" else who
            follower.other(None if how == "next" else tuple(joints[who][THORAX]))
            now = [whose(follower.step(next(frames)), joints) for _ in range(3)][-1]
            asked[how] += 1
            right[how] += now == wanted
    clicks, nexts = (f"{right[how]} of {asked[how]}" for how in ("click", "next"))
    print(f"the right one of several people is followed after {clicks} clicks, and {nexts} times after `n`")


def whose(pose: Pose | None, joints: list[np.ndarray]) -> int | None:
    """Which person's joints these are, from left to right."""
    if pose is None or not (seen := pose.score > 0.3).any():
        return None
    away = [np.median(np.hypot(*(pose.xy - xy)[seen].T)) / np.hypot(*(xy[THORAX] - xy[PELVIS])) for xy in joints]
    return int(np.argmin(away)) if min(away) < 0.5 else None


def steadiness(engine, picture) -> None:
    rng, steady = np.random.default_rng(1), LiveFilter()
    image, _ = placed(picture, 0.85, 0.5)
    follower, raw, out = Follower(engine), [], []
    for index in range(FRAMES + 15):
        pose = follower.step(Frame(noisy(image, rng), index / 30, index))
        if pose is not None:
            raw.append(pose)
            out.append(steady(pose).xy)
    xy, still = np.array([pose.xy for pose in raw])[20:], np.array(out)[20:]
    unit = torso_length(xy[0], raw[0].score > 0.3)
    noise = xy - xy.mean(0)
    print(f"tremor of the network at rest: {noise.std() / unit:.4f} T")
    print(f"frame to frame after the filter: {np.diff(still, axis=0).std() / np.diff(xy, axis=0).std():.3f} of it")
    print(f"lag of a wave of {HERTZ:g} Hz: {1000 * lag(xy.mean(0), noise, unit):.0f} ms")


def lag(rest: np.ndarray, noise: np.ndarray, unit: float) -> float:
    """Seconds by which the live filter lags, of a wrist that swings and trembles with the network's own noise."""
    times = np.arange(240) / 30
    swing = lambda time: SWING * unit * np.sin(2 * np.pi * HERTZ * time)  # noqa: E731
    steady, seen, out = LiveFilter(), np.full(16, 0.9, np.float32), []
    for number, time in enumerate(times):
        xy = rest + noise[number % len(noise)]
        xy[R_WRIST, 0] += swing(time)
        out.append(steady(Pose(xy.astype(np.float32), seen, float(time))).xy[R_WRIST, 0])
    shown = np.array(out[60:])
    lags = np.arange(0, 0.1, 0.001)
    return float(lags[int(np.argmin([np.abs(shown - shown.mean() - swing(times[60:] - by)).mean() for by in lags]))])


if __name__ == "__main__":
    print(machine(["numpy", "openvino", "opencv-python"]))
    network = open_network("hourglass", "lite")
    people = [next(iter(render_clip("walk", size=(480, 640), seed=seed, view=View()))) for seed in (3, 10, 11, 12)]
    acquisition(network, people[0])
    several(network, people)
    steadiness(network, people[0])
