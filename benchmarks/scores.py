"""Whether scores mean something: joints that a crop cuts off against those that are there, empty rooms against people.

    python benchmarks/scores.py --rooms npz:DIR --data npz:DIR ... [--model NAME_OR_FILE ...] [--limit 150] [--json]

Validation splits. Joints: crops about upper bodies and pictures that end at a desk, as in training; the calibrated
score of each known joint, whether it is shown or cut off. A cut joint that is put at the edge within .2 of the torso of
where it is counts in "joints" and not in "joints, far". Rooms: every square of the whole picture that is searched when
somebody is looked for, in photos of people as well; the quality of the best find. AUC: the chance that what is there
stands above what is not. Shares, in per cent: what passes the thresholds of the live view.
"""

import argparse
import json

import cv2
import numpy as np
from machine import machine

from stickercam.crop.proposals import find, proposals, quality
from stickercam.crop.settings import FollowSettings
from stickercam.frames import Frame
from stickercam.models.engine import Engine, open_engine
from stickercam.models.geometry import Roi
from stickercam.models.skeleton import L_SHOULDER, R_HIP
from stickercam.pose import find_weights, shipped
from stickercam.smooth.live import SmoothSettings
from stickercam.system import cache_folder
from stickercam.train.augment import AugmentSettings, augment
from stickercam.train.datasets import open_data
from stickercam.train.sample import Dataset, Sample

WANTED = {"joints": 0.95, "joints, far": 0.95, "rooms": 0.98}
NEAR = 0.2  # of the torso
# Every person is cut: half of them by the crop, half by the edge of the picture.
CUT = AugmentSettings(half_body=0.5, desk=0.5, background=0.0, colour=0.1, patches=0.0)
PACKAGES = ("openvino", "numpy", "opencv-python", "opencv-python-headless")


def auc(there: np.ndarray, absent: np.ndarray) -> float:
    """The chance that one of `there` is higher than one of `absent`; equal ones count half."""
    low = np.sort(absent)
    below = np.searchsorted(low, there, "left") + np.searchsorted(low, there, "right")
    return float(below.mean() / (2 * len(low)))


def joint_scores(engine: Engine, people: list[Sample]) -> list[np.ndarray]:
    """Scores (K,) of joints that are shown, (L,) of those that are cut off, (M,) of those of them that are far."""
    rng, size = np.random.default_rng(0), engine.header.input_size
    whole, found = Roi((size - 1) / 2, (size - 1) / 2, size), []
    for person in people:
        example = augment(person, size, rng, CUT)
        xy, score = (part[0] for part in engine.joints(example.crop, [whole]))
        torso = np.linalg.norm(example.xy[L_SHOULDER] - example.xy[R_HIP])
        far = np.linalg.norm(xy - example.xy, axis=1) >= NEAR * torso
        known, cut = example.weight == 1, ~example.present
        found.append((score[known & ~cut], score[known & cut], score[known & cut & far]))
    return [np.concatenate(part) for part in zip(*found, strict=True)]


def qualities(engine: Engine, pictures: list[Sample]) -> np.ndarray:
    """(N,) of the best find in each picture."""
    best, seen = [], FollowSettings().seen
    for picture in pictures:
        image = picture.load()
        squares = proposals((image.shape[1], image.shape[0]))
        best.append(max(quality(pose, seen) for pose in find(Frame(image, 0.0, 0), squares, engine)))
    return np.array(best)


def compared(there: np.ndarray, absent: np.ndarray, thresholds: tuple[float, ...]) -> dict:
    passing = {
        f"{level:.2f}": [100 * float((values >= level).mean()) for values in (there, absent)] for level in thresholds
    }
    return {"auc": auc(there, absent), "there": len(there), "absent": len(absent), "passing": passing}


def measured(engine: Engine, rooms: list[Sample], sets: list[Dataset], limit: int) -> dict[str, dict]:
    """{what: {set: ...}} as in WANTED, the last set of each being all together."""
    smooth, follow, parts = SmoothSettings(), FollowSettings(), {}
    empty = qualities(engine, rooms)
    for dataset in sets:
        people = [sample for sample in dataset.samples if not sample.nobody][:limit]
        parts[dataset.name] = (*joint_scores(engine, people), qualities(engine, people))
    if len(sets) > 1:
        parts["together"] = tuple(np.concatenate(part) for part in zip(*parts.values(), strict=True))
    found: dict = {what: {} for what in WANTED}
    for name, (there, absent, far, finds) in parts.items():
        found["joints"][name] = compared(there, absent, (smooth.on, smooth.off))
        found["joints, far"][name] = compared(there, far, (smooth.on, smooth.off))
        found["rooms"][name] = compared(finds, empty, (follow.start, follow.stop))
    return found


def show(name: str, found: dict[str, dict]) -> None:
    for what, sets in found.items():
        levels = next(iter(sets.values()))["passing"]
        heads = " ".join(f"{f'{level}: there':>12} {'absent':>7}" for level in levels)
        print(f"\n{f'{name}, {what}':32} {'AUC':>6} {'there':>6} {'absent':>7} {heads}")
        for title, row in sets.items():
            shares = " ".join(f"{there:12.1f} {absent:7.1f}" for there, absent in row["passing"].values())
            print(f"{title:32} {row['auc']:6.3f} {row['there']:6} {row['absent']:7} {shares}")
        last = list(sets.values())[-1]["auc"]
        print(f"wanted {WANTED[what]}: {'met' if last >= WANTED[what] else 'MISSED'}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rooms", help="KIND:PATH of pictures with nobody in them")
    parser.add_argument("--data", action="append", help="KIND:PATH of people, several times")
    parser.add_argument("--model", action="append", help="names that ship or weights files; all that ship without it")
    parser.add_argument("--limit", type=int, default=150, help="first N pictures of a set")
    parser.add_argument("--json", action="store_true")
    words = parser.parse_args()
    if not (words.rooms and words.data):
        print("scores: not run, since it needs --rooms and --data")
        return
    cv2.setNumThreads(1)
    rooms = [sample for dataset in open_data(words.rooms, "val") for sample in dataset.samples][: words.limit]
    sets = [dataset for spec in words.data for dataset in open_data(spec, "val")]
    result = {}
    if not words.json:
        print(machine(PACKAGES))
    for model in words.model or shipped():
        engine = open_engine(find_weights(model), "cpu", cache=cache_folder(), threads=1)
        result[model] = measured(engine, rooms, sets, words.limit)
        if not words.json:
            show(model, result[model])
    if words.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
