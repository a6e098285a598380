"""Anybody's predictions against a data set's truth."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError
from stickercam.train.measures import Answers, summed_up, unused
from stickercam.train.predictions import Predictions, read_predictions
from stickercam.train.truths import Truth, read_truths


def score(
    predictions: Path, truths: list[str], *, split: str = "val", first_pixel: int | None = None, intervals: bool = False
) -> dict:
    """The measures of a file of joints on files of truth, or KIND:PATH; "notes" are for whoever reads the figures.

    first_pixel: 0 or 1, what the predictions call it; None: what they say, else what the data set's own files do.
    """
    known = [truth for name in truths for truth in read_truths(name, split)]
    found = read_predictions(predictions, sum(_wanted(truth) for truth in known))
    notes = [f"{truth.name}: {truth.note}" for truth in known if truth.note]
    answers, start = [], 0
    for truth in known:
        truth = replace(truth, name=unused(truth.name, [one.name for one in answers]))
        rows, people = _rows(predictions, found, truth, start=start, alone=len(known) == 1)
        _check_names(predictions, found, rows, truth, people)
        start += len(rows)
        base = first_pixel if found.base is None else found.base
        xy = found.xy[rows] + (truth.base - (truth.theirs if base is None else base))
        sure = None if found.score is None else found.score[rows]
        answers.append(Answers(truth.name, xy, truth.joints[people], truth.heads[people], sure))
        if not np.isfinite(truth.heads).any():
            notes.append(f"{truth.name} has no head sizes, so it counts for PCK by the torso but not for PCKh")
    if found.sets is None and start != len(found.xy):
        raise _other_number(predictions, len(found.xy), start)
    if found.score is None:
        notes.append(f"{predictions} does not say how sure it is of each person, so there is no mAP")
    result = summed_up(answers, intervals=intervals)
    if not any(isinstance(value, dict) and "joints" in value for value in result.values()):
        raise StickercamError(f"{', '.join(truths)} has neither a torso nor a head size of anybody", "name other truth")
    return {"predictions": str(predictions), "truth": truths} | result | {"notes": notes}


def _wanted(truth: Truth) -> int:
    return len(truth.joints) if truth.part is None else len(truth.part)


def _rows(path: Path, found: Predictions, truth: Truth, *, start: int, alone: bool) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the predictions and rows of the truth that belong together."""
    part = np.arange(len(truth.joints)) if truth.part is None else truth.part
    if found.sets is None:
        there = len(found.xy) - start
        if alone and there == len(truth.joints):
            part = np.arange(there)  # of everybody in the file, not of a split alone
        if there < len(part) or (alone and there > len(part)):
            raise _other_number(path, len(found.xy), start + len(part))
        return np.arange(start, start + len(part)), part
    rows = np.flatnonzero(found.sets == truth.name)
    if not len(rows):
        what = f"{path} has nobody of {truth.name}, but of {', '.join(np.unique(found.sets))}"
        raise StickercamError(what, "name the truth of that")
    index = found.index[rows]
    if index.max() >= len(part):
        raise _other_number(path, int(index.max()) + 1, len(part))
    return rows, part[index]


def _check_names(path: Path, found: Predictions, rows: np.ndarray, truth: Truth, people: np.ndarray) -> None:
    """Where both say which picture a person is in, it is the same one."""
    if truth.names is None or found.names is None:
        return
    for row, person in zip(rows, people):
        said, true = (_file_name(str(name)) for name in (found.names[row], truth.names[person]))
        if said and true and said != true:
            what = f"person {row + 1} of {path} is in {said}, but in {true} by the truth"
            raise StickercamError(what, "give the truth that the predictions were made for")


def _file_name(name: str) -> str:
    return name.replace("\\", "/").replace(":", "/").replace(" ", "/").split("/")[-1]


def _other_number(path: Path, there: int, wanted: int) -> StickercamError:
    what = f"{path} has {there} people, and the truth {wanted}"
    return StickercamError(what, "give predictions of all of them in the order of the truth")
