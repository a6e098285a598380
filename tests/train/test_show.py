"""The sheet of augmented people."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from stickercam.cli import app
from stickercam.errors import StickercamError, UsageError
from stickercam.models.skeleton import SIDE_COLORS
from stickercam.train.show import CELL, FOOT, GAP, HEAD, TITLES, show
from tests.train.people import write_people


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"npz:{write_people(tmp_path_factory.mktemp('show') / 'drawn', 6)}"


def cell(sheet: np.ndarray, row: int, column: int) -> np.ndarray:
    x, y = GAP + column * (CELL + GAP), HEAD + row * (CELL + FOOT)
    return sheet[y : y + CELL, x : x + CELL].astype(int)


def test_a_sheet_has_a_row_for_each_person_and_both_sides_in_their_colours(drawn: str, tmp_path: Path) -> None:
    sheet = np.asarray(Image.open(show([drawn], tmp_path / "sheet.png", count=2, size=128)))

    assert sheet.shape == (HEAD + 2 * (CELL + FOOT) + FOOT, GAP + len(TITLES) * (CELL + GAP), 3)
    for row in range(2):
        for column in range(1, 5):
            for side in "rl":
                near = np.abs(cell(sheet, row, column) - SIDE_COLORS[side]).max(2) < 12
                assert near.sum() > 50
        heat = cell(sheet, row, 5)
        assert (heat.max(2) - heat.min(2) > 80).sum() > 200  # colours over a grey picture


def test_the_same_seed_gives_the_same_sheet(drawn: str, tmp_path: Path) -> None:
    first, second, other = (
        show([drawn], tmp_path / f"{place}.png", count=1, seed=seed, size=128) for place, seed in enumerate((1, 1, 2))
    )

    assert first.read_bytes() == second.read_bytes() != other.read_bytes()


def test_what_cannot_be_shown_is_said(drawn: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no name of a PNG"):
        show([drawn], tmp_path / "sheet.jpg")
    with pytest.raises(UsageError, match="at 100 pixels cannot be shown"):
        show([drawn], tmp_path / "sheet.png", size=100)
    with pytest.raises(StickercamError, match="cannot be written"):
        show([drawn], tmp_path / "nowhere" / "sheet.png", count=1, size=128)


def test_the_command_prints_where_the_sheet_is(drawn: str, tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"

    done = CliRunner().invoke(app, ["train", "show", "--data", drawn, "-o", str(out), "--count", "1", "--size", "64"])

    assert done.exit_code == 0 and done.stdout.strip() == str(out) and out.is_file()
