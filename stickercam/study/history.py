"""What a training log has to say: losses, PCK and learning rate over the people that a network has seen."""

import math
from pathlib import Path

from stickercam.train.journal import read_log

POINTS = 150  # of a curve: more than a picture shows
LAST = 3  # validations whose spread says how steady the end was


def history(log: Path | None) -> dict | None:
    """{"training": [[people, loss]], "validation": [[people, loss]], "pck": ..., "rate": ...}; None without a log.

    Some lists are empty in logs of earlier versions, which knew less.
    """
    rows = read_log(log) if log is not None else []
    steps = [row for row in rows if "loss" in row and not row.get("validation")]
    if not steps:
        return None
    checks = [row for row in rows if row.get("validation")]
    found = {
        "training": _thinned(_pairs(steps, "loss")),
        "validation": _pairs(checks, "validation_loss"),
        "pck": _pairs(checks, "pck"),
        "rate": _thinned(_pairs(steps, "learning_rate")),
    }
    found["seconds"] = max((row["seconds"] for row in steps + checks if "seconds" in row), default=None)
    found["people"] = max(row["people"] for row in steps + checks)
    last = [value for _, value in found["pck"][-LAST:]]
    found["last_pck_spread"] = max(last) - min(last) if len(last) == LAST else None
    found["gap"] = _gap(found)
    return found


def _pairs(rows: list[dict], name: str) -> list[list[float]]:
    """[people, value] where there is a value."""
    values = [(row["people"], row.get(name)) for row in rows if "people" in row]
    return [[people, value] for people, value in values if value is not None and math.isfinite(value)]


def _thinned(points: list[list[float]]) -> list[list[float]]:
    """At most POINTS, each the mean of its neighbours."""
    size = max(1, math.ceil(len(points) / POINTS))
    chunks = [points[start : start + size] for start in range(0, len(points), size)]
    return [[sum(axis) / len(chunk) for axis in zip(*chunk)] for chunk in chunks]


def _gap(found: dict) -> float | None:
    """The last validation loss over the training loss about it: far above 1 is overfitting, below 1 is augmentation."""
    if not found["validation"]:
        return None
    people, loss = found["validation"][-1]
    before = [value for seen, value in found["training"] if seen >= 0.9 * people] or [found["training"][-1][1]]
    mean = sum(before) / len(before)
    return loss / mean if mean > 0 else None
