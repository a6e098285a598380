"""Results on stdout, talk on stderr."""

import json

import pytest

from stickercam.talk import progress, say, show, show_measures


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


@pytest.mark.parametrize(("quiet", "said"), [(False, "interrupted\n"), (True, "")])
def test_ctrl_c_is_answered_by_a_word(quiet: bool, said: str, capsys: pytest.CaptureFixture):
    with pytest.raises(KeyboardInterrupt), progress(quiet=quiet):
        raise KeyboardInterrupt

    assert capsys.readouterr() == ("", said)


def test_a_row_into_a_pipe_is_one_line_however_long_it_is(capsys: pytest.CaptureFixture):
    show([{"name": "a", "found": "word " * 500}, {"name": "b", "found": "x" * 5000}], as_json=False)

    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["name", "a", "b"]


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
    joints = {"r_ankle": 50.0, "l_wrist": 72.46}
    measures = {"pck@0.2": {"mean": 61.23, "mean_of": "pooled_12", "joints": joints, "people": 9}, "auc": 33.0}

    show_measures(measures, as_json=False)

    words = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert words == [
        ["joint", "PCK@0.2"],
        ["r_ankle", "50.0"],
        ["l_wrist", "72.5"],
        [],
        ["mean", "61.2"],
        ["pooled", "over", "12", "joints"],
        ["people", "9"],
        [],
        ["value", "95", "%", "what"],
        ["AUC", "33.0", "of", "PCKh", "over", "0", "to", "0.5"],
    ]
