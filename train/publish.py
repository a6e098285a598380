"""From a run's weights to a file that ships: half precision, measured, its scores calibrated.

python -m stickercam.train.publish RUN/weights.safetensors OUT.safetensors --data npz:DIR ...
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from stickercam.errors import StickercamError
from stickercam.models.geometry import CROP, cells_to_crop
from stickercam.models.heatmap import decode
from stickercam.models.skeleton import L_HIP, L_SHOULDER, R_HIP, R_SHOULDER
from stickercam.models.weights import load_network, save_weights
from stickercam.train.augment import AugmentSettings, augment
from stickercam.train.datasets import draw, nobody, open_data, with_pictures
from stickercam.train.evaluate import measure, predict

CORNERS = 12  # of the calibration curve
CROPS = 1200  # that it is fitted on
NEAR = 0.2  # of the torso: what counts as right
TORSO = [R_HIP, L_HIP, R_SHOULDER, L_SHOULDER]  # both, as a crop may be mirrored
MEASURES = ("pck@0.2", "pck@0.5", "pckh@0.5")
LICENCE = "Apache-2.0 for the values; see assets/LICENSES.md for the data behind them"


def peaks_and_hits(
    network: torch.nn.Module, sets: list, people: int, *, size: int = CROP, shift: float = 0.0, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Peak heights (K,) of known joints on augmented crops of `size` pixels and whether each was right (K,).

    Half-body and desk crops are among them, so that a joint which the crop leaves out counts as wrong wherever a
    peak is: a score is the chance that the joint is there and where it is said to be. People whose torso is not known
    are passed over, as in PCK. shift: of the network's convention.
    """
    rng = np.random.default_rng(seed)
    heights, hits = [], []
    for _ in range(people):
        sample = draw(sets, rng)
        example = augment(sample, size, rng, AugmentSettings(colour=0.1, patches=0.1))
        if not sample.nobody and (sample.joints[TORSO, 2] <= 0).any():
            continue
        torso = np.linalg.norm(example.xy[L_SHOULDER] - example.xy[R_HIP])
        with torch.inference_mode():
            crop = torch.from_numpy(example.crop[None]).permute(0, 3, 1, 2).float() / 127.5 - 1
            cells, score = decode(network(crop))
        found = cells_to_crop(cells[0].numpy()) + shift
        near = np.linalg.norm(found - example.xy, axis=1) < NEAR * max(torso, 16)
        known = example.weight == 1
        heights.append(score[0].numpy()[known])
        hits.append((near & example.present)[known])
    if not heights:
        raise StickercamError("nobody's torso is labelled in this data", "name other --data")
    return np.concatenate(heights), np.concatenate(hits)


def calibrate(heights: np.ndarray, hits: np.ndarray, corners: int = CORNERS) -> dict:
    """{"raw", "score"}: a rising curve from peak height to the share of right joints at that height.

    Bins of equal number, then the pool-adjacent-violators algorithm makes the shares rise.
    """
    order = np.argsort(heights, kind="stable")
    blocks = [[float(heights[part].mean()), float(hits[part].mean()), 1] for part in np.array_split(order, corners)]
    merged: list[list[float]] = []
    for block in blocks:
        merged.append(block)
        while len(merged) > 1 and merged[-2][1] >= merged[-1][1]:
            raw, score, number = merged.pop()
            before = merged[-1]
            total = before[2] + number
            merged[-1] = [(before[0] * before[2] + raw * number) / total,
                          (before[1] * before[2] + score * number) / total, total]  # fmt: skip
    raw = [0.0] + [block[0] for block in merged if 1e-3 < block[0] < 0.999] + [1.0]
    score = [0.0] + [block[1] for block in merged if 1e-3 < block[0] < 0.999] + [max(1.0, merged[-1][1])]
    return {"raw": [round(value, 4) for value in raw], "score": [round(value, 4) for value in score]}


def publish(weights: Path, out: Path, data: list[str], *, crops: int = CROPS) -> dict:
    """Write OUT and return the measures that now stand in it, by data set; crops: that its scores are fitted on."""
    network, header = load_network(weights)
    size, shift = header.input_size, header.convention.shift
    sets = [with_pictures(dataset) for spec in data for dataset in open_data(spec, "val")]
    if not sets:
        raise nobody(data, "val")
    scores = {}
    for dataset in sets:
        people = [sample for sample in dataset.samples if not sample.nobody]
        if people:
            found = measure(*predict(network, people, size=size, shift=shift), people)
            scores[dataset.name] = {key: round(found[key]["mean"], 2) for key in MEASURES if key in found}
            scores[dataset.name] |= {"map": round(found["map"], 2)} if "map" in found else {}
            scores[dataset.name] |= {"people": len(people)}
    curve = calibrate(*peaks_and_hits(network, sets, crops, size=size, shift=shift))
    protocol = f"validation split, given boxes, side 1.25 x the longer, {size} px, flip average"
    provenance = header.provenance | {"licence": LICENCE}
    header = replace(
        header,
        scores={"protocol": f"{protocol}, torso PCK of 12 joints", **scores},
        calibration=curve,
        provenance=provenance,
    )
    save_weights(out, network.state_dict(), header, dtype="float16")
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", action="append", required=True, help="KIND:PATH, several times")
    arguments = parser.parse_args()
    try:
        for name, scores in publish(arguments.weights, arguments.out, arguments.data).items():
            print(name, scores)
    except StickercamError as error:
        sys.exit(f"publish: {error}")


if __name__ == "__main__":
    main()
