"""People whose joints are known: a painter of capsules, some motions, and an engine that knows the answer.

With the oracle in the network's place the loop is tested without weights: it sees only joints that lie well inside
the square it is asked about, at a scale that a network would know, and it errs and trembles like one.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from stickercam.frames import Frame, Pose
from stickercam.models.geometry import Roi
from stickercam.models.skeleton import BONES, HEAD_TOP, JOINTS, SIDE_COLORS, UPPER_NECK
from stickercam.system import import_cv2

SIZE = (640, 480)
FPS = 30.0
TALL = 3.45  # body heights in T, feet to crown
# x, y in torso lengths from between the feet, y down; the person faces the camera, so its right is on the left.
STANDING = np.array(
    [
        (-0.22, 0.0), (-0.21, -0.85), (-0.2, -1.7), (0.2, -1.7), (0.21, -0.85), (0.22, 0.0), (0.0, -1.7), (0.0, -2.7),
        (0.0, -2.9), (0.0, -3.45), (-0.55, -1.6), (-0.48, -2.1), (-0.38, -2.7), (0.38, -2.7), (0.48, -2.1),
        (0.55, -1.6),
    ]
)  # fmt: skip
Joints = Callable[[float], np.ndarray | None]  # seconds -> (16, 2) pixels, None where the person is away


def person(height: float = 0.8, x: float = 0.5, feet: float = 0.95) -> np.ndarray:
    """(16, 2) pixels of somebody who stands; height, x and feet in parts of the picture."""
    unit = height * SIZE[1] / TALL
    return STANDING * unit + (x * SIZE[0], feet * SIZE[1])


def desk_view() -> np.ndarray:
    """Somebody before a webcam: 1.7 pictures tall, the legs and hips below the lower edge."""
    return person(1.7, feet=1.85)


def standing(xy: np.ndarray) -> Joints:
    return lambda _: xy


def walking(height: float = 0.8, start: float = 0.2, speed: float = 0.2) -> Joints:
    """Somebody who crosses the picture, speed in picture widths a second, swinging arms and legs."""

    def joints(time: float) -> np.ndarray:
        xy = person(height, start + speed * time)
        unit = height * SIZE[1] / TALL
        swing = 0.3 * unit * np.sin(2 * np.pi * time)
        for name, part in (("r_ankle", 1), ("l_ankle", -1), ("r_wrist", -1), ("l_wrist", 1)):
            xy[JOINTS.index(name), 0] += part * swing
        return xy

    return joints


def waving(height: float = 0.8, hertz: float = 2.0) -> Joints:
    """Somebody whose right hand is raised and swings to and fro."""

    def joints(time: float) -> np.ndarray:
        xy, unit = person(height), height * SIZE[1] / TALL
        xy[JOINTS.index("r_elbow")] = xy[JOINTS.index("r_shoulder")] + np.array([-0.4, 0.2]) * unit
        angle = 0.6 * np.sin(2 * np.pi * hertz * time)
        hand = np.array([np.sin(angle), -np.cos(angle)]) * 0.5 * unit
        xy[JOINTS.index("r_wrist")] = xy[JOINTS.index("r_elbow")] + hand
        return xy

    return joints


def room(seed: int = 0) -> np.ndarray:
    """(H, W, 3) uint8: a textured picture without anybody; another seed is another scene in other colours."""
    cv2 = import_cv2()
    rng = np.random.default_rng(seed)
    coarse = rng.integers(20, 230, (12, 16, 3)) * rng.uniform(0.15, 1, 3)
    return cv2.resize(coarse.astype(np.uint8), SIZE, interpolation=cv2.INTER_CUBIC)


def paint(picture: np.ndarray, xy: np.ndarray) -> np.ndarray:
    """The picture with a person of capsules in it."""
    cv2 = import_cv2()
    out = picture.copy()
    unit = float(np.hypot(*(xy[7] - xy[6])))
    for a, b, side in BONES:
        ends = [tuple(int(v) for v in xy[joint]) for joint in (a, b)]
        cv2.line(out, *ends, SIDE_COLORS[side], max(int(0.22 * unit), 1), cv2.LINE_AA)
    head = tuple(int(v) for v in (xy[UPPER_NECK] + xy[HEAD_TOP]) / 2)
    cv2.circle(out, head, int(0.3 * unit), (224, 172, 138), -1, cv2.LINE_AA)
    return out


class Scene:
    """A film of people and the engine that knows where they are (`stickercam.models.engine.Engine`).

    people: who is there. seed: seconds -> which room is behind them. tremble: of the joints, in T.
    """

    name, device = "oracle", "cpu"

    def __init__(self, *people: Joints, seed: Callable[[float], int] = lambda _: 0, tremble: float = 0.01) -> None:
        self.people, self.seed, self.tremble = people, seed, tremble
        self.looks = 0  # squares that were looked at
        self._rooms: dict[int, np.ndarray] = {}
        self._truth: dict[int, list[np.ndarray]] = {}  # by the number in the picture's corner
        self._rng = np.random.default_rng(0)

    def frame(self, index: int, time: float) -> Frame:
        there = [xy for xy in (joints(time) for joints in self.people) if xy is not None]
        seed = self.seed(time)
        picture = self._rooms.setdefault(seed, room(seed))
        for xy in there:
            picture = paint(picture, xy)
        picture = picture.copy()
        picture[0, 0] = [index >> 16 & 255, index >> 8 & 255, index & 255]
        self._truth[index] = there
        return Frame(picture, time, index)

    def frames(self, seconds: float, fps: float = FPS, start: float = 0.0) -> Iterable[Frame]:
        for index in range(round(seconds * fps)):
            yield self.frame(round(start * 1000) + index, start + index / fps)

    def joints(self, image: np.ndarray, rois: Sequence[Roi]) -> tuple[np.ndarray, np.ndarray]:
        number = int(image[0, 0].astype(int) @ (65536, 256, 1))
        self.looks += len(rois)
        found = [self._in_square(self._truth[number], image.shape, roi) for roi in rois]
        return np.array([xy for xy, _ in found], np.float32), np.array([score for _, score in found], np.float32)

    def _in_square(self, people: list[np.ndarray], shape: tuple, roi: Roi) -> tuple[np.ndarray, np.ndarray]:
        """What a network would say: the person nearest to the middle, as sure as its size in the square is usual."""
        answers = [self._one(xy, shape, roi) for xy in people]
        if not answers or max(score.mean() for _, score in answers) < 0.05:
            nowhere = (roi.x, roi.y) + self._rng.uniform(-0.5, 0.5, (16, 2)) * roi.side
            return nowhere, self._rng.uniform(0.0, 0.15, 16)
        return max(answers, key=lambda answer: answer[1].mean() - self._away(answer[0], roi))

    @staticmethod
    def _away(xy: np.ndarray, roi: Roi) -> float:
        return float(np.hypot(*(xy.mean(0) - (roi.x, roi.y)))) / roi.side

    def _one(self, xy: np.ndarray, shape: tuple, roi: Roi) -> tuple[np.ndarray, np.ndarray]:
        unit = float(np.hypot(*(xy[7] - xy[6])))
        share = TALL * unit / roi.side  # of the square that the whole body is tall: taught at .8
        known = np.exp(-0.5 * (np.log2(max(share, 1e-6) / 0.8) / 0.7) ** 2)
        seen = (np.abs(xy - (roi.x, roi.y)) < roi.side / 2).all(1)
        seen &= ((xy >= 0) & (xy <= (shape[1] - 1, shape[0] - 1))).all(1)
        score = np.where(seen, 0.9 * known, self._rng.uniform(0, 0.1, 16))
        return xy + self._rng.normal(0, self.tremble * unit, (16, 2)), score


class Film:
    """A scene as a source (`stickercam.capture.Source`) of so many seconds."""

    live, name, note = False, "a film", ""

    def __init__(self, scene: Scene, seconds: float, fps: float = FPS) -> None:
        self.scene, self.seconds, self.fps = scene, seconds, fps
        self.size, self.count = SIZE, round(seconds * fps)

    def __iter__(self):
        return iter(self.scene.frames(self.seconds, self.fps))


@cache
def _clips() -> dict[str, np.ndarray]:
    with (files("stickercam.assets") / "people" / "motions.npz").open("rb") as file, np.load(file) as clips:
        return {name: clips[name] for name in clips.files}


@cache
def motion(name: str, *, degrees: float = 0.0, noise: float = 0.0, times: int = 1) -> tuple[Pose, ...]:
    """A clip that ships, seen from the front or with the person turned, played `times` times. noise: in T."""
    clips = _clips()
    at = {str(joint): clips[f"own/{name}"][:, i].astype(float) for i, joint in enumerate(clips["joint_names"])}
    at["thorax"] = 0.3 * (at["l_shoulder"] + at["r_shoulder"]) + 0.4 * at["neck"]
    at["upper_neck"] = at["head"]
    joints = np.concatenate([np.stack([at[joint] for joint in JOINTS], 1)] * times)
    turn = np.radians(degrees)
    x = joints[..., 0] * np.cos(turn) - joints[..., 1] * np.sin(turn)
    xy = np.stack([320 + 150 * x, 400 - 150 * joints[..., 2]], -1)
    unit = float(np.median(np.hypot(*(xy[:, 7] - xy[:, 6]).T)))
    xy += np.random.default_rng(0).normal(0, noise * unit, xy.shape)
    seen = np.full(16, 0.9, np.float32)
    return tuple(Pose(frame.astype(np.float32), seen, t / 30) for t, frame in enumerate(xy))
