"""Pictures of a file: which stretch, which picture when, which first."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stickercam.export.film import closes, extent, shown_at, stretch
from stickercam.export.material import Film, Wanted, in_square, telling_first
from stickercam.frames import Sticker


def of(pictures: np.ndarray, seconds: float = 0.05) -> Sticker:
    return Sticker(pictures, np.full(len(pictures), seconds))


def test_the_best_stretch_of_a_repeated_dance_is_whole_rounds(dancer):
    long = of(np.concatenate([dancer] * 4)[3:])  # 45 pictures, a round has 12

    part = stretch(long, 1.5)

    assert len(part.pictures) in (24, 25)  # two rounds: 30 pictures would be allowed
    assert closes(part)


def test_a_round_dance_closes_and_half_of_it_does_not(dancer):
    assert closes(of(dancer))
    assert not closes(of(dancer[:5]))
    assert not closes(Sticker(dancer, np.full(12, 0.05), loops=False))


@given(st.lists(st.floats(0.02, 0.4), min_size=1, max_size=20), st.floats(2, 30))
def test_fewer_pictures_last_as_long(seconds, fps):
    pictures = np.zeros((len(seconds), 4, 4, 4), np.uint8)
    sticker = Sticker(pictures, np.array(seconds))

    fewer = shown_at(sticker, fps)

    assert len(fewer.pictures) <= max(1, sum(seconds) * fps + 1e-6)
    np.testing.assert_allclose(fewer.seconds.sum(), sum(seconds))


def test_the_most_telling_picture_reaches_farthest():
    pictures = np.zeros((5, 48, 48, 4), np.uint8)
    for picture, reach in zip(pictures, (6, 8, 20, 9, 6), strict=True):
        picture[20:28, 24 - reach : 24 + reach] = 255

    assert np.argmax(extent(pictures)) == 2
    first = telling_first(of(pictures))
    np.testing.assert_array_equal(first.pictures, pictures[[2, 3, 4, 0, 1]])


def test_a_loop_begins_at_its_most_telling_picture_and_goes_the_same_way(dancer):
    sticker = Film(of(dancer)).sticker(Wanted(96, 20, still=True))

    first = int(np.argmax(extent(dancer)))
    np.testing.assert_array_equal(sticker.pictures, np.roll(dancer, -first, axis=0))


def test_what_does_not_close_begins_where_it_began(dancer):
    sticker = Film(of(dancer[:5])).sticker(Wanted(96, 20, still=True))

    np.testing.assert_array_equal(sticker.pictures, dancer[:5])


def test_a_picture_is_never_stretched_nor_cut(dancer):
    square = in_square(dancer[0][:, 20:76], 48)

    assert square.shape == (48, 48, 4)
    assert not square[:, :9].any() and not square[:, -9:].any()
    assert square[..., 3].max() == 255


def test_edges_of_a_smaller_picture_have_no_colour_of_what_cannot_be_seen():
    picture = np.zeros((64, 64, 4), np.uint8)
    picture[..., 1] = 255  # green that nobody sees
    picture[16:48, 16:48] = (200, 0, 0, 255)

    small = in_square(picture, 24)

    assert small[small[..., 3] > 8][:, 1].max() < 8
