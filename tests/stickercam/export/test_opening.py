"""Files from elsewhere: whole, odd, cut off, changed inside."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from stickercam.errors import StickercamError
from stickercam.export import FORMATS, write_sticker
from stickercam.export.likeness import overlap
from stickercam.export.opening import open_sticker
from stickercam.export.platforms import find_target
from stickercam.export.verify import verify
from stickercam.frames import Sticker

KINDS = (".gif", ".webp", ".png", ".webm", ".mp4")


@pytest.fixture(scope="module")
def files(dancer, tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    for suffix in KINDS:
        write_sticker(Sticker(dancer[:, ::2, ::2], np.full(12, 0.05)), folder / f"dancer{suffix}")
    return {suffix: folder / f"dancer{suffix}" for suffix in KINDS}


@pytest.mark.parametrize("suffix", KINDS)
def test_what_we_write_we_can_open(files, dancer, suffix):
    sticker, notes = open_sticker(files[suffix])

    assert len(sticker.pictures) == 12
    np.testing.assert_allclose(sticker.seconds, 0.05, atol=1e-6)
    if suffix != ".mp4":
        assert min(map(overlap, dancer[:, ::2, ::2], sticker.pictures)) > 0.95
    assert notes == (["dancer.mp4 has no transparency, so what is made of it has none"] if suffix == ".mp4" else [])


def test_pictures_that_ask_for_no_time_get_what_browsers_give(dancer, tmp_path):
    first, *rest = map(Image.fromarray, dancer[:3])
    first.save(tmp_path / "fast.gif", save_all=True, append_images=rest, duration=0, disposal=2)

    np.testing.assert_allclose(open_sticker(tmp_path / "fast.gif")[0].seconds, 0.1)


def test_large_pictures_are_made_smaller_at_once(tmp_path):
    Image.new("RGBA", (1600, 900), (200, 30, 30, 120)).save(tmp_path / "large.png")

    sticker, _ = open_sticker(tmp_path / "large.png")

    assert sticker.pictures.shape == (1, 360, 640, 4)
    assert np.abs(sticker.pictures[0, 0, 0].astype(int) - (200, 30, 30, 120)).max() <= 1


def test_only_so_much_of_a_long_file_is_read(tmp_path):
    pictures = np.zeros((300, 8, 8, 4), np.uint8)
    pictures[np.arange(300), np.arange(300) % 8, 2:6] = (250, 60, 20, 255)
    write_sticker(Sticker(pictures, np.full(300, 0.1)), tmp_path / "long.png")

    sticker, notes = open_sticker(tmp_path / "long.png")

    assert sticker.seconds.sum() == pytest.approx(20)
    assert notes == ["only the first 20 s of long.png were used"]


@pytest.mark.parametrize("suffix", KINDS)
def test_a_cut_off_file_gives_what_it_has_or_one_sentence(files, tmp_path, suffix):
    whole = files[suffix].read_bytes()
    for share in (0.02, 0.3, 0.6, 0.95):
        path = tmp_path / f"cut{suffix}"
        path.write_bytes(whole[: int(len(whole) * share)])
        try:
            sticker, _ = open_sticker(path)
        except StickercamError as error:
            assert "cut" in str(error)
        else:
            assert 1 <= len(sticker.pictures) <= 12


@pytest.mark.parametrize("suffix", KINDS)
@settings(max_examples=20)
@given(data=st.data())
def test_a_file_changed_inside_never_ends_in_a_trace(files, tmp_path_factory, suffix, data):
    whole = bytearray(files[suffix].read_bytes())
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=8)):
        whole[at] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("mutated") / f"changed{suffix}"
    path.write_bytes(bytes(whole))

    for look in (open_sticker, lambda path: verify(path, find_target("telegram"))):
        try:
            look(path)
        except StickercamError as error:
            assert "changed" in str(error)


def test_every_format_but_sheets_is_tried():
    assert {suffix.replace("apng", "png") for suffix in FORMATS} - {".sheet.png"} == set(KINDS)
