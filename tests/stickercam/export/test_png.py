"""Animated PNG: what another decoder sees of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from stickercam.export import Detail, write_sticker
from stickercam.export.likeness import likeness, overlap
from stickercam.export.png import write_png
from stickercam.export.readback import read
from stickercam.frames import Sticker


def of(pictures: np.ndarray) -> Sticker:
    return Sticker(pictures, np.full(len(pictures), 0.05))


def test_soft_edges_survive_the_palette(dancer, tmp_path):
    write_sticker(of(dancer), tmp_path / "dancer.png")

    shown = [one.picture for one in read(tmp_path / "dancer.png")]
    assert len(shown) == len(dancer)
    assert min(map(overlap, dancer, shown)) >= 0.995
    assert likeness(dancer, shown) > 0.98
    assert (np.stack(shown)[..., 3] % 255 > 0).any()


def test_exact_keeps_every_pixel_of_a_photo(photo, tmp_path):
    write_sticker(of(photo), tmp_path / "photo.png", Detail(exact=True))

    for one, drawn in zip(read(tmp_path / "photo.png"), photo, strict=True):
        np.testing.assert_array_equal(one.picture * (one.picture[..., 3:] > 0), drawn * (drawn[..., 3:] > 0))


@pytest.mark.parametrize("colors", [2, 3, 4, 9, 16, 17, 60])
def test_every_depth_of_palette_can_be_read(dancer, tmp_path, colors):
    write_png(of(dancer[:, :, 3:]), tmp_path / "few.png", Detail(colors=colors))

    shown = [one.picture for one in read(tmp_path / "few.png")]
    assert len(shown) == len(dancer)
    assert len(np.unique(np.stack(shown).reshape(-1, 4), axis=0)) == colors


def test_equal_neighbours_stay_pictures_of_their_own(dancer, tmp_path):
    write_sticker(of(np.repeat(dancer[:3], 2, axis=0)), tmp_path / "twice.png")

    with Image.open(tmp_path / "twice.png") as file:
        assert file.n_frames == 6


def test_it_plays_so_often_as_it_is_told(dancer, tmp_path):
    write_sticker(Sticker(dancer, np.full(12, 0.05), loops=False), tmp_path / "thrice.png", Detail(plays=3))

    with Image.open(tmp_path / "thrice.png") as file:
        assert file.info["loop"] == 3


def test_less_detail_makes_a_smaller_file_of_the_same_shape(dancer, tmp_path):
    sizes = [
        write_sticker(of(dancer), tmp_path / f"{number}.png", detail)
        for number, detail in enumerate([Detail(colors=128), Detail(colors=64), Detail(colors=64, loss=120)])
    ]

    assert sizes[0] > sizes[1] > sizes[2]
    assert min(overlap(one.picture, d) for one, d in zip(read(tmp_path / "2.png"), dancer, strict=True)) >= 0.99


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_whatever_changes_the_next_picture_is_whole(tmp_path_factory, seed, exact):
    rng = np.random.default_rng(seed)
    pictures = np.zeros((4, 9, 7, 4), np.uint8)
    for picture in pictures:
        y, x, height, width = rng.integers([0, 0, 1, 1], 7)
        picture[y : y + height, x : x + width] = rng.choice([(250, 60, 20, 255), (20, 60, 250, 90), (0, 0, 0, 0)])
    path = tmp_path_factory.mktemp("png") / "boxes.png"

    write_sticker(of(pictures), path, Detail(exact=exact))

    # Pillow merges equal neighbours while reading only in what it writes itself, so pictures come one by one.
    for shown, drawn in zip(read(path), pictures, strict=True):
        assert np.abs(shown.picture.astype(int) - drawn).max() <= 2
