"""OpenVINO: no torch at the second start, no word to anybody, float32 where bfloat16 is emulated."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from stickercam.models import convert
from stickercam.models.configurations import build
from stickercam.models.engine import open_engine
from stickercam.models.engine.openvino_engine import OpenVinoEngine, cpu_flags, needs_f32
from stickercam.models.weights import Header, save_weights

START = """
import json, sys
import numpy as np
from pathlib import Path
from stickercam.models.engine import open_engine
from stickercam.models.geometry import Roi
image = np.load(sys.argv[3])
engine = open_engine(Path(sys.argv[1]), sys.argv[5], cache=Path(sys.argv[2]), threads=1)
xy, score = engine.joints(image, [Roi(*json.loads(sys.argv[4]))])
telemetry = type(sys.modules["openvino.tools.ovc"].telemetry).__module__
print(json.dumps({"xy": xy.tolist(), "torch": "torch" in sys.modules, "telemetry": telemetry}))
"""


@pytest.fixture
def start(weights: Path, scenes, tmp_path: Path):
    """Runs START in a process of its own, in a home of its own: start(cache) -> what it printed, its home."""
    np.save(tmp_path / "image.npy", scenes[0].image)
    roi = scenes[0].roi
    home = tmp_path / "home"
    home.mkdir()
    # Not as on a CI machine, where openvino would hold its tongue anyway.
    environment = {name: value for name, value in os.environ.items() if name != "CI"} | {"HOME": str(home)}

    def run(cache: Path) -> tuple[dict, Path]:
        # Left to choose it must not load torch to find out that there is no card.
        device = "cpu" if torch.cuda.is_available() else "auto"
        arguments = [weights, cache, tmp_path / "image.npy", json.dumps([roi.x, roi.y, roi.side, roi.turn]), device]
        command = [sys.executable, "-W", "error", "-c", START, *map(str, arguments)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout), home

    return run


def test_the_second_start_loads_no_torch(start, weights: Path, cache: Path, scenes):
    first, _ = open_engine(weights, "cpu", cache=cache).joints(scenes[0].image, [scenes[0].roi])

    second, _ = start(cache)

    assert not second["torch"]
    np.testing.assert_allclose(second["xy"], first, atol=0.01)


@pytest.mark.slow
def test_nobody_is_told_about_our_use_of_openvino(start, tmp_path: Path):
    told, home = start(tmp_path / "new")  # converts, which would report more than an import does

    assert told["telemetry"] == "openvino.tools.ovc.telemetry_stub"
    assert list(home.iterdir()) == []


@pytest.fixture(scope="session")
def folder(weights: Path, cache: Path) -> Path:
    """Where the converted network lies in the cache."""
    convert.openvino_graph(weights, cache)
    return cache / "openvino" / convert._key(weights)


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "openvino" / folder.name))


def test_a_converted_network_is_kept_and_taken_from_there(weights: Path, cache: Path, folder: Path):
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}

    convert.openvino_graph(weights, cache)

    after = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert before == after and set(after) == {"network.xml", "network.bin"}


def test_other_weights_are_another_network(weights: Path, tmp_path: Path):
    raw = bytearray(weights.read_bytes())
    raw[-1] ^= 1
    (tmp_path / "other").write_bytes(raw)

    assert convert._key(tmp_path / "other") != convert._key(weights)


def test_of_two_that_convert_at_once_the_first_wins(copied: Path):
    graph = convert._read(copied)
    first = (copied / "network.bin").stat().st_ino

    convert._keep(graph, copied)

    assert (copied / "network.bin").stat().st_ino == first
    assert list(copied.parent.iterdir()) == [copied]


@pytest.mark.parametrize("damage", ["cut", "gone", "nonsense"])
def test_a_damaged_cache_is_cleared(copied: Path, damage: str):
    match damage:
        case "cut":
            (copied / "network.bin").write_bytes((copied / "network.bin").read_bytes()[:1000])
        case "gone":
            (copied / "network.bin").unlink()
        case "nonsense":
            (copied / "network.xml").write_text("<net")

    assert convert._read(copied) is None
    assert not copied.exists()


def test_a_cleared_cache_is_filled_again(weights: Path, folder: Path, tmp_path: Path):
    (tmp_path / "openvino" / folder.name).mkdir(parents=True)  # a network of which nothing is left

    convert.openvino_graph(weights, tmp_path)

    again = tmp_path / "openvino" / folder.name / "network.bin"
    assert again.read_bytes() == (folder / "network.bin").read_bytes()


def test_a_cache_that_cannot_be_written_costs_only_time(folder: Path, tmp_path: Path, caplog):
    (tmp_path / "file").write_text("in the way")

    convert._keep(convert._read(folder), tmp_path / "file" / "openvino" / "key")

    assert "could not be kept" in caplog.text
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("capabilities", "flags", "expected"),
    [
        (["FP32", "INT8"], {"avx2"}, True),
        (["FP32", "BF16"], {"avx512f"}, True),  # the library could, the processor would emulate
        (["FP32"], {"avx512_bf16"}, True),
        (["FP32", "BF16"], {"avx512_bf16"}, False),
        (["FP32", "BF16"], {"amx_bf16", "amx_tile"}, False),
        (["FP32", "BF16"], set(), True),  # a system that does not tell
    ],
)
def test_bfloat16_is_left_to_processors_that_have_it(monkeypatch, capabilities, flags, expected: bool):
    monkeypatch.setattr("platform.machine", lambda: "x86_64")

    assert needs_f32(capabilities, flags) is expected


@pytest.mark.skipif(bool(cpu_flags() & {"avx512_bf16", "amx_bf16"}), reason="this processor has bfloat16")
def test_this_processor_gets_float32(weights: Path, cache: Path):
    assert open_engine(weights, "openvino", cache=cache).precision == "f32"


SMALL = [
    ("hourglass", {"stacks": 2, "residuals": 1, "width": 16, "stem": 16}),
    ("trunk-hourglass", {"trunk": "mobilenetv2-0.35", "stacks": 2, "width": 16}),
    ("simplebaseline", {"backbone": "resnet18", "width": 16}),
    ("simplebaseline", {"backbone": "resnet50", "width": 16}),
    ("simplebaseline", {"backbone": "mobilenetv2-0.35", "width": 16}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("architecture", "arguments"), SMALL, ids=lambda value: str(value))
def test_the_heatmaps_of_every_architecture_agree(tmp_path: Path, architecture: str, arguments: dict):
    torch.manual_seed(0)
    network = build(architecture, arguments)
    path = tmp_path / "seeded.safetensors"
    save_weights(path, network.state_dict(), Header("seeded", architecture, arguments, input_size=128))
    pixels = np.random.default_rng(0).integers(0, 256, (1, 128, 128, 3), dtype=np.uint8)

    got = OpenVinoEngine(path, precision="f32")._heatmaps(pixels)
    with torch.inference_mode():
        expected = network.eval()(torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1).numpy()

    assert got.shape == (1, 16, 32, 32)
    assert np.abs(got - expected).max() < 1e-4 * np.abs(expected).max()
