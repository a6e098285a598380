import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stickercam.export.timing import SHORTEST, in_ticks, ticks
from stickercam.frames import Sticker

lengths = st.lists(st.floats(0.001, 0.5), min_size=1, max_size=40)
rates = st.sampled_from([100, 1000])


def numbered(seconds) -> Sticker:
    """Pictures of one pixel whose red is their number."""
    pictures = np.zeros((len(seconds), 1, 1, 4), np.uint8)
    pictures[:, 0, 0, 0] = np.arange(len(seconds))
    return Sticker(pictures, np.array(seconds, np.float64))


@given(lengths, rates)
def test_the_length_stays_to_half_a_tick(seconds, rate):
    held = in_ticks(numbered(seconds), rate)

    assert abs(held.seconds.sum() - max(sum(seconds), SHORTEST)) <= 0.5 / rate + 1e-9


@given(lengths, rates)
def test_no_picture_is_shorter_than_browsers_show(seconds, rate):
    held = in_ticks(numbered(seconds), rate)

    assert held.seconds.min() >= SHORTEST - 1e-9


@given(lengths, rates)
def test_pictures_keep_their_moment(seconds, rate):
    held = in_ticks(numbered(seconds), rate)

    due = np.cumsum([0.0, *seconds])[held.pictures[:, 0, 0, 0]]
    starts = np.cumsum(held.seconds) - held.seconds
    np.testing.assert_allclose(starts, due, atol=0.5 / rate + 1e-9)


def test_twenty_pictures_a_second_are_five_ticks_each():
    held = in_ticks(numbered([0.05] * 60), 100)

    assert ticks(held, 100).tolist() == [5] * 60


def test_thirty_a_second_carry_their_remainder():
    held = in_ticks(numbered([1 / 30] * 6), 100)

    assert ticks(held, 100).tolist() == [3, 4, 3, 3, 4, 3]


def test_sixty_a_second_lose_pictures_and_not_speed():
    held = in_ticks(numbered([1 / 60] * 120), 100)

    assert held.seconds.sum() == 2.0
    assert 60 <= len(held.pictures) < 120
