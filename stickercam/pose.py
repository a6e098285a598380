"""From a frame and a square of it to a pose, through an engine; and where the weights of an engine lie."""

import os
from pathlib import Path

from stickercam.crop import find
from stickercam.errors import StickercamError, UsageError
from stickercam.frames import Frame, Pose
from stickercam.models.geometry import Roi

SUFFIX = ".safetensors"
# A bare family name means the first of these that is shipped: what keeps up with a camera on a CPU.
SIZES = ("lite", "tiny")


def weights_folder() -> Path:
    """Where the shipped weights lie."""
    import stickercam.assets

    return Path(stickercam.assets.__file__).parent / "weights"


def shipped() -> dict[str, Path]:
    """The shipped networks: name -> weights file."""
    return {path.stem: path for path in sorted(weights_folder().glob(f"*{SUFFIX}"))}


def find_weights(model: str, size: str | None = None) -> Path:
    """The weights file for what --model and --size say: a shipped name, a family with or without a size, or a file."""
    if model.endswith(SUFFIX) or os.sep in model or "/" in model or os.path.isfile(model):
        if not os.path.isfile(model):
            raise StickercamError(f"the weights file {model} does not exist", "give the path of a .safetensors file")
        if size is not None:
            raise UsageError(f"the weights file {model} has its own size", "leave out --size")
        return Path(model)
    there = shipped()
    if size is None:
        names = [*(f"{model}-{known}" for known in SIZES), model]
    else:
        names = [model if size == "full" else f"{model}-{size}"]  # the size of the study has the family's bare name
    for name in names:
        if name in there:
            return there[name]
    way_out = f"choose one of {', '.join(there)}, or a weights file" if there else "give a weights file"
    what = f"no network {model} is shipped" + (f" in size {size}" if size else "")
    raise UsageError(what, way_out)


def estimate(frame: Frame, roi: Roi, engine) -> Pose:
    """The pose of the person in a square of the frame; joints beyond the frame's edge have score 0."""
    return find(frame, (roi,), engine)[0]
