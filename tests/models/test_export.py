"""Export: the ONNX file gives torch's heatmaps in another runtime, and says what it is."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from stickercam.errors import StickercamError, UsageError
from stickercam.models.configurations import build
from stickercam.models.conventions import Convention
from stickercam.models.convert import import_openvino
from stickercam.models.export import export_onnx
from stickercam.models.weights import Header, load_network, save_weights

onnx = pytest.importorskip("onnx", reason="an export needs onnx, of the extra `train`")
NETWORKS = {
    "hourglass": ("hourglass", {"stacks": 2, "residuals": 1, "width": 16, "stem": 8}),
    "trunk-hourglass": ("trunk-hourglass", {"trunk": "mobilenetv2-0.5", "stacks": 2, "width": 16}),
    "simplebaseline": ("simplebaseline", {"backbone": "resnet18", "width": 16}),
}


# Tracing takes a second or two: one family is tried always, the others when there is time.
OTHERS = [pytest.param(name, marks=pytest.mark.slow) for name in ("hourglass", "trunk-hourglass")]


@pytest.fixture(scope="module", params=["simplebaseline", *OTHERS])
def weights(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights of one of the NETWORKS for crops of 64 pixels, in somebody's BGR."""
    torch.manual_seed(0)
    network = build(*NETWORKS[request.param]).train()
    network(torch.rand(2, 3, 64, 64))  # moves the statistics of its batch norms
    convention = Convention("BGR", (120.0, 115.0, 100.0), (60.0, 59.0, 58.0), offset=0.0)
    provenance = {"licence": "CC0-1.0"}
    header = Header("small", *NETWORKS[request.param], input_size=64, convention=convention, provenance=provenance)
    path = tmp_path_factory.mktemp("weights") / "small.safetensors"
    save_weights(path, network.state_dict(), header)
    return path


@pytest.fixture(scope="module")
def exported(weights: Path) -> Path:
    out = weights.with_suffix(".onnx")
    assert export_onnx(weights, out) < 1e-4
    return out


def test_the_file_gives_the_heatmaps_of_torch_for_any_number_of_crops(weights: Path, exported: Path):
    network, _ = load_network(weights)
    run = import_openvino().Core().compile_model(exported, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})

    for number in (1, 3):
        pixels = np.random.default_rng(number).integers(0, 256, (number, 64, 64, 3), np.uint8)
        found = run({"pixels": pixels})["heatmaps"]

        expected = network(torch.from_numpy(pixels).permute(0, 3, 1, 2) / 127.5 - 1).numpy()
        assert found.shape == (number, 16, 16, 16)
        np.testing.assert_allclose(found, expected, atol=1e-4 * np.abs(expected).max())


def test_the_file_says_what_it_is(exported: Path):
    model = onnx.load(exported)

    words = {entry.key: entry.value for entry in model.metadata_props}
    assert words["input"] == "pixels: (N, 64, 64, 3) uint8 RGB, the square about a person"
    assert words["output"] == "heatmaps: (N, 16, 16, 16) float32, one map a joint"
    assert words["cells"] == "the middle of cell k is pixel 4 k + 0 of the input, along x and y"
    assert words["joints"].split(", ")[:2] == ["r_ankle", "r_knee"]
    assert words["licence"] == "CC0-1.0"
    assert json.loads(words["stickercam"])["convention"]["order"] == "BGR"


def test_without_onnx_it_says_what_to_install(weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "onnx", None)  # what an import finds where it is not installed

    with pytest.raises(StickercamError, match=r"needs onnx .*pip install 'stickercam\[train\]'"):
        export_onnx(weights, tmp_path / "small.onnx")


def test_without_openvino_the_file_is_written_untried(weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "openvino", None)

    assert export_onnx(weights, tmp_path / "small.onnx") is None
    assert (tmp_path / "small.onnx").is_file()


@pytest.mark.slow
def test_a_file_that_gives_other_heatmaps_is_not_put_in_place(weights: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("stickercam.models.export.TOLERANCE", 0.0)

    with pytest.raises(StickercamError, match="was not written, since OpenVINO finds other heatmaps"):
        export_onnx(weights, tmp_path / "small.onnx")
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_name_or_folder_is_said(weights: Path, tmp_path: Path):
    with pytest.raises(UsageError, match=r"does not end in \.onnx"):
        export_onnx(weights, tmp_path / "small.safetensors")
    with pytest.raises(StickercamError, match="cannot be written"):
        export_onnx(weights, tmp_path / "nowhere" / "small.onnx")
