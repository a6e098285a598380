"""Files of characters: completed, checked, refused with table and key."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stickercam.draw.character import CharacterStyle
from stickercam.draw.look import character_names, folder_of, read_look, read_table, shipped
from stickercam.draw.table import table_problems
from stickercam.draw.usual import LIMITS, USUAL
from stickercam.errors import StickercamError, UsageError
from tests.stickercam.draw.puppets import pose


def write(tmp_path: Path, text: str) -> str:
    (tmp_path / "character.toml").write_text(text, encoding="utf-8")
    return str(tmp_path)


def test_at_least_eight_characters_ship_and_berry_is_the_first():
    assert character_names()[0] == "berry" and len(character_names()) >= 8


@pytest.mark.parametrize("name", character_names())
def test_what_ships_has_nothing_wrong_in_its_file(name: str):
    table = read_table(shipped() / name / "character.toml")

    assert table_problems(table) == [] and table["license"] and table["name"]


def test_what_a_file_does_not_say_is_as_usual(tmp_path: Path):
    look = read_look(write(tmp_path, "[body]\nneck = 5\n[palette]\nlimb = '#123456'\n[expressions.boo]\nmouth = 'oh'"))

    assert look.body["neck"] == 5 and look.body["torso"] == USUAL["body"]["torso"]
    assert look.color("limb") == 0xFF123456 and look.color("#00FF00") == 0xFF00FF00
    assert look.expressions["boo"] == {"eyes": "open", "mouth": "oh", "brows": 0, "tilt": 0}
    assert look.actions["jump"] == "joy"


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("format = 2", "format", "this version reads 1"),
        ("body = 3", "body", "must be a table"),
        ("[body]\nhead = 90", "[body] head", "must be 2 numbers"),
        ("[body]\nneck = 'long'", "[body] neck", "must be a number"),
        ("[body]\nneck = nan", "[body] neck", "must be a number"),
        ("[face]\nbrows = 1", "[face] brows", "true or false"),
        ("[palette]\nink = 'black'", "[palette] ink", "a colour like #FF4F5E"),
        ("[hose]\narm_color = 'limbs'", "[hose] arm_color", "did you mean limb?"),
        ("[parts.ear]\nbone = 'haed'", "[parts.ear] bone", "one of head, body, hand, foot"),
        ("[parts.ear]\nspring = { hertz = 3.0 }", "[parts.ear] spring", "must be like"),
        ("[expressions.joy]\nmouth = 4", "[expressions] joy", "mouth = 4"),
        ("[body]\ntorso = 0", "[body] torso", "between 5 and 1000"),
        ("[hose]\narm_sleeve = 2", "[hose] arm_sleeve", "between 0 and 1"),
        ("[parts.ear]\nspring = { hz = 900 }", "[parts.ear] spring hz", "between 0.2 and 12"),
        ("[parts.ear]\nsize = 0", "[parts.ear] size", "between 0.01 and 50"),
        ("[words]\njump = 3", "[words] jump", "must be text"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_table_and_key(tmp_path: Path, text: str, where: str, words: str):
    with pytest.raises(StickercamError) as refused:
        read_look(write(tmp_path, text))

    assert where in str(refused.value) and words in str(refused.value) and "characters check" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("[boddy]\nneck = 3", "[boddy]", "did you mean body?"),
        ("[body]\nshoulder = 3", "[body] shoulder", "did you mean shoulders?"),
        ("[parts.ear]\nmirrored = true", "[parts.ear] mirrored", "did you mean mirror?"),
        ("[actions]\njump = 'jooy'", "[actions] jump", "no expression"),
    ],
)
def test_what_is_merely_odd_is_told_but_drawn(tmp_path: Path, text: str, where: str, words: str):
    folder = write(tmp_path, text)

    (problem,) = table_problems(read_table(tmp_path / "character.toml"))

    assert problem[0] == where and words in problem[1] and not problem[2]
    read_look(folder)


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path):
    with pytest.raises(StickercamError, match="not a valid TOML"):
        read_look(write(tmp_path, "[body"))


def test_unknown_names_and_empty_folders_have_a_way_out(tmp_path: Path):
    with pytest.raises(UsageError, match="choose one of berry"):
        folder_of("grape")
    with pytest.raises(UsageError, match="characters new"):
        folder_of(str(tmp_path))


numbers = {
    key: st.floats(*LIMITS.get(("body", key), LIMITS[("body", None)]))
    for key, usual in USUAL["body"].items()
    if isinstance(usual, float)
}
pairs = {key: st.lists(st.floats(5, 1000), min_size=2, max_size=2) for key in ("head", "arm", "leg")}


@settings(max_examples=25)
@given(st.fixed_dictionaries(numbers | pairs), st.sampled_from(["wave", "squat", "heart"]))
def test_any_build_that_a_file_may_describe_is_drawn(body: dict, action: str):
    style = CharacterStyle(replace(read_look("cat"), body=body))

    for time in (0.0, 0.2):
        picture = style.render(None, pose(time, r_wrist=(-0.2, -3.2), r_elbow=(-0.8, -3.0)), 48, action)

    assert picture[..., 3].max() > 0
