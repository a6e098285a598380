"""The commands export, verify and pack, as they are typed."""

import sys
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import pytest

from stickercam.cli import main
from stickercam.export import write_sticker
from stickercam.frames import Sticker


@pytest.fixture
def typed(monkeypatch, tmp_path, capsys, dancer):
    """Runs a command in a folder that holds dancer.gif; (exit code, stdout, stderr)."""
    write_sticker(Sticker(dancer, np.full(12, 0.05)), tmp_path / "dancer.gif")
    monkeypatch.chdir(tmp_path)

    def run(line: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["stickercam", *line.split()])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return end.value.code or 0, said.out, said.err

    return run


def test_export_prints_the_path_and_says_what_it_did(typed):
    code, out, err = typed("export dancer.gif --for slack-emoji -o there")

    assert (code, out) == (0, "there/dancer-slack-emoji.gif\n")
    assert "slack-emoji: " in err and "128 kB" in err and "next: Add emoji" in err
    assert Path("there/dancer-slack-emoji.gif").exists()


def test_export_lists_its_targets(typed):
    code, out, _ = typed("export --for list")

    assert code == 0
    assert "whatsapp" in out and "mastodon-emoji" in out


@pytest.mark.parametrize(
    ("line", "code", "named"),
    [
        ("export dancer.gif --for whatsap", 2, "did you mean whatsapp"),
        ("export missing.gif --for slack-emoji", 1, "missing.gif"),
        ("export --for slack-emoji", 2, "no file"),
        ("verify dancer.gif --for fax", 2, "choose among"),
        ("verify missing.gif --for whatsapp", 1, "missing.gif"),
        ("pack . --for whatsapp", 1, "make 2 more"),
        ("pack dancer.gif --for whatsapp", 1, "no folder"),
    ],
)
def test_a_mistake_is_one_sentence_and_leaves_nothing(typed, line, code, named):
    got, out, err = typed(line)

    assert (got, out) == (code, "")
    assert len(err.splitlines()) == 1
    assert err.startswith("stickercam: ") and named in err
    assert [path.name for path in Path().iterdir()] == ["dancer.gif"]


def test_verify_says_pass_and_fail_and_ends_accordingly(typed):
    assert typed("verify dancer.gif --for slack-emoji")[0] == 0

    code, out, _ = typed("verify dancer.gif --for telegram")

    assert code == 1
    assert "FAIL" in out and "pass" in out


@pytest.mark.slow
def test_record_draws_the_same_take_for_each_messenger(typed):
    with as_file(files("stickercam.assets") / "clips" / "demo.mp4") as clip:
        code, out, err = typed(f"record {clip} --seconds 2 -o mine --for slack-emoji,telegram-emoji")

    assert code == 0, err
    assert out.split() == ["mine-slack-emoji.gif", "mine-telegram-emoji.webm"]
    for path in out.split():
        name = Path(path).stem.removeprefix("mine-")
        assert typed(f"verify {path} --for {name}")[0] == 0


def test_options_that_a_messenger_decides_are_refused(typed):
    code, _, err = typed("record missing.mp4 -o mine --for slack-emoji --pixels 300")

    assert code == 2
    assert "leave these options out" in err
