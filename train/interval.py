"""95 % intervals by the bootstrap: people are drawn anew, with replacement, and the measure is taken again.

The joints of one person are right or wrong together, so people are drawn, not joints.
"""

from collections.abc import Callable

import numpy as np

DRAWS = 2000  # the ends of a 95 % interval move by a twentieth of its width from seed to seed
CHUNK = 100  # resamples at a time: a hundred of 3,000 people are 2 MB
LEVEL = 0.95

# How often each of N people was drawn, (B, N) float -> the measure of each resample, (B,), per cent.
Statistic = Callable[[np.ndarray], np.ndarray]


def interval(statistic: Statistic, people: int, *, draws: int = DRAWS, seed: int = 0) -> list[float]:
    """[low, high]: the middle 95 % of a measure over resamples of the people. A seed draws the same people again."""
    values = resampled(statistic, people, draws=draws, seed=seed)
    return [float(end) for end in np.nanquantile(values, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))]


def difference(first: Statistic, second: Statistic, people: int, *, draws: int = DRAWS, seed: int = 0) -> list[float]:
    """The interval of `first` minus `second` on the same people: 0 outside it means that they really differ."""
    return interval(lambda weights: first(weights) - second(weights), people, draws=draws, seed=seed)


def resampled(statistic: Statistic, people: int, *, draws: int = DRAWS, seed: int = 0) -> np.ndarray:
    """(draws,) the measure of each resample."""
    rng = np.random.default_rng(seed)
    values = []
    for start in range(0, draws, CHUNK):
        chosen = rng.integers(people, size=(min(CHUNK, draws - start), people))
        rows = np.arange(len(chosen))[:, None] * people
        weights = np.bincount((chosen + rows).ravel(), minlength=chosen.size).reshape(chosen.shape)
        values.append(statistic(weights.astype(np.float64)))
    return np.concatenate(values)
