"""How good joints are: percentage of correct keypoints in its two usual forms, and OKS average precision."""

import numpy as np

from stickercam.models.skeleton import JOINTS, L_SHOULDER, LIMBS, R_HIP

HEAD_SHARE = 0.6  # MPII: 0.6 of the head box's diagonal (eval code's SC_BIAS)
PCKH_JOINTS = tuple(joint for joint in range(16) if joint not in (6, 7))
# COCO's per-joint constants for the twelve joints in common with MPII (Lin et al.; pycocotools), in LIMBS order
LEG_SIGMAS, ARM_SIGMAS = (0.089, 0.087, 0.107, 0.107, 0.087, 0.089), (0.062, 0.072, 0.079, 0.079, 0.072, 0.062)
SIGMAS = dict(zip(LIMBS, LEG_SIGMAS + ARM_SIGMAS, strict=True))


def torso(truth: np.ndarray) -> np.ndarray:
    """(N,) length |left shoulder - right hip| in pixels, NaN where either is not labelled."""
    size = np.linalg.norm(truth[:, L_SHOULDER, :2] - truth[:, R_HIP, :2], axis=-1)
    return np.where((truth[:, L_SHOULDER, 2] > 0) & (truth[:, R_HIP, 2] > 0), size, np.nan)


def pck(predicted: np.ndarray, truth: np.ndarray, size: np.ndarray, threshold: float, joints=LIMBS) -> dict:
    """Percentage of labelled joints within threshold x size of the truth; the mean pools all hits of `joints`.

    predicted: (N, 16, 2); truth: (N, 16, 3), state 0 = not labelled; size: (N,) pixels, NaN = person left out.
    """
    usable = np.isfinite(size) & (size > 0)
    gap = np.linalg.norm(predicted - truth[..., :2], axis=-1)
    labelled = (truth[..., 2] > 0) & usable[:, None]
    hit = labelled & (gap <= threshold * np.where(usable, size, 1)[:, None])
    each = {JOINTS[j]: 100 * float(hit[:, j].sum() / max(labelled[:, j].sum(), 1)) for j in range(16)}
    pooled = 100 * float(hit[:, joints].sum() / max(labelled[:, joints].sum(), 1))
    return {"mean": pooled, "joints": each, "people": int(usable.sum())}


def oks(predicted: np.ndarray, truth: np.ndarray, area: np.ndarray) -> np.ndarray:
    """(N,) object keypoint similarity over the twelve limb joints; area: (N,) square pixels."""
    limbs = list(LIMBS)
    gap = ((predicted[:, limbs] - truth[:, limbs, :2]) ** 2).sum(-1)
    constant = (2 * np.array([SIGMAS[joint] for joint in LIMBS])) ** 2
    near = np.exp(-gap / (2 * np.maximum(area, 1)[:, None] * constant))
    labelled = truth[:, limbs, 2] > 0
    return (near * labelled).sum(1) / np.maximum(labelled.sum(1), 1)


def mean_average_precision(similarity: np.ndarray, confidence: np.ndarray) -> float:
    """COCO's mAP in per cent for one prediction a person: OKS .50:.05:.95, 101 points of recall."""
    order = np.argsort(-confidence, kind="stable")
    precisions = []
    for threshold in np.arange(0.5, 0.96, 0.05):
        hits = np.cumsum(similarity[order] >= threshold)
        precision = np.maximum.accumulate((hits / np.arange(1, len(hits) + 1))[::-1])[::-1]
        index = np.searchsorted(hits / len(hits), np.linspace(0, 1, 101), side="left")
        precisions.append(np.append(precision, 0.0)[np.minimum(index, len(precision))].mean())
    return 100 * float(np.mean(precisions))
