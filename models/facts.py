"""All there is to say about a network, as one table of plain values: for people and for programs."""

from dataclasses import asdict
from pathlib import Path

from stickercam.models.configurations import NETWORKS
from stickercam.models.count import COUNTED, count
from stickercam.models.header import Header, read_header, stored


def facts_of_file(path: str | Path) -> dict:
    """The record of a weights file, its costs, and the file itself. Imports torch, to count."""
    path = Path(path)
    header = read_header(path)
    parameters, kind = stored(path)
    file = {"path": str(path), "bytes": path.stat().st_size, "type": kind, "parameters": parameters}
    return asdict(header) | {"costs": _costs(header), "file": file}


def facts_of_name(name: str) -> dict:
    """The same of a network of `configurations.NETWORKS` that no weights ship for."""
    header = Header(name, *NETWORKS[name])
    return asdict(header) | {"costs": _costs(header), "file": None}


def overview(files: dict[str, Path]) -> list[dict]:
    """A row for each of our networks and each of `files` (name -> weights file). Imports no torch."""
    rows = []
    for name in dict.fromkeys([*NETWORKS, *files]):
        parameters, multiply_adds = COUNTED.get(name, (None, None))
        row = {"name": name, "architecture": NETWORKS[name][0] if name in NETWORKS else None}
        row |= {"parameters": parameters, "multiply_adds": multiply_adds, "bytes": None, "scores": {}}
        if name in files:
            header = read_header(files[name])
            row |= {"architecture": header.architecture, "parameters": stored(files[name])[0]}
            row |= {"bytes": files[name].stat().st_size, "scores": header.scores}
        rows.append(row)
    return rows


def _costs(header: Header) -> dict:
    counts = count(header.architecture, header.arguments, size=header.input_size)
    return asdict(counts) | {"weights": counts.weights}
