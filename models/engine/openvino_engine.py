"""OpenVINO on the CPU: a third of eager torch's time, and no torch at all once the network has been converted."""

import platform
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from stickercam.models.convert import openvino_core, openvino_graph
from stickercam.models.engine.preprocess import calibrated, crops, to_frame
from stickercam.models.geometry import Roi
from stickercam.models.heatmap import decode
from stickercam.models.weights import read_header

# /proc/cpuinfo's words for a processor that multiplies bfloat16 itself.
NATIVE_BF16 = {"avx512_bf16", "amx_bf16"}


class OpenVinoEngine:
    """See `stickercam.models.engine.Engine`. One thread at a time may call it.

    threads: of the network; None lets OpenVINO choose (every core). precision: "f32" asks for float32, None for the
    fastest that this processor really has; the attribute says what it became.
    """

    name = "openvino"
    device = "cpu"

    def __init__(
        self, weights: Path, *, cache: Path | None = None, threads: int | None = None, precision: str | None = None
    ) -> None:
        self.header = read_header(weights)
        core = openvino_core()
        settings = {"PERFORMANCE_HINT": "LATENCY"}
        if threads is not None:
            settings["INFERENCE_NUM_THREADS"] = threads
        if precision or needs_f32(core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"), cpu_flags()):
            settings["INFERENCE_PRECISION_HINT"] = precision or "f32"
        compiled = core.compile_model(openvino_graph(weights, cache), "CPU", settings)
        self.precision = compiled.get_property("INFERENCE_PRECISION_HINT").get_type_name()
        self._request = compiled.create_infer_request()

    def joints(self, image: np.ndarray, rois: Sequence[Roi]) -> tuple[np.ndarray, np.ndarray]:
        size = self.header.input_size
        found = [decode(self._heatmaps(crop[None])) for crop in crops(image, rois, size)]
        count = len(self.header.joints)
        cells = np.concatenate([np.empty((0, count, 2), np.float32), *(xy for xy, _ in found)])
        peaks = np.concatenate([np.empty((0, count), np.float32), *(peak for _, peak in found)])
        xy = to_frame(cells, rois, size, self.header.convention.shift)
        return xy, calibrated(peaks, self.header.calibration)

    def _heatmaps(self, pixels: np.ndarray) -> np.ndarray:
        """(1, S, S, 3) uint8 -> (1, J, S/4, S/4) float32, overwritten by the next call."""
        return self._request.infer({0: pixels}, share_inputs=True, share_outputs=True)[0]


def needs_f32(capabilities: Sequence[str], flags: set[str]) -> bool:
    """Whether float32 has to be asked for.

    Left alone, OpenVINO takes bfloat16 wherever its library can, also where the processor emulates it, at a
    hundredth of the speed. On ARM it takes float16 where the processor has it, and is left alone.
    """
    if platform.machine().lower() in ("arm64", "aarch64"):
        return False
    return "BF16" not in capabilities or not flags & NATIVE_BF16


def cpu_flags() -> set[str]:
    """What the processor says that it can do; empty where the system does not tell (outside Linux)."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return set()
    return next((set(line.split(":", 1)[1].split()) for line in lines if line.startswith("flags")), set())
