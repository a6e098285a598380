"""COCO's people with keypoints (Lin et al., ECCV 2014), and whatever else is labelled in its form."""

from functools import partial
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np

from stickercam.errors import StickercamError
from stickercam.models.skeleton import LIMBS, PELVIS, THORAX, UPPER_NECK
from stickercam.train.datasets.files import find, opened, read_json
from stickercam.train.datasets.people import SPLITS, People, add_middles, dataset_of, every_tenth
from stickercam.train.sample import HIDDEN, Dataset

# COCO's place of our joints LIMBS: ankles to hips, then wrists to shoulders. Its nose, eyes and ears have none.
PLACES = (16, 14, 12, 11, 13, 15, 10, 8, 6, 5, 7, 9)
# The upper neck lies so far beyond the thorax, in lengths of the trunk. On MPII that errs by 0.13 of the head's length
# (median), and by less than a half for 99.3 %; our best guess at the head's top is wrong too often, it stays unknown.
NECK = 0.1
FEWEST = 6  # of the twelve joints: with fewer a crop shows an arm or a leg, and mostly somebody else


def read_coco(path: Path, split: str) -> Dataset:
    """The people of a folder with person_keypoints_SPLIT.json, in it or in annotations/, and pictures in SPLIT/,
    images/SPLIT/ or images/; SPLIT begins with train or val. A single file of another name is for both splits: every
    tenth picture is held out. Crowds, and people with fewer than six of our twelve joints, are left out.
    """
    file, own_split = _file(path, split)
    if file is None:
        return Dataset("coco", [])
    with opened(file, "a file of COCO's keypoints"):
        people = _people(file)
    people = people if own_split else people[people.split == SPLITS[split]]
    return dataset_of("coco", people, _pictures(path, file, people), file)


def _file(path: Path, split: str) -> tuple[Path | None, bool]:
    """(the file of a split, whether it is for that split alone); None where there is only that of the other split."""
    files = find(path, "person_keypoints_*.json")
    if not files:
        what = f"{path} holds no person_keypoints_*.json" if path.is_dir() else f"{path} is not a folder"
        raise StickercamError(what, "give the folder that holds COCO's annotations and pictures")
    of_split = {name: [file for file in files if _part(file).startswith(name)] for name in SPLITS}
    if not any(of_split.values()) and len(files) == 1:
        return files[0], False
    if len(of_split[split]) > 1 or not any(of_split.values()):
        names = ", ".join(file.name for file in of_split[split] or files)
        raise StickercamError(f"{path} holds several files of people ({names})", "keep one there and move the others")
    return (of_split[split] or [None])[0], True


def _part(file: Path) -> str:
    return file.stem.removeprefix("person_keypoints_")


def _pictures(path: Path, file: Path, people: People) -> Path:
    """The folder that the pictures are in: the first of the usual ones that has the first picture or, if there is
    none, that is there."""
    folders = [path / _part(file), path / "images" / _part(file), path / "images"]
    first = people.pictures[0] if len(people) else ""
    having = [folder for folder in folders if (folder / first).exists()] or [one for one in folders if one.is_dir()]
    return (having or folders)[0]


def _people(file: Path) -> People:
    content = read_json(file)
    images = {image["id"]: image for image in content["images"]}
    rows = [row for row in content["annotations"] if not row.get("iscrowd") and len(row.get("keypoints", ())) == 51]
    points = np.array([row["keypoints"] for row in rows], np.float32).reshape(-1, 17, 3)
    enough = (points[:, PLACES, 2] > 0).sum(1) >= FEWEST
    rows, points = [row for row, taken in zip(rows, enough, strict=True) if taken], points[enough]
    theirs = [images[row["image_id"]] for row in rows]
    pictures = np.array([image["file_name"] for image in theirs])
    sizes = np.array([(image["width"], image["height"]) for image in theirs], np.float32).reshape(-1, 2)
    boxes = np.array([row["bbox"] for row in rows], np.float32).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    return People(
        pictures=pictures, numbers=np.array([row["id"] for row in rows]), joints=joints_of(points),
        boxes=boxes - 0.5,  # its boxes count from a pixel's corner, ours and its joints from the centre
        heads=np.full(len(rows), np.nan, np.float32), split=every_tenth(pictures), sizes=sizes,
        masks=_masks([row.get("segmentation") for row in rows], sizes),
    )  # fmt: skip


def joints_of(points: np.ndarray) -> np.ndarray:
    """(N, 17, 3) of COCO -> (N, 16, 3) of ours; its 0, 1, 2 are our states. Pelvis and thorax are the middles of hips
    and shoulders, the upper neck lies above them on the same line, unsure; the head's top is not known."""
    joints = np.zeros((len(points), 16, 3), np.float32)
    joints[:, LIMBS] = points[:, PLACES]
    add_middles(joints)
    trunk = joints[:, THORAX, :2] - joints[:, PELVIS, :2]
    joints[:, UPPER_NECK, :2] = joints[:, THORAX, :2] + NECK * trunk
    joints[:, UPPER_NECK, 2] = HIDDEN * ((joints[:, THORAX, 2] > 0) & (joints[:, PELVIS, 2] > 0))
    joints[joints[..., 2] == 0] = 0
    return joints


def _masks(outlines: list, sizes: np.ndarray) -> np.ndarray:
    """What makes each person's mask; None without an outline, and for packed runs where pycocotools is not there."""
    masks = np.full(len(outlines), None, object)
    unpacks = find_spec("pycocotools") is not None
    for row, (outline, (width, height)) in enumerate(zip(outlines, sizes.astype(int).tolist(), strict=True)):
        if isinstance(outline, dict):
            if unpacks or isinstance(outline["counts"], list):
                masks[row] = partial(_of_runs, outline["counts"], height, width)
        elif outline:
            # Arrays take a fifth of the memory that lists of numbers do.
            masks[row] = partial(_of_polygons, [np.array(part, np.float32) for part in outline], height, width)
    return masks


def _of_polygons(outline: list[np.ndarray], height: int, width: int) -> np.ndarray:
    """(H, W) uint8; a polygon is x, y, x, y, ... from the corner of the first pixel."""
    mask, finer = np.zeros((height, width), np.uint8), 4  # bits of a fraction of a pixel
    for part in outline:  # one by one: where two of a call overlap OpenCV leaves a hole
        points = np.rint((part.reshape(-1, 2) - 0.5) * 2**finer).astype(np.int32)
        cv2.fillPoly(mask, [points], 255, shift=finer)
    return mask


def _of_runs(counts: list[int] | str, height: int, width: int) -> np.ndarray:
    """(H, W) uint8; runs of no, yes, no, ... down the columns."""
    if isinstance(counts, str):
        from pycocotools import mask

        return mask.decode({"counts": counts, "size": [height, width]}) * np.uint8(255)
    runs = np.repeat(np.arange(len(counts)) % 2 * 255, counts).astype(np.uint8)
    return np.ascontiguousarray(runs.reshape(width, height).T)
