"""Video to GIF: `stickercam record` in times real time, and where the time goes, for each network that ships.

    python benchmarks/record.py [CLIP]

Without a clip, the demo's. Loading the network is not counted; "read" is what decoding adds to the network's time,
beside which it runs.
"""

import statistics
import sys
import tempfile
from importlib.resources import as_file, files
from pathlib import Path

from machine import machine

from stickercam.pose import shipped
from stickercam.record import RecordSummary, record

RUNS = 3
PACKAGES = ("openvino", "numpy", "opencv-python", "skia-python", "pillow", "av")
STAGES = ("read", "pose", "motion", "draw", "write")


def main() -> None:
    print(machine(PACKAGES), end="\n\n")
    if len(sys.argv) > 1:
        table(Path(sys.argv[1]))
        return
    with as_file(files("stickercam.assets") / "clips" / "demo.mp4") as clip:
        table(clip)


def table(clip: Path) -> None:
    heads = " ".join(f"{stage:>7}" for stage in STAGES)
    print(f"{clip.name:22} {'frames':>6} {'seconds':>7} {'found':>6} {heads} {'all':>7} {'x real time':>11}")
    with tempfile.TemporaryDirectory() as folder:
        for network in shipped():
            runs = [record(str(clip), Path(folder) / "out.gif", model=network) for _ in range(RUNS)]
            print(row(network, runs), flush=True)


def row(network: str, runs: list[RecordSummary]) -> str:
    """Medians, in seconds."""
    last = runs[-1]
    spent = [statistics.median(run.stages[stage] for run in runs) for stage in STAGES]
    spent.append(statistics.median(run.took for run in runs))
    rate = statistics.median(run.times_real_time for run in runs)
    figures = " ".join(f"{seconds:7.2f}" for seconds in spent)
    return f"{network:22} {last.frames:6} {last.seconds:7.1f} {last.found:6} {figures} {rate:11.2f}"


if __name__ == "__main__":
    main()
