from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from stickercam.errors import StickercamError, UsageError
from stickercam.export import FORMATS, Detail, write_sticker
from stickercam.frames import Sticker

every_format = pytest.mark.parametrize("suffix", FORMATS)


def of(pictures: np.ndarray) -> Sticker:
    return Sticker(pictures, np.full(len(pictures), 0.05))


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@every_format
def test_it_tells_the_size_of_the_one_file_that_it_leaves(dancer, tmp_path, suffix):
    size = write_sticker(of(dancer), tmp_path / f"dancer{suffix}")

    assert left_in(tmp_path) == {f"dancer{suffix}"}
    assert size == (tmp_path / f"dancer{suffix}").stat().st_size > 0


@every_format
def test_the_same_sticker_gives_the_same_bytes(dancer, tmp_path, suffix):
    for name in ("one", "other"):
        write_sticker(of(dancer), tmp_path / f"{name}{suffix}")

    assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"other{suffix}").read_bytes()


@every_format
def test_a_single_picture_can_be_written(dancer, tmp_path, suffix):
    write_sticker(of(dancer[:1]), tmp_path / f"one{suffix}")

    (shown,) = FORMATS[suffix].read(tmp_path / f"one{suffix}")
    assert shown.picture.shape == (96, 96, 4)


@every_format
def test_pictures_that_are_all_alike_can_be_written(dancer, tmp_path, suffix):
    write_sticker(of(np.repeat(dancer[:1], 6, axis=0)), tmp_path / f"same{suffix}")

    shown = next(FORMATS[suffix].read(tmp_path / f"same{suffix}"))
    assert shown.picture[48, 48, 3] > 250


@every_format
def test_pictures_with_nothing_in_them_can_be_written(dancer, tmp_path, suffix):
    gone = dancer.copy()
    gone[4:] = 0

    write_sticker(of(gone), tmp_path / f"gone{suffix}")
    write_sticker(of(np.zeros_like(dancer)), tmp_path / f"nothing{suffix}")


@every_format
def test_a_sticker_need_not_be_square_nor_even(dancer, tmp_path, suffix):
    write_sticker(of(dancer[:, 3:, 20:77]), tmp_path / f"narrow{suffix}")

    height, width, _ = next(FORMATS[suffix].read(tmp_path / f"narrow{suffix}")).picture.shape
    assert (width, height) == ((58, 94) if suffix in (".webm", ".mp4") else (57, 93))


@every_format
@settings(max_examples=6)
@given(seconds=st.lists(st.floats(0.005, 0.3), min_size=4, max_size=8))
def test_a_file_plays_as_long_as_the_sticker(dancer, tmp_path_factory, suffix, seconds):
    path = tmp_path_factory.mktemp("law") / f"law{suffix}"

    write_sticker(Sticker(dancer[: len(seconds), ::2, ::2], np.array(seconds)), path)

    shown = list(FORMATS[suffix].read(path))
    if len(shown) == 1 and not shown[0].seconds:  # a still picture has no time
        return
    assert abs(shown[-1].start + shown[-1].seconds - max(sum(seconds), 0.02)) <= 0.5 / FORMATS[suffix].per_second + 1e-6


def test_capitals_in_the_suffix_are_fine(dancer, tmp_path):
    write_sticker(of(dancer), tmp_path / "LOUD.GIF")

    with Image.open(tmp_path / "LOUD.GIF") as file:
        assert file.format == "GIF"


@pytest.mark.parametrize("name", ["dancer.bmp", "dancer", "dancer.gif.txt"])
def test_an_unknown_format_is_refused_with_the_known_ones(dancer, tmp_path, name):
    with pytest.raises(UsageError, match=r"\.gif, \.webp, .* or \.sheet\.png"):
        write_sticker(of(dancer), tmp_path / name)

    assert left_in(tmp_path) == set()


@every_format
@pytest.mark.parametrize("colors", [-1, 0, 1, 257])
def test_an_impossible_number_of_colours_is_refused(dancer, tmp_path, suffix, colors):
    with pytest.raises(UsageError, match="2 to 256"):
        write_sticker(of(dancer), tmp_path / f"dancer{suffix}", Detail(colors=colors))


@every_format
def test_two_colours_are_enough_for_a_silhouette(dancer, tmp_path, suffix):
    silhouette = np.where(dancer[..., 3:] >= 128, np.array([30, 20, 40, 255], np.uint8), np.uint8(0))

    assert write_sticker(of(silhouette), tmp_path / f"dancer{suffix}", Detail(colors=2))


@every_format
def test_a_missing_folder_is_named(dancer, tmp_path, suffix):
    with pytest.raises(StickercamError, match="nowhere"):
        write_sticker(of(dancer), tmp_path / "nowhere" / f"dancer{suffix}")


def test_a_folder_in_the_file_s_place_is_named(dancer, tmp_path):
    (tmp_path / "dancer.gif").mkdir()

    with pytest.raises(StickercamError, match=r"dancer\.gif is a folder"):
        write_sticker(of(dancer), tmp_path / "dancer.gif")


def test_no_pictures_leave_the_old_file_alone(dancer, tmp_path):
    (tmp_path / "dancer.gif").write_bytes(b"precious")

    with pytest.raises(StickercamError, match="no picture"):
        write_sticker(of(dancer[:0]), tmp_path / "dancer.gif")

    assert (tmp_path / "dancer.gif").read_bytes() == b"precious"


def test_a_full_disk_is_said_so(dancer):
    """/dev/full refuses every byte; where there is none, nothing can be shown."""
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full, which Linux has")
    with pytest.raises(OSError, match="space"):
        FORMATS[".gif"].write(of(dancer), Path("/dev/full"), Detail())
