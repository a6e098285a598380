"""A network that is asked about many crops at once: in OpenVINO where that is faster and as exact, else in torch."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError
from stickercam.models.convert import import_openvino, openvino_core, openvino_graph
from stickercam.models.engine import why_no_cuda
from stickercam.models.geometry import CROP
from stickercam.models.header import Header, read_header
from stickercam.models.heatmap import decode, flip_average, mirror

MARGIN = 1.25  # the crop's side over the person's longer side, as in use
EAGER_UP_TO = 64  # people: for fewer, converting the network takes longer than it saves


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """Called with crops (N, size, size, 3) uint8, it gives joints (N, 16, 2) in cells and peaks (N, 16).

    shift: (2,) crop pixels to add to joints (see `Convention.shift`). ran_on: words for people.
    """

    ask: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
    size: int
    shift: np.ndarray
    ran_on: str = ""
    header: Header | None = None

    def __call__(self, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return self.ask(pixels)


def open_look(weights: Path, *, flip: bool, device: str, cache: Path | None, people: int) -> Look:
    """The way to ask a weights file about so many people that takes least time; float32, whichever it is."""
    header = read_header(weights)
    shift = _shift(header.convention.shift, flip)
    reason = why_no_cuda() if device in ("auto", "cuda") else None
    if device == "cuda" and reason is not None:
        raise StickercamError(*reason)
    if device in ("auto", "cuda") and reason is None:
        ask, ran_on = _torch(weights, "cuda", flip), "torch float32, cuda"
    elif device in ("auto", "cpu") and people > EAGER_UP_TO and _has_openvino():
        ask, ran_on = _openvino(weights, cache, flip), "openvino float32, cpu"
    else:
        ask, ran_on = _torch(weights, "cpu", flip), "torch float32, cpu"
    return Look(ask, header.input_size, shift, ran_on, header)


def eager(network, *, flip: bool, size: int = CROP, shift: float = 0.0) -> Look:
    """A torch network, on whichever device it is. shift: of its convention."""
    return Look(_eager(network, flip), size, _shift(shift, flip))


def _shift(shift: float, flip: bool) -> np.ndarray:
    """(2,) An average with the mirrored crop errs left and right alike: there only y needs it."""
    return np.array([0.0 if flip else shift, shift])


def _torch(weights: Path, device: str, flip: bool):
    import torch

    from stickercam.models.weights import load_network

    network, _ = load_network(weights)
    return _eager(network.to(device, memory_format=torch.channels_last), flip)


def _eager(network, flip: bool):
    import torch

    device = next(network.parameters()).device

    def ask(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        with torch.inference_mode():
            x = torch.from_numpy(pixels).to(device).permute(0, 3, 1, 2).float() / 127.5 - 1
            cells, peaks = decode(flip_average(network, x) if flip else network(x))
        return cells.cpu().numpy(), peaks.cpu().numpy()

    return ask


def _openvino(weights: Path, cache: Path | None, flip: bool):
    compiled = openvino_core().compile_model(openvino_graph(weights, cache), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    request = compiled.create_infer_request()

    def maps(pixels: np.ndarray) -> np.ndarray:
        return np.concatenate([request.infer({0: np.ascontiguousarray(one[None])})[0] for one in pixels])

    def ask(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        found = maps(pixels)
        return decode((found + mirror(maps(pixels[:, :, ::-1]))) / 2 if flip else found)

    return ask


def _has_openvino() -> bool:
    try:
        import_openvino()
    except ImportError:
        return False
    return True
