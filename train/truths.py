"""Files of true joints to score predictions on: MPII and Leeds Sports Pose as people pass them on, and our own sets."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError
from stickercam.models.skeleton import JOINTS
from stickercam.train.datasets import nobody, open_data
from stickercam.train.datasets.files import opened, read_json
from stickercam.train.datasets.lsp import joints_of
from stickercam.train.datasets.npz import SIDES_EXCHANGED, WRONG_LABEL
from stickercam.train.datasets.people import HELD_OUT, SPLITS
from stickercam.train.measures import NECK_TO_TOP, head_length, head_size
from stickercam.train.predictions import existing, read_arrays

KINDS = ("MPII's gt_valid.mat or valid.h5, an MPII .json or .json.gz, LSP's joints.mat, a set's .npz, or KIND:PATH "
         "as in --data")  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What is known about N people of one data set.

    joints: (N, 16, 3) float64, x, y, state (0 = not labelled), pixels counted from `base`.
    heads:  (N,) head sizes in pixels for PCKh, NaN where unknown.
    theirs: what predictions for this data set count from in everybody's files: MPII's and LSP's are MATLAB's, 1.
    names:  (N,) their pictures, or None. note: what a reader of the figures must know.
    part:   (K,) rows of the split that was asked for, where the file holds others too; None: everybody is of it.
    """

    name: str
    joints: np.ndarray
    heads: np.ndarray
    base: int = 1
    theirs: int = 1
    names: np.ndarray | None = None
    note: str = ""
    part: np.ndarray | None = None


def read_truths(truth: str, split: str) -> list[Truth]:
    """The truth in a file, or the data sets behind KIND:PATH; split ("train" or "val") where there are both."""
    path = Path(truth)
    kind = truth.split(":")[0]
    if ":" in truth and not path.exists() and len(kind) > 1:  # a letter and a colon are a drive of Windows
        return _from_data(truth, split)
    suffix = "".join(path.suffixes[-2:]).lower() if path.suffix == ".gz" else path.suffix.lower()
    if suffix in (".json", ".json.gz"):
        with opened(existing(path), "a file of true joints"):
            return [_from_json(path, split)]
    if suffix not in (".mat", ".h5", ".hdf5", ".npz"):
        raise StickercamError(f"{path} is no file of true joints", f"give {KINDS}")
    return [_from_arrays(path, read_arrays(path), split)]


def _from_data(spec: str, split: str) -> list[Truth]:
    theirs = int(spec.split(":")[0] in ("mpii", "lsp"))
    found = []
    for dataset in open_data(spec, split):
        people = [person for person in dataset.samples if not person.nobody]
        if people:
            joints = np.stack([person.joints for person in people]).astype(np.float64)
            heads = np.array([person.head_size for person in people])
            names = np.array([person.name for person in people])
            found.append(Truth(dataset.name, joints, heads, 0, theirs, names))
    if not found:
        raise nobody([spec], split)
    return found


def _from_arrays(path: Path, arrays: dict[str, np.ndarray], split: str) -> Truth:
    if {"pos_gt_src", "jnt_missing", "headboxes_src"} <= arrays.keys():
        return _bearpaw(arrays)
    if {"part", "normalize"} <= arrays.keys():
        return _princeton(arrays)
    joints = arrays.get("joints")
    if path.suffix == ".npz" and joints is not None and joints.shape[1:] == (len(JOINTS), 3):
        return _npz_set(path, arrays, split)
    if path.suffix == ".mat" and joints is not None and joints.shape[:2] in ((3, 14), (14, 3)):
        return _lsp(joints, split)
    held = ", ".join(name for name in arrays if not name.startswith("__"))
    raise StickercamError(f"{path} holds no true joints that are known here ({held})", f"give {KINDS}")


def _bearpaw(arrays: dict[str, np.ndarray]) -> Truth:
    """detections_our_format.mat of many repositories: joints (16, 2, N), missing (16, N), head boxes (2, 2, N)."""
    xy = arrays["pos_gt_src"].transpose(2, 0, 1).astype(np.float64)
    state = np.where(arrays["jnt_missing"].T > 0, 0, 2)
    heads = head_size(arrays["headboxes_src"].transpose(2, 0, 1))
    return Truth("mpii", np.concatenate([xy, state[..., None]], 2), heads)


def _princeton(arrays: dict[str, np.ndarray]) -> Truth:
    xy = arrays["part"].astype(np.float64)
    state = np.where((xy != 0).any(2), 2, 0)
    names = arrays["imgname"].astype(str) if "imgname" in arrays else None
    note = "its joints are whole pixels, which moves PCKh@0.1 by up to 0.6"
    heads = arrays["normalize"].ravel().astype(np.float64)
    return Truth("mpii", np.concatenate([xy, state[..., None]], 2), heads, names=names, note=note)


def _lsp(matrix: np.ndarray, split: str) -> Truth:
    """joints.mat. LSP: the second half is for testing. Of LSP-Extended every tenth picture, as `read_lsp` holds out."""
    extended = matrix.shape[0] == 14
    joints = joints_of(matrix).astype(np.float64)
    labelled = (joints[..., 2] > 0).sum(1)
    joints[..., :2] += 1  # the file's own count, see `base`
    number = np.arange(len(joints))
    held_out = number % HELD_OUT == 0 if extended else number >= len(joints) / 2
    part = np.flatnonzero((held_out == (split == "val")) & (labelled >= 2))
    return Truth("lspet" if extended else "lsp", joints, head_length(joints), part=part)


def _npz_set(path: Path, arrays: dict[str, np.ndarray], split: str) -> Truth:
    """The label file of a set of photos (docs/data.md), which counts pixels from 0."""
    joints = arrays["joints"].astype(np.float64)
    if "verdict" in arrays:
        joints[np.isin(arrays["verdict"], (WRONG_LABEL, SIDES_EXCHANGED))] = 0
    usable = arrays["ok"].astype(bool) if "ok" in arrays else np.ones(len(joints), bool)
    part = np.flatnonzero(usable & (arrays["split"] == SPLITS[split])) if "split" in arrays else None
    heads = arrays["head_size"].astype(np.float64) if "head_size" in arrays else np.full(len(joints), np.nan)
    return Truth(path.parent.resolve().name, joints, heads, 0, 0, arrays.get("name"), part=part)


def _from_json(path: Path, split: str) -> Truth:
    """Microsoft's form (joints_vis, -1 where missing) or that of mpii_annotations.json (joint_self, 0, 0)."""
    people = read_json(path)
    if isinstance(people, list) and people and "joints_vis" in people[0]:
        xy = np.array([person["joints"] for person in people], np.float64)
        state = np.where(np.array([person["joints_vis"] for person in people]) > 0, 2, 0)
        names = [person["image"] for person in people]
    elif isinstance(people, list) and people and "joint_self" in people[0]:
        people = [person for person in people if (person["isValidation"] > 0) == (split == "val")]
        xy = np.array([person["joint_self"] for person in people], np.float64)[..., :2]
        state = np.where((xy != 0).any(2), 2, 0)
        names = [person["img_paths"] for person in people]
    else:
        raise StickercamError(f"{path} holds no true joints that are known here", f"give {KINDS}")
    joints = np.concatenate([xy, state[..., None]], 2)
    note = "it has no head boxes, so head sizes are 3/4 of neck to head top: the same for nearly all, not for all"
    return Truth("mpii", joints, NECK_TO_TOP * head_length(joints), names=np.array(names), note=note)
