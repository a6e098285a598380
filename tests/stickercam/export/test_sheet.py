import numpy as np
import pytest
from PIL import Image

from stickercam.errors import StickercamError
from stickercam.export import contact_sheet
from stickercam.export.sheet import CELL, GAP, GROUNDS


def opened(path) -> np.ndarray:
    with Image.open(path) as file:
        assert (file.format, file.mode) == ("PNG", "RGB")
        return np.asarray(file)


def test_it_shows_the_pictures_on_light_and_on_dark(dancer, tmp_path):
    contact_sheet(dancer, tmp_path / "sheet.png", columns=4, rows=2)

    sheet = opened(tmp_path / "sheet.png")
    half = sheet.shape[0] // 2
    assert tuple(sheet[2 * GAP, 2 * GAP]) == GROUNDS["light"][0]
    assert tuple(sheet[half + 2 * GAP, 2 * GAP]) == GROUNDS["dark"][0]
    assert sheet.shape[1] == 4 * (CELL + GAP) + 3 * GAP


def test_one_ground_can_be_chosen(dancer, tmp_path):
    contact_sheet(dancer, tmp_path / "dark.png", ground="dark")

    sheet = opened(tmp_path / "dark.png")
    assert (sheet == GROUNDS["dark"][0]).all(axis=-1).mean() > 0.4
    assert not (sheet == GROUNDS["light"][0]).all(axis=-1).any()


def test_times_stand_below_the_pictures(dancer, tmp_path):
    contact_sheet(dancer, tmp_path / "bare.png", columns=3, rows=1, ground="light")
    contact_sheet(dancer, tmp_path / "timed.png", columns=3, rows=1, ground="light", seconds=np.full(len(dancer), 0.05))

    bare, timed = opened(tmp_path / "bare.png"), opened(tmp_path / "timed.png")
    below = timed[bare.shape[0] - 2 * GAP :][: timed.shape[0] - bare.shape[0]]
    assert timed.shape[0] > bare.shape[0]
    assert below.min() < 160


@pytest.mark.parametrize("count", [1, 2, 5])
def test_few_pictures_make_a_small_sheet(dancer, tmp_path, count):
    contact_sheet(dancer[:count], tmp_path / "few.png")

    assert opened(tmp_path / "few.png").shape[1] == count * (CELL + GAP) + 3 * GAP


def test_a_missing_folder_is_named(dancer, tmp_path):
    with pytest.raises(StickercamError, match="nowhere"):
        contact_sheet(dancer, tmp_path / "nowhere" / "sheet.png")
