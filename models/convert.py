"""From our weights to OpenVINO's own form, kept in a cache folder so that the next start needs no torch."""

import hashlib
import logging
import os
import shutil
import sys
import warnings
from functools import cache
from pathlib import Path
from types import ModuleType

CONVERTER = 1  # counts the changes to what this module makes; a new number makes every cached network anew
GRAPH = "network.xml"  # its weights lie beside it as network.bin

log = logging.getLogger(__name__)


def import_openvino() -> ModuleType:
    """openvino with its usage reports off: ImportError where it is missing.

    Its import tells a web analytics service about itself and writes an id into ~/intel, unless the package that
    does so cannot be imported: then a stub of its own steps in.
    """
    sys.modules.setdefault("openvino_telemetry", None)
    import openvino

    return openvino


def openvino_core():
    """The one openvino.Core of this process; ImportError without OpenVINO."""
    import_openvino()
    return _core()


@cache
def _core():
    """Made once, never let go.

    The plugin of its first network gives the thread that made it a stack for signals. Where another thread drops the
    last reference (the garbage collector may run in any), that stack is freed under the first one's feet, and its next
    signal, Ctrl-C, is a crash (seen with 2026.4.1).
    """
    return import_openvino().Core()


def openvino_graph(weights: Path, cache: Path | None):
    """The network of a weights file as an openvino.Model: (1, S, S, 3) uint8 RGB in, (1, J, S/4, S/4) float32 out.

    One crop at a time: a batch gains nothing on a CPU (docs/speed.md). Taken from `cache` where it lies there,
    else converted, which takes some seconds and imports torch, and kept there for the next time.
    """
    if cache is None:
        return _convert(weights)
    folder = cache / "openvino" / _key(weights)
    graph = _read(folder)
    if graph is None:
        graph = _convert(weights)
        _keep(graph, folder)
    return graph


def _key(weights: Path) -> str:
    """Names what the converted network depends on: the bytes of the weights and who converted them."""
    version = import_openvino().__version__.split("-")[0]
    with weights.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{digest[:32]}-{version}-{CONVERTER}"


def _read(folder: Path):
    """The model kept in a folder; None where there is none, or one that does not read."""
    if not folder.is_dir():
        return None
    try:
        return openvino_core().read_model(folder / GRAPH)
    except RuntimeError:
        log.warning("the converted network in %s is damaged and is made anew", folder)
        shutil.rmtree(folder, ignore_errors=True)
        return None


def _keep(graph, folder: Path) -> None:
    """Write beside, then rename: of two processes that convert at once the first wins, and both have the same."""
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        temporary.mkdir(parents=True, exist_ok=True)
        # float32: the weights as they are, so that the network agrees with torch's to the last digits but one.
        import_openvino().save_model(graph, temporary / GRAPH, compress_to_fp16=False)
        temporary.rename(folder)
    except (OSError, RuntimeError) as error:
        if not folder.is_dir():  # the network runs all the same; the next start is slow again
            log.warning("the converted network could not be kept in %s (%s)", folder, error)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def from_bytes(network):
    """A module that takes (N, S, S, 3) uint8 RGB for the network's (N, 3, S, S) in -1..1, for files that others run."""
    import torch

    class FromBytes(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, pixels: torch.Tensor) -> torch.Tensor:
            return self.network(pixels.permute(0, 3, 1, 2).float() / 127.5 - 1)

    return FromBytes().eval()


def _convert(weights: Path):
    import torch

    from stickercam.models.fold import fold_batch_norms
    from stickercam.models.weights import load_network

    network, header = load_network(weights)
    # The converter folds too, but takes twice as long over it.
    whole = from_bytes(fold_batch_norms(network))
    shape = (1, header.input_size, header.input_size, 3)
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # torch.jit.trace is out of fashion, and what the converter reads best
        # Unchecked: the check traces again and compares, for half of the whole time; our networks do not branch.
        traced = torch.jit.trace(whole, torch.zeros(shape, dtype=torch.uint8), check_trace=False)
        return import_openvino().convert_model(traced, input=list(shape))
