"""Encoding and decoding of joints."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from stickercam.models.geometry import STRIDE
from stickercam.models.heatmap import decode, encode, flip_average, mirror
from stickercam.models.skeleton import FLIP


def joints(seed: int, low: float = 0.0, high: float = 63.0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(low, high, (40, 16, 2)).astype(np.float32)


@pytest.mark.parametrize("sigma", [1.5, 2.0])
def test_clean_joints_come_back_within_a_hundredth_of_a_pixel(sigma: float) -> None:
    truth = joints(0, 2.0, 61.0)

    xy, score = decode(encode(truth, sigma, 64).astype(np.float32))

    assert np.abs(xy - truth).max() * STRIDE < 0.01
    assert score.min() > 0.85  # the cell nearest to the centre is less than the peak itself


def test_noisy_joints_come_back_within_a_fifth_of_a_pixel_on_average() -> None:
    truth = joints(1, 2.0, 61.0)
    noise = np.random.default_rng(2).normal(0, 0.02, (40, 16, 64, 64))

    xy, _ = decode((0.6 * encode(truth, 2.0, 64) + noise).astype(np.float32))

    error = np.linalg.norm(xy - truth, axis=-1) * STRIDE
    assert error.mean() < 0.25
    assert abs((xy - truth).mean()) * STRIDE < 0.02  # no bias


def test_joints_at_the_very_edge_are_decoded_too() -> None:
    truth = np.array([[[0.0, 0.0], [63.0, 63.0], [0.3, 40.0], [62.8, 5.0]]], np.float32)

    xy, _ = decode(encode(truth, 2.0, 64).astype(np.float32))

    assert np.abs(xy - truth).max() * STRIDE < 0.05


def test_torch_and_numpy_give_the_same_joints() -> None:
    maps = encode(joints(3), 2.0, 64).astype(np.float32)
    maps += np.random.default_rng(4).normal(0, 0.05, maps.shape).astype(np.float32)

    xy, score = decode(maps)
    xy_torch, score_torch = decode(torch.from_numpy(maps))

    assert np.abs(xy - xy_torch.numpy()).max() < 1e-3
    assert np.allclose(score, score_torch.numpy())


def test_encoding_is_the_same_in_torch() -> None:
    truth = joints(5)

    assert np.allclose(encode(truth, 2.0, 64), encode(torch.from_numpy(truth), 2.0, 64).numpy(), atol=1e-6)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 1e-30, 1.0, 1e6]))
def test_no_map_decodes_to_something_that_is_not_a_number(seed: int, height: float) -> None:
    maps = np.random.default_rng(seed).normal(0, height, (1, 16, 64, 64)).astype(np.float32)

    xy, score = decode(maps)

    assert np.isfinite(xy).all() and np.isfinite(score).all()
    assert xy.min() >= -1 and xy.max() <= 64 and score.min() >= 0 and score.max() <= 1


def test_a_mirrored_map_decodes_to_the_mirrored_joints_without_a_shift() -> None:
    truth = joints(6, 2.0, 61.0)
    mirrored = np.stack([63 - truth[..., 0], truth[..., 1]], -1)[:, list(FLIP)]

    xy, _ = decode(np.ascontiguousarray(mirror(encode(mirrored, 2.0, 64))).astype(np.float32))

    assert np.abs(xy - truth).max() * STRIDE < 0.01


def test_flip_averaging_a_network_that_mirrors_well_changes_nothing() -> None:
    """The network here is a blur, which commutes with a flip, on maps that are their own sixteen channels."""

    class Blur(torch.nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            grey = torch.nn.functional.avg_pool2d(x.mean(1, keepdim=True), 4)
            return grey.expand(-1, 16, -1, -1)

    crops = torch.rand(2, 3, 64, 64)

    assert torch.allclose(flip_average(Blur(), crops), Blur()(crops), atol=1e-6)
