"""Take to file: how long it takes to close a loop and to write 3 s of the character at 512 pixels, and how many bytes.

    python benchmarks/export.py [CHARACTER]

Processor time of one core; nothing here uses two. "read" is the part of writing in which the file is opened again and
compared; * is the number of colours that is used unasked.
"""

import importlib.metadata
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from stickercam.clip import display_seconds, loop, resample, trim
from stickercam.draw import draw_take, open_style
from stickercam.export import FORMATS, write_sticker
from stickercam.export.readback import problem
from stickercam.export.timing import in_ticks
from stickercam.frames import Pose, Sticker, Take
from stickercam.models.skeleton import L_ELBOW, L_WRIST, R_ELBOW, R_WRIST

RUNS = 5
PIXELS, FPS, SECONDS = 512, 20, 3.0
PACKAGES = ("numpy", "pillow", "av", "skia-python")
# A person facing the camera, a torso 100 px long; x, y in MPII order.
STANDING = [
    (285, 460), (283, 380), (280, 300), (320, 300), (317, 380), (315, 460), (300, 300), (300, 200),
    (300, 188), (300, 135), (228, 292), (240, 250), (266, 202), (334, 202), (360, 250), (372, 292),
]  # fmt: skip


def main() -> None:
    print(machine(), end="\n\n")
    print(f"{'clip':28} {'poses':>5} {'best ms':>8} {'median':>8}")
    for seconds in (SECONDS, 9.0, 30.0):
        take = dance(seconds, 30)
        best, median = measured(lambda take=take: loop(trim(resample(take, FPS))))
        print(f"{f'{seconds:.0f} s of dance to a loop':28} {len(take.poses):5} {1000 * best:8.0f} {1000 * median:8.0f}")

    print(f"\n{'sticker':28} {'colours':>7} {'KB':>6} {'best s':>8} {'median':>8} {'read':>8}")
    for suffix, shadow in ((".gif", False), (".webp", True)):  # a GIF cannot hold what is half transparent
        sticker = drawn(*sys.argv[1:], shadow=shadow)
        for colors in (32, 64, 128, 256):
            written(sticker, suffix, colors)


def written(sticker: Sticker, suffix: str, colors: int) -> None:
    """One row of the second table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"out{suffix}"
        best, median = measured(lambda: write_sticker(sticker, path, colors=colors))
        held = in_ticks(sticker, FORMATS[suffix].per_second)
        read = measured(lambda: problem(path, held))[1]
        kilobytes = path.stat().st_size / 1000
    mark = "*" if colors == FORMATS[suffix].colors else " "
    print(f"{suffix[1:]:28} {colors:6}{mark} {kilobytes:6.0f} {best:8.2f} {median:8.2f} {read:8.2f}")


def dance(seconds: float, fps: float) -> Take:
    """Sways, bends the knees and waves both arms, each in its own time; comes round after 2.4 s."""
    poses = []
    for time_ in np.arange(round(seconds * fps) + 1) / fps:
        turn = 2 * np.pi * time_ / 2.4
        xy = np.array(STANDING, np.float32)
        xy[6:] += (18 * np.sin(turn), 10 * np.cos(2 * turn))
        xy[1:5] += (9 * np.sin(turn), 5 * np.cos(2 * turn))
        for elbow, wrist, side in ((R_ELBOW, R_WRIST, -1), (L_ELBOW, L_WRIST, 1)):
            bend = 0.9 + 0.9 * np.sin(2 * turn + side)
            xy[wrist] = xy[elbow] + 50 * np.array([side * np.sin(bend), np.cos(bend)])
        poses.append(Pose(xy, np.full(16, 0.9, np.float32), float(time_)))
    return Take(tuple(poses), None, (640, 480))


def drawn(character: str | None = None, *, shadow: bool) -> Sticker:
    """Sixty pictures of the dance."""
    take = resample(dance(SECONDS - 1 / FPS, 30), FPS)
    pictures = draw_take(open_style(character=character, shadow=shadow), take, PIXELS)
    return Sticker(pictures, display_seconds(take))


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """(best, median) seconds of processor time; the first run, which loads libraries, does not count."""
    work()
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times), float(np.median(times))


def machine() -> str:
    """One line that says where the figures are from."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line]
        name = names[0] if names else name
    versions = ", ".join(f"{package} {importlib.metadata.version(package)}" for package in PACKAGES)
    return f"{name}, {os.cpu_count()} cores; Python {platform.python_version()}, {versions}"


if __name__ == "__main__":
    main()
