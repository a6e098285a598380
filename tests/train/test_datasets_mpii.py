"""MPII in its three forms, on files that the tests write; on the real ones if STICKERCAM_DATA says where they are."""

import gzip
import json
import os
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.io import savemat

from stickercam.errors import StickercamError
from stickercam.models.geometry import roi_of
from stickercam.train.datasets import open_data
from stickercam.train.datasets.matlab import Surprise
from stickercam.train.datasets.mpii import read_mpii
from stickercam.train.datasets.mpii_release import Told, read_at_once, read_with_scipy
from stickercam.train.sample import Dataset
from tests.train.mpii_files import (
    EMPTY,
    Person,
    by_picture,
    points_of,
    rect_of,
    standing,
    struct_array,
    write_listed,
    write_microsoft,
    write_pictures,
    write_release,
    write_valid_h5,
)  # fmt: skip
from tests.train.test_datasets import is_left

OFFICIAL = "mpii_human_pose_v1_u12_1.mat"


def people() -> list[Person]:
    """Five people of three pictures, one of which is for validation."""
    return [*standing(1, people=2), *standing(2, people=2, validation=True), *standing(3)]


def names(found: Dataset) -> list[str]:
    return [Path(sample.name).name for sample in found.samples]


# The forms


def test_the_json_form_has_its_split_its_states_and_its_pictures(tmp_path: Path) -> None:
    write_pictures(tmp_path, people())
    write_listed(tmp_path / "annot" / "mpii_annotations.json.gz", people())

    (train,), (val,) = open_data(f"mpii:{tmp_path}", "train"), open_data(f"mpii:{tmp_path}", "val")

    assert names(train) == ["0001.jpg", "0001.jpg", "0003.jpg"]
    assert names(val) == ["0002.jpg", "0002.jpg"]
    person = train.samples[2]
    assert np.array_equal(person.joints[0, :2], people()[4].xy[0] - 1)  # MATLAB counts from 1
    assert person.joints[10, 2] == 1
    assert person.joints[5].tolist() == [0, 0, 0]
    assert is_left(person.load(), person.joints[13, :2])
    assert not is_left(person.load(), person.joints[12, :2])


def test_a_crop_a_quarter_larger_than_the_box_is_the_published_one(tmp_path: Path) -> None:
    write_pictures(tmp_path, people())
    write_listed(tmp_path / "mpii_annotations.json.gz", people())

    roi = roi_of(read_mpii(tmp_path, "train").samples[0].box, 1.25)

    # centre y += 15 x scale, side = 1.25 x 200 x scale; 0-based
    assert (roi.x, roi.y, roi.side) == pytest.approx((75, 90 + 15 * 0.9, 1.25 * 200 * 0.9), abs=1e-4)


def test_microsoft_s_form_has_a_file_for_each_split_and_knows_no_hidden_joints(tmp_path: Path) -> None:
    write_pictures(tmp_path, people())
    write_microsoft(tmp_path / "annot", people())

    train, val = read_mpii(tmp_path, "train"), read_mpii(tmp_path, "val")

    assert (len(train.samples), len(val.samples)) == (3, 2)
    assert train.samples[0].joints[:, 2].tolist() == [2, 2, 2, 2, 2, 0, *[2] * 10]


def test_one_of_microsoft_s_files_alone_leaves_the_other_split_empty(tmp_path: Path) -> None:
    write_pictures(tmp_path, people())
    write_microsoft(tmp_path, people())
    (tmp_path / "valid.json").unlink()

    assert len(read_mpii(tmp_path, "train").samples) == 3
    assert open_data(f"mpii:{tmp_path}", "val") == []


def test_the_official_file_takes_its_split_from_a_list_beside_it(tmp_path: Path) -> None:
    made = people()
    listed = [person for person in made if person.validation][:1]  # the other one in the picture is in neither split
    write_pictures(tmp_path, made)
    write_release(tmp_path / OFFICIAL, by_picture(made))
    others = [Person(*(getattr(person, name) for name in Person.__slots__[:-1])) for person in made[3:]]
    write_valid_h5(tmp_path / "valid.h5", [*made[:2], *listed, *others])

    by_h5 = [names(read_mpii(tmp_path, split)) for split in ("train", "val")]

    assert by_h5 == [["0001.jpg", "0001.jpg", "0003.jpg"], ["0002.jpg"]]


def test_the_official_file_takes_its_split_from_microsoft_s_list_too(tmp_path: Path) -> None:
    write_pictures(tmp_path, people())
    write_release(tmp_path / OFFICIAL, by_picture(people()))
    write_microsoft(tmp_path, people())

    found = [names(read_mpii(tmp_path, split)) for split in ("train", "val")]

    # Both people of the second picture stand in the same place, so one list entry is enough for both.
    assert found == [["0001.jpg", "0001.jpg", "0003.jpg"], ["0002.jpg", "0002.jpg"]]
    assert read_mpii(tmp_path, "train").samples[0].joints[10, 2] == 1  # the official file was read: hidden is known


def test_the_official_file_alone_holds_out_every_tenth_picture(tmp_path: Path) -> None:
    made = [person for number in range(12) for person in standing(number, people=2)]
    write_pictures(tmp_path, made)
    write_release(tmp_path / OFFICIAL, by_picture(made))

    train, val = read_mpii(tmp_path, "train"), read_mpii(tmp_path, "val")

    assert len(train.samples) == 20
    assert names(val) == ["0000.jpg", "0000.jpg", "0010.jpg", "0010.jpg"]


@pytest.mark.parametrize("like_matlab", [False, True])
def test_the_holes_of_the_official_file_are_stepped_over(tmp_path: Path, like_matlab: bool) -> None:
    one, two, three = standing(1)[0], standing(2)[0], standing(3)[0]
    nameless = {key: value for key, value in rect_of(two).items() if key not in ("objpos", "scale", "x1")}
    without_points = {key: value for key, value in rect_of(two).items() if key != "annopoints"}
    write_release(
        tmp_path / OFFICIAL,
        [
            ("a.jpg", [rect_of(one)]),  # a single element
            ("b.jpg", None),  # nobody
            ("c.jpg", [without_points]),  # no such field
            ("d.jpg", [without_points, nameless, rect_of(two) | {"annopoints": EMPTY}]),  # empty in some
            ("e.jpg", [rect_of(two) | {"annopoints": {"other": 1.0}}]),  # points without point
            ("f.jpg", [rect_of(two) | {"annopoints": {"point": EMPTY}}]),
            ("g.jpg", [rect_of(three)]),  # a picture for testing
            ("h.jpg", [rect_of(three, flag=2), rect_of(three, flag=1)]),  # "0" and "1" as characters
        ],
        [1, 1, 1, 1, 1, 1, 0, 1],
        like_matlab=like_matlab,
    )
    (tmp_path / "images").mkdir()
    for letter in "abcdefgh":
        (tmp_path / "images" / f"{letter}.jpg").touch()

    found = read_mpii(tmp_path, "train").samples + read_mpii(tmp_path, "val").samples

    places = {Path(sample.name).name: sample for sample in found}
    assert sorted(Path(sample.name).name for sample in found) == ["a.jpg", "d.jpg", "h.jpg", "h.jpg"]
    xy = two.xy[two.labelled] - 1
    assert np.allclose(places["d.jpg"].box, [*xy.min(0), *xy.max(0)])  # no scale: the joints' extent
    assert [sample.joints[10, 2] for sample in found] == [1] * 4
    assert_equal(read_at_once(tmp_path / OFFICIAL), read_with_scipy(tmp_path / OFFICIAL))


def test_a_joint_whose_visibility_nobody_noted_counts_as_visible(tmp_path: Path) -> None:
    one = standing(1)[0]
    points = points_of(one)
    bare = struct_array([{name: point[name] for name in ("x", "y", "id")} for point in points.ravel()])
    write_release(tmp_path / OFFICIAL, [("a.jpg", [rect_of(one) | {"annopoints": {"point": bare}}])])
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.jpg").touch()

    (person,) = read_mpii(tmp_path, "val").samples

    assert person.joints[:, 2].tolist() == [2, 2, 2, 2, 2, 0, *[2] * 10]


def test_the_head_size_is_the_head_box_s_where_there_is_one(tmp_path: Path) -> None:
    one = standing(1)[0]
    write_release(tmp_path / OFFICIAL, [("a.jpg", [rect_of(one) | {"x1": 10.0, "y1": 10.0, "x2": 40.0, "y2": 50.0}])])
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.jpg").touch()

    assert read_mpii(tmp_path, "val").samples[0].head_size == pytest.approx(0.6 * 50)


def test_exact_head_sizes_beside_go_before_guessed_ones(tmp_path: Path) -> None:
    made = people()
    write_pictures(tmp_path, made)
    write_listed(tmp_path / "mpii_annotations.json.gz", made)
    boxes = np.array([[[10, 10], [40, 50]], [[10, 10], [70, 90]]], float).transpose(1, 2, 0)
    joints = np.array([person.xy for person in made if person.validation]).transpose(1, 2, 0)
    savemat(tmp_path / "gt_valid.mat", {"pos_gt_src": joints, "headboxes_src": boxes})

    heads = [person.head_size for person in read_mpii(tmp_path, "val").samples]

    assert heads == pytest.approx([30, 60])


def assert_equal(one: Told, other: Told) -> None:
    for field in fields(Told):
        a, b = getattr(one, field.name), getattr(other, field.name)
        assert np.array_equal(a, b, equal_nan=a.dtype.kind == "f"), field.name


def test_what_the_fast_way_does_not_know_scipy_reads(tmp_path: Path) -> None:
    one = standing(1)[0]
    noted = struct_array([
        {name: point[name] for name in ("x", "y", "id", "is_visible")} | {"note": {"by": "A"}}
        for point in points_of(one).ravel()
    ])  # fmt: skip
    write_release(tmp_path / OFFICIAL, [("0001.jpg", [rect_of(one) | {"annopoints": {"point": noted}}])])
    write_pictures(tmp_path, [one])

    with pytest.raises(Surprise, match="points that hold structures"):
        read_at_once(tmp_path / OFFICIAL)
    assert read_mpii(tmp_path, "val").samples[0].joints[10, 2] == 1


# The law

whole = st.integers(1, 600)


@st.composite
def persons(draw) -> list[Person]:
    """Up to six people of up to four pictures, ordered by picture; a picture is for one split."""
    made = []
    for number in range(draw(st.integers(1, 4))):
        validation = draw(st.booleans())
        for _ in range(draw(st.integers(1, 2))):
            xy = np.array(draw(st.lists(st.tuples(whole, whole), min_size=16, max_size=16)), float)
            labelled = np.array(draw(st.lists(st.booleans(), min_size=16, max_size=16).filter(any)))
            visible = np.array(draw(st.lists(st.booleans(), min_size=16, max_size=16)))
            centre = np.array(draw(st.tuples(whole, whole)), float)
            scale = draw(st.integers(1, 24)) / 4
            made.append(Person(f"{number}.jpg", xy, labelled, visible, centre, scale, validation))
    return made


def assert_same(one: Dataset, other: Dataset, *, hidden: bool) -> None:
    """The same people; hidden: also about what is hidden."""
    assert names(one) == names(other)
    for a, b in zip(one.samples, other.samples, strict=True):
        states = [sample.joints[:, 2] if hidden else sample.joints[:, 2] > 0 for sample in (a, b)]
        assert np.array_equal(*states)
        assert np.array_equal(a.joints[:, :2], b.joints[:, :2])
        assert np.array_equal(a.box, b.box)
        assert a.head_size == pytest.approx(b.head_size, rel=1e-5, nan_ok=True)


@settings(max_examples=12)
@given(
    made=persons(), flag=st.integers(0, 2), like_matlab=st.booleans(), compared=st.sampled_from(["h5", "json"])
)  # fmt: skip
def test_the_same_people_come_out_of_all_three_forms(
    tmp_path_factory, made: list[Person], flag: int, like_matlab: bool, compared: str
) -> None:
    listed, microsoft, release = (tmp_path_factory.mktemp(name) for name in ("listed", "microsoft", "release"))
    for folder in (listed, microsoft, release):
        (folder / "images").mkdir()
        for person in made:
            (folder / "images" / person.picture).touch()
    write_listed(listed / "mpii_annotations.json.gz", made)
    write_microsoft(microsoft / "annot", made)
    write_release(release / OFFICIAL, by_picture(made, flag=flag), like_matlab=like_matlab)
    assert_equal(read_at_once(release / OFFICIAL), read_with_scipy(release / OFFICIAL))
    if compared == "h5":
        write_valid_h5(release / "valid.h5", made)
    else:
        write_microsoft(release, made)

    for split in ("train", "val"):
        truth = read_mpii(listed, split)
        assert_same(truth, read_mpii(release, split), hidden=True)
        assert_same(truth, read_mpii(microsoft, split), hidden=False)


# At the door


def test_annotations_without_any_picture_are_refused_and_a_few_missing_ones_are_listed(tmp_path: Path) -> None:
    write_listed(tmp_path / "annot" / "mpii_annotations.json.gz", people())

    with pytest.raises(StickercamError, match=r"images holds none of the 2 pictures \(0001\.jpg, 0003\.jpg\) that"):
        read_mpii(tmp_path, "train")
    write_pictures(tmp_path, people()[:2])
    assert read_mpii(tmp_path, "train").missing == (str(tmp_path / "images" / "0003.jpg"),)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([float("nan"), 5, 1], r"person 1 \(0001\.jpg\) has no number for the r_ankle"),
        ([5000, 5, 1], r"person 1 \(0001\.jpg\) has the r_ankle at 4999, 4, far outside the picture"),
    ],
)
def test_a_joint_that_cannot_be_is_said(tmp_path: Path, value: list[float], says: str) -> None:
    write_pictures(tmp_path, people())
    file = tmp_path / "mpii_annotations.json"
    write_listed(tmp_path / "a.gz", people())
    rows = json.loads(gzip.decompress((tmp_path / "a.gz").read_bytes()))
    rows[0]["joint_self"][0] = value
    file.write_text(json.dumps(rows))

    with pytest.raises(StickercamError, match=says):
        read_mpii(tmp_path, "train")


@pytest.mark.parametrize("name", ["mpii_annotations.json.gz", "mpii_annotations.json", OFFICIAL, "train.json"])
@pytest.mark.parametrize("content", [b"", b"{", b"[1, 2]", b'{"a": 1}', b"\x1f\x8b and no more", b"\x89HDF\r\n\x1a\n"])
def test_a_broken_file_is_said_in_a_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(StickercamError, match=f"{name} is not a file of MPII's labels") as error:
        read_mpii(tmp_path, "train")

    assert "\n" not in str(error.value)


def test_a_file_of_another_matlab_structure_is_said(tmp_path: Path) -> None:
    savemat(tmp_path / OFFICIAL, {"other": 1})

    with pytest.raises(StickercamError, match="is not a file of MPII's labels"):
        read_mpii(tmp_path, "train")


# The real files

REAL = Path(os.environ.get("STICKERCAM_DATA", "nowhere")) / "mpii"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="STICKERCAM_DATA names no folder with mpii/annot")


@pytest.fixture(scope="module")
def real(tmp_path_factory) -> Path:
    """annot/ as it is passed on, and empty files for pictures, which opening only looks for."""
    folder = tmp_path_factory.mktemp("mpii")
    (folder / "annot").symlink_to(REAL / "annot")
    (folder / "images").mkdir()
    rows = json.loads(gzip.decompress((REAL / "annot" / "mpii_annotations.json.gz").read_bytes()))
    for name in {row["img_paths"] for row in rows}:
        (folder / "images" / name).touch()
    return folder


@pytest.mark.slow
@needs_real
def test_the_study_s_split_comes_out_of_the_real_file(real: Path) -> None:
    train, val = read_mpii(real, "train"), read_mpii(real, "val")

    assert (len(train.samples), len(val.samples)) == (22_246, 2_958)
    assert not {sample.name for sample in train.samples} & {sample.name for sample in val.samples}
    assert train.missing == val.missing == ()


@pytest.mark.slow
@needs_real
def test_the_real_validation_people_are_those_of_the_published_truth(real: Path) -> None:
    with np.load(REAL / "parity" / "mpii_valid_parity.npz") as content:
        truth, missing, heads = content["gt_xy"], content["missing"].astype(bool), content["head_size"]
        pictures = content["imgname"].astype(str)

    val = read_mpii(real, "val")

    joints = np.stack([sample.joints for sample in val.samples])
    assert [Path(name).stem for name in names(val)] == [Path(str(name)).stem for name in pictures]
    assert np.array_equal(joints[..., 2] == 0, missing)
    gap = np.abs(joints[..., :2] + 1 - truth)[~missing]
    assert (gap > 0.01).sum() == 17  # numbers that the truth has as 0 and the labels do not
    assert np.allclose([sample.head_size for sample in val.samples], heads, atol=1e-3)  # valid.h5 lies beside


@pytest.mark.slow
@needs_real
def test_microsoft_s_form_of_the_real_people_says_the_same(real: Path, tmp_path: Path) -> None:
    (tmp_path / "images").symlink_to(real / "images")
    (tmp_path / "valid.json").symlink_to(REAL / "annot" / "valid_microsoft_style.json")
    (tmp_path / "train.json").symlink_to(REAL / "annot" / "microsoft_style_sample5.json")
    truth = read_mpii(real, "val")

    val, five = read_mpii(tmp_path, "val"), read_mpii(tmp_path, "train")

    for found in (Dataset("first", val.samples[:5]), five):
        for a, b in zip(truth.samples, found.samples):
            assert Path(a.name).name == Path(b.name).name
            assert np.array_equal(a.joints[:, 2] > 0, b.joints[:, 2] > 0)
            assert np.allclose(a.joints[:, :2], b.joints[:, :2], atol=1e-3)
            assert np.allclose(a.box, b.box, atol=0.15)  # scales are rounded to three places


@pytest.mark.slow
@needs_real
def test_the_official_layout_of_real_people_is_read(tmp_path: Path) -> None:
    (tmp_path / OFFICIAL).symlink_to(REAL / "annot" / "mpii_official_layout_sample40.mat")
    (tmp_path / "images").mkdir()
    rows = json.loads((REAL / "annot" / "valid_microsoft_style.json").read_bytes())
    for row in rows:
        (tmp_path / "images" / row["image"]).touch()

    found = [*read_mpii(tmp_path, "val").samples, *read_mpii(tmp_path, "train").samples]

    assert len(found) == 40
    for sample in found:
        gaps = []
        for row in rows:
            known = np.array(row["joints_vis"]) > 0
            if row["image"] == Path(sample.name).name and np.array_equal(sample.joints[:, 2] > 0, known):
                gaps.append(np.abs(sample.joints[known, :2] + 1 - np.array(row["joints"])[known]).max())
        assert min(gaps) < 1e-3
