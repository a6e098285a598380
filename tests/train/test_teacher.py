"""Distillation."""

from pathlib import Path

import pytest
import torch

from stickercam.models.configurations import NETWORKS, build
from stickercam.models.weights import Header, save_weights
from stickercam.train.batches import Batch
from stickercam.train.teacher import Teacher


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    architecture, arguments = NETWORKS["simplebaseline-tiny"]
    path = tmp_path_factory.mktemp("teacher") / "teacher.safetensors"
    network = build(architecture, arguments)
    torch.nn.init.constant_(network.final_layer.bias, 0.5)
    save_weights(path, network.state_dict(), Header("t", architecture, arguments, 64))
    return path


def batch() -> Batch:
    torch.manual_seed(1)
    weight = torch.ones(2, 16)
    weight[0, 3] = 0
    return Batch(torch.rand(2, 3, 64, 64) * 2 - 1, torch.rand(2, 16, 16, 16), weight, ("a", "b"))


def test_labels_and_teacher_are_blended_and_unknown_joints_are_the_teacher_s_alone(file: Path) -> None:
    teacher, given = Teacher(file, share=0.25, sigma=2.0, device="cpu"), batch()

    target, weight = teacher.blend(given)

    maps = teacher.network(given.crops).clamp(0, 1)
    assert torch.allclose(target[1], 0.75 * given.target[1] + 0.25 * maps[1])
    assert torch.allclose(target[0, 3], maps[0, 3]) and weight[0, 3] == 0.25
    assert weight.sum() == 31.25


def test_a_share_of_nothing_teaches_the_labels(file: Path) -> None:
    given = batch()

    target, weight = Teacher(file, share=0.0, sigma=2.0, device="cpu").blend(given)

    assert torch.equal(target[1], given.target[1]) and torch.equal(weight, given.weight)


def test_wider_peaks_of_a_teacher_are_made_as_narrow_as_the_pupil_s(file: Path) -> None:
    teacher = Teacher(file, share=1.0, sigma=1.0, device="cpu")
    gap = torch.arange(16.0) - 8
    wide, narrow = (0.7 * torch.exp(-(gap**2) / (2 * sigma**2)) for sigma in (2.0, 1.0))
    teacher.network = lambda crops: wide.expand(2, 16, 16, 16)

    target, _ = teacher.blend(batch())

    assert torch.allclose(target, narrow.expand(2, 16, 16, 16), atol=1e-6)
