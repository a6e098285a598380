"""Pose to picture: how long one picture of each character takes at 512 pixels.

    python benchmarks/draw.py [CHARACTER ...]

"take" is what a file becomes, its share of looking ahead included; "live" is what the window shows.
"""

import sys
from functools import partial

import numpy as np
from dance import FPS, PIXELS, SECONDS, dance
from machine import machine, measured

from stickercam.clip import resample
from stickercam.draw import Style, character_names, open_style
from stickercam.frames import Take

ROUNDS = 3  # of the dance, the first not counted: it fills caches
PACKAGES = ("numpy", "skia-python", "opencv-python")


def main() -> None:
    print(machine(PACKAGES), end="\n\n")
    take = resample(dance(SECONDS - 1 / FPS, 30), FPS)
    print(f"{'character':12} {'border':>6} {'shadow':>6} {'':5} {'best ms':>8} {'median':>8} {'p95':>8} {'cpu':>8}")
    for character in sys.argv[1:] or character_names():
        for border, shadow in ((True, True), (True, False), (False, False)):
            style = open_style(character=character, border=border, shadow=shadow)
            for name, ahead in (("take", True), ("live", False)):
                wall, cpu = 1e3 * np.concatenate([drawn(style, take, ahead) for _ in range(ROUNDS)][1:]).T
                figures = (wall.min(), np.median(wall), np.percentile(wall, 95), np.median(cpu))
                words = ("yes" if flag else "no" for flag in (border, shadow))
                row = " ".join([*(f"{word:>6}" for word in words), f"{name:5}", *(f"{v:8.2f}" for v in figures)])
                print(f"{character:12} {row}", flush=True)


def drawn(style: Style, take: Take, ahead: bool) -> np.ndarray:
    """(N, 2) seconds, by the clock and of the processor, of each picture of the take."""
    style.reset()
    looked = measured(lambda: style.prepare(take, PIXELS), runs=1, warm_ups=0)[0] if ahead else np.zeros(2)
    each = [measured(partial(style.render, None, pose, PIXELS), runs=1, warm_ups=0)[0] for pose in take.poses]
    return np.array(each) + looked / len(take.poses)


if __name__ == "__main__":
    main()
