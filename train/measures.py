"""How good joints are: PCKh, PCK by the torso, the area under the curve, OKS. docs/measures.md defines each.

predicted: (N, 16, 2); truth: (N, 16, 3) with x, y and a state, above 0 = labelled; both in pixels of the same picture.
Hidden joints that are labelled count. size: (N,) pixels that a threshold is a share of, NaN = person left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stickercam.models.skeleton import ARMS, HEAD_TOP, JOINTS, L_SHOULDER, LIMBS, R_HIP, UPPER_NECK
from stickercam.train.interval import Statistic, interval
from stickercam.train.oks import BOX_SHARE, average_precision, oks, person_area, precision_share

# MPII's head size is 0.6 of its head box's diagonal (its evaluation code's SC_BIAS). Upper neck and head top are 0.8 of
# it apart, so it is 3/4 of their distance: where the boxes are known, that is right within 1 % for 98 % of the people.
HEAD_SHARE, NECK_TO_TOP = 0.6, 0.75
PCKH_JOINTS = tuple(joint for joint in range(16) if joint not in (6, 7))  # MPII's own mean: no pelvis, no thorax
# Averages of two joints that papers print. Papers differ about "head": the top alone, or its mean with the neck.
PARTS = {
    "head": (UPPER_NECK, HEAD_TOP), "shoulder": (12, 13), "elbow": (11, 14), "wrist": (10, 15), "hip": (2, 3),
    "knee": (1, 4), "ankle": (0, 5),
}  # fmt: skip
MPII_HEAD = f"{HEAD_SHARE} of the head box's diagonal"
AREA = f"{BOX_SHARE} of the box of the labelled joints"
OTHER_HEAD = "upper neck to head top"


def torso(truth: np.ndarray) -> np.ndarray:
    """(N,) length |left shoulder - right hip| in pixels, NaN where either is not labelled."""
    return _length(truth, L_SHOULDER, R_HIP)


def head_length(truth: np.ndarray) -> np.ndarray:
    """(N,) length |head top - upper neck| in pixels, NaN where either is not labelled."""
    return _length(truth, HEAD_TOP, UPPER_NECK)


def head_size(corners: np.ndarray) -> np.ndarray:
    """(N,) MPII's head size of head boxes, (N, 2, 2): two opposite corners, x and y."""
    first, second = corners.astype(np.float64).swapaxes(0, 1)
    return HEAD_SHARE * np.hypot(*(second - first).T)


def _length(truth: np.ndarray, start: int, end: int) -> np.ndarray:
    size = np.linalg.norm(truth[:, start, :2] - truth[:, end, :2], axis=-1)
    return np.where((truth[:, start, 2] > 0) & (truth[:, end, 2] > 0), size, np.nan)


def head_rule(heads: np.ndarray, truth: np.ndarray) -> str:
    """Which rule gave the head sizes: MPII's are 3/4 of |head top - upper neck|, other data sets take the whole."""
    length = head_length(truth)
    known = np.isfinite(heads) & (length > 0)
    return MPII_HEAD if known.any() and np.median(heads[known] / length[known]) < 0.87 else OTHER_HEAD


def tally(
    predicted: np.ndarray, truth: np.ndarray, size: np.ndarray, threshold: float
) -> tuple[np.ndarray, np.ndarray]:
    """hit and labelled, (N, 16) bool each: labelled joints of people with a size, and those within threshold x size."""
    usable = np.isfinite(size) & (size > 0)
    gap = np.linalg.norm(predicted - truth[..., :2], axis=-1)
    labelled = (truth[..., 2] > 0) & usable[:, None]
    return labelled & (gap <= threshold * np.where(usable, size, 1)[:, None]), labelled


def pck(predicted: np.ndarray, truth: np.ndarray, size: np.ndarray, threshold: float, joints=LIMBS) -> dict:
    """Percentages of labelled joints within threshold x size of the truth; None where nothing is labelled.

    mean pools the hits of `joints`; means has the other ways to average that papers use.
    """
    hit, labelled = tally(predicted, truth, size, threshold)
    each = [_percent(hit[:, j].sum(), labelled[:, j].sum()) for j in range(16)]
    means = {"pooled_upper_body": _pooled(hit, labelled, ARMS)}
    for name, group in (("12", LIMBS), ("14", PCKH_JOINTS), ("16", range(16))):
        means |= {f"pooled_{name}": _pooled(hit, labelled, group), f"unweighted_{name}": _average(each, group)}
    return {
        "mean": _pooled(hit, labelled, joints),
        "mean_of": f"pooled_{len(joints)}",
        "means": means,
        "joints": dict(zip(JOINTS, each, strict=True)),
        "parts": {name: _average(each, pair) for name, pair in PARTS.items()},
        "people": int((np.isfinite(size) & (size > 0)).sum()),
    }


def _percent(hits: int, labels: int) -> float | None:
    return 100 * float(hits) / float(labels) if labels else None


def _pooled(hit: np.ndarray, labelled: np.ndarray, joints) -> float | None:
    return _percent(hit[:, list(joints)].sum(), labelled[:, list(joints)].sum())


def _average(each: list[float | None], joints) -> float | None:
    known = [each[joint] for joint in joints if each[joint] is not None]
    return float(np.mean(known)) if known else None


def area_under_curve(predicted: np.ndarray, truth: np.ndarray, heads: np.ndarray) -> float:
    """The mean PCKh (14 joints, pooled) over thresholds 0, 0.01, ... 0.5, by trapezoids, in per cent."""
    curve = [_pooled(*tally(predicted, truth, heads, t), PCKH_JOINTS) or 0.0 for t in np.arange(51) / 100]
    return float((curve[0] + curve[-1]) / 2 + sum(curve[1:-1])) / 50


def pooled_share(hit: np.ndarray, labelled: np.ndarray, joints) -> Statistic:
    """The pooled mean of `joints` over resamples of the people, for `interval`; hit, labelled: see `tally`."""
    hits, labels = (part[:, list(joints)].sum(1).astype(np.float64) for part in (hit, labelled))

    def share(weights: np.ndarray) -> np.ndarray:
        total = weights @ labels
        return 100 * np.where(total > 0, weights @ hits, np.nan) / np.maximum(total, 1)

    return share


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What was predicted and what is true of the people of one data set.

    xy: (N, 16, 2). joints: (N, 16, 3). heads: (N,) head sizes. score: (N, 16), or None if nobody said how sure he was.
    """

    name: str
    xy: np.ndarray
    joints: np.ndarray
    heads: np.ndarray
    score: np.ndarray | None = None


def unused(name: str, taken: Sequence[str]) -> str:
    """The name, or "name (2)", ... if a data set of that name is there already."""
    number = sum(other.split(" (")[0] == name for other in taken)
    return f"{name} ({number + 1})" if number else name


def summed_up(answers: list[Answers], *, intervals: bool = False) -> dict:
    """The measures of everybody, and under "sets" of each data set alone; their names differ."""
    sets = {one.name: _measured(one, intervals) for one in answers}
    if len(answers) == 1:
        return sets[answers[0].name] | {"sets": sets}
    score = None if any(one.score is None for one in answers) else np.concatenate([one.score for one in answers])
    parts = [np.concatenate(part) for part in zip(*((one.xy, one.joints, one.heads) for one in answers))]
    return _measured(Answers("together", *parts, score), intervals) | {"sets": sets}


def _measured(one: Answers, intervals: bool) -> dict:
    confidence = None if one.score is None else one.score.mean(1)
    found = measures(one.xy, one.joints, heads=one.heads, confidence=confidence, intervals=intervals)
    return {"people": len(one.xy)} | found


def measures(
    predicted: np.ndarray, truth: np.ndarray, *, heads: np.ndarray | None = None, confidence: np.ndarray | None = None,
    intervals: bool = False,
) -> dict:  # fmt: skip
    """All measures that the truth allows, in per cent.

    heads: (N,) head sizes, for PCKh. confidence: (N,) how sure a prediction is of a person, for the mAP.
    intervals: with 95 % intervals over people (seconds).
    """
    predicted, truth = np.asarray(predicted, np.float64), np.asarray(truth, np.float64)
    heads = np.full(len(truth), np.nan) if heads is None else np.asarray(heads, np.float64)
    rule, lengths = head_rule(heads, truth), torso(truth)
    by_head = [(f"pckh@{threshold}", threshold, heads, PCKH_JOINTS) for threshold in (0.5, 0.2, 0.1, 0.11)]
    by_torso = [(f"pck@{threshold}", threshold, lengths, LIMBS) for threshold in (0.2, 0.5)]
    found = {}
    for name, threshold, size, joints in by_head + by_torso if rule == MPII_HEAD else by_torso + by_head[:3]:
        value = pck(predicted, truth, size, threshold, joints)
        if value["mean"] is None:
            continue  # no size known
        value["size"] = rule if size is heads else "right hip to left shoulder"
        if intervals:
            share = pooled_share(*tally(predicted, truth, size, threshold), joints)
            value["interval"] = interval(share, len(truth))
        found[name] = value
    if "pckh@0.5" in found:
        found["auc"] = area_under_curve(predicted, truth, heads)
    return found | similarity(predicted, truth, confidence, intervals=intervals)


def similarity(predicted: np.ndarray, truth: np.ndarray, confidence: np.ndarray | None, *, intervals: bool) -> dict:
    """{"map", "oks": {...}}; the mAP ranks people by confidence, and is left out where there is none."""
    area = person_area(truth)
    near = oks(predicted, truth, area)
    known = np.isfinite(near)
    if not known.any():
        return {}
    people = int(known.sum())
    about = {"mean": 100 * float(near[known].mean()), "people": people, "area": AREA}
    if confidence is None:
        return {"oks": about}
    precision = average_precision(predicted[known], truth[known], area[known], confidence[known])
    about |= {name: precision[name] for name in ("ap@0.5", "ap@0.75", "by")}
    if intervals:  # of the mAP; its sorting takes longer, so fewer draws
        about["interval"] = interval(precision_share(near[known], confidence[known]), people, draws=500)
    return {"map": precision["map"], "oks": about}
