"""How right a network is, and whether two of them differ on the same people."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError
from stickercam.models.skeleton import LIMBS
from stickercam.study.plan import Column
from stickercam.system import cache_folder
from stickercam.system import partial as beside
from stickercam.train.datasets import nobody, open_data
from stickercam.train.evaluate import look_at
from stickercam.train.interval import difference
from stickercam.train.look import open_look
from stickercam.train.measures import (
    MPII_HEAD,
    PCKH_JOINTS,
    Answers,
    head_rule,
    pck,
    pooled_share,
    summed_up,
    tally,
    torso,
    unused,
)  # fmt: skip
from stickercam.train.oks import oks, person_area, precision_share
from stickercam.train.sample import Sample

THRESHOLDS = np.arange(2, 51, 2) / 100  # of the torso, for the curve
MAP_DRAWS = 500  # its sorting takes longer than counting hits


def everybody(data: tuple[str, ...], limit: int | None) -> list[tuple[str, list[Sample]]]:
    """(set, people) of the validation split, in an order that stays."""
    found: list[tuple[str, list[Sample]]] = []
    for spec in data:
        for dataset in open_data(spec, "val"):
            people = list(islice((sample for sample in dataset.samples if not sample.nobody), limit))
            if people:
                found.append((unused(dataset.name, [name for name, _ in found]), people))
    if not found:
        raise nobody(list(data), "val")
    return found


def measure(
    column: Column, sets: list[tuple[str, list[Sample]]], keep: Path, *, device: str, tell: Callable[..., None]
) -> dict:
    """The measures of a column, with intervals, and its curve over thresholds. keep: gets its joints, an .npz."""
    total = sum(len(people) for _, people in sets)
    look = open_look(column.weights, flip=True, device=device, cache=cache_folder(), people=total)
    seen, lost = [], []
    for name, people in sets:
        found = look_at(look, people, told=partial(tell, f"asking {column.key}", total=len(people)), lost=lost)
        if found is not None:
            seen.append(replace(found, name=name))
    if not seen:
        raise StickercamError(lost[0], "unpack the data set again")
    answers = [one.answers() for one in seen]
    tell("measuring", 0)
    result = summed_up(answers, intervals=True)
    whole = _together(answers)
    result["curve"] = [[float(share), pck(whole.xy, whole.joints, torso(whole.joints), share)["mean"]]
                       for share in THRESHOLDS]  # fmt: skip
    places = [f"{one.name}/{index}" for one in seen for index in one.index]
    with beside(keep) as file:
        np.savez_compressed(
            file, xy=whole.xy, joints=whole.joints, heads=whole.heads, score=whole.score, place=np.array(places)
        )
    return result | {"ran_on": look.ran_on, "lost": len(lost), "files": [keep]}


def _together(answers: list[Answers]) -> Answers:
    parts = [np.concatenate(part) for part in zip(*((one.xy, one.joints, one.heads, one.score) for one in answers))]
    return Answers("together", *parts)


def read_answers(file: Path) -> Answers:
    with np.load(file) as content:
        return Answers("together", content["xy"], content["joints"], content["heads"], content["score"])


def read_places(file: Path) -> list[str]:
    """ "SET/INDEX" of each answer: who was asked about."""
    with np.load(file) as content:
        return content["place"].tolist()


def compare(first: Path, second: Path) -> dict:
    """SimpleBaseline (second) minus hourglass (first) in points, {"value", "interval"} of each measure. PCKh only where
    head boxes are known, as in MPII.

    The same people are drawn for both, so an interval without 0 in it is a difference that is no luck of the draw.
    """
    one, other = read_answers(first), read_answers(second)
    found = {}
    for name, share in (("pck@0.5", 0.5), ("pck@0.2", 0.2)):
        lengths = torso(one.joints)
        if np.isfinite(lengths).any():
            shares = [pooled_share(*tally(a.xy, a.joints, lengths, share), LIMBS) for a in (other, one)]
            found[name] = _difference(shares, len(one.xy))
    if head_rule(one.heads, one.joints) == MPII_HEAD:
        shares = [pooled_share(*tally(a.xy, a.joints, one.heads, 0.5), PCKH_JOINTS) for a in (other, one)]
        found["pckh@0.5"] = _difference(shares, len(one.xy))
    area = person_area(one.joints)
    near = [oks(a.xy, a.joints, area) for a in (other, one)]
    known = np.isfinite(near[0])
    if known.any():
        sure = [a.score.mean(1) for a in (other, one)]
        shares = [precision_share(n[known], s[known]) for n, s in zip(near, sure)]
        found["map"] = _difference(shares, int(known.sum()), draws=MAP_DRAWS)
    found["joints"] = {"better": _by_joint(one, other)}
    return found


def _difference(shares: list, people: int, **draws: int) -> dict:
    whole = np.ones((1, people))
    value = float(shares[0](whole)[0] - shares[1](whole)[0])
    return {"value": value, "interval": difference(*shares, people, **draws)}


def _by_joint(one: Answers, other: Answers) -> list[float | None]:
    """(16,) points of PCK@0.2 by which the second is better."""
    lengths = torso(one.joints)
    parts = [pck(a.xy, a.joints, lengths, 0.2)["joints"].values() for a in (other, one)]
    return [None if a is None or b is None else a - b for a, b in zip(*parts)]


def hardest(files: list[Path], number: int) -> list[int]:
    """The people whom the networks get most wrong on average, of those with ten labelled joints or more."""
    answers = [read_answers(file) for file in files]
    area = person_area(answers[0].joints)
    likeness = np.mean([oks(one.xy, one.joints, area) for one in answers], axis=0)
    enough = (answers[0].joints[..., 2] > 0).sum(1) >= 10
    order = np.argsort(np.where(enough & np.isfinite(likeness), likeness, np.inf), kind="stable")
    return [int(place) for place in order[:number]]
