"""The page and its Markdown: whole, in one file, every number from results.json, and gaps that say so."""

import re
from pathlib import Path

import pytest

from stickercam.study.content import Figure, Table, numbers, resolved
from stickercam.study.findings import findings
from stickercam.study.report import contents, write_report
from tests.stickercam.study.numbers import unfounded
from tests.stickercam.study.sample import results, write_pictures


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    r = results()
    write_pictures(r, folder)
    write_report(r, folder)
    return folder


def test_the_page_is_one_file_that_fetches_nothing(written: Path):
    page = (written / "report.html").read_text(encoding="utf-8")

    assert re.findall(r'(?:src|href)="(?!data:|#)', page) == []
    assert "<script" not in page and "@import" not in page and "url(" not in page
    assert page.count('src="data:image/webp;base64,') == page.count("<img ")


def test_the_page_works_on_phones_in_the_dark_and_on_paper(written: Path):
    page = (written / "report.html").read_text(encoding="utf-8")

    assert 'name="viewport"' in page
    assert "prefers-color-scheme:dark" in page and "@media print" in page and "max-width:34rem" in page


def test_the_markdown_shows_files_that_are_there(written: Path):
    text = (written / "report.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^]]*\]\(([^)]+)\)", text)

    assert len(shown) > 20
    assert [file for file in shown if not (written / file).is_file()] == []
    assert "prefers-color-scheme:dark" in (written / next(file for file in shown if file.endswith(".svg"))).read_text()


def test_every_number_in_the_report_is_in_results_json(written: Path):
    text = (written / "report.md").read_text(encoding="utf-8")

    assert unfounded(text, results()) == []
    assert unfounded("It is right in 73.9 % of 1,234 cases.", results()) == ["73.9", "1,234"]


def test_nothing_is_left_as_a_placeholder(written: Path):
    text = (written / "report.md").read_text(encoding="utf-8")

    assert re.findall(r"\{|\}|None|nan|TODO|–(?= |\n)", text) == []


def test_figures_and_tables_are_numbered_in_their_order():
    blocks = contents(results())
    found = numbers(blocks)

    assert [found[f"fig:{block.key}"] for block in blocks if isinstance(block, Figure)] == [
        str(n) for n in range(1, 13)
    ]
    assert [found[f"table:{block.key}"] for block in blocks if isinstance(block, Table)] == [
        str(n) for n in range(1, 10)
    ]


def test_a_reference_to_nothing_is_an_error():
    with pytest.raises(KeyError):
        resolved("see {fig:nowhere}", {"fig:somewhere": "1"})


def test_a_missing_log_is_said_by_its_figure_and_at_the_top(tmp_path: Path):
    r = results()
    r["columns"][0]["log"] = None
    r["missing"] = ["the training log of hourglass-lite.ours"]
    r["findings"] = findings(r)
    write_pictures(r, tmp_path)

    write_report(r, tmp_path)

    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Hourglass lite: there is no training log beside hourglass-lite.safetensors" in page
    assert "<b>Missing</b>: the training log of hourglass-lite.ours." in page


def test_without_any_labelled_torso_the_report_still_stands(tmp_path: Path):
    r = results()
    for column in r["columns"]:
        column["measures"] = {"people": 3, "curve": [[0.1, None]]}
    r["pairs"][0]["differences"] = {}
    r["findings"] = findings(r)
    write_pictures(r, tmp_path)

    write_report(r, tmp_path)

    assert "In none of these people is the torso labelled" in (tmp_path / "report.md").read_text(encoding="utf-8")
