"""Every engine against eager torch in float32, and how one is chosen."""

import logging
import sys
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from stickercam.errors import StickercamError, UsageError
from stickercam.models.conventions import Convention
from stickercam.models.engine import Engine, open_engine
from stickercam.models.engine.cuda import CudaEngine
from stickercam.models.engine.openvino_engine import OpenVinoEngine
from stickercam.models.engine.torch_engine import TorchEngine
from stickercam.models.geometry import Roi
from stickercam.models.weights import load_network, save_weights

NO_CARD = not torch.cuda.is_available()


def the_engine(name: str, weights: Path, cache: Path) -> Engine:
    """An engine by name; "cuda program" is what the card would run, on this processor and without a graph."""
    if name == "cuda program":
        return CudaEngine(weights, device="cpu")
    if name == "openvino":  # what it chooses itself, bfloat16 on some processors, has its own test
        return OpenVinoEngine(weights, cache=cache, precision="f32")
    return open_engine(weights, name, cache=cache)


ENGINES = ["torch", "openvino", "cuda program", pytest.param("cuda", marks=pytest.mark.gpu)]


def in_frame(xy: np.ndarray) -> np.ndarray:
    """Which dots can be seen whole, or nearly so."""
    return ((xy >= 12) & (xy <= (639 - 12, 479 - 12))).all(axis=-1)


@pytest.mark.parametrize("name", ENGINES)
def test_joints_are_where_they_were_drawn(name: str, weights: Path, cache: Path, scenes):
    engine = the_engine(name, weights, cache)

    for scene in scenes:
        xy, score = engine.joints(scene.image, [scene.roi])

        assert xy.shape == (1, 16, 2) and score.shape == (1, 16)
        assert xy.dtype == score.dtype == np.float32
        seen = in_frame(scene.xy)
        assert seen.sum() >= 6
        away = np.linalg.norm(xy[0] - scene.xy, axis=1)[seen] * 256 / scene.roi.side  # crop pixels
        assert np.median(away) < 1.5 and away.max() < 5
        assert score[0, seen].min() > 0.3


@pytest.mark.parametrize("name", ENGINES[1:])
def test_an_engine_agrees_with_eager_torch(name: str, weights: Path, cache: Path, scenes):
    reference, engine = TorchEngine(weights), the_engine(name, weights, cache)

    for scene in scenes:
        expected, score = reference.joints(scene.image, [scene.roi])
        xy, other = engine.joints(scene.image, [scene.roi])

        gaps = np.linalg.norm(xy - expected, axis=-1)[0] * 256 / scene.roi.side  # crop pixels
        # A dot beyond the frame was not drawn: of two places that look a little like it either may win.
        assert gaps[(score[0] > 0.3) & in_frame(scene.xy)].max() < 0.5
        assert np.abs(other - score).max() < 0.05


@pytest.mark.parametrize("device", ["auto", "cpu"])
def test_the_engine_that_is_chosen_agrees_with_eager_torch(device: str, weights: Path, cache: Path, scenes):
    reference, engine = TorchEngine(weights), open_engine(weights, device, cache=cache)

    for scene in scenes[:2]:
        expected, _ = reference.joints(scene.image, [scene.roi])
        xy, _ = engine.joints(scene.image, [scene.roi])

        assert np.linalg.norm(xy - expected, axis=-1).max() * 256 / scene.roi.side < 0.5  # crop pixels


@pytest.mark.parametrize("name", ENGINES)
def test_the_convention_of_the_weights_is_honoured(name: str, weights: Path, cache: Path, scenes, tmp_path: Path):
    """The same network as somebody who feeds BGR, divides by other numbers and counts cells otherwise has it."""
    network, header = load_network(weights)
    std = (60.0, 90.0, 200.0)  # of B, G, R
    first = network.stem[0].weight
    network.stem[0].weight.data = first.flip(1) * (torch.tensor(std) / 127.5).view(1, 3, 1, 1)
    convention = Convention("BGR", (127.5, 127.5, 127.5), std, offset=3.5)
    save_weights(tmp_path / "theirs.safetensors", network.state_dict(), replace(header, convention=convention))
    ours, theirs = the_engine(name, weights, cache), the_engine(name, tmp_path / "theirs.safetensors", cache)

    for scene in scenes[:3]:
        expected, score = ours.joints(scene.image, [scene.roi])
        xy, other = theirs.joints(scene.image, [scene.roi])

        np.testing.assert_allclose(other, score, atol=0.03)
        cos, sin = np.cos(scene.roi.turn), np.sin(scene.roi.turn)
        step = 2 * scene.roi.side / 256 * np.array([cos - sin, sin + cos])  # 3.5 less our 1.5, both ways
        sure = (score[0] > 0.3) & in_frame(scene.xy)
        assert np.abs(xy - expected - step)[0, sure].max() < 0.3


def demo_frames() -> list[np.ndarray]:
    video = cv2.VideoCapture(str(files("stickercam.assets") / "clips" / "demo.mp4"))
    frames = []
    while (read := video.read())[0]:
        frames.append(cv2.cvtColor(read[1], cv2.COLOR_BGR2RGB))
    return frames[:: max(1, len(frames) // 5)]


SHIPPED = sorted(Path(str(files("stickercam.assets") / "weights")).glob("*.safetensors"))


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES[1:])
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_with_the_shipped_weights_an_engine_agrees_with_eager_torch(name: str, path: Path, cache: Path):
    reference, engine = TorchEngine(path), the_engine(name, path, cache)
    gaps = []

    for image in demo_frames():
        height, width = image.shape[:2]
        roi = Roi(width / 2, height / 2, 1.05 * max(height, width))
        expected, score = reference.joints(image, [roi])
        xy, _ = engine.joints(image, [roi])
        gaps.extend((np.linalg.norm(xy - expected, axis=-1) * 256 / roi.side)[score > 0.3])  # crop pixels

    # OpenVINO gets the very same bytes. A card samples more finely than OpenCV does, by a level here and there:
    # of two peaks of one height either may win then.
    assert len(gaps) >= 16
    assert (max(gaps) if name == "openvino" else np.percentile(gaps, 98)) < 0.5


@pytest.mark.parametrize("name", ENGINES)
def test_many_regions_give_what_each_gives_alone(name: str, weights: Path, cache: Path, scenes):
    engine, image = the_engine(name, weights, cache), scenes[0].image
    rois = [scene.roi for scene in scenes] * 2 + [Roi(-5000.0, 0.0, 90.0)]

    xy, score = engine.joints(image, rois)

    assert xy.shape == (13, 16, 2) and score.shape == (13, 16)
    for number, roi in enumerate(rois[:6]):
        alone, alone_score = engine.joints(image, [roi])
        np.testing.assert_allclose(score[number], alone_score[0], atol=0.02)
        if number == 0:  # the region that the dots were drawn for
            assert np.abs(xy[[0, 6]] - alone).max() < 0.5


@pytest.mark.parametrize("name", ENGINES)
def test_no_region_gives_no_joints(name: str, weights: Path, cache: Path):
    xy, score = the_engine(name, weights, cache).joints(np.zeros((48, 64, 3), np.uint8), [])

    assert xy.shape == (0, 16, 2) and score.shape == (0, 16)


@pytest.mark.parametrize("name", ENGINES)
def test_frames_of_other_sizes_may_follow(name: str, weights: Path, cache: Path, scenes):
    engine, scene = the_engine(name, weights, cache), scenes[0]
    first, _ = engine.joints(scene.image, [scene.roi])
    larger = np.pad(scene.image, ((0, 300), (0, 500), (0, 0)), constant_values=127)

    engine.joints(larger, [Roi(1000.0, 700.0, 100.0)])
    engine.joints(np.zeros((31, 17, 3), np.uint8), [Roi(8.0, 15.0, 30.0)])
    again, _ = engine.joints(scene.image, [scene.roi])

    np.testing.assert_allclose(again, first, atol=0.02)


@pytest.mark.parametrize("name", ENGINES)
def test_the_calibration_of_the_weights_is_applied(name: str, weights: Path, cache: Path, scenes):
    engine = the_engine(name, weights, cache)
    _, plain = engine.joints(scenes[0].image, [scenes[0].roi])

    engine.header = replace(engine.header, calibration={"raw": [0.0, 1.0], "score": [0.4, 0.6]})
    _, score = engine.joints(scenes[0].image, [scenes[0].roi])

    np.testing.assert_allclose(score, 0.4 + 0.2 * plain, atol=2e-3)


@pytest.mark.skipif(not NO_CARD, reason="this machine has an NVIDIA card")
def test_without_a_card_openvino_is_taken(weights: Path, cache: Path):
    for device in ("auto", "cpu"):
        engine = open_engine(weights, device, cache=cache)

        assert (engine.name, engine.device, engine.header.name) == ("openvino", "cpu", "dots")


@pytest.mark.skipif(not NO_CARD, reason="this machine has an NVIDIA card")
def test_a_card_that_is_not_there_is_one_sentence(weights: Path):
    with pytest.raises(StickercamError, match=r"NVIDIA card.*--device cpu"):
        open_engine(weights, "cuda")


@pytest.mark.gpu
def test_with_a_card_the_card_is_taken(weights: Path):
    assert open_engine(weights).name == "cuda"


def test_without_openvino_torch_steps_in_and_says_so(
    weights: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setitem(sys.modules, "openvino", None)  # what an import finds where it is not installed

    with caplog.at_level(logging.WARNING):
        engine = open_engine(weights, "cpu")

    assert engine.name == "torch"
    assert "openvino" in caplog.text and len(caplog.records) == 1
    with pytest.raises(StickercamError, match="pip install openvino"):
        open_engine(weights, "openvino")


def test_an_unknown_device_is_a_wrong_usage(weights: Path):
    with pytest.raises(UsageError, match="there is no device tpu: choose one of auto, cuda, cpu"):
        open_engine(weights, "tpu")


@pytest.mark.parametrize("device", ["auto", "cpu", "torch"])
def test_a_bad_file_is_refused_before_anything_starts(tmp_path: Path, device: str):
    path = tmp_path / "weights.pth"
    path.write_bytes(b"PK\x03\x04 whatever")

    with pytest.raises(StickercamError, match=r"weights\.pth is a pickle"):
        open_engine(path, device)
