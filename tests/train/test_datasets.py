"""Readers of data sets: the words that name them, the npz form, Leeds Sports Pose, made-up people."""

import io
import pickle
import zipfile
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from scipy.io import savemat

from stickercam.errors import StickercamError, UsageError
from stickercam.train.datasets import Dataset, draw, nobody, open_data, with_pictures
from stickercam.train.datasets.lsp import joints_of, read_lsp
from stickercam.train.datasets.npz import read_npz
from stickercam.train.datasets.people import People, check, every_tenth
from stickercam.train.datasets.pictures import decode, read_picture
from stickercam.train.sample import ABSENT, HIDDEN, VISIBLE, MissingPicture
from tests.train.people import STANDING, write_people
from tests.train.people import draw as drawn


def relabel(folder: Path, **labels: np.ndarray) -> None:
    file = next(folder.glob("*.npz"))
    np.savez(file, **(dict(np.load(file)) | labels))


def write_lsp(folder: Path, number: int, *, extended: bool, pictures: int | None = None) -> np.ndarray:
    """joints.mat with people who stand, and their pictures; returns the array."""
    from stickercam.train.datasets.lsp import ORDER

    xy = STANDING[list(ORDER)] + np.random.default_rng(0).integers(-3, 4, (number, 14, 2))
    flag = np.full((number, 14, 1), float(extended))
    matrix = np.concatenate([xy + 1, flag], 2).transpose(1, 2, 0)
    matrix = matrix if extended else matrix.swapaxes(0, 1)
    (folder / "images").mkdir(parents=True)
    savemat(folder / "joints.mat", {"joints": matrix})
    joints = joints_of(matrix)
    for row in range(number if pictures is None else pictures):
        name = f"im{row + 1:0{5 if extended else 4}d}.jpg"
        Image.fromarray(drawn(joints[row, :, :2])).save(folder / "images" / name, quality=95)
    return matrix


def is_left(image: np.ndarray, xy: np.ndarray) -> bool:
    """Whether a pixel lies on a bone of the person's left, which is drawn blue."""
    red, _, blue = image[tuple(xy[::-1].round().astype(int))].astype(int)
    return blue > red + 50


# The words


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("photos", "no known kind"), ("zip:photos", "mpii:DIR, lsp:DIR, coco:DIR, npz:DIR, cache:DIR, synthetic:N"),
        ("npz:x@much", "not a number"), ("npz:x@", "not a number"), ("npz:x@0", "not above 0"),
        ("npz:x@-1", "not above 0"), ("npz:x@nan", "not above 0"), ("npz:x@inf", "not above 0"),
        ("mpii:", "nothing behind the colon"), ("synthetic:none", "number of people"), ("fresh:0", "number of people"),
        ("synthetic:-3", "number of people"), ("synthetic:²", "number of people"),
    ],
)  # fmt: skip
def test_a_wrong_spec_is_said_in_a_sentence(spec: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        open_data(spec, "train")


@pytest.mark.parametrize("kind", ["mpii", "lsp", "coco", "npz"])
def test_a_folder_without_labels_and_one_that_is_not_there_are_said(kind: str, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(StickercamError) as error:
            open_data(f"{kind}:{folder}", "train")

        assert str(folder) in str(error.value)
        assert error.value.way_out


def test_a_weight_goes_to_each_set_of_a_folder(tmp_path: Path) -> None:
    write_people(tmp_path / "a", 4)
    write_people(tmp_path / "b", 4)

    assert [(one.name, one.weight) for one in open_data(f"npz:{tmp_path}@0.5", "train")] == [("a", 0.5), ("b", 0.5)]


def test_a_folder_may_have_an_at_sign_in_its_name(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "me@home", 4)

    assert [one.weight for one in open_data(f"npz:{folder}", "train")] == [1.0]
    assert [one.weight for one in open_data(f"npz:{folder}@2", "train")] == [2.0]


def test_weights_say_how_often_a_set_is_drawn() -> None:
    sets = [Dataset("a", ["a"] * 100), Dataset("b", ["b"] * 100, weight=3.0)]
    rng = np.random.default_rng(0)

    drawn_people = [draw(sets, rng) for _ in range(2000)]

    assert 0.70 < drawn_people.count("b") / 2000 < 0.80


def test_a_split_with_nobody_in_it_is_empty_and_has_its_sentence(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "drawn", 3)  # the fourth would be the first to validate on

    assert open_data(f"npz:{folder}", "val") == []
    error = nobody([f"npz:{folder}"], "val")
    assert str(error) == (
        f"npz:{folder} has nobody to validate on (its 3 people are all to learn from): "
        "name another data set beside it with --data"
    )


# Made-up people


def test_made_up_people_are_the_same_for_the_same_seed_and_others_to_validate_on() -> None:
    (train,), (val,) = open_data("synthetic:3@0.5", "train", seed=7), open_data("synthetic:3", "val", seed=7)
    (again,) = open_data("synthetic:3", "train", seed=7)

    assert (train.name, len(train.samples), train.weight, train.fresh) == ("synthetic", 3, 0.5, False)
    assert np.array_equal(train.samples[1].load(), again.samples[1].load())
    assert not np.array_equal(train.samples[1].load(), val.samples[1].load())
    assert train.samples[1].mask().shape == train.samples[1].load().shape[:2]
    assert train.samples[1].name == "synthetic person 1 of seed 7"


def test_what_a_made_up_person_has_outside_the_picture_is_known_to_be_absent() -> None:
    people = open_data("synthetic:8", "train", seed=7)[0].samples

    states = np.concatenate([person.joints[:, 2] for person in people])

    assert set(states) == {ABSENT, HIDDEN, VISIBLE}
    assert all((person.joints[person.joints[:, 2] < 0, :2] == 0).all() for person in people)


def test_fresh_people_are_fresh_to_learn_from_and_the_same_to_validate_on() -> None:
    assert open_data("fresh:5", "train")[0].fresh
    assert not open_data("fresh:5", "val")[0].fresh


def test_a_made_up_person_and_their_list_go_to_another_process() -> None:
    people = open_data("synthetic:3", "train")[0].samples

    sample, others = pickle.loads(pickle.dumps(people[2])), pickle.loads(pickle.dumps(people))

    assert np.array_equal(sample.load(), people[2].load())
    assert np.array_equal(others[2].joints, people[2].joints)
    assert [one.name for one in people[1:]] == [people[1].name, people[2].name]


# The npz form


def test_the_npz_form_is_read_with_its_split_and_its_pictures(tmp_path: Path) -> None:
    write_people(tmp_path / "drawn", 8)

    (train,), (val,) = read_npz(tmp_path, "train"), read_npz(tmp_path / "drawn", "val")

    assert (train.name, len(train.samples), len(val.samples)) == ("drawn", 6, 2)
    person = train.samples[0]
    assert person.load().shape == (200, 150, 3)
    assert is_left(person.load(), person.joints[13, :2])
    assert person.name == str(tmp_path / "drawn" / "p000.jpg")
    assert person.mask is None


def test_a_mask_of_the_npz_form_is_read(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "drawn", 3)
    mask = np.zeros((200, 150), np.uint8)
    mask[50:150] = 255
    with zipfile.ZipFile(folder / "photos_01.zip", "w") as archive:
        archive.writestr("p001.png", cv2.imencode(".png", mask)[1].tobytes())

    people = read_npz(folder, "train")[0].samples

    assert people[0].mask is None
    assert np.array_equal(people[1].mask(), mask)


def test_the_box_of_somebody_else_gives_way_to_the_joints(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "drawn", 3)
    boxes = dict(np.load(folder / "drawn.npz"))["box"]
    boxes[1] = (120, 0, 150, 40)
    relabel(folder, box=boxes)

    people = read_npz(folder, "train")[0].samples

    assert np.array_equal(people[0].box, boxes[0])
    xy = people[1].joints[:, :2]
    assert np.allclose(people[1].box, [*xy.min(0), *xy.max(0)])


def test_pictures_without_joints_are_pictures_of_nobody(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "rooms", 3)
    labels = dict(np.load(folder / "drawn.npz"))
    np.savez(folder / "drawn.npz", **{key: labels[key] for key in ("name", "size", "split")})

    people = read_npz(folder, "train")[0].samples

    assert all(person.nobody and not person.joints.any() for person in people)
    assert people[0].box.tolist() == [0, 0, 150, 200]


def test_wrong_and_exchanged_hand_labels_are_not_learned_from(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "drawn", 4)
    verdict = np.ones((4, 16), np.uint8)
    verdict[0, :3] = (2, 3, 4)
    relabel(folder, verdict=verdict)

    person = read_npz(folder, "train")[0].samples[0]

    assert person.joints[:4, 2].tolist() == [2, 0, 0, 2]
    assert person.any_turn


def test_a_few_missing_photos_are_listed_and_raise_when_loaded(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "drawn", 3)
    labels = dict(np.load(folder / "drawn.npz"))
    relabel(folder, name=np.array(["p000.jpg", "lost.jpg", "p002.jpg"]), split=labels["split"])

    (found,) = open_data(f"npz:{folder}", "train")

    assert found.missing == (str(folder / "lost.jpg"),)
    assert len(found.samples) == 3
    with pytest.raises(FileNotFoundError, match=r"lost\.jpg is missing"):
        found.samples[1].load()
    with pytest.raises(
        StickercamError, match=rf"{folder} lacks 1 picture \(lost\.jpg\), those of 1 of 3 people of drawn"
    ):
        with_pictures(found)


def test_one_lost_photo_of_many_is_left_out_and_one_that_is_broken_is_said(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "drawn", 40)
    (whole,) = open_data(f"npz:{folder}", "train")

    found = with_pictures(replace(whole, missing=(whole.samples[7].name,)))

    assert len(found.samples) == 29 and whole.samples[7] not in found.samples
    assert found.missing == (whole.samples[7].name,)
    broken = replace(whole.samples[0], load=lambda: decode(b"no picture", "p000.jpg"))
    with pytest.raises(StickercamError, match=r"p000\.jpg is a broken picture"):
        with_pictures(replace(whole, samples=[broken] * 30))


def test_labels_without_any_photo_are_refused(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "drawn", 4)
    with zipfile.ZipFile(folder / "photos_00.zip", "w") as archive:
        archive.writestr("other.jpg", b"")

    with pytest.raises(StickercamError, match=r"holds none of the 3 pictures \(p000\.jpg, p001\.jpg, p002\.jpg\)"):
        read_npz(folder, "train")


@pytest.mark.parametrize(
    ("place", "value", "says"),
    [
        ((1, 10, 0), np.nan, r"person 1 \(p001\.jpg\) has no number for the r_wrist"),
        ((1, 10, 0), -200, r"person 1 \(p001\.jpg\) has the r_wrist at -200, \d+, far outside the picture"),
        ((slice(0, 3), 9, 1), 5000, r"person 0 .* \(and 2 more are wrong\)"),
    ],
)
def test_joints_that_cannot_be_are_said_with_file_and_person(tmp_path: Path, place, value, says) -> None:
    folder = write_people(tmp_path / "drawn", 4)
    joints = dict(np.load(folder / "drawn.npz"))["joints"]
    joints[place] = value
    relabel(folder, joints=joints)

    with pytest.raises(StickercamError, match=says) as error:
        read_npz(folder, "train")

    assert str(folder / "drawn.npz") in error.value.what
    assert error.value.way_out == "mend or delete that entry of the file"


def test_a_joint_a_little_outside_the_picture_is_known_to_be_there(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "drawn", 2)
    joints = dict(np.load(folder / "drawn.npz"))["joints"]
    joints[0, 0] = (60, 240, 1)
    relabel(folder, joints=joints)

    assert read_npz(folder, "train")[0].samples[0].joints[0].tolist() == [60, 240, 1]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"words"])
def test_a_broken_label_file_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "set.npz").write_bytes(content)

    with pytest.raises(StickercamError, match=r"set\.npz is not a file of labels"):
        read_npz(tmp_path, "train")


# Leeds Sports Pose


def test_lsp_and_lsp_extended_flag_the_opposite() -> None:
    extended = np.zeros((14, 3, 1))
    extended[:, :2, 0] = 11
    extended[0, 2, 0] = 1

    plain = extended.swapaxes(0, 1)

    assert joints_of(extended)[0, 0].tolist() == [10, 10, 2]  # labelled, MATLAB counts from 1
    assert joints_of(extended)[0, 1].tolist() == [0, 0, 0]
    assert joints_of(plain)[0, 0, 2] == 1  # hidden
    assert joints_of(plain)[0, 1, 2] == 2


def test_lsp_extended_has_every_tenth_picture_held_out(tmp_path: Path) -> None:
    matrix = write_lsp(tmp_path, 12, extended=True)

    train, val = read_lsp(tmp_path, "train"), read_lsp(tmp_path, "val")

    assert (train.name, len(train.samples), len(val.samples)) == ("lspet", 10, 2)
    person = val.samples[1]
    assert np.allclose(person.joints[10, :2], matrix[6, :2, 10] - 1)  # LSP's 6 is the right wrist
    assert person.name == str(tmp_path / "images" / "im00011.jpg")
    assert is_left(person.load(), person.joints[13, :2])
    assert not is_left(person.load(), person.joints[12, :2])
    assert person.head_size == pytest.approx(np.hypot(*(person.joints[9, :2] - person.joints[8, :2])))


def test_lsp_has_its_published_halves(tmp_path: Path) -> None:
    write_lsp(tmp_path, 6, extended=False)

    train, val = read_lsp(tmp_path, "train"), read_lsp(tmp_path, "val")

    assert (train.name, len(train.samples), len(val.samples)) == ("lsp", 3, 3)
    assert val.samples[0].name.endswith("im0004.jpg")
    assert (train.samples[0].joints[:, 2] == 2).all()


def test_pictures_of_lsp_that_are_missing_are_listed(tmp_path: Path) -> None:
    write_lsp(tmp_path, 6, extended=False, pictures=5)

    assert read_lsp(tmp_path, "train").missing == ()
    assert read_lsp(tmp_path, "val").missing == (str(tmp_path / "images" / "im0006.jpg"),)


def test_lsp_without_pictures_is_refused(tmp_path: Path) -> None:
    write_lsp(tmp_path, 6, extended=False, pictures=0)

    with pytest.raises(StickercamError, match=r"images holds none of the 3 pictures \(im0001\.jpg, .*joints\.mat"):
        read_lsp(tmp_path, "train")


def test_a_joint_of_lsp_far_away_is_said_though_no_size_is_known(tmp_path: Path) -> None:
    matrix = write_lsp(tmp_path, 4, extended=True)
    matrix[4, 0, 2] = 1e5
    savemat(tmp_path / "joints.mat", {"joints": matrix})

    with pytest.raises(StickercamError, match=r"joints\.mat: person 3 \(im00003\.jpg\) has the l_knee at 99999"):
        read_lsp(tmp_path, "train")


def test_another_matlab_file_is_no_lsp(tmp_path: Path) -> None:
    savemat(tmp_path / "joints.mat", {"joints": np.ones((4, 5))})
    with pytest.raises(StickercamError, match=r"is not the joints\.mat .*shape \(4, 5\)"):
        read_lsp(tmp_path, "train")

    (tmp_path / "joints.mat").write_bytes(b"not this")
    with pytest.raises(StickercamError, match=r"is not the joints\.mat"):
        read_lsp(tmp_path, "train")


# Pictures and people


def test_a_picture_is_read_as_it_is_stored_whatever_the_camera_noted(tmp_path: Path) -> None:
    note = Image.Exif()
    note[0x0112] = 6  # on its side
    Image.new("RGB", (40, 20), (250, 0, 0)).save(tmp_path / "a.jpg", exif=note)

    picture = read_picture(str(tmp_path / "a.jpg"))

    assert picture.shape == (20, 40, 3)
    assert picture[5, 5, 0] > 200  # RGB


def test_a_broken_picture_and_one_cut_short_are_said(tmp_path: Path) -> None:
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)).save(file, "JPEG")

    for data in (b"", b"words", file.getvalue()[:-200], file.getvalue()[:700]):
        with pytest.raises(StickercamError, match=r"a\.jpg is a broken picture"):
            decode(data, "a.jpg")
    assert decode(file.getvalue() + b"\0" * 100, "a.jpg").shape == (64, 64, 3)


def test_a_missing_picture_is_a_missing_file_and_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(MissingPicture, match=r"a\.jpg is missing: unpack") as error:
        read_picture(str(tmp_path / "a.jpg"))

    assert isinstance(error.value, FileNotFoundError)
    assert isinstance(error.value, StickercamError)


def test_people_of_one_picture_stay_together() -> None:
    pictures = np.array([f"{number // 3}.jpg" for number in range(90)])

    split = every_tenth(pictures)

    assert split.tolist() == [1, 1, 1, *[0] * 27] * 3


def test_a_person_without_a_proper_box_is_said() -> None:
    joints = np.concatenate([STANDING, np.full((16, 1), 2)], 1)[None].astype(np.float32)
    person = People(
        np.array(["a.jpg"]), np.array([4]), joints, np.array([[9.0, 0, 5, 5]]), np.zeros(1), np.zeros(1, np.int8)
    )

    with pytest.raises(StickercamError, match=r"x\.json: person 4 \(a\.jpg\) has the box \[9\.0"):
        check(person, Path("x.json"))
    check(replace(person, boxes=np.array([[5.0, 5, 5, 9]])), Path("x.json"))  # thin, and no lie
