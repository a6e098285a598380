"""Conventions: what makes sense is read, and a network that is translated takes our input."""

import copy
from dataclasses import asdict

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from stickercam.models.conventions import OURS, Convention, read_convention, translate

THREE = st.tuples(*[st.floats(0.5, 300)] * 3)
CONVENTIONS = st.builds(Convention, st.sampled_from(["RGB", "BGR"]), THREE, THREE, st.floats(-4, 4))


@given(convention=CONVENTIONS)
def test_any_convention_comes_back_from_its_record(convention: Convention):
    assert read_convention(asdict(convention)) == convention


@pytest.mark.parametrize(
    "change",
    [
        {"order": "GBR"}, {"order": None}, {"mean": (1.0, 2.0)}, {"mean": 127}, {"std": (1.0, 0.0, 1.0)},
        {"std": (1.0, float("nan"), 1.0)}, {"offset": 99}, {"offset": None}, {"more": 1},
    ],
)  # fmt: skip
def test_a_convention_that_makes_no_sense_is_none(change: dict):
    assert read_convention(asdict(OURS) | change) is None


@pytest.mark.parametrize("record", [None, "x/127.5-1", [], {}, {"order": "RGB"}])
def test_what_is_no_convention_is_none(record: object):
    assert read_convention(record) is None


@given(convention=CONVENTIONS)
@settings(max_examples=25)
def test_a_translated_network_sees_what_it_is_used_to(convention: Convention):
    network = torch.nn.Sequential(torch.nn.Identity())
    levels = torch.arange(0.0, 255.0, 2.0)[: 3 * 4 * 4].view(1, 3, 4, 4)
    translate(network, convention)

    seen = network(levels / 127.5 - 1)

    mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in (convention.mean, convention.std))
    theirs = levels if convention.order == "RGB" else levels.flip(1)
    torch.testing.assert_close(seen, (theirs - mean) / std, rtol=1e-4, atol=1e-3)


def test_a_copy_in_half_precision_translates_too_and_nothing_is_added_to_the_weights():
    network = torch.nn.Sequential(torch.nn.Conv2d(3, 1, 1))
    names = set(network.state_dict())
    translate(network, Convention("BGR", (0.0, 0.0, 0.0), (255.0, 255.0, 255.0)))
    x = torch.rand(1, 3, 4, 4) * 2 - 1

    half = copy.deepcopy(network).bfloat16()

    assert set(network.state_dict()) == names
    torch.testing.assert_close(half(x.bfloat16()).float(), network(x), rtol=0.05, atol=0.05)


def test_our_own_input_costs_nothing():
    network = torch.nn.Identity()

    translate(network, OURS)
    translate(network, Convention(offset=0.0))

    assert not network._forward_pre_hooks and not dict(network.named_buffers())


def test_translating_twice_is_a_mistake():
    network = torch.nn.Identity()
    translate(network, Convention("BGR"))

    with pytest.raises(ValueError, match="takes our input already"):
        translate(network, Convention("BGR"))


@pytest.mark.parametrize(
    ("convention", "words"),
    [
        (OURS, "RGB, level / 127.5 - 1"),
        (Convention("RGB", (0.0,) * 3, (255.0,) * 3), "RGB, level / 255"),
        (Convention("RGB", (112.302, 113.22, 110.3385), (255.0,) * 3), "RGB, (level - (112.3, 113.2, 110.3)) / 255"),
        (Convention("BGR", (1.0, 2.0, 3.0), (4.0, 5.0, 6.0)), "BGR, (level - (1, 2, 3)) / (4, 5, 6)"),
    ],
)
def test_a_convention_says_itself(convention: Convention, words: str):
    assert str(convention) == words
