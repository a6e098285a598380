"""MPII Human Pose (Andriluka et al., CVPR 2014), in the three forms in which its labels are passed on."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError
from stickercam.train.datasets.files import find, opened, read_json
from stickercam.train.datasets.mpii_release import read_release
from stickercam.train.datasets.people import NEITHER, SPLITS, TRAIN, VAL, People, boxes_about, dataset_of, every_tenth
from stickercam.train.measures import NECK_TO_TOP, head_length, head_size
from stickercam.train.sample import HIDDEN, VISIBLE, Dataset

BODY = 200.0  # pixels: a person of scale 1 is so tall
LOWER = 15.0  # pixels at scale 1: published crops lie so much below MPII's centre, which is high on the body
MICROSOFT = {"train": "train", "val": "valid"}  # names of its files


def read_mpii(path: Path, split: str) -> Dataset:
    """The people of a folder with images/ and, in it or in a folder below, one of

    mpii_annotations.json[.gz] (25,204 people, both splits), mpii_human_pose_v1_u12_1.mat (the official file; its
    validation split is that of a valid.h5 or valid.json beside it, else every tenth picture), train.json and
    valid.json (Microsoft's; hidden joints count as visible, the form does not tell).
    """
    file = _file(path, split)
    if file is None:
        return Dataset("mpii", [])
    people = _people(file, file.stat().st_mtime_ns)
    return dataset_of("mpii", people[people.split == SPLITS[split]], path / "images", file)


def _file(path: Path, split: str) -> Path | None:
    """The file of a split's people; None where there is only Microsoft's file of the other split."""
    for pattern in ("mpii_annotations.json.gz", "mpii_annotations.json", "mpii_human_pose*.mat"):
        if files := find(path, pattern):
            return files[0]
    files = {name: find(path, f"{MICROSOFT[name]}.json") for name in SPLITS}
    if not any(files.values()):
        names = "mpii_annotations.json.gz, mpii_human_pose_v1_u12_1.mat or train.json and valid.json"
        what = f"{path} holds no annotations of MPII" if path.is_dir() else f"{path} is not a folder"
        raise StickercamError(what, f"it needs {names}, and the pictures in images")
    return (files[split] or [None])[0]


@lru_cache(maxsize=4)  # both splits are asked for, one after the other, and the official file takes seconds
def _people(file: Path, _changed: int) -> People:
    """All people of a file."""
    reader = _from_release if file.suffix == ".mat" else _microsoft if file.stem in MICROSOFT.values() else _listed
    with opened(file, "a file of MPII's labels"):
        people = reader(file)
    guessed = NECK_TO_TOP * head_length(people.joints)
    people.heads[:] = np.where(np.isnan(people.heads), guessed, people.heads)
    _take_known_heads(people, file)
    return people[(people.joints[..., 2] > 0).any(1)]


def person_boxes(joints: np.ndarray, centre: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """(N, 4) float32: the square of 200 x scale pixels about (x, y + 15 x scale); 1.25 times it is published as crop.

    centre: (N, 2), scale: (N,); where they are not known (NaN, or scale not above 0) the joints' extent.
    """
    unknown = ~(np.isfinite(centre).all(1) & (scale > 0))
    middle = centre + np.stack([0 * scale, LOWER * scale], 1)
    half = BODY / 2 * scale[:, None]
    boxes = np.concatenate([middle - half, middle + half], 1).astype(np.float32)
    boxes[unknown] = boxes_about(joints[unknown])
    return boxes


def _with_state(xy: np.ndarray, state: np.ndarray) -> np.ndarray:
    """MATLAB's first pixel is 1, ours 0; what is not known is all 0."""
    joints = np.concatenate([xy - 1, state[..., None]], 2)
    joints[state == 0] = 0
    return joints.astype(np.float32)


def _listed(file: Path) -> People:
    """mpii_annotations.json: a list of people, joint_self [x, y, visible], 0, 0 = not labelled."""
    rows = read_json(file)
    told = np.array([row["joint_self"] for row in rows], np.float64).reshape(len(rows), 16, 3)
    labelled = (told[..., :2] != 0).any(2)
    joints = _with_state(told[..., :2], np.where(labelled, np.where(told[..., 2] > 0, VISIBLE, HIDDEN), 0))
    centre = np.array([row["objpos"] for row in rows], np.float64).reshape(-1, 2) - 1
    scale = np.array([row["scale_provided"] for row in rows], np.float64)
    return People(
        pictures=np.array([row["img_paths"] for row in rows]), numbers=np.arange(1, len(rows) + 1), joints=joints,
        boxes=person_boxes(joints, centre, scale), heads=np.full(len(rows), np.nan, np.float32),
        split=np.array([VAL if row["isValidation"] else TRAIN for row in rows], np.int8),
        sizes=np.array([(row["img_width"], row["img_height"]) for row in rows], np.float32).reshape(-1, 2),
    )  # fmt: skip


def _microsoft(file: Path) -> People:
    """train.json, valid.json: lists of people; joints_vis says what is labelled, other joints are -1 or 0."""
    rows = read_json(file)
    labelled = np.array([row["joints_vis"] for row in rows], np.float64).reshape(len(rows), 16) > 0
    xy = np.array([row["joints"] for row in rows], np.float64).reshape(len(rows), 16, 2)
    joints = _with_state(xy, np.where(labelled, VISIBLE, 0))
    centre = np.array([row["center"] for row in rows], np.float64).reshape(-1, 2) - 1
    scale = np.array([row["scale"] for row in rows], np.float64)
    return People(
        pictures=np.array([row["image"] for row in rows]), numbers=np.arange(1, len(rows) + 1), joints=joints,
        boxes=person_boxes(joints, centre, scale), heads=np.full(len(rows), np.nan, np.float32),
        split=np.full(len(rows), VAL if file.stem == MICROSOFT["val"] else TRAIN, np.int8),
    )  # fmt: skip


def _from_release(file: Path) -> People:
    """The official file."""
    told = read_release(file)
    joints = _with_state(told.xy, told.state)
    return People(
        pictures=told.pictures, numbers=told.index, joints=joints,
        boxes=person_boxes(joints, told.centre - 1, told.scale),
        heads=head_size(told.head_boxes.reshape(-1, 2, 2)).astype(np.float32),
        split=_split_beside(file, told.index - 1, told.person - 1, told.pictures, told.centre),
    )  # fmt: skip


def _split_beside(file: Path, index: np.ndarray, person: np.ndarray, pictures: np.ndarray, centre: np.ndarray):
    """(N,) split of the official file's people by the list beside it; others in a listed picture are in neither.

    index, person: (N,) from 0.  centre: (N, 2) as in the file.
    """
    if (beside := file.with_name("valid.h5")).is_file():
        import h5py

        with opened(beside, "MPII's list of people for validation"), h5py.File(beside) as content:
            pairs = np.stack([content["index"][:], content["person"][:]], 1).astype(int)
        keys, pairs = list(zip(index.tolist(), person.tolist())), {tuple(pair) for pair in pairs.tolist()}
        held, theirs = {key[0] for key in pairs}, index.tolist()
    elif (beside := file.with_name("valid.json")).is_file():
        with opened(beside, "a file of MPII's labels"):
            pairs = {(row["image"], *np.rint(row["center"]).astype(int).tolist()) for row in read_json(beside)}
        whole = np.rint(np.nan_to_num(centre, nan=-1)).astype(int).tolist()
        keys = [(name, *place) for name, place in zip(pictures.tolist(), whole)]
        held, theirs = {key[0] for key in pairs}, pictures.tolist()
    else:
        return every_tenth(pictures)
    return np.array(
        [VAL if key in pairs else NEITHER if place in held else TRAIN for key, place in zip(keys, theirs)], np.int8
    )


def _take_known_heads(people: People, file: Path) -> None:
    """Exact head sizes of the validation people from a gt_valid.mat or valid.h5 beside, which hold them in order."""
    rows = np.flatnonzero(people.split == VAL)
    for name in ("gt_valid.mat", "valid.h5"):
        beside = file.with_name(name)
        if not len(rows) or not beside.is_file():
            continue
        with opened(beside, "MPII's truth about the people for validation"):
            xy, heads = _gt_valid(beside) if name == "gt_valid.mat" else _valid_h5(beside)
        ours = people.joints[rows]
        if len(xy) == len(rows) and np.median(np.abs(xy - 1 - ours[..., :2])[ours[..., 2] > 0]) <= 1:  # the same people
            people.heads[rows] = heads
            return


def _gt_valid(file: Path) -> tuple[np.ndarray, np.ndarray]:
    from scipy.io import loadmat

    content = loadmat(file, variable_names=["pos_gt_src", "headboxes_src"])
    return content["pos_gt_src"].transpose(2, 0, 1), head_size(content["headboxes_src"].transpose(2, 0, 1))


def _valid_h5(file: Path) -> tuple[np.ndarray, np.ndarray]:
    import h5py

    with h5py.File(file) as content:
        return content["part"][:], content["normalize"][:]
