"""Take to file: how long it takes to close a loop and to write 3 s of the character at 512 pixels, and how many bytes.

    python benchmarks/export.py [CHARACTER]

Processor time of one core; nothing here uses two. "read" is the part of writing in which the file is opened again and
compared; * is the number of colours that is used unasked.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from dance import FPS, PIXELS, SECONDS, dance
from machine import machine, measured

from stickercam.clip import display_seconds, loop, resample, trim
from stickercam.draw import draw_take, open_style
from stickercam.export import FORMATS, write_sticker
from stickercam.export.readback import problem
from stickercam.export.timing import in_ticks
from stickercam.frames import Sticker

RUNS = 3
PACKAGES = ("numpy", "pillow", "av", "skia-python")


def main() -> None:
    print(machine(PACKAGES), end="\n\n")
    print(f"{'clip':28} {'poses':>5} {'best ms':>8} {'median':>8}")
    for seconds in (SECONDS, 9.0, 30.0):
        take = dance(seconds, 30)
        best, median = timed(lambda take=take: loop(trim(resample(take, FPS))))
        print(f"{f'{seconds:.0f} s of dance to a loop':28} {len(take.poses):5} {1000 * best:8.0f} {1000 * median:8.0f}")

    print(f"\n{'sticker':28} {'colours':>7} {'KB':>6} {'best s':>8} {'median':>8} {'read':>8}")
    for suffix, shadow in ((".gif", False), (".webp", True)):  # a GIF cannot hold what is half transparent
        sticker = drawn(*sys.argv[1:], shadow=shadow)
        for colors in (64, 128, 256):
            written(sticker, suffix, colors)


def written(sticker: Sticker, suffix: str, colors: int) -> None:
    """One row of the second table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"out{suffix}"
        best, median = timed(lambda: write_sticker(sticker, path, colors=colors))
        held = in_ticks(sticker, FORMATS[suffix].per_second)
        read = timed(lambda: problem(path, held))[1]
        kilobytes = path.stat().st_size / 1000
    mark = "*" if colors == FORMATS[suffix].colors else " "
    print(f"{suffix[1:]:28} {colors:6}{mark} {kilobytes:6.0f} {best:8.2f} {median:8.2f} {read:8.2f}")


def drawn(character: str | None = None, *, shadow: bool) -> Sticker:
    """Sixty pictures of the dance."""
    take = resample(dance(SECONDS - 1 / FPS, 30), FPS)
    pictures = draw_take(open_style(character=character, shadow=shadow), take, PIXELS)
    return Sticker(pictures, display_seconds(take))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """(best, median) seconds of processor time; the first run, which loads libraries, does not count."""
    cpu = measured(work, runs=RUNS)[:, 1]
    return cpu.min(), float(np.median(cpu))


if __name__ == "__main__":
    main()
