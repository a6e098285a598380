"""Files of predicted joints, in the layouts that people write."""

import json
from pathlib import Path

import h5py
import numpy as np
import pytest
from scipy.io import savemat

from stickercam.errors import StickercamError
from stickercam.models.skeleton import JOINTS, L_HIP, PELVIS, R_HIP
from stickercam.train.datasets.lsp import ORDER
from stickercam.train.predictions import Predictions, read_predictions, write_predictions

NUMBER = 5
XY = np.random.default_rng(0).uniform(0, 200, (NUMBER, 16, 2))
SURE = np.random.default_rng(1).random((NUMBER, 16))
LAYOUTS = {
    "N x 16 x 2": XY,
    "16 x 2 x N": XY.transpose(1, 2, 0),
    "2 x 16 x N": XY.transpose(2, 1, 0),
    "N x 2 x 16": XY.transpose(0, 2, 1),  # what h5py makes of MATLAB's 16 x 2 x N
    "2 x N x 16": XY.transpose(2, 0, 1),
}


def write(path: Path, **arrays: np.ndarray) -> Path:
    if path.suffix == ".npz":
        np.savez(path, **arrays)
    elif path.suffix == ".mat":
        savemat(path, arrays)
    else:
        with h5py.File(path, "w") as file:
            for name, array in arrays.items():
                file[name] = array
    return path


@pytest.mark.parametrize("suffix", [".npz", ".h5", ".mat"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_in_every_kind_of_file_gives_the_same_joints(layout: str, suffix: str, tmp_path: Path) -> None:
    file = write(tmp_path / f"found{suffix}", preds=LAYOUTS[layout])

    found = read_predictions(file)

    np.testing.assert_array_equal(found.xy, XY)
    assert found.score is None and found.base is None


def test_a_third_value_is_how_sure_it_is(tmp_path: Path) -> None:
    whole = np.concatenate([XY, SURE[..., None]], 2)

    for number, array in enumerate((whole, whole.transpose(1, 2, 0), whole.transpose(2, 1, 0))):
        found = read_predictions(write(tmp_path / f"found{number}.npz", keypoints=array))

        np.testing.assert_array_equal(found.xy, XY)
        np.testing.assert_array_equal(found.score, SURE)


def test_scores_may_lie_beside_for_each_joint_or_each_person(tmp_path: Path) -> None:
    each = read_predictions(write(tmp_path / "joint.npz", preds=XY, scores=SURE))
    person = read_predictions(write(tmp_path / "person.npz", preds=XY, confidence=SURE[:, 0]))

    np.testing.assert_array_equal(each.score, SURE)
    np.testing.assert_array_equal(person.score, np.repeat(SURE[:, :1], 16, 1))


def test_the_number_of_people_tells_layouts_apart_that_look_alike(tmp_path: Path) -> None:
    two = np.random.default_rng(2).random((16, 2, 2))  # 16 joints, x and y, two people; or two joints of 16 people
    file = write(tmp_path / "found.npz", preds=two)

    np.testing.assert_array_equal(read_predictions(file, 2).xy, two.transpose(1, 0, 2))
    square = np.random.default_rng(3).random((16, 16, 2))  # sixteen people: the first layout of the list is taken
    np.testing.assert_array_equal(read_predictions(write(tmp_path / "s.npz", preds=square), 16).xy, square)


def test_an_array_of_any_name_is_taken_if_it_is_the_only_one_that_fits(tmp_path: Path) -> None:
    np.save(tmp_path / "found.npy", XY)

    np.testing.assert_array_equal(read_predictions(tmp_path / "found.npy").xy, XY)
    file = write(tmp_path / "found.h5", mine=XY, other=np.zeros((3, 4)))
    np.testing.assert_array_equal(read_predictions(file).xy, XY)


def test_of_truth_and_prediction_in_one_file_the_prediction_is_taken(tmp_path: Path) -> None:
    file = write(tmp_path / "both.mat", pos_gt_src=np.zeros((16, 2, NUMBER)), pos_pred_src=LAYOUTS["16 x 2 x N"])

    np.testing.assert_array_equal(read_predictions(file).xy, XY)


def test_fourteen_joints_are_those_of_leeds_sports_pose(tmp_path: Path) -> None:
    file = write(tmp_path / "lsp.mat", preds=XY[:, ORDER].transpose(2, 1, 0))

    found = read_predictions(file)

    np.testing.assert_array_equal(found.xy[:, ORDER], XY[:, ORDER])
    np.testing.assert_allclose(found.xy[:, PELVIS], (XY[:, L_HIP] + XY[:, R_HIP]) / 2)


def test_what_the_pose_command_writes_counts_from_zero(tmp_path: Path) -> None:
    poses = [{"time": 0.0, "xy": xy.tolist(), "score": sure.tolist()} for xy, sure in zip(XY, SURE)]
    content = {"format": 1, "size": [200, 200], "joints": JOINTS, "poses": poses}
    (tmp_path / "poses.json").write_text(json.dumps(content))

    found = read_predictions(tmp_path / "poses.json")

    np.testing.assert_array_equal(found.xy, XY)
    np.testing.assert_array_equal(found.score, SURE)
    assert found.base == 0


def test_our_own_file_comes_back_as_it_was(tmp_path: Path) -> None:
    ours = Predictions(XY, SURE, 0, np.array(["a"] * 2 + ["b"] * 3), np.arange(5), np.array(["x.jpg"] * 5))

    write_predictions(tmp_path / "kept.npz", ours, "hourglass")
    found = read_predictions(tmp_path / "kept.npz")

    for name in ("xy", "score", "sets", "index", "names"):
        np.testing.assert_array_equal(getattr(found, name), getattr(ours, name))
    assert found.base == 0 and [file.name for file in tmp_path.iterdir()] == ["kept.npz"]


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"preds": np.zeros((5, 17, 2))}, "preds 5 x 17 x 2"),
        ({"a": XY, "b": XY}, "a 5 x 16 x 2, b 5 x 16 x 2"),
        ({"preds": np.zeros((5, 32))}, "N x 16 x 2"),
        ({"xy": XY[:, :14], "base": np.array(0)}, "5 x 14 x 2"),
    ],
)
def test_an_unknown_layout_is_refused_with_what_is_there(arrays: dict, words: str, tmp_path: Path) -> None:
    with pytest.raises(StickercamError, match=words):
        read_predictions(write(tmp_path / "found.npz", **arrays))


def test_a_joint_without_a_number_is_named(tmp_path: Path) -> None:
    broken = XY.copy()
    broken[3, 15, 1] = np.nan

    with pytest.raises(StickercamError, match="no number for the l_wrist of person 4"):
        read_predictions(write(tmp_path / "found.npz", preds=broken))


@pytest.mark.parametrize("name", ["found.npz", "found.npy", "found.mat", "found.h5", "found.json"])
def test_a_broken_file_is_one_sentence(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"no joints in here" * 20)

    with pytest.raises(StickercamError, match=name) as caught:
        read_predictions(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_file_of_another_kind_are_named(tmp_path: Path) -> None:
    with pytest.raises(StickercamError, match=r"missing\.npz does not exist"):
        read_predictions(tmp_path / "missing.npz")
    with pytest.raises(StickercamError, match=r"\.npz, \.npy, \.h5, \.mat or \.json"):
        read_predictions(tmp_path / "found.csv")
