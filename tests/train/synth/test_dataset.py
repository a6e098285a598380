"""Data sets on disk, read back by the reader that training uses."""

import zipfile

import cv2
import numpy as np
import pytest

from stickercam.errors import UsageError
from stickercam.train.datasets.npz import read_npz
from stickercam.train.sample import ABSENT
from stickercam.train.synth import sample, write_dataset


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_dataset(10, tmp_path_factory.mktemp("made") / "people", seed=4, size=96, processes=1)


def test_the_reader_of_the_npz_form_reads_it(folder):
    (train,), (val,) = read_npz(folder, "train"), read_npz(folder, "val")

    assert train.name == "people"
    assert (len(train.samples), len(val.samples)) == (9, 1)
    assert train.samples[0].load().shape == (96, 96, 3)


def test_labels_and_photos_are_those_of_the_samples(folder):
    person = read_npz(folder, "train")[0].samples[2]

    made = sample(2, seed=4, size=96)

    outside = made.joints[:, 2] == 0
    assert np.array_equal(person.joints[:, :2], made.joints[:, :2])
    assert np.array_equal(person.joints[:, 2], np.where(outside, ABSENT, made.joints[:, 2]))
    assert np.abs(person.load().astype(int) - made.image).mean() < 6
    x0, y0, x1, y1 = person.box
    rows, columns = np.nonzero(made.mask > 127)
    assert (x0, y0, x1, y1) == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


def test_each_photo_has_its_mask(folder):
    with zipfile.ZipFile(folder / "photos_00.zip") as archive:
        mask = cv2.imdecode(np.frombuffer(archive.read("000002.png"), np.uint8), cv2.IMREAD_UNCHANGED)
        stored = {entry.compress_type for entry in archive.infolist()}

    assert np.array_equal(mask > 0, sample(2, seed=4, size=96).mask > 127)
    assert stored == {zipfile.ZIP_STORED}


def test_head_sizes_are_known_where_both_ends_are_in_the_picture(folder):
    with np.load(folder / "synthetic.npz") as labels:
        seen = (labels["joints"][:, [8, 9], 2] > 0).all(1)
        head = labels["head_size"]

    assert np.array_equal(np.isfinite(head), seen)
    assert (head[seen] > 1).all()


def test_a_folder_in_use_is_left_alone(folder):
    before = sorted(folder.iterdir())

    with pytest.raises(UsageError, match="there already"):
        write_dataset(1, folder, size=64, processes=1)

    assert sorted(folder.iterdir()) == before


def test_an_interrupted_data_set_leaves_nothing_behind(tmp_path):
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_dataset(3, tmp_path / "people", size=64, processes=1, progress=stop)

    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_several_processes_make_the_same_people(tmp_path, folder):
    again = write_dataset(10, tmp_path / "people", seed=4, size=96, processes=2)

    for name in ("photos_00.zip",):
        with zipfile.ZipFile(folder / name) as one, zipfile.ZipFile(again / name) as other:
            assert [one.read(entry) for entry in one.namelist()] == [other.read(entry) for entry in other.namelist()]
