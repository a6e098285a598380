"""Two networks on the same people: no difference from oneself, and a real one is seen."""

from pathlib import Path

import numpy as np

from stickercam.study.measure import compare, hardest


def answers(file: Path, off: np.ndarray) -> Path:
    """N people of one shape, their joints found `off` (N,) pixels too far to the right."""
    joints = np.zeros((len(off), 16, 3))
    joints[..., 0], joints[..., 1] = np.arange(16) * 7 % 50, np.arange(16) * 6
    joints[..., 2] = 2
    xy = joints[..., :2] + np.column_stack([off, 0 * off])[:, None]
    places = np.array([f"drawn/{k}" for k in range(len(off))])
    np.savez(file, xy=xy, joints=joints, heads=np.full(len(off), 10.0), score=np.ones((len(off), 16)), place=places)
    return file


def test_a_network_does_not_differ_from_itself(tmp_path: Path):
    one = answers(tmp_path / "one.npz", np.linspace(0, 60, 30))

    found = compare(one, one)

    for name in ("pck@0.5", "pck@0.2", "map"):
        assert (found[name]["value"], found[name]["interval"]) == (0.0, [0.0, 0.0])


def test_who_is_nearer_is_better_and_the_interval_says_surely(tmp_path: Path):
    worse = answers(tmp_path / "worse.npz", np.linspace(0, 60, 60))
    better = answers(tmp_path / "better.npz", np.linspace(0, 20, 60))

    found = compare(worse, better)["pck@0.2"]

    assert found["value"] > 30 and found["interval"][0] > 0
    assert compare(better, worse)["pck@0.2"]["value"] == -found["value"]


def test_the_hardest_people_are_those_both_get_wrong(tmp_path: Path):
    one = answers(tmp_path / "one.npz", np.array([0.0, 90.0, 5.0, 90.0]))
    other = answers(tmp_path / "other.npz", np.array([0.0, 90.0, 5.0, 0.0]))

    assert hardest([one, other], 2) == [1, 3]
