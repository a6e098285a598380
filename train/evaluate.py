"""The measures of a network on a validation split: given boxes, square crops, flip averaging."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import torch

from stickercam.errors import StickercamError
from stickercam.models.geometry import CROP, OUTSIDE, cells_to_crop, crop_matrix, crop_to_frame, roi_of
from stickercam.models.heatmap import decode, flip_average
from stickercam.train.batches import normalise
from stickercam.train.datasets import open_data
from stickercam.train.measures import HEAD_SHARE, PCKH_JOINTS, mean_average_precision, oks, pck, torso
from stickercam.train.sample import Sample

MARGIN = 1.25  # the crop's side over the person's longer side, as in use


def predict(
    network: torch.nn.Module, samples: list[Sample], *, flip: bool = True, size: int = CROP, batch: int = 16,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Joints (N, 16, 2) in pixels of each picture and scores (N, 16)."""
    all_xy, all_score = [], []
    for start in range(0, len(samples), batch):
        people = samples[start : start + batch]
        rois = [roi_of(person.box, MARGIN) for person in people]
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        crops = np.stack([
            cv2.warpAffine(
                person.load(), crop_matrix(roi, size), (size, size), flags=flags, borderValue=(OUTSIDE,) * 3
            )
            for person, roi in zip(people, rois, strict=True)
        ])  # fmt: skip
        with torch.inference_mode():
            x = normalise(torch.from_numpy(crops)).to(next(network.parameters()).device)
            cells, score = decode(flip_average(network, x) if flip else network(x))
        crop_xy = cells_to_crop(cells.cpu().numpy())
        all_xy += [crop_to_frame(xy, roi, size) for xy, roi in zip(crop_xy, rois, strict=True)]
        all_score.append(score.cpu().numpy())
        if progress:
            progress(min(start + batch, len(samples)), len(samples))
    return np.array(all_xy), np.concatenate(all_score)


def measure(xy: np.ndarray, score: np.ndarray, samples: list[Sample]) -> dict:
    """The measures of design and study: torso PCK, PCKh-like, mAP over OKS (area: half of the box)."""
    truth = np.stack([sample.joints for sample in samples])
    boxes = np.stack([sample.box for sample in samples])
    heads = np.array([sample.head_size for sample in samples]) * HEAD_SHARE / 0.6
    area = 0.53 * (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])  # mmpose's stand-in for MPII
    result = {f"pck@{t}": pck(xy, truth, torso(truth), t) for t in (0.2, 0.5)}
    result |= {f"pckh@{t}": pck(xy, truth, heads, t, PCKH_JOINTS) for t in (0.5, 0.2)}
    result = {name: value for name, value in result.items() if value["people"]}  # no size known: not measured
    result["map"] = mean_average_precision(oks(xy, truth, area), score.mean(1))
    return result


def evaluate(
    weights: Path, data: list[str], *, flip: bool = True, limit: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict:  # fmt: skip
    """The measures of a weights file on the validation split of the data sets; `limit` takes the first people."""
    from stickercam.models.weights import load_network

    samples = [
        sample for spec in data for dataset in open_data(spec, "val") for sample in dataset.samples
        if not sample.nobody
    ]  # fmt: skip
    samples = list(islice(samples, limit))
    if not samples:
        raise StickercamError(f"{', '.join(data)} has no people in its validation split", "name another data set")
    network, _ = load_network(weights)
    xy, score = predict(network, samples, flip=flip, progress=progress)
    return measure(xy, score, samples)
