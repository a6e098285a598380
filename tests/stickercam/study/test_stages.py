"""A step that was done is not done again, unless it was told something else or what it made is gone."""

from pathlib import Path

from stickercam.study.stages import Stages


def count(calls: list, **result):
    def make() -> dict:
        calls.append(1)
        return result

    return make


def test_a_step_is_done_once(tmp_path: Path):
    calls: list = []

    first = Stages(tmp_path)("step", {"size": 1}, count(calls, value=0.1))
    again = Stages(tmp_path)("step", {"size": 1}, count(calls, value=0.2))

    assert (first, again, len(calls)) == ({"value": 0.1}, {"value": 0.1}, 1)


def test_a_step_that_was_told_something_else_is_done_again(tmp_path: Path):
    calls: list = []

    Stages(tmp_path)("step", {"size": 1}, count(calls))
    Stages(tmp_path)("step", {"size": 2}, count(calls))

    assert len(calls) == 2


def test_a_step_whose_file_is_gone_or_broken_is_done_again(tmp_path: Path):
    calls: list = []
    picture = tmp_path / "pictures" / "a.webp"
    make = count(calls, files=[picture])
    stages = Stages(tmp_path)
    picture.write_bytes(b"x")

    stages("step", {}, make)
    stages("step", {}, make)
    picture.unlink()
    stages("step", {}, make)
    (tmp_path / "work" / "stages" / "step.json").write_text('{"told": ')
    stages("step", {}, make)

    assert len(calls) == 3


def test_what_json_cannot_hold_is_held_plainly(tmp_path: Path):
    found = Stages(tmp_path)("step", {}, lambda: {"none": float("nan"), "pair": (1, 2.5), "path": Path("a")})

    assert found == {"none": None, "pair": [1, 2.5], "path": "a"}
