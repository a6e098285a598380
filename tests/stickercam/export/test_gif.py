from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from stickercam.export import Detail, write_sticker
from stickercam.export.gif import hard_edged
from stickercam.frames import Sticker


def frames_of(path: Path) -> list[tuple[np.ndarray, int]]:
    """(picture, milliseconds) of each frame."""
    with Image.open(path) as file:
        return [(np.asarray(f.convert("RGBA")), f.info["duration"]) for f in ImageSequence.Iterator(file)]


def walk(data: bytes) -> list[tuple[int, bool]]:
    """(delay in hundredths, has a palette of its own) of each picture, read block by block."""
    found, delay = [], 0
    at = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    while data[at] != 0x3B:
        if data[at] == 0x21:
            if data[at + 1] == 0xF9:
                delay = int.from_bytes(data[at + 4 : at + 6], "little")
            at += 2
        else:
            own = bool(data[at + 9] & 0x80)
            found.append((delay, own))
            at += 11 + (3 << (data[at + 9] & 7) + 1 if own else 0)
        while data[at]:
            at += data[at] + 1
        at += 1
    return found


@pytest.fixture(scope="module")
def written(dancer, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("gif") / "dancer.gif"
    write_sticker(Sticker(dancer, np.full(len(dancer), 1 / 30)), path)
    return path


def test_another_decoder_sees_every_picture_without_its_forerunners(written, dancer):
    shown = [picture for picture, _ in frames_of(written)]

    assert len(shown) == len(dancer)
    for got, drawn in zip(shown, dancer, strict=True):
        np.testing.assert_array_equal(got[..., 3] > 0, drawn[..., 3] >= 128)


def test_its_colours_are_those_that_were_drawn(written, dancer):
    got, drawn = frames_of(written)[5][0], dancer[5]

    solid = drawn[..., 3] == 255
    assert np.abs(got[solid].astype(int) - drawn[solid]).mean() < 3


def test_its_delays_carry_the_remainder(written):
    assert [delay for delay, _ in walk(written.read_bytes())] == [3, 4, 3, 3, 4, 3] * 2


def test_one_palette_serves_the_whole_clip(written):
    assert not any(own for _, own in walk(written.read_bytes()))


def test_it_repeats_for_ever(written):
    with Image.open(written) as file:
        assert file.info["loop"] == 0


def test_one_that_does_not_loop_plays_once(dancer, tmp_path):
    write_sticker(Sticker(dancer, np.full(len(dancer), 0.05), loops=False), tmp_path / "once.gif")

    with Image.open(tmp_path / "once.gif") as file:
        assert "loop" not in file.info


def test_fewer_colours_make_a_smaller_file(photo, tmp_path):
    sizes = [
        write_sticker(Sticker(photo, np.full(len(photo), 0.05)), tmp_path / "few.gif", Detail(colors=colors))
        for colors in (256, 64, 16)
    ]

    assert sizes[0] > sizes[1] > sizes[2]


@settings(max_examples=20)
@given(st.lists(st.floats(0.005, 0.3), min_size=2, max_size=12))
def test_a_file_plays_as_long_as_the_sticker(tmp_path_factory, seconds):
    pictures = np.zeros((len(seconds), 8, 8, 4), np.uint8)
    pictures[np.arange(len(seconds)), np.arange(len(seconds)) % 8, 2:6] = (250, 60, 20, 255)
    path = tmp_path_factory.mktemp("law") / "law.gif"

    write_sticker(Sticker(pictures, np.array(seconds)), path)

    delays = [delay for delay, _ in walk(path.read_bytes())]
    assert abs(sum(delays) - 100 * sum(seconds)) <= 1 or sum(delays) == 2
    assert min(delays) >= 2


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_whatever_covers_or_uncovers_whatever_no_ghost_stays(tmp_path_factory, seed, covered):
    """Boxes that come and go, holes, pictures of one row or without any hole: where encoders leave old pixels."""
    rng = np.random.default_rng(seed)
    pictures = np.full((5, 12, 12, 4), (10, 200, 30, 255) if covered else (0, 0, 0, 0), np.uint8)
    for picture in [*pictures, *pictures]:
        y, x, height, width = rng.integers([0, 0, 1, 1], 9)
        picture[y : y + height, x : x + width] = rng.choice([(250, 60, 20, 255), (20, 60, 250, 255), (0, 0, 0, 0)])
    path = tmp_path_factory.mktemp("ghosts") / "ghosts.gif"

    write_sticker(Sticker(pictures, np.full(5, 0.1)), path)

    for (got, _), drawn in zip(frames_of(path), pictures, strict=True):
        assert np.count_nonzero((got[..., 3] > 0) != (drawn[..., 3] > 0)) <= 1  # a corner may be given up


def test_hard_edges_keep_what_is_at_least_half_there():
    picture = np.array([[[10, 20, 30, 127], [10, 20, 30, 128], [10, 20, 30, 255], [9, 9, 9, 0]]], np.uint8)

    hard = hard_edged(picture)

    assert hard.tolist() == [[[0, 0, 0, 0], [10, 20, 30, 255], [10, 20, 30, 255], [0, 0, 0, 0]]]


def test_the_shadow_below_a_border_leaves_no_dark_specks():
    picture = np.zeros((20, 20, 4), np.uint8)
    picture[:, 6:] = (40, 20, 60, 70)  # shadow
    picture[:, 7:14] = (255, 255, 255, 255)
    picture[:, 14] = (150, 140, 160, 160)  # half white, half shadow

    hard = hard_edged(picture)

    assert (hard[:, 7:15] == 255).all()
    assert not hard[:, 15:].any()


def test_a_translucent_area_keeps_its_colour():
    picture = np.full((9, 9, 4), (200, 30, 90, 180), np.uint8)

    hard = hard_edged(picture)

    assert (hard == (200, 30, 90, 255)).all()
