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

WORDS = [
    "--quick", "--people", "6", "--size", "tiny", "--recipe", "ours", "--minutes", "0.005", "--limit", "4",
    "--seconds", "0.3", "--device", "cpu",
]  # fmt: skip


class Stop(Exception):
    """What ends the first sitting."""


def settings(out: Path) -> Settings:
    return Settings(
        out, quick=True, people=6, size="tiny", recipes=("ours",), minutes=0.005, limit=4, seconds=0.3, device="cpu"
    )


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], dict]:
    """The folder of a study that was stopped when it began to take times, and gone on with; what was there by then."""
    out = tmp_path_factory.mktemp("toy") / "study"

    def until_timing(what: str, *_, **__) -> None:
        if what == "timing":
            raise Stop

    with pytest.raises(Stop):
        study(settings(out), tell=until_timing)
    before = {file.name: file.stat().st_mtime_ns for file in (out / "work" / "stages").glob("*.json")}
    results = study(settings(out))
    kept = [name for name, time in before.items() if (out / "work" / "stages" / name).stat().st_mtime_ns == time]
    assert sorted(kept) == sorted(before)
    return out, kept, results


@pytest.mark.slow
def test_a_stopped_study_goes_on_where_it_was(done: tuple[Path, list[str], dict]):
    _, kept, results = done

    for network in ("hourglass-tiny", "simplebaseline-tiny"):
        assert {f"train.{network}.ours.0.json", f"measures.{network}.ours.0.json"} <= set(kept)
    assert results["missing"] == []


@pytest.mark.slow
def test_its_report_is_whole(done: tuple[Path, list[str], dict]):
    out, _, results = done
    text = (out / "report.md").read_text(encoding="utf-8")
    page = (out / "report.html").read_text(encoding="utf-8")

    assert unfounded(text, results) == []
    assert re.findall(r"\bNone\b|\bnan\b|\{", text) == []
    assert [file for file in re.findall(r"!\[[^]]*\]\(([^)]+)\)", text) if not (out / file).is_file()] == []
    assert page.count("<figure") == 12 and page.count("<table") == 9
    assert len(page) < 4_000_000


@pytest.mark.slow
def test_its_results_say_what_was_measured_of_each_network(done: tuple[Path, list[str], dict]):
    out, _, results = done

    stored = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert stored == json.loads(json.dumps(results))
    for column in stored["columns"]:
        assert column["trained_here"] and column["log"]["training"] and column["people_seen"] > 0
        assert column["data"] and column["epochs"] and column["memory"]["cpu"] > 10_000_000
        assert len(column["stacks"]["stacks"]) == column["anatomy"]["outputs"]
        assert len(column["measures"]["pck@0.2"]["interval"]) == 2
    assert stored["pairs"][0]["keys"] == ["hourglass-tiny.ours", "simplebaseline-tiny.ours"]


@pytest.mark.slow
def test_its_pictures_are_pictures(done: tuple[Path, list[str], dict]):
    out, _, _ = done

    for file in (out / "pictures").iterdir():
        with Image.open(file) as picture:
            assert picture.width == picture.height


@pytest.mark.slow
def test_the_command_goes_on_with_it_and_prints_where_the_report_is(done: tuple[Path, list[str], dict]):
    out, _, _ = done
    stray, foreign = out / "pictures" / "moment.clip1.1.1.webp", out / "pictures" / "holiday.webp"
    for file in (stray, foreign):
        file.write_bytes(b"x")
    before = {file.name: file.stat().st_mtime_ns for file in (out / "work" / "stages").iterdir()}

    said = CliRunner().invoke(app, ["study", *WORDS, "-o", str(out)], catch_exceptions=False)

    assert said.exit_code == 0
    assert said.stdout.splitlines() == [str(out / name) for name in ("report.html", "report.md", "results.json")]
    assert {file.name: file.stat().st_mtime_ns for file in (out / "work" / "stages").iterdir()} == before
    assert not stray.exists() and foreign.exists()
    foreign.unlink()


@pytest.mark.slow
def test_a_training_without_its_log_ends_with_exit_code_1(done: tuple[Path, list[str], dict]):
    out, _, _ = done
    log = out / "work" / "runs" / "hourglass-tiny.ours.0" / "log.jsonl"
    text = log.read_text()
    log.unlink()

    said = CliRunner().invoke(app, ["study", *WORDS, "-o", str(out)], catch_exceptions=False)
    log.write_text(text)

    assert said.exit_code == 1
    assert "missing: the training log of hourglass-tiny.ours; its figure says so" in said.stderr
    assert "there is no training log" in (out / "report.html").read_text(encoding="utf-8")


def test_a_clip_that_is_not_there_is_refused_before_anything_is_made(tmp_path: Path):
    told = Settings(tmp_path / "study", weights=("hourglass-lite", "simplebaseline-tiny"), clips=("nowhere.mp4",))

    with pytest.raises(StickercamError, match=r"the clip nowhere\.mp4 does not exist"):
        study(told)

    assert not (tmp_path / "study").exists()
