"""Eager torch in float32 on any device: the reference for every other engine, and what always runs."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from stickercam.models.engine.preprocess import calibrated, crops, to_frame
from stickercam.models.geometry import Roi
from stickercam.models.heatmap import decode
from stickercam.models.weights import load_network


class TorchEngine:
    """See `stickercam.models.engine.Engine`.

    threads: sets torch's number for the whole process; None leaves it.
    """

    name = "torch"
    precision = "f32"

    def __init__(self, weights: Path, *, device: str = "cpu", threads: int | None = None) -> None:
        if threads is not None:
            torch.set_num_threads(threads)
        network, self.header = load_network(weights)
        # Channels last: the crops come so, and depthwise layers take two thirds of the time.
        self._network = network.to(device, memory_format=torch.channels_last)
        self.device = device

    def joints(self, image: np.ndarray, rois: Sequence[Roi]) -> tuple[np.ndarray, np.ndarray]:
        if not rois:
            joints = len(self.header.joints)
            return np.empty((0, joints, 2), np.float32), np.empty((0, joints), np.float32)
        size = self.header.input_size
        with torch.inference_mode():
            pixels = torch.from_numpy(crops(image, rois, size)).to(self.device)
            cells, peaks = decode(self._network(pixels.permute(0, 3, 1, 2).float() / 127.5 - 1))
        xy = to_frame(cells.cpu().numpy(), rois, size, self.header.convention.shift)
        return xy, calibrated(peaks.cpu().numpy(), self.header.calibration)
