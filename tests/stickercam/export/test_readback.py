"""Files with the mistakes that encoders make silently, written here on purpose."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stickercam.export.gif import hard_edged
from stickercam.export.readback import problem
from stickercam.frames import Sticker


def saved(path: Path, pictures: np.ndarray, **how) -> Path:
    first, *rest = (Image.fromarray(picture) for picture in pictures)
    first.save(path, save_all=True, append_images=rest, **{"duration": 50, "loop": 0, "lossless": True} | how)
    return path


@pytest.fixture
def sticker(dancer) -> Sticker:
    return Sticker(dancer, np.full(len(dancer), 0.05))


def test_a_faithful_file_has_no_problem(sticker, tmp_path):
    assert problem(saved(tmp_path / "good.webp", sticker.pictures), sticker) is None


def test_equal_neighbours_may_be_merged(sticker, tmp_path):
    twice = Sticker(np.repeat(sticker.pictures, 2, axis=0), np.full(2 * len(sticker.pictures), 0.05))

    with Image.open(saved(tmp_path / "merged.webp", twice.pictures)) as file:
        assert file.n_frames == len(sticker.pictures)
    assert problem(tmp_path / "merged.webp", twice) is None


def test_old_pictures_shining_through_are_seen(sticker, tmp_path):
    path = saved(tmp_path / "ghosts.gif", np.stack([hard_edged(picture) for picture in sticker.pictures]), disposal=1)

    assert "shape" in problem(path, sticker)


def test_lost_transparency_is_seen(sticker, tmp_path):
    filled = sticker.pictures.copy()
    filled[..., 3] = 255

    assert "shape" in problem(saved(tmp_path / "filled.webp", filled), sticker)


def test_exchanged_channels_are_seen(sticker, tmp_path):
    assert "colours" in problem(saved(tmp_path / "bgr.webp", sticker.pictures[..., [2, 1, 0, 3]]), sticker)


def test_a_missing_picture_is_seen(sticker, tmp_path):
    assert (
        problem(saved(tmp_path / "short.webp", sticker.pictures[:-1]), sticker) == "it lasts 0.55 s instead of 0.60 s"
    )


def test_wrong_speed_is_seen(sticker, tmp_path):
    assert problem(saved(tmp_path / "slow.webp", sticker.pictures, duration=51), sticker) is not None


def test_too_short_a_picture_is_seen(sticker, tmp_path):
    assert "10 ms" in problem(saved(tmp_path / "fast.webp", sticker.pictures, duration=10), sticker)


def test_another_size_is_seen(sticker, tmp_path):
    assert "95x96" in problem(saved(tmp_path / "narrow.webp", sticker.pictures[:, :, :-1]), sticker)


def test_a_wrong_loop_is_seen(sticker, tmp_path):
    assert problem(saved(tmp_path / "once.webp", sticker.pictures, loop=1), sticker) == "it does not repeat"
