"""Is a run that is killed and gone on with the run that was not? Ten times kill -9 at a random moment.

    python benchmarks/resume.py [--times 10] [--seed 0]

A run of made-up people on one thread; each repetition is killed wherever it is between its first checkpoint and its end
and gone on with; its weights are compared with those of a run in peace, bit for bit.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import machine
from safetensors.torch import load_file

PACKAGES = ("torch", "numpy", "opencv-python")
SETTINGS = ("sizes=[[0, 64], [0.5, 128]]", "validations=4", "validate_on=4", "precision=float32")
WORDS = ["--model", "simplebaseline", "--size", "tiny", "--data", "synthetic:24", "--epochs", "12", "--batch", "8"]
COMMAND = [sys.executable, "-m", "stickercam", "train", "--threads", "1", "--quiet"]


def begin(out: Path) -> list[str]:
    settings = [word for setting in SETTINGS for word in ("--set", setting)]
    return [*COMMAND, "--checkpoint-every", "0.5", "-o", str(out), *WORDS, *settings]


def go_on(out: Path) -> list[str]:
    return [*COMMAND, "--resume", "-o", str(out)]


def killed(out: Path, seconds: float = float("inf")) -> float:
    """A run in OUT that is killed so many seconds after its first checkpoint; returns the seconds that it had."""
    process = subprocess.Popen(begin(out), stdout=subprocess.DEVNULL)
    while not (out / "checkpoint.safetensors").exists() and process.poll() is None:
        time.sleep(0.01)
    begun = time.monotonic()
    while process.poll() is None and time.monotonic() - begun < seconds:
        time.sleep(0.005)
    had = time.monotonic() - begun
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.wait()
    return had


def step_of(out: Path) -> int:
    """The step of the checkpoint that a kill left."""
    from stickercam.train.checkpoint import read_checkpoint

    return read_checkpoint(out)[1]["progress"]["step"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    words = parser.parse_args()
    chance = random.Random(words.seed)
    print(machine(PACKAGES), end="\n\n")
    with tempfile.TemporaryDirectory() as folder:
        whole = killed(Path(folder) / "peace")
        wanted = load_file(Path(folder) / "peace" / "weights.safetensors")
        print(f"{'':3} {'killed after':>12} {'of':>7} {'checkpoint':>11}  weights")
        good = True
        for number in range(words.times):
            out = Path(folder) / str(number)
            had = killed(out, chance.uniform(0, whole))
            step = step_of(out)
            subprocess.run(go_on(out), check=True, stdout=subprocess.DEVNULL)
            found = load_file(out / "weights.safetensors")
            same = all(wanted[name].numpy().tobytes() == found[name].numpy().tobytes() for name in wanted)
            good &= same
            print(f"{number + 1:3} {had:10.1f} s {whole:5.1f} s {f'step {step}':>11}  "
                  f"{'the same' if same else 'DIFFERENT'}", flush=True)  # fmt: skip
    sys.exit(not good)


if __name__ == "__main__":
    main()
