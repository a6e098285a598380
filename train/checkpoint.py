"""The file that a run goes on from: everything that learning the next step takes, in one safetensors file.

Written beside, brought to the disk, then renamed: whatever happens in between, the earlier one stays.
"""

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

import stickercam
from stickercam.errors import StickercamError

FORMAT = 2  # 1 had no number and no recipe
FILE = "checkpoint.safetensors"
KEY = "stickercam-run"  # the metadata key of the record
FULL = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the quota is used up", errno.EFBIG: "the file grows too large"}


def write_checkpoint(out: Path, tensors: dict[str, torch.Tensor], record: dict) -> None:
    """Put OUT/checkpoint.safetensors in place; StickercamError, and the earlier one kept, where that fails."""
    from safetensors.torch import save

    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    told = json.dumps({"format": FORMAT, "stickercam": stickercam.__version__} | record)
    write_whole(out / FILE, save(tensors, {KEY: told}))


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file by `data` at once."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with writing(path):
            with beside.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())  # or a power cut could leave the new name on an empty file
            os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Whatever the disk refuses in this block becomes a sentence about `path`."""
    try:
        yield
    except OSError as error:
        reason = FULL.get(error.errno, (error.strerror or str(error)).lower())
        kept = "; the one before is kept" if path.exists() else ""
        way_out = "make room, then go on with --resume" if error.errno in FULL else "choose a folder you may write to"
        raise StickercamError(f"{path} could not be written, {reason}{kept}", way_out) from error


def read_checkpoint(out: Path) -> tuple[dict[str, torch.Tensor], dict]:
    """The tensors and the record of OUT/checkpoint.safetensors; StickercamError for whatever is wrong with it."""
    from safetensors import SafetensorError, safe_open

    path = out / FILE
    if not path.is_file():
        raise StickercamError(f"{out} holds no checkpoint", "leave --resume out to begin anew")
    anew = f"begin anew in another folder, from what was learned: --weights {out / 'weights.safetensors'}"
    try:
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 (not a dict)
        record = json.loads(metadata.get(KEY, "{}"))
        version = record.get("format", 1)
    except (SafetensorError, OSError, ValueError, AttributeError) as error:
        raise StickercamError(f"{path} is damaged ({error})", anew) from None
    if not isinstance(version, int) or version > FORMAT:
        theirs, ours = record.get("stickercam"), stickercam.__version__
        what = f"{path} was written by a newer stickercam ({theirs}; this is {ours})"
        raise StickercamError(what, "go on with that one")
    if version < FORMAT:
        raise StickercamError(f"{path} was written by an older stickercam", anew)
    return tensors, record


def sweep(out: Path) -> None:
    """Remove what a killed process left half written in a run's folder."""
    for left in out.glob(".*.part*"):
        left.unlink(missing_ok=True)
