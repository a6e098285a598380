"""Our networks beside MediaPipe's, on the same people, on one thread: how often they are right and how long they take.

    python benchmarks/peers.py --python PYTHON --tflite pose_landmark_full.tflite --data npz:DIR ...

PYTHON is that of an environment with ai-edge-litert, numpy and opencv-python-headless; the .tflite lies in the wheel of
mediapipe 0.10.21 (`pip download --no-deps mediapipe==0.10.21`; unzip it). Validation people, their boxes given. Each
person is shown to everybody before the next, so that a busy machine disturbs all alike.

PCK@0.2 by the torso of the twelve limb joints that are labelled as visible, person-centric, with a 95 % interval; with
sides ignored (a joint may be that of the other side); without hips, since those of MediaPipe lie closer together than
LSPET's by an eighth of the torso. Milliseconds of the processor for crop, network and decoding of one person.
MediaPipe follows somebody in a video with one pass a frame, and each of its ways here takes what all its passes take.
"""

import argparse
import json
import pickle
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
from blazepose import WAYS
from machine import machine

from stickercam.models.convert import import_openvino, openvino_graph
from stickercam.models.engine.preprocess import crops, to_frame
from stickercam.models.geometry import roi_of
from stickercam.models.heatmap import decode, mirror
from stickercam.models.skeleton import FLIP, L_HIP, LIMBS, R_HIP
from stickercam.models.weights import read_header
from stickercam.pose import find_weights, shipped
from stickercam.system import cache_folder
from stickercam.train.datasets import open_data
from stickercam.train.interval import interval
from stickercam.train.look import MARGIN
from stickercam.train.measures import pooled_share, tally, torso
from stickercam.train.sample import VISIBLE, Sample

NEAR = 0.2  # of the torso
NO_HIPS = tuple(joint for joint in LIMBS if joint not in (L_HIP, R_HIP))
WARM_UPS = 3
PACKAGES = ("openvino", "numpy", "opencv-python", "opencv-python-headless")
Answer = tuple[np.ndarray, float, float]  # (12, 2) joints, milliseconds by the clock, of the processor


class Ours:
    """A network of ours in OpenVINO on one thread. flip: averaged with the mirrored crop, which takes two runs."""

    def __init__(self, weights: Path, *, flip: bool) -> None:
        header, self.flip = read_header(weights), flip
        self.size, shift = header.input_size, header.convention.shift
        self.shift = np.array([0.0 if flip else shift, shift])  # the mirrored crop errs the other way along x
        settings = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"}
        graph = openvino_graph(weights, cache_folder())
        self.request = import_openvino().Core().compile_model(graph, "CPU", settings).create_infer_request()

    def maps(self, pixels: np.ndarray) -> np.ndarray:
        return self.request.infer({0: np.ascontiguousarray(pixels)}, share_inputs=True)[0]

    def __call__(self, image: np.ndarray, box: np.ndarray) -> Answer:
        wall, cpu = time.perf_counter(), time.process_time()
        roi = roi_of(box, MARGIN)
        pixels = crops(image, [roi], self.size)
        maps = self.maps(pixels)
        if self.flip:
            maps = (maps + mirror(self.maps(pixels[:, :, ::-1]))) / 2
        xy = to_frame(decode(maps)[0], [roi], self.size, self.shift)[0, list(LIMBS)]
        return xy, 1e3 * (time.perf_counter() - wall), 1e3 * (time.process_time() - cpu)


class Peer:
    """MediaPipe's network in a process of its own, one of its ways."""

    def __init__(self, process: subprocess.Popen, way: str) -> None:
        self.process, self.way = process, way

    def __call__(self, image: np.ndarray, box: np.ndarray) -> Answer:
        pickle.dump((image, np.asarray(box, np.float64), self.way), self.process.stdin)
        self.process.stdin.flush()
        return pickle.load(self.process.stdout)


def answers(people: list[Sample], contestants: dict) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """name -> joints (N, 16, 2), NaN where it has none, and (N, 2) milliseconds: clock, processor."""
    found = {name: (np.full((len(people), 16, 2), np.nan), np.zeros((len(people), 2))) for name in contestants}
    for row, person in enumerate(people):
        image = person.load()
        for name, ask in contestants.items():
            for _ in range(WARM_UPS if row == 0 else 0):
                ask(image, person.box)
            xy, *taken = ask(image, person.box)
            found[name][0][row, list(LIMBS)], found[name][1][row] = xy, taken
        if sys.stderr.isatty():
            print(f"\r{row + 1}/{len(people)} ", end="", file=sys.stderr)
    return found


def scored(xy: np.ndarray, taken: np.ndarray, people: list[Sample]) -> dict:
    """The measures of one contestant on the people of one set."""
    truth = np.stack([person.joints for person in people]).astype(np.float64)
    size = torso(truth)
    truth[..., 2] *= truth[..., 2] == VISIBLE
    hit, labelled = tally(xy, truth, size, NEAR)
    either = hit | tally(xy[:, list(FLIP)], truth, size, NEAR)[0]
    share = lambda hits, joints: 100 * float(hits[:, joints].sum() / labelled[:, joints].sum())  # noqa: E731
    return {
        "pck": share(hit, list(LIMBS)),
        "interval": interval(pooled_share(hit, labelled, LIMBS), len(people)),
        "sides_ignored": share(either, list(LIMBS)),
        "without_hips": share(hit, list(NO_HIPS)),
        "ms": float(np.median(taken[:, 1])),
        "ms_p95": float(np.percentile(taken[:, 1], 95)),
        "ms_clock": float(np.median(taken[:, 0])),
    }


def show(title: str, rows: dict[str, dict]) -> None:
    print(f"\n{title:28} {'PCK':>6} {'95 %':>15} {'no sides':>9} {'no hips':>8} {'ms':>9} {'p95':>8} {'clock':>8}")
    for name, row in rows.items():
        low, high = row["interval"]
        right = f"{row['pck']:6.1f}  {low:5.1f} to {high:5.1f} {row['sides_ignored']:9.1f} {row['without_hips']:8.1f}"
        print(f"{name:28} {right} {row['ms']:9.1f} {row['ms_p95']:8.1f} {row['ms_clock']:8.1f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", help="an interpreter that has ai-edge-litert")
    parser.add_argument("--tflite", help="MediaPipe's pose_landmark_full.tflite")
    parser.add_argument("--data", action="append", help="KIND:PATH, several times")
    parser.add_argument("--model", action="append", help="names that ship or weights files; all that ship without it")
    parser.add_argument("--limit", type=int, help="first N people of a set")
    parser.add_argument("--json", action="store_true")
    words = parser.parse_args()
    if not (words.python and words.tflite and words.data):
        print("peers: not run, since it needs --python, --tflite and --data")
        return
    cv2.setNumThreads(1)
    ours = {
        f"{model}{', flip' * flip}": Ours(find_weights(model), flip=flip)
        for model in words.model or shipped()
        for flip in (False, True)
    }
    if not words.json:
        print(machine(PACKAGES))
    command = [words.python, str(Path(__file__).with_name("blazepose.py")), words.tflite]
    result = {}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        for dataset in (dataset for spec in words.data for dataset in open_data(spec, "val")):
            people = [person for person in dataset.samples if not person.nobody][: words.limit]
            ways = WAYS if people[0].any_turn else WAYS[:-1]  # upright people would only lose by being turned
            theirs = {f"MediaPipe full, {way}": Peer(process, way) for way in ways}
            rows = {name: scored(*found, people) for name, found in answers(people, ours | theirs).items()}
            result[dataset.name] = {"people": len(people), "contestants": rows}
            if not words.json:
                show(f"{dataset.name}, {len(people)} people", rows)
        process.stdin.close()
    if words.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
