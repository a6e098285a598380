"""What fewer bits cost and give: weights stored as float16, int8 arithmetic, bfloat16 arithmetic.

    python benchmarks/quantise.py --data npz:DIR [--calibrate npz:DIR ...] [--model NAME_OR_FILE ...]

Needs nncf beside the package (`pip install nncf`, in an environment of its own). int8 is OpenVINO's, weights and
activations, ranges measured by NNCF on 300 training people of --calibrate (of --data without it). PCK@0.2 by the
torso of twelve joints, one run, no mirrored crop, on the first 300 validation people, and the difference from float32
with its 95 % interval; milliseconds of the processor, of the network alone, one thread, all kinds in turn. A weights
file that is not float16 yet is tried as one.
"""

import argparse
import json
import logging
import sys
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path

import cv2
import numpy as np
from machine import machine
from safetensors import safe_open

from stickercam.models.convert import import_openvino, openvino_graph
from stickercam.models.engine.openvino_engine import NATIVE_BF16, cpu_flags
from stickercam.models.engine.preprocess import crop, to_frame
from stickercam.models.geometry import Roi, roi_of
from stickercam.models.heatmap import decode
from stickercam.models.skeleton import LIMBS
from stickercam.models.weights import load_network, read_header, save_weights
from stickercam.pose import find_weights, shipped
from stickercam.train.datasets import open_data
from stickercam.train.interval import Statistic, difference
from stickercam.train.look import MARGIN
from stickercam.train.measures import pck, pooled_share, tally, torso
from stickercam.train.sample import Sample

NEAR = 0.2
BYTES = {"avx_vnni", "avx512_vnni", "amx_int8"}  # what makes int8 worth while
PACKAGES = ("openvino", "nncf", "numpy", "opencv-python", "opencv-python-headless")
Seen = tuple[np.ndarray, np.ndarray, int]  # joints (N, 16, 2), milliseconds (N,), bytes of the weights


def people_of(specs: list[str], split: str, number: int) -> list[Sample]:
    """As many from each set, evenly through it."""
    sets = [dataset for spec in specs for dataset in open_data(spec, split)]
    each, found = -(-number // len(sets)), []
    for dataset in sets:
        people = [sample for sample in dataset.samples if not sample.nobody]
        found += people[:: max(len(people) // each, 1)][:each] if split == "train" else people[:each]
    return found[:number]


def squares(people: list[Sample], size: int) -> tuple[list[np.ndarray], list[Roi]]:
    """The crops (size, size, 3) uint8 of people, and where they lie."""
    rois = [roi_of(person.box, MARGIN) for person in people]
    return [crop(person.load(), roi, size) for person, roi in zip(people, rois, strict=True)], rois


def as_float16(weights: Path, folder: Path) -> Path:
    """The same network stored in half the bytes."""
    network, header = load_network(weights)
    path = folder / "float16.safetensors"
    save_weights(path, network.state_dict(), header, dtype="float16")
    return path


def as_int8(graph, pixels: list[np.ndarray]):
    """An openvino.Model that multiplies bytes."""
    import nncf

    nncf.set_log_level(logging.ERROR)
    data = nncf.Dataset([picture[None] for picture in pixels])
    with redirect_stdout(sys.stderr):  # its progress bars, which --json has no place for
        return nncf.quantize(graph, data, subset_size=len(pixels))


def kinds(weights: Path, pixels: list[np.ndarray], folder: Path) -> dict[str, tuple]:
    """title -> (openvino.Model, precision of its arithmetic, bytes of the file)."""
    with safe_open(weights, "np") as file:
        half = any(file.get_slice(name).get_dtype() == "F16" for name in file.keys())  # noqa: SIM118 (no mapping)
    graph, size = openvino_graph(weights, None), weights.stat().st_size
    found = {f"float32, stored as {'float16' if half else 'it is'}": (graph, "f32", size)}
    if not half:
        path = as_float16(weights, folder)
        found["float32, stored as float16"] = (openvino_graph(path, None), "f32", path.stat().st_size)
    if cpu_flags() & NATIVE_BF16:
        found["bfloat16"] = (graph, "bf16", size)
    small = as_int8(graph.clone(), pixels)
    import_openvino().save_model(small, folder / "int8.xml", compress_to_fp16=True)
    found["int8"] = (small, "f32", (folder / "int8.bin").stat().st_size)
    return found


def seen(made: dict[str, tuple], pixels: list[np.ndarray], rois: list[Roi]) -> dict[str, Seen]:
    """Each kind's joints and times; all see a person before the next is shown."""
    core, size, requests = import_openvino().Core(), len(pixels[0]), {}
    for title, (graph, precision, _) in made.items():
        settings = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": precision}
        requests[title] = core.compile_model(graph, "CPU", settings).create_infer_request()
        requests[title].infer({0: pixels[0][None]})
    joints, taken = ({title: [] for title in made} for _ in range(2))
    for picture, roi in zip(pixels, rois, strict=True):
        for title, request in requests.items():
            start = time.process_time()
            maps = request.infer({0: picture[None]}, share_inputs=True)[0]
            taken[title].append(1e3 * (time.process_time() - start))
            joints[title].append(to_frame(decode(maps)[0], [roi], size)[0])
    return {title: (np.array(joints[title]), np.array(taken[title]), made[title][2]) for title in made}


def share(xy: np.ndarray, truth: np.ndarray) -> Statistic:
    return pooled_share(*tally(xy, truth, torso(truth), NEAR), LIMBS)


def scored(found: dict[str, Seen], people: list[Sample]) -> dict[str, dict]:
    truth = np.stack([person.joints for person in people]).astype(np.float64)
    first, result = next(iter(found.values())), {}
    base = pck(first[0], truth, torso(truth), NEAR)["mean"]
    for title, (xy, taken, size) in found.items():
        mean = pck(xy, truth, torso(truth), NEAR)["mean"]
        apart = difference(share(xy, truth), share(first[0], truth), len(people))
        result[title] = {
            "pck": mean, "difference": mean - base, "interval": apart, "ms": float(np.median(taken)),
            "ms_p95": float(np.percentile(taken, 95)), "times": float(np.median(taken) / np.median(first[1])),
            "mb": size / 1e6,
        }  # fmt: skip
    return result


def show(name: str, rows: dict[str, dict]) -> None:
    print(f"\n{name:28} {'PCK':>6} {'less':>6} {'95 %':>15} {'ms':>7} {'p95':>7} {'times':>6} {'MB':>6}")
    for title, row in rows.items():
        low, high = row["interval"]
        print(f"{title:28} {row['pck']:6.2f} {row['difference']:+6.2f} {low:+6.2f} to {high:+5.2f} {row['ms']:7.1f} "
              f"{row['ms_p95']:7.1f} {row['times']:6.2f} {row['mb']:6.2f}", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", action="append", help="KIND:PATH to measure on, several times")
    parser.add_argument("--calibrate", action="append", help="KIND:PATH whose training people set the ranges of int8")
    parser.add_argument("--model", action="append", help="names that ship or weights files; all that ship without it")
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    words = parser.parse_args()
    if not words.data:
        print("quantise: not run, since it needs --data, and nncf")
        return
    cv2.setNumThreads(1)
    taught = people_of(words.calibrate or words.data, "train", words.people)
    people, result = people_of(words.data, "val", words.people), {}
    if not words.json:
        print(machine(PACKAGES))
        print("int8 in one instruction: " + (", ".join(sorted(cpu_flags() & BYTES)) or "not this processor"))
    for model in words.model or shipped():
        weights = find_weights(model)
        size = read_header(weights).input_size
        with tempfile.TemporaryDirectory() as folder:
            made = kinds(weights, squares(taught, size)[0], Path(folder))
            result[model] = scored(seen(made, *squares(people, size)), people)
        if not words.json:
            show(model, result[model])
    if words.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
