"""A network as an ONNX file, for programs that know nothing of stickercam."""

import json
import warnings
from dataclasses import asdict
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError, UsageError
from stickercam.models.convert import from_bytes, openvino_core
from stickercam.models.fold import fold_batch_norms
from stickercam.models.geometry import STRIDE
from stickercam.models.header import KEY, Header
from stickercam.models.weights import load_network, replacing

OPSET = 17  # of 2022: what the runtimes of phones and browsers have by now
INPUT, OUTPUT = "pixels", "heatmaps"
TOLERANCE = 1e-3  # of the highest value: sums in another order stay thirty times below, a wrong layer far above


def export_onnx(weights: str | Path, out: str | Path) -> float | None:
    """Write a weights file's network to `out`; returns how far OpenVINO's heatmaps of it are from torch's.

    As a share of the highest value; None where openvino is not installed and nothing could run it.
    In: "pixels", (N, S, S, 3) uint8 RGB, so that no program can normalise wrongly. Out: "heatmaps",
    (N, J, S/4, S/4) float32. What the weights file says about itself stands in the metadata.
    """
    onnx = _import_onnx()
    out = Path(out)
    if out.suffix.lower() != ".onnx":
        raise UsageError(f"{out} does not end in .onnx", "give -o a name that does")
    network, header = load_network(weights)
    whole = from_bytes(fold_batch_norms(network))
    with replacing(out) as temporary:
        _write(whole, header, temporary)
        _describe(onnx, header, temporary)
        difference = _difference(whole, header, temporary)
        if difference is not None and not difference < TOLERANCE:
            what = f"{out} was not written, since OpenVINO finds other heatmaps in it than torch ({difference:.0%} off)"
            raise StickercamError(what, "install the versions of constraints.txt")
    return difference


def _import_onnx():
    try:
        import onnx
    except ImportError as error:
        raise StickercamError(f"an ONNX file needs onnx ({error})", "pip install 'stickercam[train]'") from error
    return onnx


def _write(whole, header: Header, path: Path) -> None:
    import torch

    pixels = torch.zeros((1, header.input_size, header.input_size, 3), dtype=torch.uint8)
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # torch would rather export through dynamo, which needs one package more
        torch.onnx.export(
            whole, (pixels,), path, dynamo=False, opset_version=OPSET, input_names=[INPUT], output_names=[OUTPUT],
            dynamic_axes={INPUT: {0: "N"}, OUTPUT: {0: "N"}},
        )  # fmt: skip


def _describe(onnx, header: Header, path: Path) -> None:
    """Put the record of the weights file into the model's metadata, whole and in words that any viewer shows."""
    model = onnx.load(path)
    size = header.input_size
    model.doc_string = f"{header.name}, a pose network exported by stickercam"
    words = {
        KEY: json.dumps(asdict(header)),
        "input": f"{INPUT}: (N, {size}, {size}, 3) uint8 RGB, the square about a person",
        "output": f"{OUTPUT}: (N, {len(header.joints)}, {size // STRIDE}, {size // STRIDE}) float32, one map a joint",
        "cells": f"the middle of cell k is pixel {STRIDE} k + {header.convention.offset:g} of the input, along x and y",
        "joints": ", ".join(header.joints),
        "licence": str(header.provenance.get("licence", "not stated")),
    }
    onnx.helper.set_model_props(model, words)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _difference(whole, header: Header, path: Path) -> float | None:
    """Runs the file on two noisy crops, as somebody else would, and compares with torch."""
    import torch

    try:
        core = openvino_core()
    except ImportError:
        return None
    shape = (2, header.input_size, header.input_size, 3)
    pixels = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    run = core.compile_model(path, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    with torch.inference_mode():
        expected = whole(torch.from_numpy(pixels)).numpy()
    found = run({INPUT: pixels})[OUTPUT]
    return float(np.abs(found - expected).max() / np.abs(expected).max())
