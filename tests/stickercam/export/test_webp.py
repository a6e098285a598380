import numpy as np
import pytest
from PIL import Image, ImageSequence

from stickercam.export import write_sticker
from stickercam.export.webp import is_drawn
from stickercam.frames import Sticker


@pytest.fixture(scope="module")
def shown(dancer, tmp_path_factory) -> list[tuple[np.ndarray, int]]:
    """(picture, milliseconds) of each frame of a written file."""
    path = tmp_path_factory.mktemp("webp") / "dancer.webp"
    write_sticker(Sticker(dancer, np.full(len(dancer), 1 / 30)), path)
    with Image.open(path) as file:
        assert file.info["loop"] == 0
        return [(np.asarray(f.convert("RGBA")), f.info["duration"]) for f in ImageSequence.Iterator(file)]


def test_times_are_whole_milliseconds_that_carry_their_remainder(shown):
    assert [milliseconds for _, milliseconds in shown] == [33, 34, 33] * 4


def test_edges_stay_soft(shown, dancer):
    got, drawn = shown[3][0], dancer[3]

    soft = (drawn[..., 3] > 60) & (drawn[..., 3] < 200)
    assert soft.any()
    assert np.abs(got[soft, 3].astype(int) - drawn[soft, 3]).mean() < 20


def test_what_is_empty_stays_empty(shown, dancer):
    for (got, _), drawn in zip(shown, dancer, strict=True):
        assert not got[drawn[..., 3] == 0, 3].any()


def test_flat_colours_come_back_as_they_were(shown, dancer):
    got, drawn = shown[7][0], dancer[7]

    solid = drawn[..., 3] == 255
    assert np.abs(got[solid].astype(int) - drawn[solid]).mean() < 3


def enlarged(pictures: np.ndarray) -> np.ndarray:
    """Three times as large, each pixel a block."""
    return pictures.repeat(3, axis=1).repeat(3, axis=2)


def test_a_drawing_is_told_from_a_photo(dancer, photo):
    grain = np.random.default_rng(0).integers(-6, 7, enlarged(photo)[..., :3].shape)
    large = enlarged(photo)
    large[..., :3] = (large[..., :3] + grain).clip(0, 255)

    assert is_drawn(enlarged(dancer))
    assert not is_drawn(large)
    assert is_drawn(np.zeros_like(large))


def test_small_pictures_all_get_a_palette(dancer, photo):
    assert is_drawn(dancer)
    assert is_drawn(photo)


def test_a_photo_is_written_lossy(photo, tmp_path):
    large = enlarged(photo[:4])

    lossy = write_sticker(Sticker(large, np.full(4, 0.05)), tmp_path / "photo.webp")

    first, *rest = map(Image.fromarray, large)
    first.save(tmp_path / "exact.webp", save_all=True, append_images=rest, duration=50, lossless=True)
    assert lossy < (tmp_path / "exact.webp").stat().st_size / 2


def test_a_clip_of_many_pictures_comes_back_without_ghosts(dancer, tmp_path):
    """More pictures than an encoder waits before it starts afresh."""
    many = np.tile(dancer, (5, 1, 1, 1))

    write_sticker(Sticker(many, np.full(len(many), 0.05)), tmp_path / "many.webp")

    with Image.open(tmp_path / "many.webp") as file:
        shown = [np.asarray(frame.convert("RGBA")) for frame in ImageSequence.Iterator(file)]
    for got, drawn in zip(shown, many, strict=True):
        assert not got[drawn[..., 3] == 0, 3].any()


def test_one_that_does_not_loop_plays_once(dancer, tmp_path):
    write_sticker(Sticker(dancer, np.full(len(dancer), 0.05), loops=False), tmp_path / "once.webp")

    with Image.open(tmp_path / "once.webp") as file:
        assert file.info["loop"] == 1
