"""Measures as tables: what they say, and that they fit a terminal."""

import io

import numpy as np
import pytest
from rich.console import Console

from stickercam.talk import show_measures
from stickercam.train.measures import Answers, head_length, summed_up
from stickercam.train.tables import tables
from tests.train.test_measures import people


def answers(name: str, share: float, number: int = 30) -> Answers:
    """People whose head size is `share` of neck to head top, found more or less well."""
    truth = people(number)
    truth[:, 0, 2] = 0  # nobody's right ankle is labelled
    rng = np.random.default_rng(0)
    return Answers(name, truth[..., :2] + rng.normal(0, 5, (number, 16, 2)), truth, share * head_length(truth),
                   rng.random((number, 16)))  # fmt: skip


def measured(share: float = 0.75, *, time: bool = False) -> dict:
    found = summed_up([answers("lspet", share), answers("exercises", share, 20)], intervals=True)
    times = {"engine": "openvino", "precision": "bf16", "machine": "A Processor With a Long Name 9554, 2 cores",
             "median_ms": 1234.5, "p95_ms": 2345.6, "runs": 100}  # fmt: skip
    return found | ({"time": [times]} if time else {})


def test_the_first_table_has_a_row_for_each_joint_and_the_mean(capsys: pytest.CaptureFixture) -> None:
    found = measured()

    rows, *_ = tables(found)

    assert list(rows[0]) == ["joint", "PCKh@0.5", "PCKh@0.2", "PCKh@0.1", "PCK@0.2", "PCK@0.5"]
    cells = {row["joint"]: row["PCKh@0.5"].strip() for row in rows}
    assert cells["r_ankle"] == "-" and cells["l_wrist"] == f"{found['pckh@0.5']['joints']['l_wrist']:.1f}"
    assert cells["mean"] == f"{found['pckh@0.5']['mean']:.1f}" and cells["people"] == "50"
    assert cells["  pooled over"] == "14 joints" and "-" in cells["  95 %"]


def test_the_whole_table_has_every_mean_with_two_decimals() -> None:
    found = measured()

    rows, *_ = tables(found, digits=2, whole=True)

    cells = {row["joint"]: row["PCK@0.2"].strip() for row in rows}
    assert cells["unweighted, 14"] == f"{found['pck@0.2']['means']['unweighted_14']:.2f}"
    assert cells["wrist"] == f"{found['pck@0.2']['parts']['wrist']:.2f}"


def test_a_head_size_that_is_not_mpiis_has_a_name_of_its_own() -> None:
    rows, *_ = tables(measured(1.0))

    assert list(rows[0])[1:4] == ["PCK@0.2", "PCK@0.5", "PCKh*@0.5"]


@pytest.mark.parametrize("share", [0.75, 1.0])
@pytest.mark.parametrize("whole", [False, True])
def test_no_table_is_wider_than_a_terminal(share: float, whole: bool) -> None:
    for rows in tables(measured(share, time=True), digits=2, whole=whole):
        width = sum(max(len(str(row[key])) for row in [dict(zip(rows[0], rows[0])), *rows]) + 2 for key in rows[0])
        assert width <= 80 or "median" in rows[0]  # a processor's name may be long; its cell then folds


def test_several_sets_are_a_line_each_and_one_together(capsys: pytest.CaptureFixture) -> None:
    show_measures(measured(time=True), as_json=False)

    out = capsys.readouterr().out
    blocks = [block.splitlines() for block in out.split("\n\n")]
    assert [line.split()[0] for line in blocks[-2]] == ["data", "lspet", "exercises", "together"]
    assert "openvino bf16" in blocks[-1][1] and "1234.5 ms" in blocks[-1][1]


def test_one_set_needs_no_table_of_sets() -> None:
    heads = [rows[0].keys() for rows in tables(summed_up([answers("lspet", 1.0)]))]

    assert not any("data" in keys for keys in heads)


def test_rich_prints_the_table_of_joints_unfolded_at_80_columns() -> None:
    rows, *_ = tables(measured(1.0), digits=2, whole=True)
    page = io.StringIO()
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for key in rows[0]:
        table.add_column(key, overflow="fold")
    for row in rows:
        table.add_row(*row.values())
    Console(file=page, width=80).print(table)

    assert len(page.getvalue().splitlines()) == len(rows) + 1
