"""From a template to one's own character, with a check that names what is wrong."""

from pathlib import Path

import numpy as np
import pytest

from stickercam.draw import character_names, open_style
from stickercam.draw.look import read_look
from stickercam.draw.own import check_character, new_character
from stickercam.draw.sheet import character_sheet
from stickercam.errors import StickercamError, UsageError
from tests.stickercam.draw.puppets import check_golden, pose


def test_the_template_has_nothing_wrong_and_draws_at_once(tmp_path: Path):
    written = new_character(tmp_path / "pip")

    found, milliseconds = check_character(str(tmp_path / "pip"))
    picture = open_style(character=str(tmp_path / "pip")).render(None, pose(), 128)

    assert [path.name for path in written] == ["character.toml", "art.svg"]
    assert found == [] and milliseconds > 0
    assert picture[..., 3].max() == 255
    assert 'name = "Pip"' in written[0].read_text(encoding="utf-8")


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path):
    (tmp_path / "pip").mkdir()
    (tmp_path / "pip" / "mine.txt").write_text("keep", encoding="utf-8")

    with pytest.raises(UsageError, match="is there already"):
        new_character(tmp_path / "pip")

    assert [path.name for path in (tmp_path / "pip").iterdir()] == ["mine.txt"]


def test_the_check_names_file_and_element(tmp_path: Path):
    table, drawing = new_character(tmp_path / "pip")
    table.write_text(table.read_text(encoding="utf-8").replace("torso = 84", "torsoo = 84"), encoding="utf-8")
    text = drawing.read_text(encoding="utf-8")
    extra = '<g id="tial"><path d="M0 0h9v9z"/></g><g id="body"><text id="label">hi</text></g></svg>'
    drawing.write_text(text.replace("</svg>", extra).replace('<g id="foot"', '<g id="foots"').replace(
        'inkscape:label="foot"', 'inkscape:label="foots"'), encoding="utf-8")  # fmt: skip

    told = [str(finding) for finding in check_character(str(tmp_path / "pip"))[0]]

    assert any("character.toml [body] torsoo" in one and "torso?" in one for one in told)
    assert any("art.svg group “tial”" in one for one in told)
    assert any("art.svg text “label”" in one and "paths" in one for one in told)
    assert any("no group is named foot" in one for one in told)
    assert any("group “foots”" in one and "did you mean foot?" in one for one in told)


def test_a_head_of_another_size_than_said_is_a_hint(tmp_path: Path):
    table, _ = new_character(tmp_path / "pip")
    table.write_text(table.read_text(encoding="utf-8").replace("head = [92, 84]", "head = [40, 84]"), encoding="utf-8")

    found, _ = check_character(str(tmp_path / "pip"))

    assert any("the head is drawn 184 wide" in finding.what and not finding.grave for finding in found)


def test_a_drawing_that_cannot_be_read_at_all_is_one_sentence(tmp_path: Path):
    _, drawing = new_character(tmp_path / "pip")
    drawing.write_text("<svg", encoding="utf-8")

    with pytest.raises(StickercamError, match="not valid XML"):
        check_character(str(tmp_path / "pip"))


@pytest.mark.slow
@pytest.mark.parametrize("name", character_names())
def test_what_ships_passes_its_own_check(name: str):
    found, _ = check_character(name)

    assert not [str(finding) for finding in found if finding.grave]


@pytest.mark.slow
def test_a_sheet_shows_poses_and_expressions_on_light_and_dark():
    sheet = np.asarray(character_sheet(read_look("ghost")))

    assert sheet.shape[1] == 6 * 256 and sheet.shape[0] > 6 * 256
    grounds = {tuple(sheet[y, 2]) for y in range(0, sheet.shape[0], 64)}
    assert {(250, 250, 252), (24, 26, 32)} <= grounds


DRAWINGS = Path(__file__).parent / "drawings"


@pytest.mark.parametrize("name", ["onion", "melon", "moon"])  # from Illustrator, from Inkscape, from PNG layers
def test_what_other_programs_write_is_understood_as_it_is(name: str):
    found, _ = check_character(str(DRAWINGS / name))

    picture = open_style(character=str(DRAWINGS / name)).render(None, pose(), 192)

    assert [str(finding) for finding in found] == []
    check_golden(picture, f"drawing_{name}")
