"""MPII's labels in the three forms that they are passed on in, written for people that tests make up."""

import gzip
import json
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
from PIL import Image
from scipy.io import savemat

from tests.train.people import STANDING, draw

EMPTY = np.zeros((0, 0))


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One labelled person, in MPII's own (MATLAB's) coordinates.

    xy: (16, 2); labelled, visible: (16,) bool.  centre: (2,), scale: in 200 pixels.
    """

    picture: str
    xy: np.ndarray
    labelled: np.ndarray
    visible: np.ndarray
    centre: np.ndarray
    scale: float
    validation: bool = False

    def head_box(self) -> np.ndarray | None:
        """x1, y1, x2, y2: upper neck and head top lie a tenth of the diagonal inside the corners, as in MPII."""
        if not self.labelled[[8, 9]].all():
            return None
        reach = (self.xy[9] - self.xy[8]) / 0.8
        middle = self.xy[[8, 9]].mean(0)
        return np.concatenate([middle - np.abs(reach) / 2, middle + np.abs(reach) / 2])


def standing(number: int, *, people: int = 1, validation: bool = False) -> list[Person]:
    """People of picture NUMBER.jpg, 150 x 200 pixels, who stand; the right wrist is hidden, the left ankle unknown."""
    labelled, visible = np.ones(16, bool), np.ones(16, bool)
    labelled[5], visible[10] = False, False
    made = []
    for person in range(people):
        xy = STANDING + 1 + np.random.default_rng((number, person)).integers(-3, 4, (16, 2))
        made.append(Person(f"{number:04d}.jpg", xy, labelled, visible, np.array([76.0, 91]), 0.9, validation))
    return made


def write_pictures(folder: Path, people: list[Person]) -> None:
    (folder / "images").mkdir(parents=True, exist_ok=True)
    for person in people:
        Image.fromarray(draw(person.xy - 1)).save(folder / "images" / person.picture, quality=95)


def write_listed(file: Path, people: list[Person]) -> None:
    """mpii_annotations.json.gz."""
    rows = [
        {
            "dataset": "MPI", "isValidation": float(person.validation), "img_paths": person.picture,
            "img_width": 640.0, "img_height": 640.0, "objpos": person.centre.tolist(),
            "scale_provided": person.scale,
            "joint_self": [[float(x), float(y), float(seen)] if known else [0.0, 0.0, 0.0] for (x, y), known, seen
                           in zip(person.xy, person.labelled, person.visible)],
        }
        for person in people
    ]  # fmt: skip
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(json.dumps(rows).encode()))


def write_microsoft(folder: Path, people: list[Person]) -> None:
    """train.json and valid.json."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, validation in (("train", False), ("valid", True)):
        rows = [
            {
                "joints_vis": person.labelled.astype(int).tolist(),
                "joints": np.where(person.labelled[:, None], person.xy, -1.0).tolist(),
                "image": person.picture, "scale": person.scale, "center": person.centre.tolist(),
            }
            for person in people if person.validation == validation
        ]  # fmt: skip
        (folder / f"{name}.json").write_text(json.dumps(rows))


def struct_array(rows: list[dict]) -> np.ndarray:
    """(1, N) structures of the same fields, which is what MATLAB calls a struct array."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    array = np.zeros((1, len(rows)), [(name, "O") for name in names])
    for place, row in enumerate(rows):
        for name in names:
            array[0, place][name] = row.get(name, EMPTY)
    return array


FLAGS = (lambda seen: float(seen), lambda seen: np.uint8(seen), lambda seen: str(int(seen)))


def points_of(person: Person, *, flag: int = 0) -> np.ndarray:
    """point(k) {x, y, id, is_visible}; flag: which of FLAGS. The head's joints have none, as in the official file."""
    points = []
    for joint in np.flatnonzero(person.labelled):
        x, y = person.xy[joint]
        point = {"x": float(x), "y": float(y), "id": float(joint)}
        if joint not in (8, 9) or not person.visible[joint]:
            point["is_visible"] = FLAGS[flag](person.visible[joint])
        points.append(point)
    return struct_array(points)


def rect_of(person: Person, *, flag: int = 0) -> dict:
    box = person.head_box()
    corners = {} if box is None else dict(zip(("x1", "y1", "x2", "y2"), box.tolist()))
    return corners | {
        "annopoints": {"point": points_of(person, flag=flag)}, "scale": person.scale,
        "objpos": {"x": float(person.centre[0]), "y": float(person.centre[1])},
    }  # fmt: skip


def write_release(
    file: Path, pictures: list[tuple[str, list[dict] | None]], training: list[int] | None = None, *,
    like_matlab: bool = False,
) -> None:  # fmt: skip
    """mpii_human_pose_v1_u12_1.mat; pictures: (name, annorect), None for a picture without people.

    like_matlab: numbers in as few bytes as they need, text of two bytes a letter, nothing at all in empty fields.
    """
    annolist = struct_array([
        {
            "image": {"name": name}, "annorect": EMPTY if rects is None else struct_array(rects), "frame_sec": EMPTY,
            "vididx": EMPTY,
        }
        for name, rects in pictures
    ])  # fmt: skip
    img_train = np.array([training or [1] * len(pictures)], float)
    file.parent.mkdir(parents=True, exist_ok=True)
    release = {"annolist": annolist, "img_train": img_train, "version": "12"}
    if not like_matlab:
        savemat(file, {"RELEASE": release}, do_compression=True)
        return
    packed = zlib.compress(matrix(release, b"RELEASE"))
    head = b"MATLAB 5.0 MAT-file".ljust(124) + struct.pack("<H", 0x0100) + b"IM"
    file.write_bytes(head + struct.pack("<II", 15, len(packed)) + packed)


def element(kind: int, content: bytes) -> bytes:
    """Up to four bytes stand in the tag itself."""
    if 0 < len(content) <= 4:
        return struct.pack("<HH", kind, len(content)) + content.ljust(4, b"\0")
    return struct.pack("<II", kind, len(content)) + content + b"\0" * (-len(content) % 8)


def matrix(value, name: bytes = b"") -> bytes:
    """A value as MATLAB writes it: a dict or a structured array as a structure, a number, text, nothing."""
    if isinstance(value, dict):
        value = struct_array([value])
    if isinstance(value, np.ndarray) and not value.size:
        return struct.pack("<II", 14, 0)
    if isinstance(value, np.ndarray) and value.dtype.names:
        fields = b"".join(field.encode().ljust(32, b"\0") for field in value.dtype.names)
        content = element(5, struct.pack("<i", 32)) + element(1, fields)
        content += b"".join(matrix(row[field]) for row in value.ravel() for field in value.dtype.names)
        kind, shape = 2, value.shape
    elif isinstance(value, str):
        kind, shape, content = 4, (1, len(value)), element(4, value.encode("utf-16-le"))
    else:
        numbers = np.atleast_2d(np.asarray(value, float))
        # Doubles, stored as the smallest whole numbers that hold them all.
        wholes = {1: "i1", 2: "u1", 3: "<i2", 4: "<u2", 9: "<f8"}
        stored = next(one for one, dtype in wholes.items() if (numbers.astype(dtype) == numbers).all())
        kind, shape, content = 6, numbers.shape, element(stored, numbers.astype(wholes[stored]).tobytes())
    body = element(6, struct.pack("<II", kind, 0)) + element(5, struct.pack("<ii", *shape)) + element(1, name) + content
    return struct.pack("<II", 14, len(body)) + body


def by_picture(people: list[Person], *, flag: int = 0) -> list[tuple[str, list[dict]]]:
    """What `write_release` takes, of people ordered by picture."""
    pictures: dict[str, list[dict]] = {}
    for person in people:
        pictures.setdefault(person.picture, []).append(rect_of(person, flag=flag))
    return list(pictures.items())


def write_valid_h5(file: Path, people: list[Person]) -> None:
    """valid.h5: which people are for validation, counted from 0, their joints as whole numbers and head sizes."""
    names = list(dict.fromkeys(person.picture for person in people))
    kept = [person for person in people if person.validation]
    places = [sum(other.picture == one.picture for other in people[: people.index(one)]) for one in kept]
    boxes = [person.head_box() for person in kept]
    heads = [np.nan if box is None else 0.6 * np.hypot(*(box[2:] - box[:2])) for box in boxes]
    with h5py.File(file, "w") as content:
        content["index"] = np.array([names.index(person.picture) for person in kept], float)
        content["person"] = np.array(places, float)
        content["part"] = np.array([np.trunc(one.xy) * one.labelled[:, None] for one in kept]).reshape(-1, 16, 2)
        content["normalize"] = np.array(heads, float)
