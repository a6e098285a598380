"""What each stack of an hourglass knows: its own heatmaps, which training asks for and use throws away."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from stickercam.models.engine.preprocess import crops
from stickercam.models.geometry import cells_to_crop, crop_to_frame, roi_of
from stickercam.models.heatmap import decode
from stickercam.models.skeleton import LIMBS
from stickercam.train.interval import difference, interval
from stickercam.train.look import MARGIN
from stickercam.train.measures import pck, pooled_share, tally, torso
from stickercam.train.sample import Sample

BATCH = 8
MOST = 300  # people: enough for an interval of a few points; this runs in eager torch, without the mirrored crop


class Stacks:
    """A network that gives the heatmaps of all its stacks; SimpleBaseline has one."""

    def __init__(self, weights: Path, device: str) -> None:
        from stickercam.models.weights import load_network

        network, self.header = load_network(weights)
        # The network alone is told that it trains: its batch norms and all else work as in use.
        network.training = True
        self.device, self._network = device, network.to(device)

    def __call__(self, pixels: np.ndarray) -> list[np.ndarray]:
        """(N, S, S, 3) uint8 -> for each stack (N, 16, S/4, S/4) float32."""
        import torch

        with torch.inference_mode():
            x = torch.from_numpy(pixels).to(self.device).permute(0, 3, 1, 2).float() / 127.5 - 1
            outputs = self._network(x)
        outputs = outputs if isinstance(outputs, list) else [outputs]
        return [maps.float().cpu().numpy() for maps in outputs]


def by_stack(weights: Path, people: list[Sample], *, device: str, tell: Callable[..., None]) -> dict:
    """PCK@0.2 of each stack with its interval, and what the last gained on the first, on the same people."""
    stacks = Stacks(weights, device)
    size, shift = stacks.header.input_size, stacks.header.convention.shift
    people = people[:MOST]
    found: list[list[np.ndarray]] = []
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        rois = [roi_of(person.box, MARGIN) for person in batch]
        pixels = np.stack([crops(person.load(), [roi], size)[0] for person, roi in zip(batch, rois)])
        outputs = [cells_to_crop(decode(maps)[0].astype(np.float64)) + shift for maps in stacks(pixels)]
        found.append([np.stack([crop_to_frame(xy, roi, size) for xy, roi in zip(o, rois)]) for o in outputs])
        tell("asking each stack", start + len(batch), len(people))
    truth = np.stack([person.joints for person in people])
    lengths = torso(truth)
    shares, values = [], []
    for xy in (np.concatenate(parts) for parts in zip(*found)):
        shares.append(pooled_share(*tally(xy, truth, lengths, 0.2), LIMBS))
        values.append(pck(xy, truth, lengths, 0.2))
    rows = [
        {"pck@0.2": value["mean"], "interval": interval(share, len(people))} for value, share in zip(values, shares)
    ]
    result = {"people": values[0]["people"], "stacks": rows}
    if len(rows) > 1:
        gained = rows[-1]["pck@0.2"] - rows[0]["pck@0.2"]
        result["gain"] = {"value": gained, "interval": difference(shares[-1], shares[0], len(people))}
    return result
