import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from stickercam.export.palette import indexed

pictures = arrays(
    np.uint8,
    st.tuples(st.integers(1, 3), st.integers(1, 6), st.integers(1, 6), st.just(4)),
    elements=st.sampled_from([0, 1, 60, 128, 254, 255]),
)


def on_grounds(picture: np.ndarray) -> np.ndarray:
    """What is seen on black and on white, as numbers to 255."""
    alpha = picture[..., 3:] / 255
    return np.concatenate([picture[..., :3] * alpha, picture[..., :3] * alpha + 255 * (1 - alpha)], axis=-1)


@settings(max_examples=50)
@given(pictures, st.integers(2, 256))
def test_a_palette_is_no_larger_than_asked_and_empty_stays_empty(drawn, colors):
    entries, palette = indexed(drawn, colors)

    assert entries.shape == drawn.shape[:3]
    assert entries.max() < len(palette) <= colors
    np.testing.assert_array_equal(entries == 0, drawn[..., 3] == 0)
    assert (palette[0] == 0).all()
    assert palette[1:, 3].all()


@settings(max_examples=50)
@given(pictures)
def test_few_colours_come_back_as_they_are(drawn):
    drawn = np.where(drawn[..., 3:] > 0, drawn, 0)

    entries, palette = indexed(drawn, 256)

    if len(np.unique(drawn.reshape(-1, 4), axis=0)) < 256:
        np.testing.assert_array_equal(palette[entries], drawn)


@pytest.mark.parametrize("colors", [16, 32, 64])
def test_it_serves_a_drawing_better_than_octree(dancer, colors):
    entries, palette = indexed(dancer, colors)
    stacked = Image.fromarray(dancer.reshape(-1, *dancer.shape[2:]))
    octree = np.asarray(stacked.quantize(colors, Image.Quantize.FASTOCTREE).convert("RGBA")).reshape(dancer.shape)

    def error(picture: np.ndarray) -> float:
        return float(np.square(on_grounds(picture) - on_grounds(dancer)).mean())

    assert error(palette[entries]) < error(octree)


def test_flat_areas_keep_their_very_colour(dancer):
    entries, palette = indexed(dancer, 24)

    skin = np.array([252, 204, 164, 255], np.uint8)
    flat = (dancer == skin).all(axis=-1)
    assert flat.any()
    assert (palette[entries[flat]] == skin).all()


def test_a_photo_of_very_many_colours_is_served_too(photo):
    entries, palette = indexed(photo, 64)

    seen = photo[..., 3] > 0
    assert np.abs(on_grounds(palette[entries]) - on_grounds(photo))[seen].mean() < 12


def test_pictures_may_come_one_by_one(dancer):
    entries, palette = indexed(iter(dancer), 32)

    again, same = indexed(dancer, 32)
    np.testing.assert_array_equal(entries, again)
    np.testing.assert_array_equal(palette, same)
