"""NVIDIA cards: one upload of bytes and one download of joints a frame, all between in one CUDA graph.

The region that the crops touch goes up as bytes through pinned memory; `place` writes it into a fixed buffer. The
graph of that batch size then warps, normalises, runs the network in half precision and decodes. Launching its
kernels one by one would take longer than their arithmetic.
"""

import copy
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from stickercam.models.engine.preprocess import calibrated, region_matrix, region_of, shrink_factor, to_frame
from stickercam.models.fold import fold_batch_norms
from stickercam.models.geometry import OUTSIDE, Roi
from stickercam.models.heatmap import decode
from stickercam.models.weights import load_network

LARGEST_BATCH = 8  # more regions run as several batches, so that few graphs are ever captured
WARM_UPS = 3  # runs before a capture: cuDNN picks its algorithms, the allocator its blocks


def place(source: torch.Tensor, pixels: torch.Tensor, block: int) -> None:
    """Write a region into the upper left of `source`, shrunk by `block` as `preprocess.shrink` does it.

    source: (1, 3, H, W) float32, grey levels less OUTSIDE: zero beyond the region. pixels: (h, w, 3) uint8.
    """
    source.zero_()
    height, width = pixels.shape[:2]
    if not pixels.numel():
        return
    levels = pixels.permute(2, 0, 1)[None].float() - OUTSIDE
    if block > 1:
        levels = F.avg_pool2d(F.pad(levels, (0, -width % block, 0, -height % block)), block)
        levels = (levels + 0.5).floor()  # as OpenCV rounds the mean of four
    source[..., : levels.shape[2], : levels.shape[3]] = levels


def grid_matrix(matrix: np.ndarray, width: int, height: int) -> np.ndarray:
    """(2, 3) crop pixels -> source pixels, to (2, 3) crop pixels -> the -1..1 of `grid_sample`, by pixel edges."""
    matrix = matrix.copy()
    matrix[:, 2] += 0.5  # a pixel's centre lies half a pixel from the source's edge
    matrix *= [[2 / width], [2 / height]]
    matrix[:, 2] -= 1
    return matrix


def warp(source: torch.Tensor, matrices: torch.Tensor, size: int) -> torch.Tensor:
    """source as in `place`, matrices: (N, 2, 3) of `grid_matrix` -> (N, 3, size, size) float32, whole levels 0..255.

    Whole, since the crops of the other engines are bytes: half a level of difference moves the top of a flat peak.
    """
    steps = torch.arange(size, dtype=torch.float32, device=source.device)
    x, y = steps[None, None, :, None], steps[None, :, None, None]
    # Written out: a matrix product may be rounded to 10 bits (TF32), which is a third of a pixel.
    a, b, c = matrices[:, None, None].unbind(-1)
    grid = a * x + b * y + c
    pixels = source.expand(len(matrices), -1, -1, -1)
    levels = F.grid_sample(pixels, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    return levels.round() + OUTSIDE


def see(network: nn.Module, source: torch.Tensor, matrices: torch.Tensor, size: int) -> torch.Tensor:
    """(N, J, 3) float32: x and y in heatmap cells, height of the peak. What the graph consists of."""
    kind = next(network.parameters()).dtype
    crops = warp(source, matrices, size) / 127.5 - 1
    cells, peaks = decode(network(crops.to(dtype=kind, memory_format=torch.channels_last)))
    return torch.cat([cells, peaks[..., None]], dim=-1)


class CudaEngine:
    """See `stickercam.models.engine.Engine`. One thread at a time may call it.

    device: "cpu" runs the same program without graphs and in float32, for tests where no card is at hand.
    """

    name = "cuda"

    def __init__(self, weights: Path, *, device: str = "cuda") -> None:
        network, self.header = load_network(weights)
        self.device = device
        network = fold_batch_norms(network).to(device, memory_format=torch.channels_last)
        self._network, self.precision = (network, "f32") if device == "cpu" else _half(network, self.header.input_size)
        self._source = torch.zeros((1, 3, 0, 0), device=device)
        self._staging = _host((0,), torch.uint8, device)
        self._runs: dict[int, Run] = {}

    def joints(self, image: np.ndarray, rois: Sequence[Roi]) -> tuple[np.ndarray, np.ndarray]:
        size = self.header.input_size
        found = np.empty((len(rois), len(self.header.joints), 3), np.float32)
        with torch.inference_mode():
            for block, batch in _batches(rois, size):
                found[batch] = self._see(image, [rois[number] for number in batch], block)
        xy = to_frame(found[..., :2], rois, size, self.header.convention.shift)
        return xy, calibrated(found[..., 2], self.header.calibration)

    def _see(self, image: np.ndarray, rois: Sequence[Roi], block: int) -> np.ndarray:
        size = self.header.input_size
        self._make_room(*image.shape[:2])
        x0, y0, x1, y1 = region_of(rois, image.shape, size=size, block=block)
        place(self._source, self._upload(image[y0:y1, x0:x1]), block)
        height, width = self._source.shape[2:]
        matrices = [
            grid_matrix(region_matrix(roi, (x0, y0), size=size, block=block), width=width, height=height)
            for roi in rois
        ]  # fmt: skip
        if len(rois) not in self._runs:
            self._runs[len(rois)] = Run(self._network, self._source, len(rois), size)
        return self._runs[len(rois)](np.array(matrices, np.float32))

    def _make_room(self, height: int, width: int) -> None:
        """A larger source for a larger frame; the graphs know the old one and are captured anew."""
        _, _, old_height, old_width = self._source.shape
        if height > old_height or width > old_width:
            self._runs.clear()
            shape = (1, 3, max(height, old_height), max(width, old_width))
            self._source = torch.zeros(shape, device=self.device)

    def _upload(self, region: np.ndarray) -> torch.Tensor:
        """(h, w, 3) uint8 -> the same on the device, through pinned memory, which the card reads by itself."""
        if region.size > self._staging.numel():
            self._staging = _host((region.size,), torch.uint8, self.device)
        staged = self._staging[: region.size].view(region.shape)
        np.copyto(staged.numpy(), region)
        return staged.to(self.device, non_blocking=True)


class Run:
    """`see` for one batch size: a captured graph with its own input and output, or the plain call on a CPU."""

    def __init__(self, network: nn.Module, source: torch.Tensor, number: int, size: int) -> None:
        device = source.device
        self._staging = _host((number, 2, 3), torch.float32, device.type)
        self._matrices = torch.zeros((number, 2, 3), device=device)
        self._see = lambda: see(network, source, self._matrices, size)
        if device.type == "cuda":
            self._see = _captured(self._see)

    def __call__(self, matrices: np.ndarray) -> np.ndarray:
        """matrices: (N, 2, 3) float32 of `grid_matrix` -> (N, J, 3) float32; waits for the device."""
        np.copyto(self._staging.numpy(), matrices)
        self._matrices.copy_(self._staging, non_blocking=True)
        return self._see().cpu().numpy()


def _batches(rois: Sequence[Roi], size: int) -> Iterator[tuple[int, list[int]]]:
    """(factor to shrink by, numbers of at most LARGEST_BATCH rois that need it), until all rois have been given."""
    groups = defaultdict(list)
    for number, roi in enumerate(rois):
        groups[shrink_factor(roi, size)].append(number)
    for block, numbers in groups.items():
        for start in range(0, len(numbers), LARGEST_BATCH):
            yield block, numbers[start : start + LARGEST_BATCH]


def _half(network: nn.Module, size: int) -> tuple[nn.Module, str]:
    """float16 if the network's values fit into it, else bfloat16, which has fewer digits and no end."""
    device = next(network.parameters()).device
    noise = torch.rand((1, 3, size, size), generator=torch.Generator().manual_seed(0)) * 2 - 1
    half = copy.deepcopy(network).half()
    with torch.inference_mode():
        fits = bool(torch.isfinite(half(noise.to(device, torch.float16))).all())
    return (half, "f16") if fits else (network.bfloat16(), "bf16")


def _host(shape: tuple[int, ...], dtype: torch.dtype, device: str) -> torch.Tensor:
    """Memory on this side of the device, pinned where it is one."""
    return torch.empty(shape, dtype=dtype, pin_memory=device == "cuda")


def _captured(work: Callable[[], torch.Tensor]) -> Callable[[], torch.Tensor]:
    """The graph of `work`; each call gives the same tensor, filled anew."""
    benchmark = torch.backends.cudnn.benchmark
    torch.backends.cudnn.benchmark = True  # cuDNN times its algorithms in the warm-up and captures the best
    try:
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(WARM_UPS):
                work()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, capture_error_mode="thread_local"):
            found = work()
    finally:
        torch.backends.cudnn.benchmark = benchmark

    def replay() -> torch.Tensor:
        graph.replay()
        return found

    return replay
