"""`stickercam characters`: the list, new, check, show."""

import json
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from stickercam.cli import app
from stickercam.draw import character_names


def run(*words: str):
    return CliRunner().invoke(app, ["characters", *words])


def test_the_list_names_everybody():
    rows = json.loads(run("--json").stdout)

    assert [row["name"] for row in rows] == character_names()
    assert rows[0] == {"name": "berry", "called": "Berry"}


def test_from_new_to_check_in_two_commands(tmp_path: Path):
    folder = str(tmp_path / "pip")

    made, checked = run("new", folder), run("check", folder)

    assert made.stdout.split() == [f"{folder}/character.toml", f"{folder}/art.svg"]
    assert checked.exit_code == 0 and "0 problems" in checked.output


def test_a_problem_is_printed_with_its_file_and_ends_the_check_with_one(tmp_path: Path):
    folder = tmp_path / "pip"
    run("new", str(folder))
    drawing = folder / "art.svg"
    text = drawing.read_text(encoding="utf-8")
    drawing.write_text(text.replace("</svg>", '<g id="tial"><path d="M0 0h9v9z"/></g></svg>'), encoding="utf-8")

    checked = run("check", str(folder))

    assert checked.exit_code == 1
    assert f"{drawing} group “tial”" in checked.stdout and "1 problem," in checked.output


@pytest.mark.slow
def test_a_sheet_is_a_png(tmp_path: Path):
    shown = run("show", "ghost", "-o", str(tmp_path / "sheet.png"))

    assert shown.exit_code == 0
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.width == 1536


def test_a_sheet_of_another_kind_is_refused(tmp_path: Path):
    assert "end its name in .png" in str(run("show", "ghost", "-o", str(tmp_path / "sheet.jpg")).exception)
