"""MPII's official file, mpii_human_pose_v1_u12_1.mat: structures in structures, with holes."""

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stickercam.train.datasets.matlab import Matrices, Surprise, variable
from stickercam.train.sample import HIDDEN, VISIBLE

CORNERS = ("x1", "y1", "x2", "y2")


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """The N people with labelled joints of the training pictures, in the file's own (MATLAB's) coordinates.

    pictures: (N,) names.  index, person: (N,) int, place of picture and person in the file, from 1.
    xy: (N, 16, 2), state: (N, 16) as in Sample.  centre: (N, 2), scale: (N,), head_boxes: (N, 4); NaN where not given.
    """

    pictures: np.ndarray
    index: np.ndarray
    person: np.ndarray
    xy: np.ndarray
    state: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    head_boxes: np.ndarray


def read_release(file: Path) -> Told:
    """RELEASE.annolist(i).annorect(k).annopoints.point(j) {x, y, id, is_visible} of the file."""
    try:
        return read_at_once(file)
    except (Surprise, LookupError, ValueError, zlib.error):
        return read_with_scipy(file)  # or it says what is wrong with the file


def read_at_once(file: Path) -> Told:
    """The file in two seconds; Surprise if it is laid out otherwise than MATLAB's files are."""
    mat = Matrices(variable(file, "RELEASE"))
    release = mat.members(0)[0]
    training = mat.array(release["img_train"]) if "img_train" in release else np.ones(0)
    found, points = [], []
    for number, entry in enumerate(mat.members(release["annolist"])):
        if training.size and not training[number]:
            continue  # pictures for testing have no points
        for person, one in enumerate(mat.members(entry["annorect"]) if "annorect" in entry else ()):
            about = mat.members(one["annopoints"]) if "annopoints" in one else []
            if about and "point" in about[0] and mat.names(about[0]["point"]):
                found.append((number + 1, person + 1, mat.members(entry["image"])[0]["name"], one))
                points.append(about[0]["point"])
    value = mat.value

    def numbers(names: tuple[str, ...]) -> np.ndarray:
        return np.array([[value[one[name]] if name in one else np.nan for name in names] for *_, one in found])

    places = [(mat.members(one["objpos"]) or [{}])[0] if "objpos" in one else {} for *_, one in found]
    return _told(
        [mat.text(name) for _, _, name, _ in found], found, _points_at_once(mat, points),
        centre=[[value[at[axis]] if axis in at else np.nan for axis in "xy"] for at in places],
        scale=numbers(("scale",)), head_boxes=numbers(CORNERS),
    )  # fmt: skip


def _told(pictures: list[str], found: list, points: tuple, *, centre, scale, head_boxes) -> Told:
    xy, state = _joints(len(found), *points)
    return Told(
        pictures=np.array(pictures), index=np.array([number for number, *_ in found], int),
        person=np.array([person for _, person, *_ in found], int), xy=xy, state=state,
        centre=np.array(centre, float).reshape(-1, 2), scale=np.array(scale, float).reshape(-1),
        head_boxes=np.array(head_boxes, float).reshape(-1, 4),
    )  # fmt: skip


def _joints(people: int, rows: np.ndarray, points: np.ndarray, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """xy (N, 16, 2) and state (N, 16). rows: (P,) whose point each is; points: (P, 3) x, y, id; seen: (P,) bool."""
    xy, state = np.zeros((people, 16, 2)), np.zeros((people, 16), int)
    joint = points[:, 2].astype(int)
    xy[rows, joint] = points[:, :2]
    state[rows, joint] = np.where(seen, VISIBLE, HIDDEN)
    return xy, state


def _points_at_once(mat: Matrices, people: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """rows, points and seen of `_joints`; people: numbers of their structures of points."""
    rows, points, seen = [np.zeros(0, int)], [np.zeros((0, 3))], [np.zeros(0, bool)]
    layouts = np.array([hash(mat.names(number)) for number in people])
    for layout in np.unique(layouts):  # the same fields in the same order: one or two layouts in a file
        mine = np.flatnonzero(layouts == layout)
        first = np.array([people[row] + 1 for row in mine])
        names = mat.names(int(first[0]) - 1)
        count = mat.after[first - 1] - first
        leaf = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
        inside = np.ones(len(leaf), bool)
        inside[np.cumsum(count) - 1] = False  # all but the last of each person have a neighbour
        if (count % len(names)).any() or (mat.after[leaf] != leaf + 1).any():
            raise Surprise("points that hold structures")
        if (mat.end[leaf[inside]] != mat.start[leaf[inside] + 1]).any():
            raise Surprise("something between the numbers of points")
        table = {name: mat.value[leaf.reshape(-1, len(names))[:, place]] for place, name in enumerate(names)}
        rows.append(np.repeat(mine, count // len(names)))
        points.append(np.stack([table[name] for name in ("x", "y", "id")], 1))
        # A number, the character "0" or "1", or nothing: then the joint counts as visible, as for everybody.
        seen.append(table["is_visible"] != 0 if "is_visible" in table else np.ones(len(rows[-1]), bool))
    return tuple(np.concatenate(parts) for parts in (rows, points, seen))


def read_with_scipy(file: Path) -> Told:
    """The file in ten seconds, whatever its layout."""
    from scipy.io import loadmat

    # Not squeezed: every structure is an array then, a single one too.
    release = loadmat(file, variable_names=["RELEASE"])["RELEASE"][0, 0]
    training = _field(release, "img_train").ravel()
    found, points = [], []
    for number, entry in enumerate(release["annolist"].ravel()):
        if training.size and not training[number]:
            continue
        for person, one in enumerate(_field(entry, "annorect").ravel()):
            about = _field(one, "annopoints")
            some = _field(about.flat[0], "point").ravel() if about.size else EMPTY
            if some.size and some.dtype.names:
                found.append((number + 1, person + 1, entry["image"]["name"][0, 0], one))
                points.append(some)
    rows = np.repeat(np.arange(len(points)), [len(some) for some in points])
    table = [(_number(point["x"]), _number(point["y"]), _number(point["id"])) for some in points for point in some]
    flags = [_field(point, "is_visible") for some in points for point in some]
    seen = [not flag.size or flag.item(0) not in (0, "0") for flag in flags]
    places = [_field(one, "objpos") for *_, one in found]
    return _told(
        [str(name[0]) for _, _, name, _ in found], found, (rows, np.array(table).reshape(-1, 3), np.array(seen, bool)),
        centre=[[_number(_field(at.flat[0], axis)) if at.size else np.nan for axis in "xy"] for at in places],
        scale=[_number(_field(one, "scale")) for *_, one in found],
        head_boxes=[[_number(_field(one, name)) for name in CORNERS] for *_, one in found],
    )  # fmt: skip


EMPTY = np.zeros((0, 0))


def _field(structure, name: str) -> np.ndarray:
    """A field's array, empty where the field is not there; an empty structure is an array without fields."""
    return structure[name] if structure.dtype.names and name in structure.dtype.names else EMPTY


def _number(value: np.ndarray) -> float:
    return float(value.flat[0]) if value.size else float("nan")
