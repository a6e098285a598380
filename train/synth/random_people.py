"""People drawn at random for training."""

from dataclasses import replace

import cv2
import numpy as np

from stickercam.models.skeleton import L_HIP, R_HIP
from stickercam.train.synth.camera import Camera, frame_points
from stickercam.train.synth.clip import FLESH, FRAMINGS, Scene, SyntheticPicture, take_picture
from stickercam.train.synth.floors import WOODS
from stickercam.train.synth.library import library
from stickercam.train.synth.light import random_light
from stickercam.train.synth.looks import random_look
from stickercam.train.synth.motions import load_motion, motion_names, turned
from stickercam.train.synth.people import dress
from stickercam.train.synth.pose import Figure, Hands, stand
from stickercam.train.synth.poses import random_pose
from stickercam.train.synth.props import box, desk, stool, together
from stickercam.train.synth.render import Prop
from stickercam.train.synth.room import random_backdrop

FULL, WAIST = 0.45, 0.75  # bounds of the random number that picks the framing; the rest is head and shoulders


def sample(index: int, seed: int = 0, size: int = 256) -> SyntheticPicture:
    """One person, pose, room, light and framing; the same (seed, index) gives the same picture, in any order."""
    rng = np.random.default_rng((seed, index))
    shelf = library()
    person = dress(random_look(rng, shelf.coefficients, shelf.is_male))
    nodes, sits, floor = _pose(rng)
    turn = float(rng.normal(0, 0.6) if rng.random() < 0.75 else rng.uniform(-np.pi, np.pi))
    hands = Hands(tuple(rng.uniform(-0.5, 0.9, 2)), tuple(rng.beta(1.2, 2, 2) * 0.9))
    figure = stand(person, turned(nodes, turn), floor=floor, hands=hands)

    camera, framing = _camera(rng, figure, (size, size))
    light = random_light(rng)
    backdrop = random_backdrop(rng, camera, light)
    prop = _furniture(rng, figure, turn, sits, framing, in_room=bool(backdrop.key.any()))
    scene = Scene(person, camera, light, backdrop, prop)
    picture = take_picture(scene, figure)
    return replace(picture, image=_as_by_a_camera(rng, picture.image))


def _pose(rng: np.random.Generator) -> tuple[np.ndarray, bool, float]:
    """(23, 3) nodes, whether the person sits, and the height of the lowest node on the ground: half of them from
    motion clips, half made up."""
    if rng.random() < 0.5:
        nodes, sits = random_pose(rng)
        return nodes, sits, 0.0
    clip = load_motion(str(rng.choice(motion_names())))
    nodes = clip.at(rng.uniform(0, clip.seconds)).copy()
    nodes[:, :2] -= nodes[0, :2]
    return nodes, clip.name in ("sit_idle", "desk_talk"), float(clip.nodes[..., 2].min())


def _camera(rng: np.random.Generator, figure: Figure, size: tuple[int, int]) -> tuple[Camera, str]:
    draw = rng.random()
    framing = "full" if draw < FULL else "waist" if draw < WAIST else "head"
    shown = figure.joints[list(FRAMINGS[framing])]
    # A negative margin cuts off feet or hands now and then; a wide one leaves the person small.
    margin = float(rng.uniform(-0.05, 0.45)) if framing == "full" else float(rng.uniform(0.02, 0.3))
    fov = float(rng.uniform(30, 60) if framing == "full" else rng.uniform(40, 72))
    camera = frame_points(shown, elevation=float(rng.normal(0.05, 0.16)), fov=fov, size=size, margin=margin,
                          roll=float(rng.normal(0, 0.06)))  # fmt: skip
    shift = rng.normal(0, 0.05, 2) * size
    return replace(camera, centre=(camera.centre[0] + shift[0], camera.centre[1] + shift[1])), framing


def _furniture(rng, figure: Figure, turn: float, sits: bool, framing: str, *, in_room: bool) -> Prop | None:
    """Something to sit on, now and then a desk or a box before the person, and in a room cupboards behind."""
    parts, hips = [], figure.joints[[R_HIP, L_HIP]].mean(0)
    wood = np.array(WOODS[rng.integers(len(WOODS))]) * rng.uniform(0.6, 1.2)
    ahead = np.array([np.sin(turn), -np.cos(turn), 0])
    if sits:
        seat = hips - (0, 0, FLESH)
        parts.append(stool(seat, turn, _muted(rng), back=rng.random() < 0.6))
    if framing != "full" and rng.random() < (0.5 if sits else 0.1):
        edge = hips + ahead * rng.uniform(0.22, 0.35)
        parts.append(desk((edge[0], edge[1], hips[2] + rng.uniform(0.12, 0.3)), turn, rng.uniform(1.0, 1.8), wood))
    elif framing == "full" and rng.random() < 0.12:
        size = (rng.uniform(0.3, 1.2), rng.uniform(0.2, 0.5), rng.uniform(0.3, 0.9))
        spot = (hips[0] + rng.normal(0, 0.4), hips[1] - rng.uniform(0.6, 1.0), size[2] / 2)
        parts.append(box(spot, size, _muted(rng), rng.normal(0, 0.3)))
    for _ in range(int(rng.integers(0, 3)) if in_room else 0):  # at the back wall
        size = (rng.uniform(0.4, 1.8), 0.4, rng.uniform(0.4, 1.9))
        spot = (rng.uniform(0.5, 2.2) * rng.choice((-1, 1)), rng.uniform(0.7, 1.6), size[2] / 2)
        parts.append(box(spot, size, wood if rng.random() < 0.6 else _muted(rng), rng.normal(0, 0.2)))
    return together(*parts) if parts else None


def _muted(rng: np.random.Generator) -> np.ndarray:
    """A colour that furniture has: any hue, little of it."""
    grey = rng.uniform(40, 220)
    return (grey + rng.normal(0, 22, 3)).clip(10, 240)


def _as_by_a_camera(rng: np.random.Generator, image: np.ndarray) -> np.ndarray:
    """What a cheap camera does to a picture: exposure and colour cast, softness, noise, JPEG."""
    picture = image.astype(np.float32) * rng.normal(1, 0.03, 3).astype(np.float32)
    gamma = np.exp(rng.normal(0, 0.15))
    picture = cv2.LUT(cv2.convertScaleAbs(picture), (255 * (np.arange(256) / 255) ** gamma).astype(np.float32))
    if rng.random() < 0.4:
        picture = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.3, 1.1)))
    grain = rng.exponential(2.5)
    picture += rng.standard_normal(picture.shape, np.float32) * np.float32(grain)
    picture = np.rint(picture.clip(0, 255)).astype(np.uint8)
    quality = int(rng.uniform(55, 95))
    _, data = cv2.imencode(".jpg", picture[..., ::-1], (cv2.IMWRITE_JPEG_QUALITY, quality))
    return cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)
