"""The networks: their size, their shapes, that all of them learns."""

import pytest
import torch

from stickercam.errors import UsageError
from stickercam.models.configurations import NETWORKS, build, network_name
from stickercam.models.hourglass import StackedHourglass
from stickercam.models.simplebaseline import SimpleBaseline

PARAMETERS = {
    "hourglass": 25_032_384,
    "hourglass-lite": 2_089_088,
    "hourglass-tiny": 1_879_552,
    "simplebaseline": 33_999_440,
    "simplebaseline-lite": 6_549_784,
    "simplebaseline-tiny": 2_256_112,
}


def count(make) -> int:
    with torch.device("meta"):  # shapes without values: nothing is filled, so the largest costs nothing
        return sum(parameter.numel() for parameter in make().parameters())


@pytest.mark.parametrize("name", NETWORKS)
def test_the_number_of_parameters_is_exact(name: str) -> None:
    assert count(lambda: build(*NETWORKS[name])) == PARAMETERS[name]


@pytest.mark.parametrize(
    ("stacks", "residuals", "wide_stem", "expected"),
    [(4, 2, False, 24_871_872), (8, 1, False, 25_434_112), (2, 1, True, 6_730_912), (1, 1, False, 3_426_448)],
)
def test_published_hourglasses_have_their_published_size(stacks, residuals, wide_stem, expected) -> None:
    assert count(lambda: StackedHourglass(stacks, residuals, 256, wide_stem=wide_stem)) == expected


@pytest.mark.parametrize(
    ("depth", "width", "expected"), [(18, 256, 15_376_464), (34, 256, 25_484_624), (101, 256, 52_991_568),
                                     (152, 256, 68_635_216), (18, 128, 12_752_208)],
)  # fmt: skip
def test_simple_baselines_of_every_depth_have_their_size(depth: int, width: int, expected: int) -> None:
    assert count(lambda: SimpleBaseline(f"resnet{depth}", width)) == expected


def test_the_resnet_has_torchvisions_names() -> None:
    names = set(SimpleBaseline("resnet50").backbone.state_dict())

    assert {"conv1.weight", "bn1.running_mean", "layer1.0.downsample.0.weight", "layer4.2.bn3.bias"} <= names
    assert len(names) == 318  # torchvision's 320 without fc


@pytest.mark.parametrize("name", ["hourglass-lite", "hourglass-tiny", "simplebaseline-lite", "simplebaseline-tiny"])
def test_heatmaps_have_a_quarter_of_the_crop_and_every_parameter_learns(name: str) -> None:
    network = build(*NETWORKS[name])

    outputs = network(torch.rand(2, 3, 64, 64))
    outputs = outputs if isinstance(outputs, list) else [outputs]
    sum((output**2).mean() for output in outputs).backward()

    assert all(output.shape == (2, 16, 16, 16) for output in outputs)
    assert len(outputs) == (2 if name.startswith("hourglass") else 1)
    assert all(parameter.grad is not None for parameter in network.parameters())


def test_the_full_hourglass_gives_every_stack_in_training_and_the_last_in_use() -> None:
    torch.manual_seed(0)
    network = StackedHourglass(3, 1, 32, stem=16)
    x = torch.rand(2, 3, 64, 64)

    outputs = network(x)
    network.eval()

    assert [tuple(output.shape) for output in outputs] == [(2, 16, 16, 16)] * 3
    assert network(x).shape == (2, 16, 16, 16)


def test_a_frozen_trunk_keeps_its_early_blocks() -> None:
    network = build(*NETWORKS["simplebaseline-tiny"])
    network.backbone.freeze(7)

    network(torch.rand(1, 3, 64, 64).repeat(2, 1, 1, 1)).mean().backward()

    assert network.backbone.blocks[6].project.weight.grad is None
    assert network.backbone.blocks[7].project.weight.grad is not None


def test_an_unknown_network_is_said_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="hourglass-lite"):
        network_name("hourglas", "lite")
