"""The file that a run goes on from: everything that learning the next step takes, in one safetensors file.

Written beside and renamed: whatever happens in between, the earlier one stays.
"""

import json
from pathlib import Path

import torch

import stickercam
from stickercam.errors import StickercamError
from stickercam.train.disk import write_whole, writing

FORMAT = 2  # 1 had no number and no recipe
FILE = "checkpoint.safetensors"
KEY = "stickercam-run"  # the metadata key of the record


def write_checkpoint(out: Path, tensors: dict[str, torch.Tensor], record: dict) -> None:
    """Put OUT/checkpoint.safetensors in place; StickercamError, and the earlier one kept, where that fails."""
    from safetensors.torch import save

    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    told = json.dumps({"format": FORMAT, "stickercam": stickercam.__version__} | record)
    with writing(out / FILE, way_on(out)):
        write_whole(out / FILE, save(tensors, {KEY: told}))


def way_on(out: Path) -> str:
    """What to do with a run that something in its folder has ended."""
    return "go on with --resume" if (out / FILE).exists() else "begin again"


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
