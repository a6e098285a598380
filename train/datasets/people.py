"""What annotation files say about people: checked, joined with the pictures, made into samples."""

import os
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError
from stickercam.models.skeleton import (
    HEAD_TOP,
    JOINTS,
    L_HIP,
    L_SHOULDER,
    LIMBS,
    PELVIS,
    R_HIP,
    R_SHOULDER,
    THORAX,
    UPPER_NECK,
)
from stickercam.train.datasets.pictures import missing_pictures, read_picture
from stickercam.train.sample import Dataset, Sample

TRAIN, VAL, NEITHER = 0, 1, 2
SPLITS = {"train": TRAIN, "val": VAL}
HELD_OUT = 10  # every tenth picture is for validation where a set has no split of its own

BEYOND = 0.5  # of the picture's longer side: farther out no label belongs to the picture. MPII: at most 0.08
# Without a picture's size a person's own spread is the measure, half of the joints lie nearer to its middle. Farthest
# of all labels of MPII and LSP-Extended: 14 from the middle, 0.6 above or left of the picture.
FAR, NEGATIVE = 40.0, 5.0
ASKED = (*LIMBS, HEAD_TOP, UPPER_NECK, THORAX, PELVIS)  # what others are derived from is named first


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """N people of annotation files.

    pictures: N file names under the folder of pictures.  numbers: (N,) int, the file's own count of each person.
    joints: (N, 16, 3), boxes: (N, 4), heads: (N,) float32 as in Sample.  split: (N,) int8, TRAIN, VAL or NEITHER.
    sizes: (N, 2) float32, width and height of the pictures, NaN where the file does not say.
    masks: (N,) objects, as in Sample, or None for all.
    """

    pictures: np.ndarray
    numbers: np.ndarray
    joints: np.ndarray
    boxes: np.ndarray
    heads: np.ndarray
    split: np.ndarray
    sizes: np.ndarray | None = None
    masks: np.ndarray | None = None

    def __getitem__(self, rows: np.ndarray) -> "People":
        """Some of them; rows: numbers or (N,) bool."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(self, **{name: value[rows] for name, value in values.items() if value is not None})

    def __len__(self) -> int:
        return len(self.joints)


def every_tenth(pictures: np.ndarray) -> np.ndarray:
    """(N,) split of people by their pictures: people of one picture stay together."""
    place = {name: number for number, name in enumerate(dict.fromkeys(pictures))}
    return np.array([VAL if place[name] % HELD_OUT == 0 else TRAIN for name in pictures], np.int8)


def boxes_about(joints: np.ndarray) -> np.ndarray:
    """(N, 16, 3) -> (N, 4) float32, the extent of the joints that are known."""
    known = joints[..., 2:] > 0
    low = np.where(known, joints[..., :2], np.inf).min(1)
    high = np.where(known, joints[..., :2], -np.inf).max(1)
    return np.concatenate([low, high], 1).astype(np.float32)


def add_middles(joints: np.ndarray) -> None:
    """Pelvis and thorax of (N, 16, 3), in place: the middles of hips and shoulders, which is what MPII's are (the
    median difference is 0.5 % of the head's length), known where both are, and as surely as the less sure one."""
    for middle, left, right in ((PELVIS, L_HIP, R_HIP), (THORAX, L_SHOULDER, R_SHOULDER)):
        joints[:, middle, :2] = (joints[:, left, :2] + joints[:, right, :2]) / 2
        joints[:, middle, 2] = np.minimum(joints[:, left, 2], joints[:, right, 2])


def dataset_of(name: str, people: People, folder: Path, file: Path, *, any_turn: bool = False) -> Dataset:
    """The people as samples; folder: where their pictures are. file: where they are from, for messages.

    StickercamError for joints that cannot be, and if there are no pictures.
    """
    check(people, file)
    lost = missing_pictures(folder, people.pictures, file) if len(people) else []
    names = {name: os.path.join(folder, name) for name in dict.fromkeys(people.pictures)}
    loads = {name: partial(read_picture, path) for name, path in names.items()}
    masks = people.masks if people.masks is not None else [None] * len(people)
    rows = zip(people.pictures, people.joints, people.boxes, people.heads.tolist(), masks, strict=True)
    samples = [
        Sample(loads[picture], joints, box, head, any_turn=any_turn, name=names[picture], mask=mask)
        for picture, joints, box, head, mask in rows
    ]
    return Dataset(name, samples, missing=tuple(names[picture] for picture in lost))


def check(people: People, file: Path) -> None:
    """StickercamError for the first person with a joint or a box that cannot be."""
    known = people.joints[..., 2] > 0
    broken = ~np.isfinite(people.joints).all(2)
    _refuse(people, broken, file, lambda person, joint: f"has no number for the {JOINTS[joint]}")
    unboxed = ~np.isfinite(people.boxes).all(1) | (people.boxes[:, 2:] < people.boxes[:, :2]).any(1)
    _refuse(people, unboxed[:, None], file, lambda person, _: f"has the box {people.boxes[person].tolist()}")
    far = known & _far(people)
    _refuse(people, far, file, lambda person, joint: _place(people, person, joint))


def _place(people: People, person: int, joint: int) -> str:
    x, y = people.joints[person, joint, :2]
    return f"has the {JOINTS[joint]} at {x:.0f}, {y:.0f}, far outside the picture"


def _far(people: People) -> np.ndarray:
    """(N, 16) bool: farther out than a label can be."""
    xy = people.joints[..., :2]
    if people.sizes is not None and np.isfinite(people.sizes).all():
        room = BEYOND * people.sizes.max(1)[:, None, None]
        return ((xy < -room) | (xy > people.sizes[:, None] + room)).any(2)
    middle = _median(xy, people.joints[..., 2:] > 0)
    away = np.linalg.norm(xy - middle, axis=2)
    spread = np.maximum(_median(away[..., None], people.joints[..., 2:] > 0), 8)[..., 0]  # 8 px: one or two joints
    return (away > FAR * spread) | (xy < -NEGATIVE * spread[..., None]).any(2)


def _median(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """(N, 16, K), (N, 16, 1) bool -> (N, 1, K), the lower median of the known ones; several times nanmedian's speed."""
    ordered = np.sort(np.where(known, values, np.inf), axis=1)
    rank = np.maximum(known.sum(1, keepdims=True) - 1, 0) // 2
    middle = np.take_along_axis(ordered, np.broadcast_to(rank, (len(values), 1, values.shape[2])), axis=1)
    return np.where(np.isfinite(middle), middle, 0)


def _refuse(people: People, wrong: np.ndarray, file: Path, say: Callable[[int, int], str]) -> None:
    if not wrong.any():
        return
    person = int(np.flatnonzero(wrong.any(1))[0])
    joint = next(joint for joint in ASKED if wrong[person, joint])
    others = int(wrong.any(1).sum()) - 1
    more = f" (and {others:,} more are wrong)" if others else ""
    what = f"{file}: person {people.numbers[person]} ({people.pictures[person]}) {say(person, joint)}{more}"
    raise StickercamError(what, "mend or delete that entry of the file")
