"""The live view: command to first joints on the screen, and frame sent to frame shown.

    python benchmarks/live.py [--runs N] [--seconds N] [--soak MINUTES] [--model NAME]

Start: seconds from the command until the window, the camera's first picture and the first joints are on the screen,
beside a bare loop of cv2.imshow over the same file. Latency: a network camera on loopback numbers its pictures in black
and white squares and notes when each was sent; whoever shows one reads the number from what was just shown. "picture"
is the camera's picture alone, "joints" the picture with the skeleton that was seen in it. Without a display one in
memory is used (Xvfb). --soak: so many minutes of the view on a looped file, saving every few seconds; how memory and
the rate go along, instead of the rest.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from machine import machine

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the camera on loopback is that of the tests

PACKAGES = ("openvino", "numpy", "opencv-python", "skia-python")
RATE = 30.0
BITS, SQUARE = 16, 24  # of the number in a picture; pixels of a square: JPEG and scaling leave it readable
HEIGHT = 480

BARE = """
import sys, time
import cv2
cv2.namedWindow("bare", cv2.WINDOW_NORMAL)
file = cv2.VideoCapture(sys.argv[1])
for number in range(60):
    cv2.imshow("bare", file.read()[1])
    cv2.waitKey(1)
    if number == 0:
        print("picture", flush=True)
"""

# The view with a window that says which picture it has shown, and when.
SHOWING = """
import sys, time
import numpy as np
sys.path[:0] = [{root!r}, {here!r}]
from live import number_of
from stickercam.live import run, start, window
from stickercam.live.buttons import Command
from stickercam.system import import_cv2

class Telling(window.Window):
    turned = False

    def show(self, view):
        commands = super().show(view)
        if view.camera is not None and view.character is not None:
            print("shown", number_of(view.camera), time.perf_counter(), flush=True)
        if not self.turned and sys.argv[2] == "picture":
            self.turned = True
            commands = [*commands, Command("skeleton")]
        return commands

if __name__ == "__main__":
    window.Window = Telling
    print(run(sys.argv[1], model=sys.argv[4], seconds=float(sys.argv[3]), stats=True), file=sys.stderr)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--soak", type=float, metavar="MINUTES")
    parser.add_argument("--model", default="hourglass")
    asked = parser.parse_args()
    print(machine(PACKAGES), end="\n\n")
    with display() as environment, as_file(files("stickercam.assets") / "clips" / "demo.mp4") as clip:
        if asked.soak:
            soak(clip, asked.soak * 60, asked.model, environment)
            return
        starts(clip, asked.runs, asked.model, environment)
        latencies(clip, asked.seconds, asked.model, environment)


@contextmanager
def display() -> Iterator[dict[str, str]]:
    """An environment with a display."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    if os.environ.get("DISPLAY") or sys.platform != "linux":
        yield environment
        return
    if shutil.which("Xvfb") is None:
        print("not measured: no display, and no Xvfb to make one (apt-get install xvfb)")
        sys.exit(0)  # the other benchmarks still run
    ours, theirs = os.pipe()
    command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[theirs], stderr=subprocess.DEVNULL)
    os.close(theirs)
    with os.fdopen(ours) as answer:
        yield environment | {"DISPLAY": f":{answer.readline().strip()}"}
    server.terminate()
    server.wait()


def starts(clip: Path, runs: int, model: str, environment: dict[str, str]) -> None:
    print(f"{'seconds from the command to':32} {'best':>6} {'median':>7}")
    bare = [milestones([sys.executable, "-c", BARE, str(clip)], environment, until="picture") for _ in range(runs)]
    row("bare cv2.imshow loop: picture", [run["picture"] for run in bare])
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "stickercam", "live", "--camera", str(clip), "--verbose", "--model", model]
        command += ["-o", folder]
        milestones(command, environment, until="joints")  # converts the network, if need be, and fills the disk's cache
        ours = [milestones(command, environment, until="joints") for _ in range(runs)]
    for what in ("window", "picture", "joints"):
        row(f"stickercam live: {what}", [run[what] for run in ours])
    print()


def row(name: str, seconds: list[float]) -> None:
    print(f"{name:32} {min(seconds):6.2f} {float(np.median(seconds)):7.2f}", flush=True)


def milestones(command: list[str], environment: dict[str, str], *, until: str) -> dict[str, float]:
    """Seconds until a program says each word of window, picture, joints; it is ended after `until`."""
    reached: dict[str, float] = {}
    start = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as program:
        for line in program.stdout:
            said = re.search(r"\b(window|picture|joints)$", line.strip())
            if said:
                reached.setdefault(said.group(1), time.perf_counter() - start)
            if until in reached:
                program.terminate()
    return reached


def latencies(clip: Path, seconds: float, model: str, environment: dict[str, str]) -> None:
    print(f"{'ms from sent to shown':32} {'p50':>6} {'p95':>7} {'pictures':>9}")
    for what in ("picture", "joints"):
        late, said = latency(clip, what, seconds, model, environment)
        if not len(late):
            print(f"{what:32} too slow here: nobody was found in {seconds:.0f} s")
            continue
        middle, high = np.percentile(late, (50, 95)) * 1000
        print(f"{what:32} {middle:6.1f} {high:7.1f} {len(late):9}", flush=True)
    print(f"\nstages of the last run:\n{said}")


def latency(clip: Path, what: str, seconds: float, model: str, environment: dict[str, str]) -> tuple[np.ndarray, str]:
    """Seconds from sent to shown, of each picture the first time that it is shown; what the view said at its end."""
    from tests.mjpeg import MjpegServer

    sent: dict[int, float] = {}
    program = SHOWING.format(root=str(ROOT), here=str(Path(__file__).parent))
    with MjpegServer(lambda: numbered(clip, sent)) as camera, tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "showing.py"
        script.write_text(program)
        command = [sys.executable, str(script), camera.url, what, str(seconds), model]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode:
        sys.exit(done.stderr)
    shown: dict[int, float] = {}
    for line in done.stdout.splitlines():
        if line.startswith("shown"):
            _, number, moment = line.split()
            shown.setdefault(int(number), float(moment))
    late = [shown[number] - sent[number] for number in sorted(shown)[10:] if number in sent]  # the first ones warm up
    return np.array(late), done.stderr.strip()


def numbered(clip: Path, sent: dict[int, float]) -> Iterator[tuple[float, np.ndarray]]:
    """The clip, again and again, each picture with its number; notes when the one before was asked to be the last."""
    import cv2

    pictures, number = [], 0
    film = cv2.VideoCapture(str(clip))
    while (read := film.read())[0]:
        height, width = read[1].shape[:2]
        pictures.append(cv2.resize(read[1], (round(width * HEIGHT / height / 2) * 2, HEIGHT))[..., ::-1])
    while True:
        picture = pictures[number % len(pictures)].copy()
        for bit in range(BITS):
            level = 255 if number >> bit & 1 else 0
            picture[: 2 * SQUARE, bit * SQUARE // 2 : (bit + 1) * SQUARE // 2] = level
        # The server encodes and waits until the picture is due; from then on it is on its way.
        sent[number] = max(time.perf_counter(), sent.get(number - 1, 0.0) + 1 / RATE)
        yield 1 / RATE, picture
        number += 1


def number_of(picture: np.ndarray) -> int:
    """What `numbered` wrote into a picture."""
    at = (np.arange(BITS) * SQUARE // 2 + SQUARE // 4).astype(int)
    return int(sum(1 << bit for bit, x in enumerate(at) if picture[SQUARE, x, 1] > 127))


def soak(clip: Path, seconds: float, model: str, environment: dict[str, str]) -> None:
    """Run the view and press s now and then; memory and rate as they go."""
    program = SOAKING.format(root=str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "soaking.py"
        script.write_text(program)
        command = [sys.executable, str(script), str(clip), str(seconds), model, str(Path(folder) / "out")]
        subprocess.run(command, env=environment, check=True, cwd=folder)


SOAKING = """
import sys, time
from pathlib import Path
sys.path[:0] = [{root!r}]
import numpy as np
from stickercam.live import run, window
from stickercam.live.buttons import Command

def memory():
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * 4096 / 1e6

class Counting(window.Window):
    began = said = pressed = 0.0
    calm, busy, last = [], [], 0.0

    def show(self, view):
        commands = super().show(view)
        now = time.perf_counter()
        if view.character is None:
            return commands
        self.began = self.began or now
        if self.last:
            (self.busy if view.saving else self.calm).append(now - self.last)
        self.last = now
        if now - self.pressed > 15 and not view.saving:
            self.pressed = now
            commands = [*commands, Command("save")]
        if now - self.said > 30:
            self.said = now
            told = [f"{{1 / np.median(gaps):5.1f}} pictures a second, longest gap {{max(gaps) * 1000:4.0f}} ms"
                    if gaps else "none" for gaps in (self.calm, self.busy)]
            since = now - self.began
            print(f"{{since:6.0f}} s {{memory():6.1f}} MB, {{told[0]}}; while saving {{told[1]}}", flush=True)
            self.calm.clear(), self.busy.clear()
        return commands

if __name__ == "__main__":
    window.Window = Counting
    print(run(sys.argv[1], seconds=float(sys.argv[2]), model=sys.argv[3], out=Path(sys.argv[4]), stats=True,
              report=lambda path: None))
"""


if __name__ == "__main__":
    main()
