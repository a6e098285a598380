"""The measures, against values worked out by hand."""

import numpy as np
import pytest

from stickercam.train.measures import mean_average_precision, oks, pck, torso
from tests.train.people import STANDING


def people(number: int = 2) -> np.ndarray:
    joints = np.column_stack([STANDING, np.full(16, 2)]).astype(np.float64)
    return np.repeat(joints[None], number, 0)


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


def test_oks_is_one_for_the_truth_and_falls_as_the_formula_says() -> None:
    truth = people(1)
    predicted = truth[..., :2].copy()

    assert oks(predicted, truth, np.array([900.0]))[0] == 1
    predicted[0, 15, 0] += 2 * 0.062 * 30  # one constant of the wrist at an area of 30 x 30: exp(-1/2)
    assert oks(predicted, truth, np.array([900.0]))[0] == pytest.approx((11 + np.exp(-0.5)) / 12)


def test_mean_average_precision_of_perfect_half_and_no_answers() -> None:
    sure = np.linspace(1, 0.5, 10)

    assert mean_average_precision(np.ones(10), sure) == pytest.approx(100)
    assert mean_average_precision(np.zeros(10), sure) == 0
    # The surer half is right at every threshold: precision 1 up to a recall of one half, 51 of 101 points.
    assert mean_average_precision(np.repeat([1.0, 0.0], 5), sure) == pytest.approx(100 * 51 / 101)
