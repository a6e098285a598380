"""What a network costs on this machine: time a picture, memory, time to learn from a person. One after the other in
turns, so that whatever else the machine does meanwhile hits all of them alike."""

import os
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from stickercam.models.engine import open_engine, why_no_cuda
from stickercam.models.geometry import roi_of
from stickercam.study.plan import Column
from stickercam.system import cache_folder
from stickercam.train.look import MARGIN
from stickercam.train.sample import Sample
from stickercam.train.timing import machine

WARM_UP, RUNS, LEAST = 4, 60, 8
SECONDS = 12.0  # of one setting, for each network: a slow one is timed less often
PICTURES = 16
DISTURBED = 1.5  # times the processor's time: a clock that says more was waiting for other programs
STEP_PEOPLE, STEPS = 4, 3  # of the learning that is timed: SimpleBaseline's batch in the study, for both


def settings_here(device: str = "auto") -> list[dict]:
    """What a network can run on here: {"key", "device", "threads", "machine"}, slowest first."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    found = [{"key": "one core", "device": "cpu", "threads": 1}]
    if cores > 1:
        found.append({"key": f"{cores} cores", "device": "cpu", "threads": cores})
    if "cuda" in devices(device):
        found.append({"key": "NVIDIA card", "device": "cuda", "threads": None})
    return [one | {"machine": machine(one["device"]).rsplit(",", 1)[0]} for one in found]


def devices(asked: str = "auto") -> list[str]:
    """What can be measured here: the processor always, a card where there is one."""
    return ["cpu", "cuda"] if asked in ("auto", "cuda") and why_no_cuda() is None else ["cpu"]


def speeds(
    columns: list[Column], people: list[Sample], *, device: str, runs: int = RUNS, tell: Callable[..., None]
) -> dict:  # fmt: skip
    """For each setting and column: {"median_ms", "p95_ms", "cpu_ms", "runs", "engine", "precision"}."""
    pictures = [(person.load(), roi_of(person.box, MARGIN)) for person in people[:PICTURES]]
    here, found = settings_here(device), {}
    for number, setting in enumerate(here):
        tell("timing", number, len(here))
        # Threads as given; with None the engine takes what it takes in use.
        engines = {
            column.key: open_engine(column.weights, setting["device"], cache=cache_folder(), threads=setting["threads"])
            for column in columns
        }
        networks = _in_turns(engines, pictures, threads=setting["threads"], runs=runs)
        found[setting["key"]] = setting | {"networks": networks}
    return found


def _in_turns(engines: dict, pictures: list, *, threads: int | None, runs: int) -> dict:
    taken: dict[str, list] = {key: [] for key in engines}
    begun = time.perf_counter()
    for turn in range(-WARM_UP, runs):
        image, roi = pictures[turn % len(pictures)]
        for key, engine in engines.items():
            wall, cpu = time.perf_counter(), time.process_time()
            engine.joints(image, [roi])
            if turn >= 0:
                taken[key].append((1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)))
        if turn + 1 >= LEAST and time.perf_counter() - begun > SECONDS * len(engines):
            break
    return {
        key: {"engine": engines[key].name, "precision": engines[key].precision, "runs": len(times)}
        | summary(np.array(times), threads=threads)
        for key, times in taken.items()
    }


def summary(times: np.ndarray, *, threads: int | None) -> dict:
    """times: (N, 2) milliseconds, by the clock and of the processor. ms: what comparisons build on.

    That is the median by the clock; where other programs took the processor away (disturbed) it is the processor's
    own time, shared among the threads. late_ms: the 95th centile, or ms where that means nothing.
    """
    (median, cpu), p95 = np.median(times, axis=0), float(np.percentile(times[:, 0], 95))
    disturbed = threads is not None and median * threads > DISTURBED * cpu
    ms = cpu / threads if disturbed else median
    return {
        "median_ms": float(median), "p95_ms": p95, "cpu_ms": float(cpu), "disturbed": bool(disturbed), "ms": float(ms),
        "late_ms": float(ms) if disturbed else p95,
    }  # fmt: skip


def learning(column: Column, device: str, *, steps: int = STEPS) -> dict:
    """Milliseconds that a step of training takes a person, forward and back; the median of so many steps."""
    import torch

    from stickercam.models.weights import load_network
    from stickercam.train.loss import heatmap_loss

    network, header = load_network(column.weights)
    network = network.to(device).requires_grad_(True).train()
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-5)
    size, taken = header.input_size, []
    crops = torch.rand(STEP_PEOPLE, 3, size, size, device=device) * 2 - 1
    target = torch.rand(STEP_PEOPLE, 16, size // 4, size // 4, device=device)
    weight = torch.ones(STEP_PEOPLE, 16, device=device)
    torch.set_flush_denormal(True)  # as in training
    for _ in range(steps + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        optimizer.zero_grad()
        loss = heatmap_loss(network(crops), target, weight)
        loss.backward()
        optimizer.step()
        loss.item()  # waits for the card
        taken.append((time.perf_counter() - wall, time.process_time() - cpu))
    torch.set_flush_denormal(False)
    seconds = np.array(taken[1:]) / STEP_PEOPLE  # the first makes buffers
    threads = torch.get_num_threads() if device == "cpu" else None
    found = summary(1000 * seconds, threads=threads)
    return {name: found[name] for name in ("ms", "cpu_ms", "disturbed")} | {"size": size, "device": device}


def memory(column: Column, device: str) -> int | None:
    """Bytes that a process holds at most while the product's engine looks at pictures, of a card's memory where that is
    the device; None where nobody counts them. A process of its own: this one has held more already."""
    command = [sys.executable, "-m", "stickercam.study.memory", str(column.weights), device]
    done = subprocess.run(command, capture_output=True, text=True)
    return int(done.stdout) if done.returncode == 0 and done.stdout.strip().isdigit() else None
