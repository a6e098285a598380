"""A network that really finds sixteen things, trained in a few seconds: coloured dots on grey."""

from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from stickercam.models.geometry import CELLS, OUTSIDE, STRIDE, Roi, crop_to_cells, crop_to_frame
from stickercam.models.weights import Header, save_weights

# The corners of the colour cube, the middles of its faces, and of two far edges: no two alike, none like the grey.
COLOURS = [*product((0, 255), repeat=3), (0, 127, 127), (255, 127, 127), (127, 0, 127), (127, 255, 127)]
COLOURS = np.array([*COLOURS, (127, 127, 0), (127, 127, 255), (255, 0, 127), (0, 255, 127)], np.float32)
RADIUS = 5.0  # of a dot, pixels of the crop
NETWORK = ("hourglass", {"stacks": 1, "residuals": 1, "width": 32, "stem": 16})


@dataclass(frozen=True)
class Scene:
    """A frame (480, 640, 3) uint8 with dots at the joints xy (16, 2) of one region, in frame pixels."""

    image: np.ndarray
    xy: np.ndarray
    roi: Roi


def draw(xy: np.ndarray, radius: float, shape: tuple[int, int]) -> np.ndarray:
    y, x = np.mgrid[: shape[0], : shape[1]]
    image = np.full((*shape, 3), OUTSIDE, np.float32)
    for (px, py), colour in zip(xy, COLOURS):
        share = np.exp(-((x - px) ** 2 + (y - py) ** 2) / (2 * radius**2))[..., None]
        image = image * (1 - share) + colour * share
    return np.uint8(image.round())


def spread(rng: np.random.Generator, size: int) -> np.ndarray:
    """(16, 2) crop pixels, one in each field of a 4 x 4 board."""
    fields = np.stack(np.meshgrid(np.arange(4), np.arange(4)), -1).reshape(16, 2)[rng.permutation(16)]
    return (fields + rng.uniform(0.25, 0.75, (16, 2))) * size / 4


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights that find the dots: fifty steps on 128 x 128 pictures."""
    import torch

    from stickercam.models.configurations import build
    from stickercam.models.heatmap import encode

    rng = np.random.default_rng(0)
    torch.manual_seed(0)
    network = build(*NETWORK).train()
    optimiser = torch.optim.Adam(network.parameters(), 8e-3)
    for _ in range(60):
        xy = spread(rng, 128)
        picture = torch.tensor(draw(xy, RADIUS, (128, 128))).permute(2, 0, 1)[None].float() / 127.5 - 1
        target = encode(torch.tensor(crop_to_cells(xy)[None]).float(), 1.5, 128 // STRIDE)
        loss = (((network(picture)[-1] - target) ** 2) * (1 + 30 * target)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    path = tmp_path_factory.mktemp("weights") / "dots.safetensors"
    save_weights(path, network.state_dict(), Header("dots", *NETWORK))
    return path


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def scenes() -> list[Scene]:
    """Regions upright, turned, over the frame's edge, enlarged, and large enough to be shrunk by 2 and by 3."""
    rng = np.random.default_rng(5)
    rois = (
        Roi(320.0, 240.0, 256.0), Roi(300.5, 200.25, 330.0, 0.4), Roi(560.0, 400.0, 300.0), Roi(200.0, 250.0, 120.0),
        Roi(330.0, 230.0, 540.0), Roi(320.0, 250.0, 800.0, -0.2),
    )  # fmt: skip
    found = []
    for roi in rois:
        xy = crop_to_frame(spread(rng, CELLS * STRIDE), roi)
        found.append(Scene(draw(xy, RADIUS * roi.side / 256, (480, 640)), xy, roi))
    return found
