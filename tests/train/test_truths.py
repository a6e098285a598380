"""Files of true joints: every form gives the same people."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.io import savemat

from stickercam.errors import StickercamError, UsageError
from stickercam.train.datasets.lsp import ORDER
from stickercam.train.measures import head_length
from stickercam.train.truths import read_truths
from tests.train import truth_files as files
from tests.train.people import write_people

FORMS = {
    "gt_valid.mat": files.write_gt_valid, "valid.h5": files.write_valid_h5, "valid.json": files.write_microsoft,
    "mpii_annotations.json.gz": files.write_listed,
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_mpii_gives_the_same_people(name: str, tmp_path: Path) -> None:
    people = files.people()
    file = FORMS[name](tmp_path / name, people)

    (truth,) = read_truths(str(file), "val")

    known = people[..., 2] > 0
    np.testing.assert_array_equal(truth.joints[..., 2] > 0, known)
    np.testing.assert_array_equal(truth.joints[known][:, :2], people[known][:, :2])
    assert (truth.name, truth.base, truth.theirs) == ("mpii", 1, 1)


@pytest.mark.parametrize("name", ["gt_valid.mat", "valid.h5"])
def test_head_sizes_are_those_of_the_head_boxes_where_the_file_has_them(name: str, tmp_path: Path) -> None:
    (truth,) = read_truths(str(FORMS[name](tmp_path / name, files.people())), "val")

    np.testing.assert_allclose(truth.heads, files.head_sizes())


def test_head_sizes_of_a_json_are_three_quarters_of_neck_to_top_and_that_is_said(tmp_path: Path) -> None:
    people = files.people()

    (truth,) = read_truths(str(files.write_microsoft(tmp_path / "valid.json", people)), "val")

    np.testing.assert_allclose(truth.heads, 0.75 * head_length(people))
    assert "3/4" in truth.note and truth.names.tolist() == files.names(5)


def test_the_training_people_of_a_list_with_both_splits_can_be_had(tmp_path: Path) -> None:
    file = files.write_listed(tmp_path / "mpii_annotations.json.gz", files.people())

    assert len(read_truths(str(file), "train")[0].joints) == 1


def test_leeds_sports_pose_counts_from_one_and_its_second_half_is_held_out(tmp_path: Path) -> None:
    people = files.people(6)
    people[0, 0] = (40, 180, 2)

    (truth,) = read_truths(str(files.write_lsp(tmp_path / "joints.mat", people)), "val")

    np.testing.assert_allclose(truth.joints[:, ORDER, :2], people[:, ORDER, :2])
    np.testing.assert_allclose(truth.heads, head_length(people))
    assert (truth.name, truth.base, truth.theirs, truth.part.tolist()) == ("lsp", 1, 1, [3, 4, 5])


def test_a_set_of_photos_is_the_same_by_its_label_file_and_by_its_kind(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "drawn", 12)

    (by_file,) = read_truths(str(folder / "drawn.npz"), "val")
    (by_kind,) = read_truths(f"npz:{folder}", "val")

    np.testing.assert_array_equal(by_file.joints[by_file.part], by_kind.joints)
    np.testing.assert_allclose(by_file.heads[by_file.part], by_kind.heads)
    assert by_file.part.tolist() == [3, 7, 11] and (by_file.name, by_file.base, by_file.theirs) == ("drawn", 0, 0)


def test_labels_that_are_not_to_be_trusted_are_left_out(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "drawn", 12)
    with np.load(folder / "drawn.npz") as content:
        labels = dict(content)
    verdict = np.ones((12, 16), np.int8)
    verdict[3, 15], verdict[3, 14] = 3, 4
    np.savez(folder / "drawn.npz", **labels, verdict=verdict, ok=np.arange(12) != 7)

    (by_file,) = read_truths(str(folder / "drawn.npz"), "val")

    assert by_file.part.tolist() == [3, 11]
    assert by_file.joints[3, 14:].sum() == 0 and by_file.joints[3, 13, 2] == 2
    np.testing.assert_array_equal(by_file.joints[by_file.part], read_truths(f"npz:{folder}", "val")[0].joints)


def test_unknown_truth_is_one_sentence_with_what_is_known(tmp_path: Path) -> None:
    savemat(tmp_path / "other.mat", {"thing": np.zeros((3, 3))})
    (tmp_path / "other.json").write_text(json.dumps({"annotations": []}))
    (tmp_path / "broken.json").write_text("[")

    for name in ("other.mat", "other.json", "broken.json", "missing.mat", "missing.json", "other.csv"):
        with pytest.raises(StickercamError, match=name):
            read_truths(str(tmp_path / name), "val")
    with pytest.raises(UsageError, match="giraffe"):
        read_truths("giraffe:here", "val")
