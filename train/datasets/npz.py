"""The npz form: SET.npz with labels beside photos_00.zip, photos_01.zip, ... with the JPEGs."""

import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError
from stickercam.train.datasets.files import opened
from stickercam.train.datasets.people import SPLITS, People, boxes_about, check
from stickercam.train.datasets.pictures import COLOR, GREY, decode, listed, raise_missing
from stickercam.train.sample import Dataset, Sample

__all__ = ["SIDES_EXCHANGED", "SPLITS", "WRONG_LABEL", "read_npz", "read_set"]

WRONG_LABEL, SIDES_EXCHANGED = 3, 4  # verdicts on hand labels that are not to be learned from
# Boxes of a detector are now and then those of somebody else in the picture: of the owner's joints 3/4 lie in the box,
# made a tenth larger. In 30 of 585 photos of flickr128 and 4 of 1,864 of ccp they do not; elsewhere always.
THEIR_OWN, LARGER = 0.75, 0.1


def _entry(archive: Path, name: str, offset: int, size: int, how: int = COLOR) -> np.ndarray:
    # The archives are stored, not compressed: reading at the offset needs no open handle and works in any process.
    with archive.open("rb") as file:
        file.seek(offset)
        data = file.read(size)
    return decode(data, f"{name} in {archive}", how)


def _entries(folder: Path) -> dict[str, Callable[[], np.ndarray]]:
    """name -> a function that gives the picture, or the mask (.png)."""
    entries = {}
    for archive in sorted(folder.glob("photos_*.zip")):
        with opened(archive, "an archive of photos"), zipfile.ZipFile(archive) as content:
            for entry in content.infolist():
                if entry.compress_type != zipfile.ZIP_STORED:
                    raise ValueError(f"{entry.filename} is compressed, photos are stored")
                content.fp.seek(entry.header_offset + 26)
                lengths = np.frombuffer(content.fp.read(4), "<u2")
                start = entry.header_offset + 30 + int(lengths.sum())
                how = GREY if entry.filename.endswith(".png") else COLOR
                entries[entry.filename] = partial(_entry, archive, entry.filename, start, entry.file_size, how)
    return entries


def read_set(folder: Path, split: str) -> Dataset:
    """The people of one folder's split. Rows without joints (empty rooms) become pictures with nobody in them."""
    file = next(iter(sorted(folder.glob("*.npz"))))
    with opened(file, "a file of labels"), file.open("rb") as stream, np.load(stream) as content:
        labels = {key: content[key] for key in content.files}  # read once: each access to a member unpacks it
        people, nobody = _people(labels, split)
    check(people, file)
    entries = _entries(folder)
    names = dict.fromkeys(people.pictures.tolist())
    lost = [name for name in names if name not in entries]
    if lost and len(lost) == len(names):
        way_out = "make the data set again, the labels alone teach nothing"
        raise StickercamError(f"{folder} holds none of the {listed(lost)} that {file} names", way_out)
    strangers = np.zeros(len(people), bool) if nobody else _strangers(people)
    boxes = np.where(strangers[:, None], boxes_about(people.joints), people.boxes)
    any_turn = "verdict" in labels  # hand labels of sport, where people are upside down as well
    samples = []
    for row, name in enumerate(people.pictures.tolist()):
        place = str(folder / name)  # in one of its archives
        load = entries.get(name) or partial(raise_missing, place)
        mask = entries.get(f"{Path(name).stem}.png") if name in entries and not strangers[row] else None
        samples.append(Sample(
            load, people.joints[row], boxes[row], float(people.heads[row]), any_turn=any_turn, nobody=nobody,
            name=place, mask=mask,
        ))  # fmt: skip
    return Dataset(folder.resolve().name, samples, missing=tuple(str(folder / name) for name in lost))


def _people(labels: dict[str, np.ndarray], split: str) -> tuple[People, bool]:
    """(people of a split, whether they are pictures with nobody in them)."""
    usable = labels["ok"].astype(bool) if "ok" in labels else np.ones(len(labels["name"]), bool)
    rows = np.flatnonzero((labels["split"] == SPLITS[split]) & usable)
    sizes = labels["size"][rows].astype(np.float32)
    nobody = "joints" not in labels
    if nobody:
        joints = np.zeros((len(rows), 16, 3), np.float32)
        boxes = np.concatenate([0 * sizes, sizes], 1)
    else:
        joints = labels["joints"][rows].astype(np.float32)
        boxes = labels["box"][rows].astype(np.float32)
        if "verdict" in labels:
            joints[np.isin(labels["verdict"][rows], (WRONG_LABEL, SIDES_EXCHANGED))] = 0
    heads = labels["head_size"][rows] if "head_size" in labels else np.full(len(rows), np.nan)
    people = People(
        pictures=labels["name"][rows], numbers=rows, joints=joints, boxes=boxes, heads=heads.astype(np.float32),
        split=labels["split"][rows], sizes=sizes,
    )  # fmt: skip
    return people, nobody


def _strangers(people: People) -> np.ndarray:
    """(N,) bool: whose box is somebody else's, and the mask then too. Their joints' extent is the box to take."""
    xy, known = people.joints[..., :2], people.joints[..., 2] > 0
    low, high = people.boxes[:, None, :2], people.boxes[:, None, 2:]
    room = LARGER * (high - low).max(2, keepdims=True)
    inside = ((xy >= low - room) & (xy <= high + room)).all(2) & known
    return inside.sum(1) < THEIR_OWN * known.sum(1)


def read_npz(path: Path, split: str) -> list[Dataset]:
    """The people of the folder, or of every folder in it that holds a set."""
    folders = [path] if any(path.glob("*.npz")) else sorted({file.parent for file in path.glob("*/*.npz")})
    if not folders:
        what = f"{path} holds no data set" if path.is_dir() else f"{path} is not a folder"
        raise StickercamError(what, "it needs SET.npz and photos_00.zip, or folders of them")
    return [read_set(folder, split) for folder in folders]
