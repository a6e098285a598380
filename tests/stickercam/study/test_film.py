"""How steady joints are, and which frames show a motion."""

import numpy as np
import pytest

from stickercam.frames import Pose, Take
from stickercam.study.film import heights, moments, steadiness

STANDING = np.array([
    (60, 180), (62, 145), (64, 110), (86, 110), (88, 145), (90, 180), (75, 110), (75, 60), (75, 52), (75, 25),
    (40, 110), (45, 85), (58, 62), (92, 62), (105, 85), (110, 110),
], np.float32)  # fmt: skip
TORSO = 50.0  # pixels from pelvis to thorax


def poses(points: np.ndarray, score: float = 0.9) -> tuple[Pose, ...]:
    """points: (N, 16, 2)."""
    return tuple(Pose(xy.astype(np.float32), np.full(16, score, np.float32), k / 25) for k, xy in enumerate(points))


@pytest.mark.parametrize("share", [0.005, 0.02])
def test_tremor_is_the_deviation_of_white_noise(share: float):
    noise = np.random.default_rng(0).normal(0, share * TORSO, (400, 16, 2))

    found = steadiness(poses(STANDING + noise))

    assert found["tremor"] == pytest.approx(100 * share, rel=0.08)


def test_an_even_motion_is_no_tremor():
    way = np.arange(50)[:, None, None] * np.array([3.0, 1.0])

    assert steadiness(poses(STANDING + way))["tremor"] == pytest.approx(0, abs=1e-3)


def test_a_joint_that_is_elsewhere_for_a_frame_is_a_jump():
    points = np.repeat(STANDING[None], 26, axis=0)  # a second
    points[10, 15] += (TORSO, 0)

    assert steadiness(poses(points))["jumps"] == pytest.approx(1.0)


def test_joints_of_low_score_are_lost():
    points = np.repeat(STANDING[None], 10, axis=0)
    seen = poses(points)
    for pose in seen[:5]:
        pose.score[:4] = 0.1

    assert steadiness(seen)["lost"] == pytest.approx(100 * 20 / 160)
    assert steadiness(poses(points, score=0.1)) == {"tremor": None, "jumps": None, "lost": 100.0}


def test_moments_lie_where_the_hands_move():
    points = np.repeat(STANDING[None], 100, axis=0)
    points[60:80, [10, 15]] += np.arange(20)[:, None, None] * np.array([2.0, -5.0])
    points[80:, [10, 15]] += (40, -100)

    chosen = moments([Take(poses(points), None, (200, 200))], 6)

    assert (chosen[0], chosen[-1], len(chosen)) == (0, 99, 6)
    assert all(58 <= place <= 81 for place in chosen[1:-1])


def test_heights_count_from_the_hips_in_torsos():
    found = heights(Take(poses(np.repeat(STANDING[None], 3, axis=0)), None, (200, 200)))

    assert [height for _, height in found["left wrist"]] == pytest.approx([0.0] * 3)
    assert len(found["right wrist"]) == 3
