"""Counting: published parameters and multiply-adds, depth by hand, and memory that really is needed."""

import math

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from stickercam.models.configurations import NETWORKS, build
from stickercam.models.count import COUNTED, count, count_network

PAPER = {"width": 256, "wide_stem": False}


# Slow: many stacks, which the fewer ones vouch for.
@pytest.mark.parametrize(
    ("arguments", "parameters", "giga"),
    [
        ({"stacks": 1, "residuals": 1, **PAPER}, 3_426_448, 5.15),
        pytest.param({"stacks": 2, "residuals": 1, **PAPER}, 6_570_400, 8.33, marks=pytest.mark.slow),
        pytest.param({"stacks": 8, "residuals": 1, **PAPER}, 25_434_112, 27.44, marks=pytest.mark.slow),
        ({"stacks": 1, "residuals": 2, **PAPER}, 6_429_840, 7.76),
        pytest.param({"stacks": 4, "residuals": 2, **PAPER}, 24_871_872, 25.16, marks=pytest.mark.slow),
        pytest.param({"stacks": 2, "residuals": 3, **PAPER}, 18_583_968, 18.79, marks=pytest.mark.slow),
    ],
)
def test_hourglasses_have_their_known_costs(arguments: dict, parameters: int, giga: float):
    found = count("hourglass", arguments)

    assert found.parameters == parameters
    assert found.multiply_adds / 1e9 == pytest.approx(giga, abs=0.006)
    # 10 in the stem; a stack's longest way goes down and up 4 levels: 13 groups less the 4 upper ones, and one after;
    # then features and heatmaps, and back in before the next stack.
    stacks, residuals = arguments["stacks"], arguments["residuals"]
    assert found.depth == 10 + stacks * (3 * 10 * residuals + 2) + (stacks - 1)


@pytest.mark.parametrize(
    ("backbone", "width", "parameters", "giga"),
    [
        ("resnet18", 256, 15_376_464, 3.86), ("resnet34", 256, 25_484_624, 6.28), ("resnet50", 256, 33_999_440, 7.23),
        ("resnet18", 128, 12_752_208, 2.78), ("resnet50", 128, 28_229_456, 5.95),
    ],
)  # fmt: skip
def test_simple_baselines_have_their_known_costs(backbone: str, width: int, parameters: int, giga: float):
    found = count("simplebaseline", {"backbone": backbone, "width": width})

    assert found.parameters == parameters
    assert found.multiply_adds / 1e9 == pytest.approx(giga, abs=0.006)
    assert found.depth == int(backbone[6:]) - 1 + 3 + 1  # a ResNet's number counts its classifier


@pytest.mark.parametrize("name", ["simplebaseline-lite", pytest.param("hourglass-tiny", marks=pytest.mark.slow)])
def test_torch_counts_the_same(name: str):
    with torch.device("meta"):
        network = build(*NETWORKS[name]).eval()
    counter = FlopCounterMode(display=False)

    with counter, torch.no_grad():
        network(torch.empty(1, 3, 256, 256, device="meta"))

    assert count(*NETWORKS[name]).multiply_adds * 2 == counter.get_total_flops()


@pytest.mark.parametrize("name", [*list(NETWORKS)[1:], pytest.param("hourglass", marks=pytest.mark.slow)])
def test_what_the_list_says_is_what_is_counted(name: str):
    found = count(*NETWORKS[name])

    assert COUNTED[name] == (found.parameters, found.multiply_adds)


def test_multiply_adds_go_with_the_area():
    small, large = (count("hourglass", {"stacks": 1, "residuals": 1, "width": 32}, size=size) for size in (64, 192))

    assert large.multiply_adds == 9 * small.multiply_adds
    assert (large.parameters, large.depth) == (small.parameters, small.depth)


class Three(nn.Module):
    """Two ways of one and two layers that meet; one of them transposed, one in groups."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 8, 1)
        self.grouped = nn.Conv2d(8, 8, 3, padding=1, groups=4)
        self.up = nn.ConvTranspose2d(8, 2, 4, 2, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.first(x)
        return self.up(x + self.grouped(torch.relu(x)))


def test_a_network_counted_by_hand():
    found = count_network(Three().eval(), size=10)

    assert found.parameters == (3 * 8 + 8) + (8 * 2 * 9 + 8) + (8 * 2 * 16 + 2)
    assert found.multiply_adds == 100 * (3 * 8) + 100 * (8 * 2 * 9) + 100 * (8 * 2 * 16)
    assert found.depth == 3
    assert found.weights == 4 * found.parameters
    plane = 100 * 4  # bytes of a map of 10 x 10
    # The fullest moment: what came out of the first layer, its ReLU, the grouped layer's (the ReLU still has its name).
    assert found.activations >= 3 * 8 * plane
    assert found.activations <= 4 * 8 * plane


def test_values_on_a_real_device_count_as_without():
    arguments = {"stacks": 1, "residuals": 1, "width": 16, "stem": 8}

    assert count_network(build("hourglass", arguments).eval(), size=64) == count("hourglass", arguments, size=64)


def test_activations_are_at_least_the_largest_layer_and_less_than_all():
    found = count("simplebaseline", {"backbone": "resnet18", "width": 64})

    assert 2 * 64 * 128 * 128 * 4 <= found.activations <= math.prod((30, 64, 128, 128, 4))
