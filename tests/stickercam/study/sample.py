"""results.json of a study that never was, for tests of its words, charts and pages: numbers at will, real networks."""

from copy import deepcopy
from functools import cache
from pathlib import Path

from PIL import Image

from stickercam.models.configurations import NETWORKS
from stickercam.models.skeleton import JOINTS
from stickercam.study.findings import findings
from stickercam.study.modules import anatomy

WAY = ((0.0, 0.1), (0.1, 0.4), (0.2, -0.3))  # of a wrist
STICKERS = ["pictures/sticker.1.webp"]
STICKER = {"bytes": 50_000, "pictures": 8, "draw_ms": 6.0, "files": STICKERS}
STANDING = [(0.5, 0.1 + 0.05 * number) for number in range(16)]


@cache
def anatomy_of(network: str) -> dict:
    """Of a network of ours, walked through once."""
    return anatomy(*NETWORKS[network])


def results(*, hourglass: float = 65.3, simplebaseline: float = 61.3, low: float = -6.0, high: float = -2.0) -> dict:
    """A pair with these PCK@0.2 and this interval of their difference."""
    columns = [_column("hourglass-lite", hourglass, 44.1), _column("simplebaseline-tiny", simplebaseline, 31.2)]
    keys = [column["key"] for column in columns]
    gap = {"value": simplebaseline - hourglass, "interval": [low, high]}
    found = {
        "about": {
            "date": "2026-11-25", "quick": False, "made_up": False, "photos": False, "data": ["npz:lspet"],
            "sets": {"lspet": 1000}, "learned_from": 8990, "seeds": 1, "lasting": {}, "trunk": None,
            "commit": "0000000", "versions": {"torch": "2.13.0"}, "system": "Linux", "stickercam": "0.1.0",
        },
        "columns": columns,
        "speed": {
            "one core": {
                "device": "cpu", "threads": 1, "machine": "a processor",
                "networks": {key: _speed(column["ms"]) for key, column in zip(keys, columns)},
            }
        },
        "pairs": [{"keys": keys, "recipe": "ours", "differences": {"pck@0.2": gap, "pck@0.5": gap, "map": gap}}],
        "main": 0,
        "clips": {"swing": {"file": "swing.mp4", "made_up": True, "photos": True}},
        "pictures": _pictures(keys),
        "full": {name: anatomy_of(name) for name in ("hourglass", "simplebaseline")},
        "missing": [],
    }  # fmt: skip
    found["findings"] = findings(found)
    return deepcopy(found)


def _speed(ms: float) -> dict:
    return {
        "engine": "openvino",
        "precision": "f32",
        "runs": 60,
        "median_ms": ms,
        "p95_ms": ms + 2,
        "cpu_ms": ms,
        "ms": ms,
        "late_ms": ms + 2,
        "disturbed": False,
    }


def _column(network: str, pck: float, ms: float) -> dict:
    score = {
        "mean": pck,
        "people": 697,
        "interval": [pck - 2, pck + 2],
        "joints": {j: pck + n for n, j in enumerate(JOINTS)},
    }
    steady = {"tremor": ms / 20, "jumps": 0.5, "lost": 4.0}
    film = {"frames": 57, "lost_frames": 0.0, "seconds": 2.3, "pose_ms": ms, "raw": steady, "steady": steady,
            "truth": {"pck@0.2": 90.0, "off": 5.0}, "wrist": {"right wrist": WAY, "left wrist": WAY}}  # fmt: skip
    parts = anatomy_of(network)
    stacks = [{"pck@0.2": pck - 1 + n, "interval": [pck - 3, pck + 3]} for n in range(parts["outputs"])]
    return {
        "key": f"{network}.ours", "family": network.split("-")[0], "network": network, "recipe": "ours", "ms": ms,
        "trained_here": False, "file": f"{network}.safetensors", "epochs": 4.0, "people_seen": 40_000, "minutes": 60.0,
        "data": ["npz:data/lspet"], "recipe_settings": {"optimizer": "adamw", "learning_rate": 0.002, "batch": 32},
        "began_with_words": "random values", "bytes": 4_300_616, "memory": {"cpu": 175_000_000}, "seeds": [],
        "log": {
            "training": [[1000, 0.2], [20_000, 0.05], [40_000, 0.02]], "validation": [[20_000, 0.04], [40_000, 0.021]],
            "pck": [[10_000, 40.0], [20_000, 50.0], [40_000, pck]], "rate": [], "last_pck_spread": 2.0, "gap": 1.05,
        },
        "measures": {
            "people": 1000, "pck@0.2": score, "pck@0.5": score, "map": 35.0,
            "curve": [[0.1, 30.0], [0.2, pck], [0.5, 80.0]],
            "oks": {"mean": 60.0, "people": 990, "interval": [33.0, 37.0], "area": "0.53 of the box"},
        },
        "anatomy": parts,
        "learning": {
            "cpu": {"ms": 10 * ms, "cpu_ms": 10 * ms, "disturbed": False, "epoch_minutes": ms}
        },
        "films": {"swing": film},
        "stacks": {"people": 280, "stacks": stacks}
        | ({"gain": {"value": 1.0, "interval": [0.4, 1.6]}} if len(stacks) > 1 else {}),
    }  # fmt: skip


def _pictures(keys: list[str]) -> dict:
    """Drawn ones alone: they need no files."""
    panel = {"joints": STANDING, "score": [0.9] * 16}
    return {
        "way": {
            "files": [f"pictures/way.{step}.webp" for step in ("picture", "crop", "heatmaps", "together", "joints")],
            "input": 256, "cells": 64, "surest": "thorax", "least_sure": "r_wrist", "peak_most": 0.9,
            "peak_least": 0.4,
        },
        "heat": {
            key: {"files": [f"pictures/{key}.{n}.webp" for n in range(2 * anatomy_of(key.split(".")[0])["outputs"])]}
            for key in keys
        },
        "moments": {"swing": {"moments": [{"seconds": 0.4, "panels": [panel, panel]}], "files": [], "photos": False}},
        "stickers": {"swing": {key: dict(STICKER) for key in keys}},
        "hardest": {"people": [{"panels": [panel, panel, panel]}], "files": [], "photos": False},
    }  # fmt: skip


def write_pictures(found: dict, folder: Path) -> None:
    """The files that a report of `found` shows."""
    (folder / "pictures").mkdir()
    pictures = found["pictures"]
    files = pictures["way"]["files"] + STICKERS + [file for heat in pictures["heat"].values() for file in heat["files"]]
    for file in files:
        Image.new("RGB", (8, 8), "grey").save(folder / file)
