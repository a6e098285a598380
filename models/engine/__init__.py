"""Engines: what runs a weights file on this machine. One call takes a frame and gives joints."""

import ctypes
import importlib.metadata
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from stickercam.errors import StickercamError, UsageError
from stickercam.models.convert import import_openvino
from stickercam.models.geometry import Roi
from stickercam.models.weights import Header, read_header

DEVICES = ("auto", "cuda", "cpu", "openvino", "torch")

log = logging.getLogger(__name__)


class Engine(Protocol):
    """A network ready to run. name: "openvino", "torch" or "cuda"; device: "cpu" or "cuda"; precision: "f32", ..."""

    name: str
    device: str
    precision: str
    header: Header

    def joints(self, image: np.ndarray, rois: Sequence[Roi]) -> tuple[np.ndarray, np.ndarray]:
        """image: (H, W, 3) uint8 RGB; N rois -> xy (N, 16, 2) float32, frame pixels; score (N, 16) float32 in 0..1."""
        ...


def open_engine(
    weights: str | Path, device: str = "auto", *, cache: Path | None = None, threads: int | None = None
) -> Engine:
    """The fastest engine that this machine has for a weights file.

    device: "auto" takes an NVIDIA card, else "cpu": OpenVINO, else torch. Also "cuda", "openvino", "torch" by name.
    cache: the folder where converted networks are kept; None converts anew (seconds). threads: of the CPU engines.
    """
    weights = Path(weights)
    if device not in DEVICES:
        raise UsageError(f"there is no device {device}", f"choose one of {', '.join(DEVICES[:3])}")
    read_header(weights)  # refuses a bad file before anything heavy is loaded
    if device == "auto":
        device = "cuda" if why_no_cuda() is None else "cpu"
    if device == "cuda":
        return _open_cuda(weights)
    if device != "torch":
        try:
            import_openvino()
        except ImportError as error:
            if device == "openvino":
                raise StickercamError(f"openvino does not load ({error})", "pip install openvino") from error
            log.warning("openvino does not load (%s), so torch runs the network, more slowly", error)
            device = "torch"
    if device == "torch":
        from stickercam.models.engine.torch_engine import TorchEngine

        return TorchEngine(weights, threads=threads)
    from stickercam.models.engine.openvino_engine import OpenVinoEngine

    return OpenVinoEngine(weights, cache=cache, threads=threads)


def _open_cuda(weights: Path) -> Engine:
    reason = why_no_cuda()
    if reason is not None:
        raise StickercamError(*reason)
    from stickercam.models.engine.cuda import CudaEngine

    return CudaEngine(weights)


def why_no_cuda() -> tuple[str, str] | None:
    """None if an NVIDIA card can be used, else what is missing and the way out; imports torch only beside a card."""
    if not _has_card():
        return "no NVIDIA card with a working driver was found", "use --device cpu"
    version = importlib.metadata.version("torch")
    if "+cpu" not in version:
        import torch

        if torch.cuda.is_available():
            return None
    way_out = "install the CUDA build that pytorch.org names for your system, or use --device cpu"
    return f"the installed torch {version} cannot use the NVIDIA card", way_out


def _has_card() -> bool:
    """Ask the driver itself: it is there, starts, and counts at least one card."""
    try:
        driver = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return False
    count = ctypes.c_int(0)
    return driver.cuInit(0) == 0 and driver.cuDeviceGetCount(ctypes.byref(count)) == 0 and count.value > 0
