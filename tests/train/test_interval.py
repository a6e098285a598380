"""Bootstrap intervals: they hold the measure, shrink with the number of people, and see a paired difference."""

import numpy as np
import pytest

from stickercam.models.skeleton import LIMBS
from stickercam.train.interval import difference, interval, resampled
from stickercam.train.measures import pooled_share
from stickercam.train.oks import precision_share, precisions


def coins(people: int, share: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    hit = np.repeat(np.random.default_rng(seed).random((people, 1)) < share, 16, 1)  # a person is right or wrong
    return hit, np.ones((people, 16), bool)


def test_the_interval_is_that_of_so_many_people_not_of_so_many_joints() -> None:
    hit, labelled = coins(400, 0.7)

    low, high = interval(pooled_share(hit, labelled, LIMBS), 400)

    deviation = 100 * np.sqrt(hit[:, 0].mean() * (1 - hit[:, 0].mean()) / 400)  # of a share of 400 people
    assert low < 100 * hit.mean() < high
    assert high - low == pytest.approx(2 * 1.96 * deviation, rel=0.1)


def test_the_same_seed_gives_the_same_interval() -> None:
    share = pooled_share(*coins(50, 0.5), LIMBS)

    assert interval(share, 50, draws=200) == interval(share, 50, draws=200)
    assert interval(share, 50, draws=200) != interval(share, 50, draws=200, seed=1)


def test_a_difference_on_the_same_people_is_seen_where_the_intervals_overlap() -> None:
    hit, labelled = coins(300, 0.6)
    worse = hit.copy()
    worse[np.flatnonzero(hit[:, 0])[:12]] = False  # four points fewer, always the same people
    better, other = pooled_share(hit, labelled, LIMBS), pooled_share(worse, labelled, LIMBS)

    low, high = difference(better, other, 300)

    assert interval(better, 300)[0] < interval(other, 300)[1]
    assert 0 < low < 4 < high


def test_a_resample_where_nobody_is_labelled_does_not_count() -> None:
    hit, labelled = coins(3, 1.0)
    labelled[1:] = hit[1:] = False

    assert interval(pooled_share(hit, labelled, LIMBS), 3) == [100, 100]


def test_the_map_of_resamples_is_the_map_of_the_people_drawn() -> None:
    rng = np.random.default_rng(3)
    near, sure = rng.random(40), rng.permutation(40) / 40
    weights = np.bincount(rng.integers(40, size=40), minlength=40)

    drawn = precision_share(near, sure)(np.stack([np.ones(40), weights.astype(float)]))

    again = np.repeat(np.arange(40), weights)
    assert drawn[0] == pytest.approx(100 * precisions(near, sure).mean(), abs=1e-9)
    assert drawn[1] == pytest.approx(100 * precisions(near[again], sure[again]).mean(), abs=0.5)


def test_there_are_as_many_resamples_as_asked_for() -> None:
    assert resampled(pooled_share(*coins(10, 0.5), LIMBS), 10, draws=230).shape == (230,)
