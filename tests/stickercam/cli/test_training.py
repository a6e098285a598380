"""`stickercam train`, called as from a shell."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stickercam.cli import app
from stickercam.errors import StickercamError
from tests.train.people import write_people


def call(*words: str):
    return CliRunner().invoke(app, ["train", *words])


def test_the_result_is_json_where_it_is_asked_for_and_talk_stays_off_stdout(tmp_path: Path) -> None:
    data = f"npz:{write_people(tmp_path / 'drawn', 8)}"
    out = str(tmp_path / "run")

    words = ["--model", "simplebaseline", "--size", "tiny", "--data", data, "--epochs", "1", "--batch", "3"]
    words += ["--set", "sizes=[[0, 64]]", "--set", "validations=1", "--threads", "1", "--json", "-o", out]

    result = call(*words)

    told = json.loads(result.stdout)
    assert result.exit_code == 0 and "simplebaseline-tiny begins with the trunk of" in result.stderr
    assert (told["network"], told["steps"], told["finished"]) == ("simplebaseline-tiny", 2, True)
    assert Path(told["weights"]).is_file()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--set", "learning_rat=1"], "unknown key learning_rat"),
        (["--set", "batch=-3"], "absurd"),
        (["--recipe", "theirs"], "no recipe theirs"),
        (["--model", "resnet"], "no network resnet"),
        (["--epochs", "3", "--minutes", "3"], "both given"),
        (["--weights", "nowhere.safetensors"], "nowhere.safetensors does not exist"),
        (["--teacher", "nobody"], "no network nobody is shipped"),
        (["--data", "npz:nowhere"], "nowhere"),
        (["--data", "paintings:x"], "paintings"),
        (["--resume"], "holds no checkpoint"),
        (["--trunk", "nowhere.pth", "--size", "lite", "--data", "synthetic:2"], "nowhere.pth does not exist"),
    ],
)
def test_a_slip_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], named: str
) -> None:
    monkeypatch.chdir(tmp_path)

    result = call(*words, "-o", "run")

    assert isinstance(result.exception, StickercamError) and named in str(result.exception)
    assert list(tmp_path.iterdir()) == []
