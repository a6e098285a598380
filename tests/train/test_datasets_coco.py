"""COCO's form, on files that the tests write."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stickercam.errors import StickercamError
from stickercam.models.skeleton import FLIP
from stickercam.train.datasets import coco, open_data
from stickercam.train.datasets.coco import joints_of, read_coco
from tests.train.people import STANDING, draw
from tests.train.test_datasets import is_left

# COCO: nose, eyes, ears (l, r), shoulders, elbows, wrists, hips, knees, ankles (l, r each)
OURS = (13, 12, 14, 11, 15, 10, 3, 2, 4, 1, 5, 0)  # of its places 5 to 16
MIRRORED = (0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15)


def keypoints(state: int = 2) -> np.ndarray:
    """(17, 3) of somebody who stands; the head's five points are not labelled."""
    points = np.zeros((17, 3), np.float32)
    points[5:, :2], points[5:, 2] = STANDING[list(OURS)], state
    return points


def annotation(number: int, image: int, points: np.ndarray | None = None, **more) -> dict:
    points = keypoints() if points is None else points
    return {
        "id": 100 + number, "image_id": image, "category_id": 1, "iscrowd": 0, "bbox": [30, 20, 90, 165],
        "keypoints": points.ravel().tolist(), "num_keypoints": int((points[:, 2] > 0).sum()),
        "segmentation": [[30, 20, 120, 20, 120, 185, 30, 185]],
    } | more  # fmt: skip


def write_coco(folder: Path, part: str, annotations: list[dict], *, pictures: int = 3, below: str = "") -> None:
    """annotations/person_keypoints_PART.json and pictures, 150 x 200 pixels, in BELOW or PART."""
    place = folder / (below or part)
    place.mkdir(parents=True, exist_ok=True)
    (folder / "annotations").mkdir(exist_ok=True)
    images = [{"id": number, "file_name": f"{number:012d}.jpg", "width": 150, "height": 200} for number in range(30)]
    for image in images[:pictures]:
        Image.fromarray(draw(STANDING)).save(place / image["file_name"], quality=95)
    content = {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "person"}]}
    (folder / "annotations" / f"person_keypoints_{part}.json").write_text(json.dumps(content))


def test_people_come_from_the_file_and_the_pictures_of_their_split(tmp_path: Path) -> None:
    write_coco(tmp_path, "train2017", [annotation(0, 0), annotation(1, 1), annotation(2, 1)])
    write_coco(tmp_path, "val2017", [annotation(3, 2)])

    (train,), (val,) = open_data(f"coco:{tmp_path}@0.5", "train"), open_data(f"coco:{tmp_path}", "val")

    assert (train.name, len(train.samples), train.weight, len(val.samples)) == ("coco", 3, 0.5, 1)
    person = val.samples[0]
    assert person.name == str(tmp_path / "val2017" / "000000000002.jpg")
    assert is_left(person.load(), person.joints[13, :2])
    assert not is_left(person.load(), person.joints[12, :2])
    assert person.box.tolist() == [29.5, 19.5, 119.5, 184.5]  # of pixel centres
    assert np.isnan(person.head_size)


def test_what_coco_lacks_is_derived_or_unknown() -> None:
    joints = joints_of(keypoints()[None])[0]

    shoulders, hips = STANDING[[12, 13]].mean(0), STANDING[[2, 3]].mean(0)
    assert np.allclose(joints[7], [*shoulders, 2])
    assert np.allclose(joints[6], [*hips, 2])
    assert np.allclose(joints[8], [*(shoulders + 0.1 * (shoulders - hips)), 1])  # placed, and unsure
    assert joints[9].tolist() == [0, 0, 0]
    assert np.allclose(joints[[0, 1, 10, 14], :2], STANDING[[0, 1, 10, 14]])


def test_a_hidden_or_unknown_joint_makes_what_is_derived_from_it_so() -> None:
    points = keypoints()
    points[5, 2], points[11] = 1, 0  # left shoulder, left hip

    joints = joints_of(points[None])[0]

    assert joints[[13, 7], 2].tolist() == [1, 1]
    assert joints[[3, 6, 8]].tolist() == [[0, 0, 0]] * 3


def test_a_mirrored_person_becomes_the_mirrored_joints() -> None:
    points = np.concatenate([np.random.default_rng(0).uniform(0, 99, (17, 2)), np.full((17, 1), 2)], 1)
    mirrored = points[list(MIRRORED)] * (-1, 1, 1) + (99, 0, 0)

    ours, theirs = (joints_of(one[None].astype(np.float32))[0] for one in (points, mirrored))

    known = ours[:, 2] > 0
    assert np.allclose((ours * (-1, 1, 1) + (99, 0, 0))[known], theirs[list(FLIP)][known], atol=1e-4)


def test_crowds_and_people_with_few_joints_are_left_out(tmp_path: Path) -> None:
    few = keypoints()
    few[5:11, 2] = 0
    few[16, 2] = 0  # five joints are left
    crowd = {"counts": [0, 30000], "size": [200, 150]}
    without = {key: value for key, value in annotation(3, 0).items() if key != "keypoints"}
    write_coco(
        tmp_path, "train2017",
        [annotation(0, 0, few), annotation(1, 0, iscrowd=1, segmentation=crowd), annotation(2, 1), without],
    )  # fmt: skip

    assert [Path(one.name).stem for one in read_coco(tmp_path, "train").samples] == ["000000000001"]


def test_masks_are_drawn_from_polygons_and_from_runs(tmp_path: Path) -> None:
    runs = {"counts": [0, 2000, 28000], "size": [200, 150]}  # the first ten columns
    two = [[10, 10, 60, 10, 60, 60, 10, 60], [40, 40, 90, 40, 90, 90, 40, 90]]
    outlines = ([[30, 20, 120, 20, 120, 185, 30, 185]], runs, two, [])
    write_coco(
        tmp_path, "train2017",
        [annotation(number, number, segmentation=outline) for number, outline in enumerate(outlines)], pictures=4,
    )  # fmt: skip

    square, run, overlapping, without = (one.mask for one in read_coco(tmp_path, "train").samples)

    mask = square()
    assert (mask.shape, mask.dtype, set(np.unique(mask))) == ((200, 150), np.uint8, {0, 255})
    assert mask[21:184, 31:119].all()
    assert not mask[:19].any() and not mask[:, 121:].any()
    assert np.array_equal(run() > 0, np.broadcast_to(np.arange(150) < 10, (200, 150)))
    assert overlapping()[[20, 50, 80], [20, 50, 80]].all()
    assert without is None


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # of pycocotools beside NumPy 2
def test_packed_runs_and_polygons_agree_with_pycocotools(tmp_path: Path) -> None:
    tools = pytest.importorskip("pycocotools.mask")
    polygon = [[30.3, 20.2, 118.6, 33.1, 100.2, 185, 42.9, 170.5]]
    packed = tools.merge(tools.frPyObjects(polygon, 200, 150))
    people = [annotation(0, 0, segmentation=polygon)]
    people.append(annotation(1, 1, segmentation={"counts": packed["counts"].decode(), "size": [200, 150]}))
    write_coco(tmp_path, "train2017", people)

    ours, theirs = (one.mask() > 0 for one in read_coco(tmp_path, "train").samples)

    assert theirs.sum() > 8000
    assert (ours != theirs).sum() < 0.03 * theirs.sum()  # at the edge


def test_without_pycocotools_packed_runs_have_no_mask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = {"counts": "abc", "size": [200, 150]}
    write_coco(tmp_path, "train2017", [annotation(0, 0), annotation(1, 1, segmentation=packed)])
    monkeypatch.setattr(coco, "find_spec", lambda name: None)

    assert [one.mask is None for one in read_coco(tmp_path, "train").samples] == [False, True]


@pytest.mark.parametrize("below", ["images/train2017", "images"])
def test_pictures_may_lie_in_images(tmp_path: Path, below: str) -> None:
    write_coco(tmp_path, "train2017", [annotation(0, 0)], below=below)

    assert read_coco(tmp_path, "train").samples[0].load().shape == (200, 150, 3)


def test_a_file_for_both_splits_has_every_tenth_picture_held_out(tmp_path: Path) -> None:
    write_coco(tmp_path, "default", [annotation(number, number) for number in range(20)], pictures=20, below="images")

    train, val = read_coco(tmp_path, "train"), read_coco(tmp_path, "val")

    assert len(train.samples) == 18
    assert [Path(one.name).stem[-2:] for one in val.samples] == ["00", "10"]


def test_a_split_without_a_file_is_empty(tmp_path: Path) -> None:
    write_coco(tmp_path, "train2017", [annotation(0, 0)])

    assert open_data(f"coco:{tmp_path}", "val") == []


def test_two_files_for_a_split_are_one_too_many(tmp_path: Path) -> None:
    write_coco(tmp_path, "train2014", [annotation(0, 0)])
    write_coco(tmp_path, "train2017", [annotation(0, 0)])

    with pytest.raises(StickercamError, match=r"several files of people \(person_keypoints_train2014\.json, "):
        read_coco(tmp_path, "train")


def test_pictures_that_are_missing_are_listed_or_refused(tmp_path: Path) -> None:
    write_coco(tmp_path, "train2017", [annotation(0, 0), annotation(1, 5)])
    write_coco(tmp_path, "val2017", [annotation(2, 5)])

    assert read_coco(tmp_path, "train").missing == (str(tmp_path / "train2017" / "000000000005.jpg"),)
    with pytest.raises(StickercamError, match=r"val2017 holds none of the 1 picture \(000000000005\.jpg\)"):
        read_coco(tmp_path, "val")


def test_a_joint_outside_the_picture_is_said_with_the_annotation(tmp_path: Path) -> None:
    points = keypoints()
    points[5, 0] = 900
    write_coco(tmp_path, "train2017", [annotation(0, 0), annotation(1, 1, points)])

    with pytest.raises(StickercamError, match=r"person 101 \(000000000001\.jpg\) has the l_shoulder at 900, 62, far"):
        read_coco(tmp_path, "train")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"images": [], "annotations": [{"keypoints": 5}]}'])
def test_a_broken_file_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "person_keypoints_train2017.json").write_text(content)

    with pytest.raises(StickercamError, match=r"train2017\.json is not a file of COCO's keypoints"):
        read_coco(tmp_path, "train")
