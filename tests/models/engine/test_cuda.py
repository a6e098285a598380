"""The program for NVIDIA cards, as far as a processor can tell; the card itself is in test_engines.py, marked gpu."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from stickercam.models.configurations import build
from stickercam.models.engine.cuda import LARGEST_BATCH, _batches, grid_matrix, place, see, warp
from stickercam.models.engine.preprocess import crop, region_matrix, region_of, shrink_factor
from stickercam.models.fold import fold_batch_norms
from stickercam.models.geometry import Roi

NETWORKS = [
    ("hourglass", {"stacks": 2, "residuals": 1, "width": 32, "stem": 16}),
    ("trunk-hourglass", {"trunk": "mobilenetv2-0.35", "stacks": 2, "width": 16}),
    ("simplebaseline", {"backbone": "resnet18", "width": 16}),
    ("simplebaseline", {"backbone": "resnet50", "width": 16}),
    ("simplebaseline", {"backbone": "mobilenetv2-0.35", "width": 16}),
]


def picture(seed: int) -> np.ndarray:
    """(480, 640, 3) uint8, smooth, with all levels: two ways of interpolating differ by less than a level."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:480, :640]
    waves = [np.sin(x * rng.uniform(0, 0.06) + y * rng.uniform(0, 0.06) + rng.uniform(0, 6)) for _ in range(3)]
    return np.uint8(np.round(127.5 + 120 * np.stack(waves, axis=-1)))


def warped(image: np.ndarray, roi: Roi) -> np.ndarray:
    """(256, 256, 3) float32: the crop that the graph takes."""
    source, block = torch.zeros((1, 3, 600, 700)), shrink_factor(roi, 256)
    x0, y0, x1, y1 = region_of([roi], image.shape, size=256, block=block)
    place(source, torch.from_numpy(image[y0:y1, x0:x1]), block)
    matrix = grid_matrix(region_matrix(roi, (x0, y0), size=256, block=block), width=700, height=600)
    return warp(source, torch.tensor(matrix[None]).float(), 256)[0].permute(1, 2, 0).numpy()


@given(
    seed=st.integers(0, 9), x=st.floats(-100, 740), y=st.floats(-100, 580),
    side=st.floats(60, 1500), turn=st.floats(-3.2, 3.2),
)  # fmt: skip
@settings(max_examples=30)
def test_the_device_takes_the_same_crop_as_opencv(seed: int, x: float, y: float, side: float, turn: float):
    image, roi = picture(seed), Roi(x, y, side, turn)

    gap = np.abs(warped(image, roi) - crop(image, roi))

    # Beyond half a level of rounding: OpenCV places a sample to a 32nd of a pixel, which shows where the frame ends.
    assert np.percentile(gap, 98) <= 1.0
    assert gap.max() <= 128 / 32 + 1.5


@pytest.mark.parametrize(("architecture", "arguments"), NETWORKS, ids=lambda value: str(value))
def test_folding_batch_norms_changes_no_heatmap(architecture: str, arguments: dict):
    torch.manual_seed(0)
    network = build(architecture, arguments).train()
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):  # a fresh one does next to nothing
                module.weight.uniform_(0.5, 1.5)
                module.bias.uniform_(-0.5, 0.5)
        network(torch.randn(2, 3, 64, 64))
    network.eval()
    pixels = torch.rand(2, 3, 64, 64) * 2 - 1

    folded = fold_batch_norms(network)

    with torch.inference_mode():
        expected, got = network(pixels), folded(pixels)
    assert float((got - expected).abs().max()) < 1e-4 * float(expected.abs().max())
    # What is left follows a sum: the first norm of each pre-activation residual.
    left = [name for name, module in folded.named_modules() if isinstance(module, nn.BatchNorm2d)]
    assert all(name.endswith("bn1") for name in left)
    assert (left == []) == (architecture == "simplebaseline")
    assert sum(isinstance(module, nn.BatchNorm2d) for module in network.modules()) > len(left)


@pytest.mark.slow  # the "meta" device takes its time over every sampled crop
def test_nothing_crosses_from_the_host_inside_the_graph():
    """A CUDA graph can be captured only if every tensor is made on the device; here the "meta" device plays it."""

    class Watch(TorchDispatchMode):
        crossings: list[str]

        def __torch_dispatch__(self, function, types, args=(), kwargs=None):
            out = function(*args, **(kwargs or {}))
            tensors = [leaf for leaf in tree_leaves((args, kwargs, out)) if isinstance(leaf, torch.Tensor)]
            if any(tensor.device.type == "cpu" for tensor in tensors):
                self.crossings.append(str(function))
            return out

    networks = [build(*network).eval().to("meta").half() for network in NETWORKS]
    source, matrices = torch.zeros((1, 3, 48, 64), device="meta"), torch.zeros((2, 2, 3), device="meta")
    see(networks[0], source, matrices, 128)  # a warm-up: constants are brought to the device once

    watch = Watch()
    watch.crossings = []
    with watch, torch.inference_mode():
        shapes = [see(network, source, matrices, 128).shape for network in networks]

    assert watch.crossings == []
    assert shapes == [(2, 16, 3)] * len(networks)


@given(sides=st.lists(st.floats(50, 2000), max_size=30))
def test_batches_hold_every_region_once(sides: list[float]):
    rois = [Roi(0.0, 0.0, side) for side in sides]

    batches = list(_batches(rois, 256))

    assert sorted(number for _, numbers in batches for number in numbers) == list(range(len(rois)))
    for block, numbers in batches:
        assert 1 <= len(numbers) <= LARGEST_BATCH
        assert {shrink_factor(rois[number], 256) for number in numbers} == {block}
