"""Object keypoint similarity and its mean average precision: COCO's measure, over the joints that MPII shares with it.

The precision comes through pycocotools where it is installed, else from our own lines, which give the same. Boxes are
given here: one prediction a person, compared with the person that it was made for.
"""

import contextlib
import io

import numpy as np

from stickercam.models.skeleton import LIMBS
from stickercam.train.interval import Statistic

# COCO's per-joint constants for the twelve joints in common with MPII (Lin et al.; pycocotools), in LIMBS order.
LEG_SIGMAS, ARM_SIGMAS = (0.089, 0.087, 0.107, 0.107, 0.087, 0.089), (0.062, 0.072, 0.079, 0.079, 0.072, 0.062)
SIGMAS = np.array(LEG_SIGMAS + ARM_SIGMAS)
BOX_SHARE = 0.53  # of a box's area: about what a person's outline covers (mmpose's stand-in where none is known)
LEAST_AREA = 1.0  # square pixels: joints in one line span no area, and nothing may be divided by it
THRESHOLDS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0, 1, 101)


def person_area(truth: np.ndarray) -> np.ndarray:
    """truth: (N, 16, 3) -> (N,) square pixels: BOX_SHARE of the upright box about a person's labelled joints."""
    labelled = truth[..., 2:] > 0
    low = np.where(labelled, truth[..., :2], np.inf).min(1)
    high = np.where(labelled, truth[..., :2], -np.inf).max(1)
    sides = np.where(labelled.any(1), high - low, 0.0)
    return np.maximum(BOX_SHARE * sides.prod(1), LEAST_AREA)


def oks(predicted: np.ndarray, truth: np.ndarray, area: np.ndarray) -> np.ndarray:
    """(N,) similarity over the twelve limb joints, NaN where none is labelled; area: (N,) square pixels."""
    limbs = list(LIMBS)
    gap = ((predicted[:, limbs] - truth[:, limbs, :2]) ** 2).sum(-1)
    near = np.exp(-gap / (2 * area[:, None] * (2 * SIGMAS) ** 2))
    labelled = truth[:, limbs, 2] > 0
    return np.where(labelled.any(1), (near * labelled).sum(1) / np.maximum(labelled.sum(1), 1), np.nan)


def average_precision(predicted: np.ndarray, truth: np.ndarray, area: np.ndarray, confidence: np.ndarray) -> dict:
    """{"map", "ap@0.5", "ap@0.75", "by"} in per cent, of people with a labelled limb; confidence: (N,)."""
    try:
        values, by = coco_precisions(predicted, truth, area, confidence), "pycocotools"
    except ImportError:
        values, by = precisions(oks(predicted, truth, area), confidence), "numpy"
    percent = {"map": values.mean(), "ap@0.5": values[0], "ap@0.75": values[5]}
    return {name: 100 * float(value) for name, value in percent.items()} | {"by": by}


def precisions(similarity: np.ndarray, confidence: np.ndarray) -> np.ndarray:
    """(10,) average precisions in 0..1 at THRESHOLDS, each the mean over RECALLS."""
    order = np.argsort(-confidence, kind="stable")
    found = []
    for threshold in THRESHOLDS:
        hits = np.cumsum(similarity[order] >= threshold)
        precision = np.maximum.accumulate((hits / np.arange(1, len(hits) + 1))[::-1])[::-1]
        index = np.searchsorted(hits / len(hits), RECALLS, side="left")
        found.append(np.append(precision, 0.0)[np.minimum(index, len(precision))].mean())
    return np.array(found)


def precision_share(similarity: np.ndarray, confidence: np.ndarray) -> Statistic:
    """The mAP over resamples of the people, for `interval`."""
    order = np.argsort(-confidence, kind="stable")
    right = similarity[order] >= THRESHOLDS[:, None]

    def share(weights: np.ndarray) -> np.ndarray:
        drawn = weights[:, order]
        seen = np.maximum(drawn.cumsum(1), 1)  # zero only before the first person, where precision is zero as well
        total = np.zeros(len(weights))
        for hits in right:
            found = (drawn * hits).cumsum(1)
            precision = np.maximum.accumulate((found / seen)[:, ::-1], axis=1)[:, ::-1]
            recall = found / drawn.sum(1, keepdims=True)
            for row, (curve, reached) in enumerate(zip(precision, recall)):
                at = np.searchsorted(reached, RECALLS, side="left")
                total[row] += curve[at[at < len(curve)]].sum()
        return 100 * total / (len(THRESHOLDS) * len(RECALLS))

    return share


def coco_precisions(predicted: np.ndarray, truth: np.ndarray, area: np.ndarray, confidence: np.ndarray) -> np.ndarray:
    """`precisions` by pycocotools: a picture for each person, the twelve limb joints, COCO's constants for them."""
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    labelled = truth[:, list(LIMBS), 2] > 0
    with contextlib.redirect_stdout(io.StringIO()):  # it talks
        judge = COCOeval(
            _coco(COCO(), truth, labelled, area=area, num_keypoints=labelled.sum(1)),
            _coco(COCO(), predicted, np.ones_like(labelled), area=area, score=confidence),
            "keypoints",
        )
        judge.params.kpt_oks_sigmas = SIGMAS
        judge.params.areaRng, judge.params.areaRngLbl = [[0, 1e10]], ["all"]  # not by size besides
        judge.evaluate()
        judge.accumulate()
    return judge.eval["precision"][..., 0, 0, 0].mean(1)


def _coco(index, xy: np.ndarray, labelled: np.ndarray, **values: np.ndarray):
    """A COCO `index` of one annotation a picture, with a value of each of `values`; it counts from 1."""
    marks = np.concatenate([xy[:, list(LIMBS), :2], np.where(labelled, 2, 0)[..., None]], 2)
    annotations = [
        {"id": row, "image_id": row, "category_id": 1, "iscrowd": 0, "bbox": [0, 0, 1, 1], "keypoints": mark.ravel()}
        | {name: float(value[row - 1]) for name, value in values.items()}
        for row, mark in enumerate(marks, 1)
    ]
    images = [{"id": annotation["id"]} for annotation in annotations]
    index.dataset = {"images": images, "categories": [{"id": 1}], "annotations": annotations}
    index.createIndex()
    return index
