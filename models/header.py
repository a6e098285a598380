"""What a weights file says about itself, read and checked with the standard library alone.

So listing weights, or starting an engine from its cache, loads no torch.
"""

import json
import math
import os
import pickle
from dataclasses import dataclass, field, fields
from itertools import pairwise
from pathlib import Path

from stickercam.errors import StickercamError, reason
from stickercam.models.configurations import ARCHITECTURES
from stickercam.models.conventions import OURS, Convention, read_convention
from stickercam.models.geometry import CROP, STRIDE
from stickercam.models.skeleton import JOINTS

FORMAT = 2  # 1 had "normalise": "x/127.5-1" where 2 has a convention
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
BY_COUNTING = ("running_mean", "running_var", "num_batches_tracked")  # statistics of batch norms: no parameters


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
    convention: Convention = OURS
    joints: tuple[str, ...] = JOINTS
    provenance: dict = field(default_factory=dict)
    scores: dict = field(default_factory=dict)
    calibration: dict | None = None


def read_header(path: str | Path) -> Header:
    """The header of a weights file, checked; StickercamError naming the file and the first thing wrong."""
    path = Path(path)
    return _header(path, read_json(path))


def stored(path: str | Path) -> tuple[int, str]:
    """The number of parameters in a weights file, and the type that most of them have there ("F16", "F32")."""
    entries = read_json(Path(path))
    sizes: dict[str, int] = {}
    for name, entry in entries.items():
        if name != "__metadata__" and not name.endswith(BY_COUNTING):
            sizes[entry["dtype"]] = sizes.get(entry["dtype"], 0) + math.prod(entry["shape"])
    return sum(sizes.values()), max(sizes, key=sizes.get, default="none")


def refusal(path: Path, what: str, way_out: str = WAY_OUT) -> StickercamError:
    return StickercamError(f"{path} {what}", way_out)


def is_pickle(path: Path, start: bytes) -> bool:
    """Whether a file that begins so is one: a zip (what torch.save writes now), or protocol 2 and later (it wrote)."""
    pickled = start.startswith(b"PK\x03\x04") or (start[:1] == pickle.PROTO and b"\x02" <= start[1:2] <= b"\x05")
    return pickled or path.suffix.lower() in PICKLES


def read_json(path: Path) -> dict:
    """The JSON in front of a safetensors file; the tensors behind it are exactly as many bytes as it says."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            start = file.read(9)
            _check_start(path, start, size)
            length = int.from_bytes(start[:8], "little")
            raw = start[8:] + file.read(length - 1)
    except OSError as error:
        raise refusal(path, f"cannot be read ({reason(error)})") from error
    if len(raw) < length:
        raise refusal(path, f"is cut off: its header alone has {length} bytes, the file {size}")
    try:
        entries = json.loads(raw)
        ends = [0] + [_end(entries[name]) for name in entries if name != "__metadata__"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise refusal(path, "is not a safetensors file, or a damaged one (its header does not parse)") from error
    expected = 8 + length + max(ends)
    if size < expected:
        raise refusal(path, f"is cut off: {size} of {expected} bytes are there")
    if size > expected:
        raise refusal(path, f"is damaged: it has {size - expected} bytes more than its header says")
    return entries


def _check_start(path: Path, start: bytes, size: int) -> None:
    """Raise unless the first nine bytes are those of safetensors: the header's length, then an open brace."""
    if size == 0:
        raise refusal(path, "is empty")
    if start[8:] == b"{" and 2 <= int.from_bytes(start[:8], "little") <= LONGEST_HEADER:
        return
    if is_pickle(path, start):
        way_out = f"if it is somebody else's pose network, `stickercam models import {path}` reads its tensors alone"
        raise refusal(path, "is a pickle, which can run code when it is opened, so it was not opened", way_out)
    raise refusal(path, "is not a safetensors file")


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
        what = "holds somebody else's weights: it lacks the record that stickercam writes"
        raise refusal(path, what, f"try `stickercam models import {path}`, or {WAY_OUT}") from None
    except ValueError as error:
        raise refusal(path, f"has a record that does not parse ({error})") from error
    version = record.pop("format", None) if isinstance(record, dict) else None
    if version == 1:
        _modernise(path, record)
    elif version != FORMAT:
        newer = type(version) is int and version > FORMAT
        way_out = "install a newer stickercam" if newer else WAY_OUT
        raise refusal(path, f"has format {version}, and this stickercam reads formats up to {FORMAT}", way_out)
    names = {entry.name for entry in fields(Header)}
    if set(record) != names:
        raise refusal(path, f"has a record with a wrong entry: {min(set(record) ^ names)}")
    convention = read_convention(record["convention"])
    if convention is None:
        raise refusal(path, f"has a convention of its input that makes no sense ({record['convention']})")
    joints = record["joints"]
    joints = tuple(joints) if isinstance(joints, list) else joints
    header = Header(**record | {"joints": joints, "convention": convention})
    wrong = _first_wrong(header)
    if wrong:
        raise refusal(path, wrong)
    return header


def _modernise(path: Path, record: dict) -> None:
    """A record of format 1 becomes one of format 2."""
    normalise = record.pop("normalise", None)
    if normalise != NORMALISE:
        raise refusal(path, f"wants its input as {normalise}, which format 1 does not know")
    names = Convention.__slots__
    record["convention"] = {name: getattr(OURS, name) for name in names}


def _first_wrong(header: Header) -> str | None:
    if not isinstance(header.architecture, str) or header.architecture not in ARCHITECTURES:
        return f"is a network of an unknown architecture ({header.architecture})"
    if header.joints != JOINTS:
        return f"is a network for other joints ({_first_difference(header.joints)})"
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
