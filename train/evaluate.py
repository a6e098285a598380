"""The measures of a network on data sets: given boxes, square crops, flip averaging."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError
from stickercam.models.engine.preprocess import crops
from stickercam.models.geometry import CROP, cells_to_crop, crop_to_frame, roi_of
from stickercam.train.datasets import nobody, open_data
from stickercam.train.look import MARGIN, Look, eager, open_look
from stickercam.train.measures import Answers, measures, summed_up, unused
from stickercam.train.predictions import Predictions, write_predictions
from stickercam.train.sample import Sample
from stickercam.train.timing import inference_times

BATCH = 16
TIMED = 32  # people whose pictures are timed: enough that none stays in a processor's cache

Progress = Callable[[str, int, int | None], None]  # what is being done, how many are done, how many there are


def evaluate(
    weights: Path, data: list[str], *, split: str = "val", limit: int | None = None, flip: bool = True,
    device: str = "auto", cache: Path | None = None, timed: bool = False, intervals: bool = False,
    predictions: Path | None = None, progress: Progress | None = None,
) -> dict:  # fmt: skip
    """The measures of a weights file on data sets, KIND:PATH each: of everybody, and under "sets" of each set.

    split: "train" or "val". limit: the first people of each set. flip: averaged with the mirrored crop. device, cache:
    as of `models.engine.open_engine`. timed: also how long one picture takes. intervals: 95 %, over people.
    predictions: an .npz that is to keep the joints.
    """
    if predictions is not None and not predictions.absolute().parent.is_dir():  # said now, not after an hour
        raise StickercamError(f"the folder of {predictions} does not exist", "make it, or name another file")
    tell = progress or (lambda what, done, total: None)
    sets = [dataset for spec in data for dataset in open_data(spec, split)]
    numbers = [min(dataset.people, limit or dataset.people) for dataset in sets]
    look = open_look(weights, flip=flip, device=device, cache=cache, people=sum(numbers))
    seen, notes = [], []
    for dataset, number in zip(sets, numbers, strict=True):
        lost: list[str] = []
        people = islice((sample for sample in dataset.samples if not sample.nobody), limit)
        found = look_at(look, people, told=partial(tell, dataset.name, total=number), lost=lost)
        if found is not None:
            seen.append(replace(found, name=unused(dataset.name, [one.name for one in seen])))
        if lost:
            notes.append(f"{dataset.name}: {len(lost)} left out, as {lost[0]}")
    if not seen:
        raise StickercamError(notes[0], "unpack the data set again") if notes else nobody(data, split)
    if predictions is not None:
        write_predictions(predictions, _joined(seen), look.header.name)
    tell("measuring", 0, None)
    result = {"network": look.header.name, "split": split, "flip": flip, "ran_on": look.ran_on}
    result |= summed_up([one.answers() for one in seen], intervals=intervals) | {"notes": notes}
    if timed:
        tell("timing", 0, None)
        result["time"] = inference_times(weights, seen[0].people[:TIMED], device=device, cache=cache)
    return result


def predict(
    network, samples: Sequence[Sample], *, flip: bool = True, size: int = CROP, shift: float = 0.0,
    batch: int = BATCH, progress: Callable[[int, int], None] | None = None,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Joints (N, 16, 2) in pixels of each picture and scores (N, 16), by a torch network, where that is.

    shift: of the network's convention."""
    told = (lambda done: progress(done, len(samples))) if progress else None
    found = look_at(eager(network, flip=flip, size=size, shift=shift), samples, batch=batch, told=told)
    return found.xy, found.score


def measure(xy: np.ndarray, score: np.ndarray, samples: Sequence[Sample], *, intervals: bool = False) -> dict:
    """The measures of what `predict` gave for samples."""
    joints = np.stack([sample.joints for sample in samples])
    heads = np.array([sample.head_size for sample in samples])
    return measures(xy, joints, heads=heads, confidence=score.mean(1), intervals=intervals)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a network said about N people of a set. xy: (N, 16, 2) in pixels of each picture. score: (N, 16).

    people: the N of them. index: (N,) the place of each in the set, which those without a picture are of as well.
    """

    xy: np.ndarray
    score: np.ndarray
    people: list[Sample]
    index: np.ndarray
    name: str = ""

    def answers(self) -> Answers:
        joints = np.stack([person.joints for person in self.people])
        heads = np.array([person.head_size for person in self.people])
        return Answers(self.name, self.xy, joints, heads, self.score)


def look_at(
    look: Look, samples: Iterable[Sample], *, batch: int = BATCH, told: Callable[[int], None] | None = None,
    lost: list[str] | None = None,
) -> Seen | None:  # fmt: skip
    """None of nobody. lost: gets what is wrong with pictures that do not load, which stop the work without it."""
    rows, done, people = [], 0, enumerate(samples)
    while chunk := list(islice(people, batch)):
        done += len(chunk)
        pixels = [_crop(person, look.size, lost) for _, person in chunk]
        chunk = [entry for entry, crop in zip(chunk, pixels, strict=True) if crop is not None]
        if chunk:
            cells, score = look(np.stack([crop for crop in pixels if crop is not None]))
            found = cells_to_crop(cells.astype(np.float64)) + look.shift
            for (index, person), xy, sure in zip(chunk, found, score, strict=True):
                rows.append((crop_to_frame(xy, roi_of(person.box, MARGIN), look.size), sure, person, index))
        if told:
            told(done)
    if not rows:
        return None
    xy, score, seen, index = zip(*rows, strict=True)
    return Seen(np.array(xy), np.array(score), list(seen), np.array(index))


def _crop(person: Sample, size: int, lost: list[str] | None) -> np.ndarray | None:
    """(size, size, 3) uint8; None, and a word in `lost`, of a picture that is missing or broken."""
    try:
        return crops(person.load(), [roi_of(person.box, MARGIN)], size)[0]
    except StickercamError as error:
        if lost is None:
            raise
        lost.append(error.what)
        return None


def _joined(seen: list[Seen]) -> Predictions:
    return Predictions(
        np.concatenate([one.xy for one in seen]),
        np.concatenate([one.score for one in seen]),
        base=0,
        sets=np.concatenate([np.full(len(one.xy), one.name) for one in seen]),
        index=np.concatenate([one.index for one in seen]),
        names=np.array([person.name for one in seen for person in one.people]),
    )
