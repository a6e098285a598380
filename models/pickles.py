"""Tensors out of files that other people's torch wrote, without running anything that is in them."""

import re
import struct
import warnings
from collections.abc import Mapping
from pathlib import Path

from stickercam.errors import StickercamError, reason
from stickercam.models.header import KEY, read_json

WRAPPERS = ("state_dict", "model_state_dict", "model")  # where a training script keeps the network's tensors
PREFIXES = ("module.", "model.", "_orig_mod.")  # of DataParallel, of a Trainer that holds the network, of torch.compile
SAVE_AGAIN = "where you trust it, save its state dict alone: torch.save(model.state_dict(), FILE)"
# How a Torch7 file begins: a 32-bit type, 3 for a table or 4 for an object, then the number of the object.
TORCH7 = tuple(struct.pack("<ii", kind, 1) for kind in (3, 4))


def read_tensors(path: str | Path) -> tuple[dict, dict]:
    """The tensors of a network by name, prefixes gone, and what else of use stands beside them (epoch, arch).

    A pickle is loaded with `weights_only`: torch builds tensors and plain containers and refuses everything else.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            start = file.read(9)
    except OSError as error:
        raise StickercamError(f"{path} cannot be read ({reason(error)})", "give the file of a network") from error
    if path.suffix.lower() == ".t7" or start.startswith(TORCH7):
        way_out = "take the same network from a PyTorch port, bearpaw's or princeton's"
        raise StickercamError(f"{path} is a file of Torch7 (Lua), which PyTorch does not read", way_out)
    loaded = _load_safetensors(path) if start[8:] == b"{" else _load(path)
    tensors = _unwrapped(loaded, path)
    beside = loaded if tensors is not loaded else {}
    told = {name: beside[name] for name in ("epoch", "arch") if isinstance(beside.get(name), int | str)}
    return _without_prefixes(tensors), told


def _load(path: Path) -> object:
    import torch

    try:
        with torch.serialization.safe_globals(_numbers_of_numpy()), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch's about pickles that it did not write
            return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a file of whatever content: torch raises whatever the content leads it to
        named = re.search(r"GLOBAL ([\w.]+)", str(error))
        if named:
            what = f"{path} holds more than tensors ({named[1]}), which could run code, so it was not opened"
            raise StickercamError(what, SAVE_AGAIN) from None
        raise StickercamError(f"{path} is no file that torch.save wrote, or a damaged one", "fetch it again") from None


def _numbers_of_numpy() -> list:
    """What a number of numpy's is made by, which is all that it can do: old scripts kept their accuracy as one."""
    import numpy as np

    kinds = [type(np.dtype(kind)) for kind in (np.float32, np.float64, np.int64)]
    scalar = np.float64(0).__reduce__()[0]
    return [scalar, (scalar, "numpy.core.multiarray.scalar"), np.dtype, *kinds]


def _load_safetensors(path: Path) -> dict:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    if KEY in (read_json(path).get("__metadata__") or {}):
        raise StickercamError(f"{path} is a weights file of stickercam already", "use it as it is: --model FILE")
    try:
        return load_file(path)
    except SafetensorError as error:
        raise StickercamError(f"{path} is a damaged safetensors file ({error})", "fetch it again") from error


def _unwrapped(loaded: object, path: Path) -> Mapping:
    """The table of tensors itself, which scripts like to keep among other things."""
    import torch

    for name in WRAPPERS:
        if isinstance(loaded, Mapping) and isinstance(loaded.get(name), Mapping):
            loaded = loaded[name]
            break
    if not isinstance(loaded, Mapping) or not loaded:
        raise StickercamError(f"{path} holds no table of tensors but a {type(loaded).__name__}", SAVE_AGAIN)
    for name, value in loaded.items():
        if not isinstance(name, str) or not isinstance(value, torch.Tensor):
            raise StickercamError(f"{path} holds no network: its entry {name} is no tensor", SAVE_AGAIN)
    return loaded


def _without_prefixes(tensors: Mapping) -> dict:
    """Names as the network's own author wrote them: a prefix goes where every name has it."""
    tensors = dict(tensors)
    while True:
        shared = [prefix for prefix in PREFIXES if all(name.startswith(prefix) for name in tensors)]
        if not shared:
            return tensors
        tensors = {name.removeprefix(shared[0]): value for name, value in tensors.items()}
