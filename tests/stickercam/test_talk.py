"""Results on stdout, talk on stderr."""

import json

import pytest

from stickercam.pose import shipped
from stickercam.talk import progress, say, show, show_measures, show_networks


def test_talk_goes_to_stderr_and_quiet_says_nothing(capsys: pytest.CaptureFixture):
    say("hello")
    say("nothing", quiet=True)

    assert capsys.readouterr() == ("", "hello\n")


def test_progress_into_a_file_is_a_line_for_each_new_thing(capsys: pytest.CaptureFixture):
    with progress() as update:
        for done in range(100):
            update("joints", done, 100)
        update("drawing", 0)

    assert capsys.readouterr() == ("", "joints 0/100\ndrawing\n")


def test_quiet_progress_says_nothing(capsys: pytest.CaptureFixture):
    with progress(quiet=True) as update:
        update("joints", 1, 2, note="loss 3")

    assert capsys.readouterr() == ("", "")


def test_a_table_for_people_and_json_for_programs(capsys: pytest.CaptureFixture):
    rows = [{"number": 0, "name": "front"}, {"number": 12, "name": "a [b] c"}]

    show(rows, as_json=False)
    show(rows, as_json=True)

    lines = capsys.readouterr().out.splitlines(keepends=True)
    assert [line.split(maxsplit=1)[0] for line in lines[:3]] == ["number", "0", "12"]
    assert lines[2].rstrip().endswith("a [b] c")
    assert json.loads("".join(lines[3:])) == rows


def test_an_empty_list_is_no_table_but_valid_json(capsys: pytest.CaptureFixture):
    show([], as_json=False)
    show([], as_json=True)

    assert capsys.readouterr().out == "[]\n"


def test_measures_become_a_table_of_joints(capsys: pytest.CaptureFixture):
    measures = {"pck@0.2": {"mean": 61.23, "joints": {"r_ankle": 50.0, "l_wrist": 72.46}, "people": 9}, "map": 33.0}

    show_measures(measures, as_json=False)

    words = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert words == [
        ["pck@0.2"],
        ["r_ankle", "50.0"],
        ["l_wrist", "72.5"],
        ["mean", "61.2"],
        ["people", "9"],
        ["map", "33.0"],
    ]


def test_networks_are_a_line_each_with_their_scores(capsys: pytest.CaptureFixture):
    show_networks(shipped(), as_json=False)

    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split() == ["name", "architecture", "MB", "PCK@0.2"]
    assert [line.split()[0] for line in lines] == list(shipped())
    assert all("lspet" in line for line in lines)
