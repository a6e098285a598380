"""Readers of data sets."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
from scipy.io import savemat

from stickercam.errors import StickercamError, UsageError
from stickercam.train.datasets import Dataset, draw, open_data
from stickercam.train.datasets.lsp import joints_of, read_lsp
from stickercam.train.datasets.npz import read_npz
from tests.train.people import write_people


def test_the_npz_form_is_read_with_its_split_and_its_pictures(tmp_path: Path) -> None:
    write_people(tmp_path / "drawn", 8)

    (name, train), (_, val) = read_npz(tmp_path, "train")[0], read_npz(tmp_path / "drawn", "val")[0]

    assert (name, len(train), len(val)) == ("drawn", 6, 2)
    assert train[0].load().shape == (200, 150, 3)
    colour = train[0].load()[tuple(train[0].joints[13, 1::-1].round().astype(int))]
    assert colour[2] > colour[0]  # the left shoulder lies on a blue bone: RGB, and the left is the left


def test_wrong_and_exchanged_hand_labels_are_not_learned_from(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "drawn", 4)
    labels = dict(np.load(folder / "drawn.npz"))
    labels["verdict"] = np.ones((4, 16), np.uint8)
    labels["verdict"][0, :3] = (2, 3, 4)
    np.savez(folder / "drawn.npz", **labels)

    person = read_npz(folder, "train")[0][1][0]

    assert person.joints[:4, 2].tolist() == [2, 0, 0, 2]
    assert person.any_turn


def test_a_missing_photo_is_named(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "drawn", 2)
    with zipfile.ZipFile(folder / "photos_00.zip", "w") as archive:
        archive.writestr("other.jpg", b"")

    with pytest.raises(StickercamError, match=r"lacks the photo p000\.jpg"):
        read_npz(folder, "train")


def test_lsp_and_lsp_extended_flag_the_opposite() -> None:
    extended = np.zeros((14, 3, 1))
    extended[:, :2, 0] = 11
    extended[0, 2, 0] = 1

    plain = extended.swapaxes(0, 1)

    assert joints_of(extended)[0, 0].tolist() == [10, 10, 2]  # labelled, MATLAB counts from 1
    assert joints_of(extended)[0, 1].tolist() == [0, 0, 0]
    assert joints_of(plain)[0, 0, 2] == 1  # hidden
    assert joints_of(plain)[0, 1, 2] == 2


def test_lsp_extended_is_read_from_its_own_file(tmp_path: Path) -> None:
    matrix = np.ones((14, 3, 12))
    matrix[:, :2] = np.random.default_rng(0).uniform(5, 90, (14, 2, 12))
    savemat(tmp_path / "joints.mat", {"joints": matrix})

    train, val = read_lsp(tmp_path, "train"), read_lsp(tmp_path, "val")

    assert (len(train), len(val)) == (10, 2)
    assert np.allclose(val[1].joints[10, :2], matrix[6, :2, 10] - 1)  # LSP's 6 is the right wrist


@pytest.mark.parametrize(
    ("spec", "says"),
    [("photos", "no known kind"), ("npz:x@much", "not a number"), ("synthetic:none", "number of people")],
)
def test_a_wrong_spec_is_said_in_a_sentence(spec: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        open_data(spec, "train")


def test_a_folder_without_a_set_is_said(tmp_path: Path) -> None:
    with pytest.raises(StickercamError, match="holds no data set"):
        open_data(f"npz:{tmp_path}", "train")


def test_weights_say_how_often_a_set_is_drawn() -> None:
    sets = [Dataset("a", ["a"] * 100), Dataset("b", ["b"] * 100, weight=3.0)]
    rng = np.random.default_rng(0)

    drawn = [draw(sets, rng) for _ in range(2000)]

    assert 0.70 < drawn.count("b") / 2000 < 0.80
