"""Frame to joints: how long each engine takes for each network on this machine.

    python benchmarks/engines.py [NETWORK ...]

A 1280x720 frame with one region of 600 pixels a side: crop, network, decoding. Shipped weights are used as they are;
sizes that ship none are initialised at random, which takes as long. The last table asks what a batch gains on a CPU.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np
import torch
from machine import machine, measured

from stickercam.models.configurations import NETWORKS, build
from stickercam.models.convert import import_openvino, openvino_graph
from stickercam.models.engine import open_engine, why_no_cuda
from stickercam.models.geometry import Roi
from stickercam.models.weights import Header, read_header, save_weights

WARM_UPS = 10
SECONDS = 3.0  # for one row at most; a slow network gets fewer runs, at least five
RUNS = 60
ROI = Roi(640.0, 360.0, 600.0)
HEADS = f"{'best':>8} {'median':>8} {'p95':>8} {'cpu':>8} {'runs':>5}"  # milliseconds
PACKAGES = ("torch", "openvino", "numpy", "opencv-python", "opencv-python-headless")


def main() -> None:
    cv2.setNumThreads(1)
    names = sys.argv[1:] or list(NETWORKS)
    cores = os.cpu_count() or 1
    card = f"\n{torch.cuda.get_device_name()}" if torch.cuda.is_available() else ""
    print(f"{machine(PACKAGES)}{card}", end="\n\n")
    print(f"{'network':22} {'weights':8} {'engine':9} {'threads':>7} {'precision':9} {HEADS}")
    with tempfile.TemporaryDirectory() as folder:
        cache, found = Path(folder), [weights_of(name, Path(folder)) for name in names]
        for name, (path, origin) in zip(names, found):
            for device, threads in variants(cores):
                engine = open_engine(path, device, cache=cache, threads=threads)
                frame = picture()
                times = timed(lambda engine=engine, frame=frame: engine.joints(frame, [ROI]))
                used = "-" if threads is None else threads
                print(f"{name:22} {origin:8} {engine.name:9} {used:>7} {engine.precision:9} {row(times)}", flush=True)
        smallest = min((path for path, _ in found), key=lambda path: path.stat().st_size)
        print(f"\nOpenVINO, {smallest.stem}, ms a crop of six\n{'batch':22} {'threads':>7} {HEADS}")
        for threads in sorted({1, cores}):
            batches(smallest, cache, threads)


def variants(cores: int) -> list[tuple[str, int | None]]:
    processor = [(device, threads) for device in ("torch", "openvino") for threads in sorted({1, cores})]
    return processor + ([("cuda", None)] if why_no_cuda() is None else [])


def weights_of(name: str, folder: Path) -> tuple[Path, str]:
    """The shipped weights of a network, or seeded ones in `folder`; and which of the two."""
    shipped = Path(str(files("stickercam.assets") / "weights" / f"{name}.safetensors"))
    if shipped.is_file():
        return shipped, "shipped"
    torch.manual_seed(0)
    path = folder / f"{name}.safetensors"
    save_weights(path, build(*NETWORKS[name]).state_dict(), Header(name, *NETWORKS[name]))
    return path, "random"


def picture() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (720, 1280, 3), dtype=np.uint8)


def timed(work: Callable[[], object]) -> np.ndarray:
    return measured(work, runs=RUNS, seconds=SECONDS, warm_ups=WARM_UPS)


def row(times: np.ndarray, share: int = 1) -> str:
    wall, cpu = times.T * 1e3 / share
    values = (wall.min(), np.median(wall), np.percentile(wall, 95), np.median(cpu))
    return " ".join(f"{value:8.2f}" for value in values) + f" {len(times):5}"


def batches(path: Path, cache: Path, threads: int, number: int = 6) -> None:
    """Six crops one after another, as the engine does it, against six at once and against a free batch size."""
    size = read_header(path).input_size
    pixels = np.random.default_rng(0).integers(0, 256, (number, size, size, 3), dtype=np.uint8)
    settings = {
        "PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32",
    }  # fmt: skip
    for title, batch, chunk in (("fixed 1, one by one", 1, 1), ("free, one by one", -1, 1), ("fixed 6", 6, 6)):
        graph = openvino_graph(path, cache)
        graph.reshape([batch, size, size, 3])
        request = import_openvino().Core().compile_model(graph, "CPU", settings).create_infer_request()

        def work(request=request, chunk=chunk) -> None:
            for start in range(0, number, chunk):
                request.infer({0: pixels[start : start + chunk]}, share_inputs=True)

        print(f"{title:22} {threads:>7} {row(timed(work), number)}", flush=True)


if __name__ == "__main__":
    main()
