"""Object keypoint similarity and its average precision: by hand, and by pycocotools."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stickercam.models.skeleton import LIMBS
from stickercam.train.oks import (
    BOX_SHARE,
    LEAST_AREA,
    average_precision,
    coco_precisions,
    oks,
    person_area,
    precisions,
)  # fmt: skip
from tests.train.test_measures import people


def guesses(number: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """predicted, truth and confidence of people who are found more or less well, some joints not labelled."""
    rng = np.random.default_rng(seed)
    truth = people(number)
    truth[..., 2] *= rng.random((number, 16)) > 0.2
    predicted = truth[..., :2] + rng.normal(0, 1, (number, 16, 2)) * rng.uniform(0, 12, number)[:, None, None]
    return predicted, truth, rng.random(number).round(2)  # rounded: some are equally sure


def test_oks_is_one_for_the_truth_and_falls_as_the_formula_says() -> None:
    truth = people(1)
    predicted = truth[..., :2].copy()

    assert oks(predicted, truth, np.array([900.0]))[0] == 1
    predicted[0, 15, 0] += 2 * 0.062 * 30  # one constant of the wrist at an area of 30 x 30: exp(-1/2)
    assert oks(predicted, truth, np.array([900.0]))[0] == pytest.approx((11 + np.exp(-0.5)) / 12)


def test_who_has_no_limb_labelled_has_no_similarity() -> None:
    truth = people(2)
    truth[1, LIMBS, 2] = 0

    near = oks(truth[..., :2], truth, person_area(truth))

    assert near[0] == 1 and np.isnan(near[1])


def test_the_area_is_a_share_of_the_box_of_labelled_joints() -> None:
    truth = people(2)
    truth[1, :, 2] = 0
    truth[1, 0, 2] = 2

    area = person_area(truth)

    spread = np.ptp(truth[0, :, :2], axis=0)
    assert area[0] == pytest.approx(BOX_SHARE * spread[0] * spread[1]) and area[1] == LEAST_AREA


def test_mean_average_precision_of_perfect_half_and_no_answers() -> None:
    sure = np.linspace(1, 0.5, 10)

    assert (precisions(np.ones(10), sure) == 1).all()
    assert (precisions(np.zeros(10), sure) == 0).all()
    # The surer half is right at every threshold: precision 1 up to a recall of one half, 51 of 101 points.
    assert precisions(np.repeat([1.0, 0.0], 5), sure) == pytest.approx(np.full(10, 51 / 101))


@settings(max_examples=30)
@given(st.integers(1, 40), st.integers(0, 10_000))
def test_our_lines_give_what_pycocotools_gives(number: int, seed: int) -> None:
    pytest.importorskip("pycocotools")
    predicted, truth, confidence = guesses(number, seed)
    area = person_area(truth)
    near = oks(predicted, truth, area)
    known = np.isfinite(near)

    theirs = coco_precisions(predicted[known], truth[known], area[known], confidence[known])

    np.testing.assert_allclose(precisions(near[known], confidence[known]), theirs, atol=1e-12)


def test_without_pycocotools_our_lines_step_in(monkeypatch: pytest.MonkeyPatch) -> None:
    predicted, truth, confidence = guesses(30)
    truth[:, 0, 2] = 2
    arguments = predicted, truth, person_area(truth), confidence
    there = average_precision(*arguments)

    monkeypatch.setitem(sys.modules, "pycocotools.coco", None)
    without = average_precision(*arguments)

    assert (there["by"], without["by"]) == ("pycocotools", "numpy")
    assert without["map"] == pytest.approx(there["map"], abs=1e-9)
    assert without["ap@0.75"] == pytest.approx(there["ap@0.75"], abs=1e-9)
