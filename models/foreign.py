"""Networks of other people become ours: which one a file holds, its tensors under our names, a weights file."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from stickercam.errors import StickercamError, UsageError
from stickercam.models.configurations import build
from stickercam.models.geometry import CROP
from stickercam.models.header import Header
from stickercam.models.pickles import read_tensors
from stickercam.models.skeleton import JOINTS
from stickercam.models.sources import OTHERS, SOURCES, TRUNK, Source
from stickercam.models.weights import save_weights

FIELDS = {"s": r"\d+", "r": r"\d+", "inner": r"(?:inner\.)*", "part": r"\w+", "rest": r".+"}
WAY_OUT = "docs/models.md lists what can be imported"


def import_weights(path: str | Path, out: str | Path, *, pixels: int = CROP) -> tuple[Source, Header]:
    """Write somebody else's network as a weights file of ours; StickercamError where it is none that we know.

    pixels: a side of the crops that it was trained on, which such files do not say.
    """
    path, out = Path(path), Path(out)
    if pixels < 64 or pixels % 64:
        raise UsageError(f"crops of {pixels} pixels do not fit the networks", "give --pixels a multiple of 64")
    tensors, told = read_tensors(path)
    source, architecture, arguments, state = convert(tensors, str(path))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    provenance = {
        "imported": source.name, "file": path.name, "sha256": digest, **told, "targets": source.targets,
        "licence": "whatever its publisher says; the file does not",
    }  # fmt: skip
    header = Header(
        name=out.stem, architecture=architecture, arguments=arguments, input_size=pixels,
        convention=source.convention, provenance=provenance,
    )  # fmt: skip
    save_weights(out, state, header)
    return source, header


def convert(tensors: Mapping, what: str) -> tuple[Source, str, dict, dict]:
    """Their tensors by name -> the source, our architecture, its arguments, and the state dict of that network.

    what: the file, for the sentence that refuses it by the first key that does not fit.
    """
    source = identify(tensors, what)
    try:
        joints = tensors[source.heads].shape[0]
        if joints != len(JOINTS):
            raise ValueError(f"it finds {joints} joints, and stickercam needs the {len(JOINTS)} of MPII")
        architecture, arguments = source.network(tensors)
        state = _renamed(tensors, source, architecture, arguments)
    except (KeyError, ValueError) as error:
        why = f"it lacks {error.args[0]}" if isinstance(error, KeyError) else str(error)
        raise StickercamError(f"{what} looks like the {source.name}, but {why}", WAY_OUT) from None
    return source, architecture, arguments, state


def _renamed(tensors: Mapping, source: Source, architecture: str, arguments: dict) -> dict:
    """The state dict of our network; KeyError with a name that they lack, ValueError with the first that misfits."""
    import torch

    with torch.device("meta"):
        wanted = build(architecture, arguments).state_dict()
    state, used = {}, set()
    for ours, tensor in wanted.items():
        theirs = their_name(source, ours)
        used.add(theirs)
        if theirs.endswith("num_batches_tracked") and theirs not in tensors:  # files of before 2018 lack them
            state[ours] = torch.zeros((), dtype=tensor.dtype)
            continue
        if tensors[theirs].shape != tensor.shape:
            shapes = f"{tuple(tensors[theirs].shape)}, the network wants {tuple(tensor.shape)}"
            raise ValueError(f"{theirs} has the shape {shapes}")
        state[ours] = tensors[theirs].to(tensor.dtype)
    for theirs in tensors:
        if theirs not in used and not re.fullmatch(source.unused, theirs):
            raise ValueError(f"{theirs} fits nowhere")
    return state


def identify(tensors: Mapping, what: str) -> Source:
    """Whose network these tensors are; one sentence if nobody's that we know."""

    def has(*marks: str) -> bool:
        return all(any(key.startswith(mark) for key in tensors) for mark in marks)

    for source in SOURCES:
        if has(*source.marks):
            return source
    for mark, (name, way_out) in OTHERS.items():
        if has(mark):
            raise StickercamError(f"{what} is {name}, which stickercam does not have", way_out)
    if has(*TRUNK):
        name = "a plain ResNet as torchvision's, which finds no joints"
        raise StickercamError(f"{what} is {name}", "train a network on it with `stickercam train --trunk FILE`")
    first = next(iter(tensors), "none")
    raise StickercamError(f"{what} is a network that stickercam does not know: its first key is {first}", WAY_OUT)


def their_name(source: Source, ours: str) -> str:
    """Our name of a tensor -> the source's. LookupError if no template of the source has it."""
    module, leaf = ours.rsplit(".", 1)
    for template, theirs in source.keys.items():
        found = _pattern(template).fullmatch(module)
        if found:
            values = found.groupdict()
            depth = values.get("inner", "").count("inner.")
            if "part" in values:
                values["part"] = (source.parts or {}).get(values["part"], values["part"])
            return f"{theirs.format(level=3 - depth, low2='low2.' * depth, **values)}.{leaf}"
    raise LookupError(ours)


@cache
def _pattern(template: str) -> re.Pattern:
    named = {name: f"(?P<{name}>{pattern})" for name, pattern in FIELDS.items()}
    return re.compile(template.replace(".", r"\.").format(**named))
