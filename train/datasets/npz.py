"""The npz form: SET.npz with labels beside photos_00.zip, photos_01.zip, ... with the JPEGs."""

import zipfile
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from stickercam.errors import StickercamError
from stickercam.train.sample import Sample

WRONG_LABEL, SIDES_EXCHANGED = 3, 4  # verdicts on hand labels that are not to be learned from
SPLITS = {"train": 0, "val": 1}


def _decode(archive: Path, name: str, offset: int, size: int) -> np.ndarray:
    # The archives are stored, not compressed: reading at the offset needs no open handle and works in any process.
    with archive.open("rb") as file:
        file.seek(offset)
        data = file.read(size)
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    if image is None:
        raise StickercamError(f"the photo {name} in {archive} is broken", "make the data set again")
    return image


def _photos(folder: Path) -> dict:
    """name -> a function that gives the picture."""
    photos = {}
    for archive in sorted(folder.glob("photos_*.zip")):
        with zipfile.ZipFile(archive) as content:
            for entry in content.infolist():
                content.fp.seek(entry.header_offset + 26)
                lengths = np.frombuffer(content.fp.read(4), "<u2")
                start = entry.header_offset + 30 + int(lengths.sum())
                photos[entry.filename] = partial(_decode, archive, entry.filename, start, entry.file_size)
    return photos


def read_set(folder: Path, split: str) -> list[Sample]:
    """The people of one folder's split. Rows without joints (empty rooms) become pictures with nobody in them."""
    file = next(iter(sorted(folder.glob("*.npz"))))
    with np.load(file) as content:  # read once: every access to a member unpacks it anew
        labels = {key: content[key] for key in content.files}
    photos = _photos(folder)
    samples = []
    joints = labels["joints"].copy() if "joints" in labels else None
    if "verdict" in labels:
        joints[np.isin(labels["verdict"], (WRONG_LABEL, SIDES_EXCHANGED))] = 0
    usable = labels["ok"] if "ok" in labels else np.ones(len(labels["name"]), bool)
    for row in np.flatnonzero((labels["split"] == SPLITS[split]) & usable):
        load = photos.get(str(labels["name"][row]))
        if load is None:
            raise StickercamError(f"{folder} lacks the photo {labels['name'][row]}", "make the data set again")
        if joints is None:
            width, height = labels["size"][row]
            box = np.array([0, 0, width, height], np.float32)
            samples.append(Sample(load, np.zeros((16, 3), np.float32), box, nobody=True))
            continue
        head = float(labels["head_size"][row]) if "head_size" in labels else float("nan")
        samples.append(Sample(load, joints[row], labels["box"][row], head, any_turn="verdict" in labels))
    return samples


def read_npz(path: Path, split: str) -> list[tuple[str, list[Sample]]]:
    """(name, people) of the folder, or of every folder in it that holds a set."""
    folders = [path] if any(path.glob("*.npz")) else sorted({file.parent for file in path.glob("*/*.npz")})
    if not folders:
        raise StickercamError(f"{path} holds no data set", "it needs SET.npz and photos_00.zip, or folders of them")
    return [(folder.name, samples) for folder in folders if (samples := read_set(folder, split))]
