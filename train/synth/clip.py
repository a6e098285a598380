"""Moving pictures of one synthetic person, with the truth about every frame."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stickercam.errors import UsageError
from stickercam.models.skeleton import HEAD_TOP, JOINTS, L_HIP, L_SHOULDER, PELVIS, R_HIP, R_SHOULDER, UPPER_BODY
from stickercam.train.synth.camera import Camera, frame_points
from stickercam.train.synth.library import library
from stickercam.train.synth.light import Light, everyday_light
from stickercam.train.synth.looks import random_look
from stickercam.train.synth.motions import Motion, load_motion, turned
from stickercam.train.synth.output import beside, encode
from stickercam.train.synth.people import Person, dress
from stickercam.train.synth.pose import Figure, stand
from stickercam.train.synth.props import stool
from stickercam.train.synth.render import Backdrop, Prop, develop, render, visible_joints
from stickercam.train.synth.room import plain_room

# Which joints a view shows; what else the person has may hang over the picture's edge.
FRAMINGS = {
    "full": tuple(range(16)),
    "waist": (*UPPER_BODY, R_HIP, L_HIP, PELVIS),
    "head": (HEAD_TOP, R_SHOULDER, L_SHOULDER),
}
SEATED = ("sit_down", "sit_idle", "desk_talk")  # motions that need something to sit on
FLESH = 0.11  # metres from the hip joints down to the seat
HANDS = 0.22  # metres around the joints that must be in the picture: a hand is 0.19 long


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticPicture:
    """A rendered picture and the truth about it.

    image:  (H, W, 3) uint8 RGB.
    joints: (16, 3) float32, x, y in pixels and state: 0 outside the picture (then x = y = 0), 1 hidden, 2 visible.
    mask:   (H, W) uint8, coverage by the person, 255 = wholly.
    time:   seconds.
    """

    image: np.ndarray
    joints: np.ndarray
    mask: np.ndarray
    time: float


@dataclass(frozen=True, slots=True)
class View:
    """How the camera looks at the person.

    framing: full, waist or head.  turn: radians by which the person turns to their left.
    elevation: radians by which the lens looks down on the person.  fov: degrees over the longer side.
    """

    framing: str = "full"
    turn: float = 0.0
    elevation: float = 0.07
    fov: float = 34.0


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Everything about a picture that stays while the person moves."""

    person: Person
    camera: Camera
    light: Light
    backdrop: Backdrop
    prop: Prop | None = None


def take_picture(scene: Scene, figure: Figure, time: float = 0.0) -> SyntheticPicture:
    """Renders one pose; no noise, no compression."""
    rendered = render(scene.person, (figure.vertices, figure.normals), scene.camera, scene.light, scene.backdrop,
                      scene.prop)  # fmt: skip
    joints = visible_joints(figure.joints, scene.camera, rendered)
    return SyntheticPicture(develop(rendered.image), joints, np.rint(rendered.mask * 255).astype(np.uint8), time)


def render_clip(
    motion: str,
    *,
    size: tuple[int, int] = (384, 512),
    fps: float = 30.0,
    seed: int = 0,
    view: View = View(),
    seconds: float | None = None,
) -> Iterator[SyntheticPicture]:
    """A person drawn by the seed does the motion in a plain room, before a camera that shows all of it.

    size: (width, height).  seconds: plays on in a loop for so long; None = once.
    """
    clip = load_motion(motion)
    figures = _Acting(clip, seed, view.turn)
    scene = _scene(clip, figures, size, view, seed)
    total = clip.seconds if seconds is None else seconds

    def pictures() -> Iterator[SyntheticPicture]:
        for index in range(max(round(total * fps), 1)):
            yield take_picture(scene, figures.at(index / fps), index / fps)

    return pictures()


class _Acting:
    """One person, one motion: the figure at a time."""

    def __init__(self, clip: Motion, seed: int, turn: float) -> None:
        shelf = library()
        rng = np.random.default_rng((seed, 1))
        self.person = dress(random_look(rng, shelf.coefficients, shelf.is_male, neat=True))
        self.clip, self.turn = clip, turn
        self.floor = float(clip.nodes[..., 2].min())

    def at(self, time: float) -> Figure:
        nodes = turned(self.clip.at(time % self.clip.seconds), self.turn)
        return stand(self.person, nodes, floor=self.floor)


def _scene(clip: Motion, figures: _Acting, size: tuple[int, int], view: View, seed: int) -> Scene:
    if view.framing not in FRAMINGS:
        raise UsageError(f"there is no framing {view.framing!r}", f"choose one of {', '.join(FRAMINGS)}")
    # Every third frame is enough to know how far the motion reaches.
    poses = [figures.at(k / clip.fps).joints for k in range(0, len(clip.nodes), 3)]
    shown = np.array(poses)[:, FRAMINGS[view.framing]].reshape(-1, 3)
    camera = frame_points(shown, elevation=view.elevation, fov=view.fov, size=size, margin=HANDS)
    light, rng = everyday_light(), np.random.default_rng((seed, 2))
    prop = None
    if clip.name in SEATED:
        hips = min((pose[[R_HIP, L_HIP]].mean(0) for pose in poses), key=lambda at: at[2])
        prop = stool(hips - (0, 0, FLESH), view.turn, (150, 112, 78))
    return Scene(figures.person, camera, light, plain_room(rng, camera, light), prop)


def write_clip(
    motion: str,
    out: Path,
    *,
    size: tuple[int, int] = (384, 512),
    fps: float = 30.0,
    seed: int = 0,
    view: View = View(),
    seconds: float | None = None,
    joints: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Writes the clip as H.264 in MP4 and returns its path.

    joints: also writes the truth beside it, as OUT.json.  progress(done, total): called after each frame.
    """
    if size[0] % 2 or size[1] % 2 or min(size) < 16:
        raise UsageError(f"a video cannot be {size[0]}x{size[1]} pixels", "give an even width and height")
    if out.suffix.lower() != ".mp4":
        raise UsageError(f"{out.name} is not the name of a clip", "give a name that ends in .mp4")
    if not 1 <= fps <= 240 or (seconds is not None and seconds <= 0):
        raise UsageError(f"a clip cannot have {fps:g} fps or last {seconds} s", "give 1 to 240 fps and some time")
    clip = load_motion(motion)
    total = max(round((clip.seconds if seconds is None else seconds) * fps), 1)
    pictures = render_clip(motion, size=size, fps=fps, seed=seed, view=view, seconds=seconds)
    truth = []

    def watched() -> Iterator[np.ndarray]:
        for done, picture in enumerate(pictures, 1):
            truth.append((picture.time, picture.joints))
            yield picture.image
            if progress:
                progress(done, total)

    with beside(out) as path:
        encode(watched(), path, size, fps)
    if joints:
        with beside(out.with_suffix(".json")) as path:
            path.write_text(json.dumps(_as_json(truth, size)))
    return out


def _as_json(truth: list[tuple[float, np.ndarray]], size: tuple[int, int]) -> dict:
    """Joints in the form of `stickercam pose`; a hidden joint has half the score of a visible one."""
    poses = [
        {"time": round(time, 6), "xy": joints[:, :2].round(2).tolist(), "score": (joints[:, 2] / 2).tolist()}
        for time, joints in truth
    ]
    return {"format": 1, "size": list(size), "joints": list(JOINTS), "poses": poses}
