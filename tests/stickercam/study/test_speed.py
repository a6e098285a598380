"""Which of two clocks is to be believed."""

import numpy as np
import pytest

from stickercam.study.speed import summary


def times(wall: float, cpu: float) -> np.ndarray:
    return np.tile([wall, cpu], (20, 1))


@pytest.mark.parametrize(
    ("wall", "cpu", "threads", "disturbed", "ms"),
    [
        (44, 43, 1, False, 44), (26, 47, 2, False, 26),  # nobody else is there
        (196, 52, 1, True, 52), (347, 62, 2, True, 31),  # other programs took the processor
        (5, 1, None, False, 5),  # on a card the processor only waits
    ],
)  # fmt: skip
def test_a_disturbed_clock_gives_way_to_the_processors(
    wall: float, cpu: float, threads: int | None, disturbed: bool, ms: float
):
    found = summary(times(wall, cpu), threads=threads)

    assert (found["disturbed"], found["ms"]) == (disturbed, ms)
    assert found["late_ms"] == (ms if disturbed else wall)


def test_late_pictures_are_the_95th_centile():
    clock = np.column_stack([np.r_[np.full(18, 10.0), 30, 30], np.full(20, 10.0)])

    found = summary(clock, threads=1)

    assert (found["median_ms"], found["p95_ms"], found["late_ms"]) == (10.0, 30.0, 30.0)
