"""The measures, against values worked out by hand."""

import numpy as np
import pytest

from stickercam.train.measures import (
    MPII_HEAD,
    OTHER_HEAD,
    Answers,
    area_under_curve,
    head_length,
    head_rule,
    measures,
    pck,
    summed_up,
    torso,
)  # fmt: skip
from tests.train.people import STANDING


def people(number: int = 2) -> np.ndarray:
    joints = np.column_stack([STANDING, np.full(16, 2)]).astype(np.float64)
    return np.repeat(joints[None], number, 0)


def moved(truth: np.ndarray, pixels: float) -> np.ndarray:
    return truth[..., :2] + (pixels, 0)


def test_the_torso_goes_from_the_right_hip_to_the_left_shoulder() -> None:
    truth = people()
    truth[1, 2, 2] = 0

    size = torso(truth)

    assert size[0] == pytest.approx(np.hypot(92 - 64, 62 - 110)) and np.isnan(size[1])


def test_pck_counts_labelled_joints_within_the_threshold() -> None:
    truth = people()
    predicted = truth[..., :2].copy()
    predicted[0, 15] += (0.21 * torso(truth)[0], 0)  # just out
    predicted[1, 15] += (0.19 * torso(truth)[1], 0)  # just in
    truth[1, 10, 2] = 0
    predicted[1, 10] += 1000

    result = pck(predicted, truth, torso(truth), 0.2)

    assert result["joints"]["l_wrist"] == 50 and result["joints"]["r_wrist"] == 100
    assert result["mean"] == pytest.approx(100 * 22 / 23)  # twelve limb joints each, one of them not labelled
    assert result["people"] == 2


def test_a_joint_exactly_at_the_threshold_is_a_hit_and_a_hidden_one_counts() -> None:
    truth = people(1)
    truth[..., 2] = 1

    assert pck(moved(truth, 5), truth, np.array([10.0]), 0.5)["mean"] == 100
    assert pck(moved(truth, 5.001), truth, np.array([10.0]), 0.5)["mean"] == 0


def test_the_means_differ_as_their_names_say() -> None:
    truth = people(2)
    truth[1, 10:, 2] = 0  # arms of the first person alone
    predicted = truth[..., :2].copy()
    predicted[0, 10] += 1000

    result = pck(predicted, truth, np.full(2, 30.0), 0.5, tuple(range(16)))

    # 16 joints of the first, 10 of the second: one of 26 labels is missed; of 16 joints' shares one is 0.
    assert result["mean"] == result["means"]["pooled_16"] == pytest.approx(100 * 25 / 26)
    assert result["means"]["unweighted_16"] == pytest.approx(100 * 15 / 16)
    assert result["means"]["pooled_14"] == pytest.approx(100 * 21 / 22)
    assert result["means"]["unweighted_12"] == pytest.approx(100 * 11 / 12)
    assert result["means"]["pooled_upper_body"] == pytest.approx(100 * 5 / 6)
    assert result["parts"]["wrist"] == 50 and result["parts"]["head"] == 100


def test_a_joint_that_nobody_labelled_has_no_share_and_does_not_count() -> None:
    truth = people(2)
    truth[:, 0, 2] = 0

    result = pck(truth[..., :2], truth, np.full(2, 30.0), 0.5)

    assert result["joints"]["r_ankle"] is None
    assert result["means"]["unweighted_12"] == 100 and result["parts"]["ankle"] == 100


def test_people_without_a_size_are_left_out() -> None:
    truth = people(3)

    result = pck(truth[..., :2], truth, np.array([30.0, np.nan, 0.0]), 0.5)
    nobody = pck(truth[..., :2], truth, np.full(3, np.nan), 0.5)

    assert result["people"] == 1
    assert nobody["people"] == 0 and nobody["mean"] is None


def test_the_area_under_the_curve_is_the_mean_of_pckh_over_the_thresholds() -> None:
    truth = people(1)
    heads = np.array([100.0])

    assert area_under_curve(truth[..., :2], truth, heads) == 100
    # 25 pixels off: hits at 0.25 and above, 26 of 51 points; the last one counts half.
    assert area_under_curve(moved(truth, 25), truth, heads) == pytest.approx(100 * 25.5 / 50)


def test_head_sizes_tell_by_which_rule_they_were_made() -> None:
    truth = people(3)

    assert head_rule(0.75 * head_length(truth), truth) == MPII_HEAD
    assert head_rule(head_length(truth), truth) == OTHER_HEAD
    assert head_rule(np.full(3, np.nan), truth) == OTHER_HEAD
    truth[0, 8] = truth[0, 9]  # a head without a size
    assert head_rule(0.75 * head_length(truth), truth) == MPII_HEAD


def test_all_measures_of_perfect_joints_are_a_hundred() -> None:
    truth = people(4)

    found = measures(truth[..., :2], truth, heads=0.75 * head_length(truth), confidence=np.ones(4), intervals=True)

    names = ["pckh@0.5", "pckh@0.2", "pckh@0.1", "pckh@0.11", "pck@0.2", "pck@0.5", "auc", "oks", "map"]
    assert set(names) == set(found)
    assert all(found[name]["mean"] == pytest.approx(100) for name in names if name not in ("auc", "map"))
    assert found["pckh@0.5"]["interval"] == [100, 100]
    assert found["pckh@0.5"]["mean_of"] == "pooled_14" and found["pck@0.2"]["mean_of"] == "pooled_12"
    assert found["auc"] == pytest.approx(100) and found["map"] == pytest.approx(100)


def test_without_head_sizes_and_confidences_the_measures_that_need_them_are_left_out() -> None:
    truth = people(2)

    found = measures(truth[..., :2], truth)

    assert set(found) == {"pck@0.2", "pck@0.5", "oks"}


def test_several_sets_are_summed_up_each_and_together() -> None:
    truth = people(2)
    right = Answers("right", truth[..., :2], truth, np.full(2, 30.0), np.ones((2, 16)))
    wrong = Answers("wrong", moved(truth, 500), truth, np.full(2, 30.0), np.zeros((2, 16)))

    found = summed_up([right, wrong])

    assert found["pck@0.2"]["mean"] == 50 and found["people"] == 4
    assert [found["sets"][name]["pck@0.2"]["mean"] for name in ("right", "wrong")] == [100, 0]
    assert summed_up([right])["sets"]["right"]["map"] == summed_up([right])["map"] == pytest.approx(100)
