"""What every benchmark here shares: the words for the machine, and how time is taken on it. No benchmark itself."""

import importlib.metadata
import os
import platform
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from stickercam.models.engine.openvino_engine import NATIVE_BF16, cpu_flags


def machine(packages: Sequence[str]) -> str:
    """Two lines: processor, cores, threads and how busy it is; versions. Figures from a busy machine say little."""
    info, name = Path("/proc/cpuinfo"), platform.processor() or platform.machine()
    if info.is_file():
        names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line]
        name = names[0] if names else name
    wide = "AVX512" if "avx512f" in cpu_flags() else "AVX2" if "avx2" in cpu_flags() else "no AVX2 known of"
    bf16 = ", ".join(sorted(cpu_flags() & NATIVE_BF16)) or "no bf16"
    asked = os.environ.get("OMP_NUM_THREADS")
    threads = f"OMP_NUM_THREADS={asked}" if asked else "threads unset"
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    versions = [f"{package} {version}" for package in packages if (version := installed(package))]
    first = f"{name}, {os.cpu_count()} cores, {wide}, {bf16}, {threads}{load}"
    return f"{first}\n{platform.system()}, Python {platform.python_version()}, {', '.join(versions)}"


def installed(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def measured(
    work: Callable[[], object], *, runs: int, seconds: float = float("inf"), warm_ups: int = 1, least: int = 5
) -> np.ndarray:
    """(N, 2) seconds: by the clock, and of the processor, of each run.

    At most `runs` of them in at most `seconds`, but `least` all the same; warm-ups end after a third of `seconds`.
    """
    end = time.perf_counter() + seconds / 3
    for _ in range(warm_ups):
        work()
        if time.perf_counter() > end:
            break
    times, end = [], time.perf_counter() + seconds
    while len(times) < runs and (len(times) < least or time.perf_counter() < end):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        times.append((time.perf_counter() - wall, time.process_time() - cpu))
    return np.array(times)
