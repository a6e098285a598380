"""Is a run that is killed and gone on with the run that was not? Ten times kill -9 at a random moment.

    python benchmarks/resume.py [--times 10] [--seed 0]

A run of 24 steps on one thread, on made-up people; each repetition is killed wherever it is between its first
checkpoint and its end, and gone on with. Then weights, average and optimizer are compared with those of a run in peace,
bit for bit.
"""

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import machine
from safetensors.torch import load_file

from stickercam.train.checkpoint import FILE, read_checkpoint
from stickercam.train.synth import write_dataset

PACKAGES = ("torch", "numpy", "opencv-python")
SETTINGS = ("sizes=[[0, 64], [0.5, 128]]", "validations=4", "validate_on=4", "precision=float32")
PEOPLE, PIXELS = 40, 128  # every tenth person is for validation
WORDS = ["--model", "simplebaseline", "--size", "tiny", "--epochs", "8", "--batch", "12"]
WORDS += ["--trunk", "none"]  # every run begins anew, and what ships may be renewed in between
COMMAND = [sys.executable, "-m", "stickercam", "train", "--threads", "1", "--quiet"]


def begin(out: Path) -> list[str]:
    settings = [word for setting in SETTINGS for word in ("--set", setting)]
    data = ["--data", f"npz:{out.parent / 'people'}"]
    return [*COMMAND, "--checkpoint-every", "0.5", "-o", str(out), *WORDS, *data, *settings]


def go_on(out: Path) -> list[str]:
    return [*COMMAND, "--resume", "-o", str(out)]


def killed(out: Path, seconds: float = float("inf")) -> tuple[float, bool]:
    """A run in OUT that is killed so many seconds after its first checkpoint: the seconds that it had, and whether that
    was before its end."""
    process = subprocess.Popen(begin(out), stdout=subprocess.DEVNULL)
    while not (out / FILE).exists() and process.poll() is None:
        time.sleep(0.01)
    begun = time.monotonic()
    while process.poll() is None and time.monotonic() - begun < seconds:
        time.sleep(0.005)
    had = time.monotonic() - begun
    process.kill()  # no more than a word where it has ended
    return had, process.wait() == -signal.SIGKILL


def gone_on(out: Path, longest: float, chance: random.Random) -> tuple[float, int, int]:
    """A killed run that has been gone on with to its end: seconds before the kill, steps in the checkpoint that this
    left, steps in the end."""
    while not (found := killed(out, chance.uniform(0, longest)))[1]:  # on a busy machine it may have been faster
        shutil.rmtree(out)
    step = step_of(out)
    subprocess.run(go_on(out), check=True, stdout=subprocess.DEVNULL)
    return found[0], step, step_of(out)


def step_of(out: Path) -> int:
    return read_checkpoint(out)[1]["progress"]["step"]


def same(first: Path, second: Path) -> bool:
    """Whether two runs have the same tensors, to the last bit."""
    one, other = (load_file(out / FILE) for out in (first, second))
    bits = [{name: value.numpy().tobytes() for name, value in tensors.items()} for tensors in (one, other)]
    return bits[0] == bits[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    words = parser.parse_args()
    chance, good = random.Random(words.seed), True
    print(machine(PACKAGES), end="\n\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_dataset(PEOPLE, folder / "people", size=PIXELS, processes=1)
        whole, _ = killed(folder / "peace")
        print(f"{'':3} {'killed after':>12} {'in its checkpoint':>18}  weights, average, optimizer")
        for number in range(1, words.times + 1):
            had, step, steps = gone_on(folder / str(number), whole, chance)
            equal = same(folder / "peace", folder / str(number))
            good &= equal
            told = "the same" if equal else "DIFFERENT"
            print(f"{number:3} {had:10.1f} s {f'{step} of {steps} steps':>18}  {told}", flush=True)
            shutil.rmtree(folder / str(number))
    sys.exit(not good)


if __name__ == "__main__":
    main()
