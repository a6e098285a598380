"""Calibration of scores."""

from pathlib import Path

import numpy as np
import pytest
import torch

from stickercam.errors import StickercamError
from stickercam.models.configurations import NETWORKS, build
from stickercam.models.header import read_header
from stickercam.models.weights import Header, save_weights
from stickercam.train.publish import calibrate, peaks_and_hits, publish
from stickercam.train.sample import Dataset, Sample
from tests.train.people import STANDING, draw, write_people


def test_scores_become_the_share_of_right_joints() -> None:
    rng = np.random.default_rng(0)
    heights = rng.uniform(0, 1, 20_000)
    hits = rng.random(20_000) < heights**2  # right more seldom than the height would say

    curve = calibrate(heights, hits)

    at = np.linspace(0.05, 0.95, 10)
    assert np.abs(np.interp(at, curve["raw"], curve["score"]) - at**2).max() < 0.06


def test_the_curve_rises_even_where_the_data_do_not() -> None:
    heights = np.linspace(0, 1, 1200)
    hits = np.where(heights < 0.5, heights > 0.2, heights > 0.7)

    curve = calibrate(heights, hits)

    assert (np.diff(curve["raw"]) > 0).all() and (np.diff(curve["score"]) >= 0).all()


def guess(crops: torch.Tensor) -> torch.Tensor:
    """A network that sees every joint, half sure, in the middle of the crop."""
    maps = torch.zeros(len(crops), 16, 64, 64)
    maps[:, :, 32, 32] = 0.5
    return maps


def test_who_has_no_torso_cannot_be_right_by_the_length_of_something_else() -> None:
    joints = np.column_stack([STANDING, np.full(16, 2)]).astype(np.float32)
    portrait = joints.copy()
    portrait[:7] = 0  # from the hips down nothing is labelled
    people = [Sample(lambda: draw(STANDING), xy, np.array([40, 25, 110, 180], np.float32)) for xy in (joints, portrait)]

    heights, hits = peaks_and_hits(guess, [Dataset("both", people)], 12)
    whole, _ = peaks_and_hits(guess, [Dataset("whole", people[:1])], 12)

    assert 0 < len(heights) < len(whole) == 12 * 16 and (heights == 0.5).all()
    assert hits.mean() < 0.5
    with pytest.raises(StickercamError, match="nobody's torso"):
        peaks_and_hits(guess, [Dataset("portraits", people[1:])], 3)


@pytest.mark.slow
def test_what_is_published_says_how_good_it_is_in_half_the_bytes(tmp_path: Path) -> None:
    data, name = f"npz:{write_people(tmp_path / 'drawn', 8)}", "simplebaseline-tiny"
    kind, arguments = NETWORKS[name]
    network = build(kind, arguments).eval()
    save_weights(tmp_path / "run.safetensors", network.state_dict(), Header(name, kind, arguments, input_size=64))

    scores = publish(tmp_path / "run.safetensors", tmp_path / "out.safetensors", [data], crops=24)

    header = read_header(tmp_path / "out.safetensors")
    assert header.scores["drawn"] == scores["drawn"] and scores["drawn"]["people"] == 2
    assert "64 px" in header.scores["protocol"] and header.calibration is not None
    assert (tmp_path / "out.safetensors").stat().st_size < 0.6 * (tmp_path / "run.safetensors").stat().st_size
