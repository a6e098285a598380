"""Stickers of clips that ship for every target: each accepted by `verify`, or refused in words.

    python benchmarks/platforms.py [--clips NAME ...] [--characters NAME ...]

"all" is every clip or character. A minute of processor time for one take. At the end how many were accepted; what is
made and then not accepted ends the benchmark.
"""

import argparse
import tempfile
import time
from collections import Counter
from importlib.resources import files
from pathlib import Path

import numpy as np
from dance import FPS
from machine import machine

from stickercam.clip import display_seconds, resample, trim
from stickercam.draw import character_names
from stickercam.draw.look import DEFAULT
from stickercam.errors import StickercamError
from stickercam.export.make import make
from stickercam.export.material import Drawn
from stickercam.export.platforms import targets
from stickercam.export.verify import accepted, verify
from stickercam.frames import Pose, Take
from stickercam.models.skeleton import JOINTS


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clips", nargs="+", default=["own/wave_both"])
    parser.add_argument("--characters", nargs="+", default=[DEFAULT])
    wanted = parser.parse_args()
    characters = character_names() if wanted.characters == ["all"] else wanted.characters
    print(machine(("pillow", "av", "skia-python")))
    count: Counter[str] = Counter()
    for name, take in takes(wanted.clips).items():
        for character in characters:
            print(f"\n{character}, {name}, {float(display_seconds(take).sum()):.1f} s")
            for_every_target(Drawn(take, style={"character": character, "seed": 0}), count)
    print(f"\n{count['accepted']} accepted, {count['refused']} refused with a reason")


def for_every_target(material: Drawn, count: Counter[str]) -> None:
    """A line for each target: seconds of processor time, then what became of it."""
    with tempfile.TemporaryDirectory() as folder:
        for target in targets().values():
            begin = time.process_time()
            try:
                made = make(target, material, Path(folder) / f"x{target.suffix}")
                assert accepted(verify(made.path, target))
                line = str(made)
                count["accepted"] += 1
            except StickercamError as error:
                line = f"{target.name}: refused, {error}"
                count["refused"] += 1
            print(f"  {time.process_time() - begin:5.1f} s  {line}", flush=True)


def takes(wanted: list[str]) -> dict[str, Take]:
    with (files("stickercam.assets") / "people" / "motions.npz").open("rb") as file, np.load(file) as clips:
        names = [str(joint) for joint in clips["joint_names"]]
        known = [name for name in clips.files if clips[name].ndim == 3]
        return {name: person(clips[name], names) for name in known if wanted == ["all"] or name in wanted}


def person(clip: np.ndarray, names: list[str]) -> Take:
    """(T, J, 3) metres at 30 a second -> a take seen from the front."""
    at = {joint: clip[:, number].astype(float) for number, joint in enumerate(names)}
    at["thorax"] = 0.3 * (at["l_shoulder"] + at["r_shoulder"]) + 0.4 * at["neck"]
    at["upper_neck"] = at["head"]
    joints = np.stack([at[joint] for joint in JOINTS], axis=1)
    xy = np.stack([320 + 150 * joints[..., 0], 400 - 150 * joints[..., 2]], axis=-1).astype(np.float32)
    poses = (Pose(places, np.full(16, 0.9, np.float32), number / 30) for number, places in enumerate(xy))
    return trim(resample(Take(tuple(poses), None, (640, 480)), FPS))


if __name__ == "__main__":
    main()
