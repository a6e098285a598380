"""Weights files: safetensors with one JSON record of ours as metadata. Never a pickle."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from stickercam.errors import StickercamError, reason
from stickercam.models.configurations import build
from stickercam.models.conventions import translate
from stickercam.models.header import FORMAT, KEY, Header, read_header, refusal


def load_network(path: str | Path):
    """The network of a weights file (torch.nn.Module, float32, eval mode) and its Header.

    Whatever it was trained on, it takes our input: RGB in -1..1. Where its cells lie, `header.convention.shift` says.
    """
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    path = Path(path)
    header = read_header(path)
    try:
        tensors = load_file(path)
    except SafetensorError as error:
        raise refusal(path, f"is damaged ({error})") from error
    try:
        with torch.device("meta"):  # nothing is drawn or allocated only to be overwritten
            network = build(header.architecture, header.arguments)
    except (TypeError, ValueError, LookupError, AttributeError, RuntimeError) as error:
        raise refusal(path, f"describes a network that cannot be built ({error})") from error
    wanted = network.state_dict()
    _compare(path, wanted, tensors)
    for name, tensor in tensors.items():
        if not bool(torch.isfinite(tensor).all()):
            raise refusal(path, f"holds a value in {name} that is not finite")
        # A copy: what was loaded is a view of the file, which could then not be replaced on Windows.
        tensors[name] = tensor.to(wanted[name].dtype, copy=True)
    network.load_state_dict(tensors, assign=True)
    translate(network, header.convention)
    return network.requires_grad_(False).eval(), header


def save_weights(path: str | Path, state_dict: Mapping, header: Header, *, dtype: str = "float32") -> None:
    """Write a state dict and its header whole: beside `path`, then renamed.

    dtype: "float32", or "float16" for half the bytes. Vectors (biases, batch norms) stay float32: they are a
    hundredth of the bytes, and a small variance would vanish. Reading gives float32 either way.
    """
    import torch
    from safetensors.torch import save

    path = Path(path)
    half = {"float32": torch.float32, "float16": torch.float16}[dtype]
    tensors = {}
    for name, tensor in state_dict.items():
        if not bool(torch.isfinite(tensor).all()):
            what = f"{path} was not written, since {name} holds a value that is not finite"
            raise StickercamError(what, "train again with a lower rate")
        kind = torch.float32 if tensor.is_floating_point() else tensor.dtype
        if tensor.is_floating_point() and tensor.dim() > 1 and float(tensor.abs().max()) <= torch.finfo(half).max:
            kind = half
        # A copy of its own for each: safetensors refuses tensors that share memory.
        tensors[name] = tensor.detach().to("cpu", kind, copy=True).contiguous()
    record = {"format": FORMAT} | asdict(header)
    with replacing(path) as temporary:
        temporary.write_bytes(save(tensors, metadata={KEY: json.dumps(record)}))


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; put it in place when the block ends well, remove it when not."""
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        what = f"{path} cannot be written ({reason(error)})"
        raise StickercamError(what, "choose a folder where you may write") from error
    finally:
        temporary.unlink(missing_ok=True)


def _compare(path: Path, wanted: Mapping, found: Mapping) -> None:
    """Raise on the first tensor of the network that is missing or of another shape, or the first that it lacks."""
    for name, tensor in wanted.items():
        if name not in found:
            raise refusal(path, f"lacks the tensor {name}")
        if found[name].shape != tensor.shape:
            shapes = f"{tuple(found[name].shape)}, the network wants {tuple(tensor.shape)}"
            raise refusal(path, f"does not fit: {name} has the shape {shapes}")
    for name in found:
        if name not in wanted:
            raise refusal(path, f"holds a tensor that the network does not know ({name})")
