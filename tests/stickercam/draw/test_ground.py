"""What lies behind a sticker."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stickercam.draw import open_style
from stickercam.draw.ground import read_ground
from stickercam.errors import StickercamError, UsageError
from tests.stickercam.draw.puppets import pose


def corner(background: str) -> np.ndarray:
    return open_style(background=background, shadow=False).render(None, pose(), 96)[[0, -1], 0]


def test_without_one_the_corner_is_clear():
    assert (corner("none")[:, 3] == 0).all()


def test_a_colour_fills_the_canvas():
    assert corner("#102030").tolist() == [[16, 32, 48, 255]] * 2
    assert corner("white").tolist() == [[255] * 4] * 2


def test_two_colours_run_from_above_to_below():
    above, below = corner("#FF0000,#0000FF").astype(int)

    assert above[0] > 240 and above[2] < 15 and below[0] < 15 and below[2] > 240


def test_a_pictures_middle_fills_the_canvas(tmp_path: Path):
    pixels = np.zeros((40, 120, 3), np.uint8)
    pixels[:, :40] = 255  # white outside the middle square
    pixels[:, 40:80] = (0, 200, 0)
    Image.fromarray(pixels).save(tmp_path / "meadow.png")

    assert (np.abs(corner(str(tmp_path / "meadow.png")).astype(int) - (0, 200, 0, 255)) < 12).all()


def test_what_is_neither_colour_nor_picture_is_refused(tmp_path: Path):
    (tmp_path / "text.png").write_text("no picture", encoding="utf-8")

    with pytest.raises(UsageError, match="is no colour, and no file"):
        read_ground("octarine")
    with pytest.raises(UsageError, match="has 3 colours"):
        read_ground("red,green,blue")
    with pytest.raises(StickercamError, match="could not be read as a picture"):
        read_ground(str(tmp_path / "text.png"))


def test_the_figure_is_the_same_on_any_ground():
    clear, red = (open_style(background=b, shadow=False).render(None, pose(), 96) for b in ("none", "#FF0000"))
    solid = clear[..., 3] == 255

    assert np.abs(clear[solid].astype(int) - red[solid]).max() <= 1
