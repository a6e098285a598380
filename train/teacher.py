"""Distillation: a trained network's heatmaps as targets, beside the labels and where labels are unknown."""

from pathlib import Path

import torch
from torch import nn

from stickercam.errors import StickercamError
from stickercam.models.geometry import STRIDE
from stickercam.models.weights import load_network
from stickercam.train.batches import Batch

SIGMA = 2.0  # cells: of networks whose weights file does not say what they were trained with


class Teacher:
    """A frozen network and how much it has to say. share: of its maps in the targets of known joints, and its weight
    in the loss for unknown ones. sigma: of the pupil's targets, cells of a 64-cell map."""

    def __init__(self, weights: Path, *, share: float, sigma: float, device: str) -> None:
        network, header = load_network(weights)
        if header.convention.shift:
            what = f"{weights} counts its heatmap cells by another rule than ours"
            raise StickercamError(what, "teach with a network that was trained here")
        self.share = share
        self.network: nn.Module = network.to(device, memory_format=torch.channels_last)
        own = header.provenance.get("recipe", {}).get("sigma", SIGMA)
        self.power = (own / sigma) ** 2  # a Gaussian to this power is one of the pupil's width
        size = header.input_size
        with torch.inference_mode():
            maps = self.network(torch.zeros(1, 3, size, size, device=device))
        if maps.shape[-1] != size // STRIDE:
            what = f"{weights} gives {maps.shape[-1]} cells for {size} pixels, and {size // STRIDE} are taught"
            raise StickercamError(what, f"teach with a network of stride {STRIDE}")

    @torch.no_grad()
    def blend(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """A batch's target (N, 16, H, W) and weight (N, 16) with the teacher's part in them."""
        maps = self.network(batch.crops).float().clamp(0, 1)
        if self.power != 1:
            peak = maps.amax((2, 3), keepdim=True).clamp(min=1e-6)
            maps = peak * (maps / peak) ** self.power  # as high as before, as wide as the pupil's
        known = batch.weight > 0
        mixed = (1 - self.share) * batch.target + self.share * maps
        target = torch.where(known[:, :, None, None], mixed, maps)
        return target, torch.where(known, batch.weight, torch.full_like(batch.weight, self.share))
