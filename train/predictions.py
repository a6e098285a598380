"""Files of predicted joints, ours and other people's: npz, npy, h5, mat and the JSON of `stickercam pose`."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError
from stickercam.models.skeleton import JOINTS, L_HIP, L_SHOULDER, PELVIS, R_HIP, R_SHOULDER, THORAX
from stickercam.models.weights import replacing
from stickercam.train.datasets.files import opened
from stickercam.train.datasets.lsp import ORDER as LSP_ORDER

# What programs call their joints; of a file with several arrays that fit, the first of these is taken.
NAMES = ("xy", "preds", "pred", "predictions", "joints", "keypoints", "pos_pred_src")
SCORES = ("score", "scores", "confidence")
LAYOUTS = "N x 16 x 2, N x 16 x 3 (x, y, score), 16 x 2 x N or 2 x 16 x N"
KINDS = ".npz, .npy, .h5, .mat or .json"


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """Joints of N people.

    xy:    (N, 16, 2) float64, pixels counted from `base` (None: as the truth does).
    score: (N, 16), or None where the file has none.
    sets, index, names: (N,) the data set of each, its place there and its picture; None in files that are not ours.
    """

    xy: np.ndarray
    score: np.ndarray | None = None
    base: int | None = None
    sets: np.ndarray | None = None
    index: np.ndarray | None = None
    names: np.ndarray | None = None


def write_predictions(path: Path, found: Predictions, network: str) -> None:
    """An .npz that `read_predictions` gives back exactly."""
    with replacing(path) as temporary:
        np.savez_compressed(
            temporary, xy=found.xy, score=found.score, base=0, set=found.sets, index=found.index, name=found.names,
            joints=np.array(JOINTS), network=network,
        )  # fmt: skip


def read_predictions(path: Path, people: int | None = None) -> Predictions:
    """The joints in a file. people: how many there should be, which tells layouts apart that look alike."""
    arrays = read_arrays(path)
    if "base" in arrays and "xy" in arrays:
        text = {name: arrays[key].astype(str) for name, key in (("sets", "set"), ("names", "name")) if key in arrays}
        extra = text | {"index": arrays.get("index"), "base": int(arrays["base"])}
        found = Predictions(arrays["xy"].astype(np.float64), arrays.get("score"), **extra)
    else:
        found = _foreign(path, arrays, people)
    _check_finite(path, found.xy)
    return found


def _foreign(path: Path, arrays: Mapping[str, np.ndarray], people: int | None) -> Predictions:
    fitting = {name: array for name, array in arrays.items() if _axes(array.shape, people) is not None}
    named = [name for name in NAMES if name in fitting]
    if not named and len(fitting) != 1:
        held = ", ".join(f"{name} {' x '.join(map(str, array.shape))}" for name, array in arrays.items())
        raise StickercamError(f"{path} holds no joints in a known layout ({held or 'no arrays'})", f"give {LAYOUTS}")
    name = named[0] if named else next(iter(fitting))
    values = np.transpose(fitting[name], _axes(fitting[name].shape, people)).astype(np.float64)
    score = values[..., 2] if values.shape[2] == 3 else None
    for known in SCORES:
        if known in arrays and arrays[known].shape in (values.shape[:2], values.shape[:1]):
            score = np.broadcast_to(arrays[known].reshape(len(values), -1), values.shape[:2])
    if values.shape[1] == len(LSP_ORDER):
        values, score = _from_lsp(values), None if score is None else _spread(score)
    return Predictions(values[..., :2], score)


def _axes(shape: tuple[int, ...], people: int | None) -> tuple[int, int, int] | None:
    """Which axes of an array are people, joints and coordinates; None if it holds no joints.

    Where the shape leaves it open, the number of people decides, then the order of LAYOUTS.
    """
    fitting = [
        axes for axes in permutations(range(3))
        if len(shape) == 3 and shape[axes[1]] in (len(JOINTS), len(LSP_ORDER)) and shape[axes[2]] in (2, 3)
    ]  # fmt: skip
    return next((axes for axes in fitting if shape[axes[0]] == people), fitting[0] if fitting else None)


def _from_lsp(values: np.ndarray) -> np.ndarray:
    """(N, 14, 2) in Leeds Sports Pose's order -> (N, 16, 2): pelvis and thorax are middles, as in its truth."""
    joints = np.zeros((len(values), len(JOINTS), 2))
    joints[:, LSP_ORDER] = values[..., :2]
    joints[:, PELVIS] = joints[:, (L_HIP, R_HIP)].mean(1)
    joints[:, THORAX] = joints[:, (L_SHOULDER, R_SHOULDER)].mean(1)
    return joints


def _spread(score: np.ndarray) -> np.ndarray:
    every = np.repeat(score.mean(1, keepdims=True), len(JOINTS), 1)
    every[:, LSP_ORDER] = score
    return every


def _check_finite(path: Path, xy: np.ndarray) -> None:
    if xy.ndim != 3 or xy.shape[1:] != (len(JOINTS), 2):
        raise StickercamError(f"{path} holds joints of the shape {' x '.join(map(str, xy.shape))}", f"give {LAYOUTS}")
    if not np.isfinite(xy).all():
        person, joint = np.argwhere(~np.isfinite(xy))[0][:2]
        what = f"{path} has no number for the {JOINTS[joint]} of person {person + 1}"
        raise StickercamError(what, "give every joint a place, however unsure")


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """name -> array, of numbers or words, of everything in a file that is one."""
    readers: dict[str, Callable] = {
        ".npz": _npz, ".npy": lambda file: {"array": np.load(file)}, ".mat": _mat, ".h5": _h5, ".hdf5": _h5,
        ".json": _poses,
    }  # fmt: skip
    if path.suffix.lower() not in readers:
        raise StickercamError(f"{path} is no file of joints", f"give {KINDS}")
    with opened(existing(path), "a file of joints"):
        return readers[path.suffix.lower()](path)


def existing(path: Path) -> Path:
    if not path.is_file():
        raise StickercamError(f"{path} does not exist", "give the path of a file")
    return path


def _npz(path: Path) -> dict[str, np.ndarray]:
    with np.load(path) as content:
        return {name: content[name] for name in content.files}


def _mat(path: Path) -> dict[str, np.ndarray]:
    from scipy.io import loadmat

    try:
        content = loadmat(path)
    except NotImplementedError:  # MATLAB 7.3's files are HDF5, their axes in reverse
        return _h5(path)
    return {name: value for name, value in content.items() if isinstance(value, np.ndarray)}


def _h5(path: Path) -> dict[str, np.ndarray]:
    import h5py

    found: dict[str, np.ndarray] = {}

    def keep(name: str, item) -> None:
        if isinstance(item, h5py.Dataset):
            value = item[()]
            found[name] = np.asarray(value.decode() if isinstance(value, bytes) else value)

    with h5py.File(path) as content:
        content.visititems(keep)
    return found


def _poses(path: Path) -> dict[str, np.ndarray]:
    content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict) or "poses" not in content:
        raise StickercamError(f"{path} is no file of joints", "give the JSON that `stickercam pose` writes")
    poses = content["poses"]
    return {
        "xy": np.array([pose["xy"] for pose in poses], np.float64),
        "score": np.array([pose["score"] for pose in poses], np.float64), "base": np.array(0),
    }  # fmt: skip
