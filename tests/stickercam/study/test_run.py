"""A whole study at toy size: stopped, gone on with, written up; and what the command says of it."""

import json
import re
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from stickercam.cli import app
from stickercam.errors import StickercamError
from stickercam.study.plan import Settings
from stickercam.study.run import study
from tests.stickercam.study.numbers import unfounded

TOY = Settings(
    Path("study"), quick=True, people=6, size="tiny", recipes=("ours",), minutes=0.005, limit=4, seconds=0.3,
    device="cpu",
)  # fmt: skip
WORDS = [
    "--quick", "--people", "6", "--size", "tiny", "--recipe", "ours", "--minutes", "0.005", "--limit", "4",
    "--seconds", "0.3", "--device", "cpu",
]  # fmt: skip


class Stop(Exception):
    """What ends the first sitting."""


def until_timing(what: str, *_, **__) -> None:
    if what == "timing":
        raise Stop


def command():
    return CliRunner().invoke(app, ["study", *WORDS, "-o", "study"], catch_exceptions=False)


def steps(out: Path) -> dict[str, int]:
    """When each step was done."""
    return {file.name: file.stat().st_mtime_ns for file in (out / "work" / "stages").glob("*.json")}


@pytest.mark.slow
def test_a_study_is_stopped_gone_on_with_written_up_and_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """In one, since it takes a minute: two networks learn, are measured, timed and filmed."""
    monkeypatch.chdir(tmp_path)
    out = TOY.out

    with pytest.raises(Stop):
        study(TOY, tell=until_timing)
    before = steps(out)
    results = study(TOY)

    networks = ("hourglass-tiny", "simplebaseline-tiny")
    assert {f"{step}.{name}.ours.0.json" for step in ("train", "measures") for name in networks} <= set(before)
    assert {name: steps(out)[name] for name in before} == before, "no step was done twice"
    check_results(out, results)
    check_report(out, results)
    check_that_the_command_goes_on(out)
    check_that_a_missing_log_is_said(out)


def check_results(out: Path, results: dict) -> None:
    assert json.loads((out / "results.json").read_text(encoding="utf-8")) == json.loads(json.dumps(results))
    assert results["pairs"][0]["keys"] == ["hourglass-tiny.ours", "simplebaseline-tiny.ours"]
    assert results["missing"] == []
    for column in results["columns"]:
        assert column["trained_here"] and column["log"]["training"] and column["people_seen"] > 0
        assert column["data"] and column["epochs"] and column["memory"]["cpu"] > 10_000_000
        assert len(column["stacks"]["stacks"]) == column["anatomy"]["outputs"]
        assert len(column["measures"]["pck@0.2"]["interval"]) == 2


def check_report(out: Path, results: dict) -> None:
    text = (out / "report.md").read_text(encoding="utf-8")
    page = (out / "report.html").read_text(encoding="utf-8")

    assert unfounded(text, results) == []
    assert re.findall(r"\bNone\b|\bnan\b|\{", text) == []
    assert [file for file in re.findall(r"!\[[^]]*\]\(([^)]+)\)", text) if not (out / file).is_file()] == []
    assert page.count("<figure") == 12 and page.count("<table") == 9
    assert len(page) < 4_000_000
    for file in (out / "pictures").iterdir():
        with Image.open(file) as picture:
            assert picture.width == picture.height
    assert (out / "work" / ".gitignore").read_text() == "*\n"


def check_that_the_command_goes_on(out: Path) -> None:
    """Nothing is done again, and pictures that this report does not show go, if they are ours."""
    stray, foreign = out / "pictures" / "moment.clip1.1.1.webp", out / "pictures" / "holiday.webp"
    for file in (stray, foreign):
        file.write_bytes(b"x")
    before = steps(out)

    said = command()

    assert said.exit_code == 0
    assert said.stdout.splitlines() == ["study/report.html", "study/report.md", "study/results.json"]
    assert steps(out) == before
    assert not stray.exists() and foreign.exists()


def check_that_a_missing_log_is_said(out: Path) -> None:
    (out / "work" / "runs" / "hourglass-tiny.ours.0" / "log.jsonl").unlink()

    said = command()

    assert said.exit_code == 1
    assert "missing: the training log of hourglass-tiny.ours; its figure says so" in said.stderr
    assert "there is no training log" in (out / "report.html").read_text(encoding="utf-8")


def test_a_clip_that_is_not_there_is_refused_before_anything_is_made(tmp_path: Path):
    told = Settings(tmp_path / "study", weights=("hourglass-lite", "simplebaseline-tiny"), clips=("nowhere.mp4",))

    with pytest.raises(StickercamError, match=r"the clip nowhere\.mp4 does not exist"):
        study(told)

    assert not (tmp_path / "study").exists()
