"""How long one picture takes a network, from its pixels to its joints, one person at a time."""

import os
import platform
import time
from pathlib import Path

import numpy as np

from stickercam.models.engine import Engine, open_engine, why_no_cuda
from stickercam.models.geometry import roi_of
from stickercam.train.look import MARGIN
from stickercam.train.sample import Sample

WARM_UP = 5  # runs that do not count: buffers are made, caches fill
RUNS = 100
LEAST, SECONDS = 10, 10.0  # of a slow network fewer runs are timed, but no fewer than so many


def inference_times(weights: Path, samples: list[Sample], *, device: str, cache: Path | None) -> list[dict]:
    """Median and 95th centile in milliseconds of the product's engine, and of eager torch in float32 beside it.

    As in use: the crop is cut, the network runs once (no mirrored crop), the joints are read from its heatmaps.
    """
    engines = [open_engine(weights, device, cache=cache)]
    if engines[0].name != "torch":
        engines.append(_eager(weights, engines[0].device))
    pictures = [(sample.load(), roi_of(sample.box, MARGIN)) for sample in samples]
    return [_timed(engine, pictures) for engine in engines]


def _eager(weights: Path, device: str) -> Engine:
    from stickercam.models.engine.torch_engine import TorchEngine

    return TorchEngine(weights, device=device)


def _timed(engine: Engine, pictures: list) -> dict:
    taken: list[float] = []
    begun = time.perf_counter()
    for run in range(-WARM_UP, RUNS):
        image, roi = pictures[run % len(pictures)]
        start = time.perf_counter()
        engine.joints(image, [roi])
        if run >= 0:
            taken.append(1000 * (time.perf_counter() - start))
        if len(taken) >= LEAST and time.perf_counter() - begun > SECONDS:
            break
    return {
        "engine": engine.name, "precision": engine.precision, "device": engine.device,
        "machine": machine(engine.device), "median_ms": float(np.median(taken)),
        "p95_ms": float(np.percentile(taken, 95)), "runs": len(taken),
    }  # fmt: skip


def machine(device: str) -> str:
    """The name of what computes."""
    if device == "cuda" and why_no_cuda() is None:
        import torch

        return torch.cuda.get_device_name()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    name = names[0] if names else platform.processor() or platform.machine()
    return f"{name}, {cores} core{'s' * (cores != 1)}"
