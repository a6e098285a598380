"""Calibration of scores."""

import numpy as np

from stickercam.train.publish import calibrate


def test_scores_become_the_share_of_right_joints() -> None:
    rng = np.random.default_rng(0)
    heights = rng.uniform(0, 1, 20_000)
    hits = rng.random(20_000) < heights**2  # right more seldom than the height would say

    curve = calibrate(heights, hits)

    at = np.linspace(0.05, 0.95, 10)
    assert np.abs(np.interp(at, curve["raw"], curve["score"]) - at**2).max() < 0.06


def test_the_curve_rises_even_where_the_data_do_not() -> None:
    heights = np.linspace(0, 1, 1200)
    hits = np.where(heights < 0.5, heights > 0.2, heights > 0.7)

    curve = calibrate(heights, hits)

    assert (np.diff(curve["raw"]) > 0).all() and (np.diff(curve["score"]) >= 0).all()
