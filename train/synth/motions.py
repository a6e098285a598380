"""What the synthetic people do: motion clips as 23 joint positions a frame.

Metres, x = the person's left, y = back (the person faces -y), z = up, the floor at z = 0.
"""

import difflib
import functools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import stickercam.assets
from stickercam.errors import UsageError

FILE = Path(stickercam.assets.__file__).parent / "people" / "motions.npz"

NODES = (
    "pelvis", "spine", "chest", "neck", "head", "head_top", "l_shoulder", "l_elbow", "l_wrist", "l_hand",
    "r_shoulder", "r_elbow", "r_wrist", "r_hand", "l_hip", "l_knee", "l_ankle", "l_toe", "r_hip", "r_knee",
    "r_ankle", "r_toe", "face",
)  # fmt: skip
NODE = {name: index for index, name in enumerate(NODES)}

# Clips played one after the other, each (name, first and last second, speed); the last passes into the first, so that
# the whole loops. Three jumping jacks at 0.6 of their speed: at two a second the arms would be a blur.
SEQUENCES = {"demo": (("wave_right", 0.1, 2.4, 1.0), ("jumping_jack", 0.0, 1.5, 0.6))}
BLEND = 0.2  # seconds over which one clip of a sequence passes into the next: shorter looks like a cut


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """A clip of motion.

    nodes: (T, 23, 3) float32, metres, in the order of NODES.
    fps:   frames a second; frame k is at k / fps seconds.
    """

    name: str
    nodes: np.ndarray
    fps: float

    @property
    def seconds(self) -> float:
        return len(self.nodes) / self.fps

    def at(self, seconds: float) -> np.ndarray:
        """(23, 3) at a time, between two frames interpolated; before and after the clip its ends."""
        position = float(np.clip(seconds * self.fps, 0, len(self.nodes) - 1))
        first = min(int(position), len(self.nodes) - 2)
        part = np.float32(position - first)
        return self.nodes[first] * (1 - part) + self.nodes[first + 1] * part


@functools.cache
def _clips() -> dict[str, np.ndarray]:
    with np.load(FILE) as file:
        if tuple(file["joint_names"]) != NODES:
            raise ValueError(f"{FILE} holds other joints than this program knows")
        stored = json.loads(str(file["meta_json"]))
        return {name.removeprefix("own/"): file[name].astype(np.float32) for name in stored}


def motion_names() -> list[str]:
    """All motions in the order of the file, sequences last."""
    return [*_clips(), *SEQUENCES]


def load_motion(name: str) -> Motion:
    """A clip or a sequence by its name; an unknown one is a UsageError that names the nearest."""
    name = name.removeprefix("own/")
    if name in SEQUENCES:
        return Motion(name, _chain([_cut(*part) for part in SEQUENCES[name]]), 30.0)
    if name not in _clips():
        near = difflib.get_close_matches(name, motion_names(), n=3, cutoff=0.4)
        way_out = f"did you mean {' or '.join(near)}?" if near else f"choose one of {', '.join(motion_names())}"
        raise UsageError(f"there is no motion {name!r}", way_out)
    return Motion(name, _clips()[name], 30.0)


def turned(nodes: np.ndarray, angle: float) -> np.ndarray:
    """(..., 23, 3) nodes turned to their left about the vertical through x = y = 0; radians."""
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    x, y, z = nodes[..., 0], nodes[..., 1], nodes[..., 2]
    return np.stack([cos * x - sin * y, sin * x + cos * y, z], -1)


def _cut(name: str, first: float, last: float, speed: float) -> np.ndarray:
    """(T, 23, 3) at 30 fps: a clip from one second to another, played at a speed."""
    clip = Motion(name, _clips()[name], 30.0)
    return np.stack([clip.at(time) for time in np.arange(first, last, speed / 30)])


def _chain(clips: list[np.ndarray]) -> np.ndarray:
    """(T, 23, 3) clips one after the other, each blended into the next, the last into the first."""
    whole = clips[0]
    for clip in clips[1:]:
        whole = _join(whole, clip)
    count = round(BLEND * 30)
    weight = _ease(count)
    bridge = whole[-count:] * (1 - weight) + whole[:1] * weight
    return np.concatenate([whole[:-count], bridge])


def _join(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    count = round(BLEND * 30)
    weight = _ease(count)
    shift = first[-1, 0] - second[0, 0]  # the next clip goes on where the pelvis has got to, on the same floor
    second = second + np.array([shift[0], shift[1], 0], np.float32)
    bridge = first[-count:] * (1 - weight) + second[:count] * weight
    return np.concatenate([first[:-count], bridge, second[count:]])


def _ease(count: int) -> np.ndarray:
    """(count, 1, 1) weights from 0 to 1 that start and stop softly."""
    part = (np.arange(count, dtype=np.float32) + 0.5) / count
    return (part * part * (3 - 2 * part))[:, None, None]
