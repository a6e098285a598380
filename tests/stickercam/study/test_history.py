"""What a training log has to say, and that a missing one says nothing."""

import json
from pathlib import Path

from stickercam.study.history import POINTS, history


def log(folder: Path, rows: list[dict]) -> Path:
    file = folder / "log.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def test_without_a_log_there_is_no_history(tmp_path: Path):
    assert history(None) is None
    assert history(tmp_path / "log.jsonl") is None


def test_losses_and_validations_are_told_apart(tmp_path: Path):
    rows = [{"event": "begin"}, {"people": 16, "loss": 0.2, "learning_rate": 0.1},
            {"validation": True, "people": 32, "validation_loss": 0.3, "pck": 10.0},
            {"people": 32, "loss": 0.1, "learning_rate": 0.1}]  # fmt: skip

    found = history(log(tmp_path, rows))

    assert found["training"] == [[16, 0.2], [32, 0.1]]
    assert (found["validation"], found["pck"]) == ([[32, 0.3]], [[32, 10.0]])
    assert found["gap"] == 0.3 / 0.1


def test_a_long_log_is_thinned_to_means_of_neighbours(tmp_path: Path):
    rows = [{"people": step, "loss": 1.0 if step % 2 else 3.0, "learning_rate": 0.1} for step in range(4 * POINTS)]

    found = history(log(tmp_path, rows))["training"]

    assert len(found) == POINTS
    assert {loss for _, loss in found} == {2.0}


def test_values_that_are_no_numbers_are_left_out(tmp_path: Path):
    rows = [{"people": 1, "loss": 0.1, "pck": float("nan")}, {"validation": True, "people": 2, "pck": float("nan")}]

    found = history(log(tmp_path, rows))

    assert (found["pck"], found["validation"], found["gap"]) == ([], [], None)
