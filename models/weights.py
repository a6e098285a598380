"""Weights files: safetensors with one JSON record of ours as metadata. Never a pickle.

The header is read with the standard library alone, so that listing weights or starting an engine from its cache
loads no torch.
"""

import json
import math
import os
import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from itertools import pairwise
from pathlib import Path

from stickercam.errors import StickercamError
from stickercam.models.configurations import ARCHITECTURES, build
from stickercam.models.geometry import CROP, STRIDE
from stickercam.models.skeleton import JOINTS

FORMAT = 1
KEY = "stickercam"  # the metadata key that holds the record
NORMALISE = "x/127.5-1"
WAY_OUT = "give a weights file written by stickercam, or a name that `stickercam models` lists"

# Bytes of one value of each type that safetensors knows.
SIZES = {
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "I16": 2, "U16": 2, "F16": 2, "BF16": 2,
    "I32": 4, "U32": 4, "F32": 4, "I64": 8, "U64": 8, "F64": 8,
}  # fmt: skip
LONGEST_HEADER = 100_000_000  # bytes; the limit of safetensors itself
PICKLES = (".pth", ".pt", ".pkl", ".pickle", ".ckpt", ".tar", ".t7")


@dataclass(frozen=True, slots=True)
class Header:
    """What a weights file says about itself; everything that running it takes.

    architecture, arguments: for `configurations.build`. input_size: pixels a side of the crop.
    provenance: recipe, data, licence of the data, epochs, commit, versions. scores: measures by name.
    calibration: {"raw": [...], "score": [...]}, rising corner points of the map from peak heights to scores, or None.
    """

    name: str
    architecture: str
    arguments: dict
    input_size: int = CROP
    normalise: str = NORMALISE
    joints: tuple[str, ...] = JOINTS
    provenance: dict = field(default_factory=dict)
    scores: dict = field(default_factory=dict)
    calibration: dict | None = None


def read_header(path: str | Path) -> Header:
    """The header of a weights file, checked; StickercamError naming the file and the first thing wrong."""
    path = Path(path)
    return _header(path, _read_json(path))


def load_network(path: str | Path):
    """The network of a weights file (torch.nn.Module, float32, eval mode) and its Header."""
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    path = Path(path)
    header = read_header(path)
    try:
        tensors = load_file(path)
    except SafetensorError as error:
        raise _refusal(path, f"is damaged ({error})") from error
    try:
        with torch.device("meta"):  # nothing is drawn or allocated only to be overwritten
            network = build(header.architecture, header.arguments)
    except (TypeError, ValueError, LookupError, AttributeError, RuntimeError) as error:
        raise _refusal(path, f"describes a network that cannot be built ({error})") from error
    wanted = network.state_dict()
    _compare(path, wanted, tensors)
    for name, tensor in tensors.items():
        if not bool(torch.isfinite(tensor).all()):
            raise _refusal(path, f"holds a value in {name} that is not finite")
        # A copy: what was loaded is a view of the file, which could then not be replaced on Windows.
        tensors[name] = tensor.to(wanted[name].dtype, copy=True)
    network.load_state_dict(tensors, assign=True)
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
        reason = (error.strerror or str(error)).lower()
        raise StickercamError(f"{path} cannot be written ({reason})", "choose a folder where you may write") from error
    finally:
        temporary.unlink(missing_ok=True)


def _refusal(path: Path, what: str) -> StickercamError:
    return StickercamError(f"{path} {what}", WAY_OUT)


def _read_json(path: Path) -> dict:
    """The JSON in front of a safetensors file; the tensors behind it are exactly as many bytes as it says."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            start = file.read(9)
            _check_start(path, start, size)
            length = int.from_bytes(start[:8], "little")
            raw = start[8:] + file.read(length - 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _refusal(path, f"cannot be read ({reason})") from error
    if len(raw) < length:
        raise _refusal(path, f"is cut off: its header alone has {length} bytes, the file {size}")
    try:
        entries = json.loads(raw)
        ends = [0] + [_end(entries[name]) for name in entries if name != "__metadata__"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise _refusal(path, "is not a safetensors file, or a damaged one (its header does not parse)") from error
    expected = 8 + length + max(ends)
    if size < expected:
        raise _refusal(path, f"is cut off: {size} of {expected} bytes are there")
    if size > expected:
        raise _refusal(path, f"is damaged: it has {size - expected} bytes more than its header says")
    return entries


def _check_start(path: Path, start: bytes, size: int) -> None:
    """Raise unless the first nine bytes are those of safetensors: the header's length, then an open brace."""
    if size == 0:
        raise _refusal(path, "is empty")
    if start[8:] == b"{" and 2 <= int.from_bytes(start[:8], "little") <= LONGEST_HEADER:
        return
    # A zip (what torch.save writes now), a pickle of protocol 2 or later (what it wrote), or a name that says so.
    pickled = start.startswith(b"PK\x03\x04") or (start[:1] == pickle.PROTO and b"\x02" <= start[1:2] <= b"\x05")
    if pickled or path.suffix.lower() in PICKLES:
        raise _refusal(path, "is a pickle, which can run code when it is opened, so it was not opened")
    raise _refusal(path, "is not a safetensors file")


def _end(entry: dict) -> int:
    """Where a tensor's bytes end; ValueError if the entry contradicts itself."""
    begin, end = entry["data_offsets"]
    shape = entry["shape"]
    sound = all(type(value) is int and value >= 0 for value in (begin, end, *shape))
    if not sound or end - begin != math.prod(shape) * SIZES[entry["dtype"]]:
        raise ValueError(f"a tensor of {entry['dtype']} {shape} at {begin}:{end}")
    return end


def _header(path: Path, entries: dict) -> Header:
    try:
        record = json.loads(entries["__metadata__"][KEY])
    except (KeyError, TypeError):
        raise _refusal(path, "holds somebody else's weights: it lacks the record that stickercam writes") from None
    except ValueError as error:
        raise _refusal(path, f"has a record that does not parse ({error})") from error
    version = record.pop("format", None) if isinstance(record, dict) else None
    if version != FORMAT:
        raise _refusal(path, f"has format {version}, and this stickercam reads format {FORMAT}")
    names = {entry.name for entry in fields(Header)}
    if set(record) != names:
        raise _refusal(path, f"has a record with a wrong entry: {min(set(record) ^ names)}")
    joints = record["joints"]
    header = Header(**record | {"joints": tuple(joints) if isinstance(joints, list) else joints})
    wrong = _first_wrong(header)
    if wrong:
        raise _refusal(path, wrong)
    return header


def _first_wrong(header: Header) -> str | None:
    if not isinstance(header.architecture, str) or header.architecture not in ARCHITECTURES:
        return f"is a network of an unknown architecture ({header.architecture})"
    if header.joints != JOINTS:
        return f"is a network for other joints ({_first_difference(header.joints)})"
    if header.normalise != NORMALISE:
        return f"wants its input as {header.normalise}, and this stickercam gives {NORMALISE}"
    size = header.input_size
    if type(size) is not int or size < STRIDE or size % STRIDE:
        return f"wants an input of {size} pixels, which is no multiple of {STRIDE}"
    dicts = {"arguments": header.arguments, "provenance": header.provenance, "scores": header.scores}
    for name, value in dicts.items():
        if not isinstance(value, dict):
            return f"has a record whose {name} are no table"
    return None if _is_calibration(header.calibration) else "has a calibration of scores that does not rise"


def _first_difference(joints: object) -> str:
    if not isinstance(joints, tuple) or len(joints) != len(JOINTS):
        return f"{len(joints) if isinstance(joints, tuple) else 'no'} joints, not {len(JOINTS)}"
    number = next(i for i, pair in enumerate(zip(joints, JOINTS)) if pair[0] != pair[1])
    return f"joint {number} is {joints[number]}, not {JOINTS[number]}"


def _is_calibration(value: object) -> bool:
    """Whether it is None or a rising map of at least two points, with scores in 0..1."""
    if value is None:
        return True
    try:
        raw, score = [float(v) for v in value["raw"]], [float(v) for v in value["score"]]
    except (TypeError, KeyError, ValueError):
        return False
    rises = all(a < b for a, b in pairwise(raw)) and all(a <= b for a, b in pairwise(score))
    return rises and len(raw) == len(score) >= 2 and score[0] >= 0 and score[-1] <= 1


def _compare(path: Path, wanted: Mapping, found: Mapping) -> None:
    """Raise on the first tensor of the network that is missing or of another shape, or the first that it lacks."""
    for name, tensor in wanted.items():
        if name not in found:
            raise _refusal(path, f"lacks the tensor {name}")
        if found[name].shape != tensor.shape:
            shapes = f"{tuple(found[name].shape)}, the network wants {tuple(tensor.shape)}"
            raise _refusal(path, f"does not fit: {name} has the shape {shapes}")
    for name in found:
        if name not in wanted:
            raise _refusal(path, f"holds a tensor that the network does not know ({name})")
