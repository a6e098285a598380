"""The facts about a network (`models/facts.py`) in words and rows for people."""

from pathlib import Path

from stickercam.models.geometry import STRIDE
from stickercam.models.header import read_convention

FAMILIES = {
    "hourglass": "stacked hourglass",
    "trunk-hourglass": "stacked hourglass on a pretrained trunk",
    "simplebaseline": "SimpleBaseline",
}
TYPES = {"F32": "float32", "F16": "float16", "BF16": "bfloat16"}
MEASURES = {"pck@0.2": "PCK@0.2", "pck@0.5": "PCK@0.5", "pckh@0.5": "PCKh@0.5", "map": "mAP", "people": "people"}
TOGETHER = {  # entries of the provenance that share a line
    "training": ("steps", "epochs", "people_seen", "minutes"),
    "made with": ("stickercam", "commit", "torch", "numpy", "python"),
}
LONG = 8  # settings: a recipe has dozens, which nobody reads in a table
NONE_SHIP = "none ship: stickercam train makes some"


def overview_rows(networks: list[dict]) -> list[dict]:
    """What `facts.overview` gives, for a table that fits 80 columns."""
    rows = []
    for network in networks:
        parameters, multiply_adds = network["parameters"], network["multiply_adds"]
        rows.append({
            "name": network["name"],
            "parameters": f"{parameters / 1e6:8.2f} M",
            "mult-adds": f"{multiply_adds / 1e9:7.2f} G" if multiply_adds else "",
            "weights": size(network["bytes"]) if network["bytes"] else "none",
            "PCK@0.2": _lowest(network["scores"]),
        })  # fmt: skip
    return rows


def _lowest(scores: dict) -> str:
    """The data set that a network does worst on: the others would flatter it."""
    found = {data: value["pck@0.2"] for data, value in _tables(scores).items() if "pck@0.2" in value}
    if not found:
        return ""
    data = min(found, key=found.get)
    return f"{data} {found[data]:.1f}" + (f", lowest of {len(found)}" if len(found) > 1 else "")


def network_lines(facts: dict) -> list[tuple[str, str]]:
    """(what, how much) of a network, a line each: its costs, its input, its file."""
    costs, file = facts["costs"], facts["file"]
    pixels, cells = facts["input_size"], facts["input_size"] // STRIDE
    convention = read_convention(facts["convention"])
    memory = f"{size(costs['weights'])} of weights and {size(costs['activations'])} while it works, in float32"
    kind = f", {TYPES.get(file['type'], file['type'])}" if file else ""
    peaks = "scores are the chance that a joint is there" if facts["calibration"] else "scores are heights of peaks"
    return [
        ("network", f"{FAMILIES[facts['architecture']]}: {_listed(facts['arguments'])}"),
        ("parameters", f"{costs['parameters'] / 1e6:.2f} M"),
        ("multiply-adds", f"{costs['multiply_adds'] / 1e9:.2f} G a crop"),
        ("depth", f"{costs['depth']} convolutions"),
        ("memory", memory),
        ("weights", f"{size(file['bytes'])}{kind}: {Path(file['path'])}" if file else NONE_SHIP),
        ("input", f"{pixels} x {pixels} pixels, {convention}"),
        ("output", f"{cells} x {cells} heatmaps of {len(facts['joints'])} joints; cell k is pixel "
                   f"{STRIDE} k + {convention.offset:g}" + (f"; {peaks}" if file else "")),
    ]  # fmt: skip


def provenance_lines(facts: dict) -> list[tuple[str, str]]:
    """Where the values come from; the licence, which people look for, is last."""
    told = {key: value for key, value in facts["provenance"].items() if value not in (None, "", [], {})}
    lines = []
    for what, keys in TOGETHER.items():
        parts = [f"{key.replace('_', ' ')} {told.pop(key)}" for key in keys if key in told]
        lines += [(what, ", ".join(parts))] if parts else []
    licence = told.pop("licence", None)
    lines = [(key.replace("_", " "), _listed(value)) for key, value in told.items()] + lines
    return lines + ([("licence", str(licence))] if licence else [])


def score_rows(facts: dict) -> list[dict]:
    """A row for each data set that the file has measures of."""
    rows = []
    for data, value in _tables(facts["scores"]).items():
        cells = {word: value.get(key) for key, word in MEASURES.items()}
        cells |= {key: cell for key, cell in value.items() if key not in MEASURES and isinstance(cell, int | float)}
        rows.append({"data": data} | {k: f"{v:.1f}" if isinstance(v, float) else v for k, v in cells.items()})
    return rows


def score_notes(facts: dict) -> str:
    """How the measures were taken."""
    return "; ".join(str(value) for value in facts["scores"].values() if isinstance(value, str))


def size(value: int) -> str:
    """Bytes -> "4.6 MB"."""
    return f"{value / 1e6:.1f} MB"


def _tables(scores: dict) -> dict[str, dict]:
    return {data: value for data, value in scores.items() if isinstance(value, dict)}


def _listed(value: object) -> str:
    if isinstance(value, dict) and len(value) > LONG:
        return f"{len(value)} settings, which --json shows"
    if isinstance(value, dict):
        return ", ".join(f"{str(key).replace('_', ' ')} {_listed(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(f"({_listed(inner)})" if isinstance(inner, list | tuple) else str(inner) for inner in value)
    return str(value)
