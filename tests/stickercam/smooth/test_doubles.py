"""A hidden hand that the network sees in the other hand's place, and hands that do meet."""

import numpy as np
import pytest

from stickercam.frames import Pose
from stickercam.models.skeleton import L_ELBOW, L_WRIST, R_WRIST
from stickercam.smooth import LiveFilter, smooth_take
from tests.synthetic import person

XY = person()
UNIT = float(np.hypot(*(XY[7] - XY[6])))


def poses(left_score: float) -> list[Pose]:
    """One second with both hands seen apart, one with the left one said to be where the right one is."""
    out = []
    for number in range(60):
        xy, score = XY.copy(), np.full(16, 0.9)
        if number >= 30:
            xy[L_WRIST] = xy[R_WRIST] + 0.03 * UNIT
            score[L_WRIST] = left_score
        out.append(Pose(xy.astype(np.float32), score.astype(np.float32), number / 30))
    return out


def live(taken: list[Pose]) -> list[Pose]:
    steady = LiveFilter()
    return [steady(pose) for pose in taken]


@pytest.mark.parametrize("steady", [live, smooth_take], ids=["live", "take"])
def test_a_hidden_hand_is_not_drawn_on_the_other_one(steady):
    last = steady(poses(0.36))[-1]

    assert last.score[L_WRIST] == 0
    assert np.hypot(*(last.xy[L_WRIST] - last.xy[R_WRIST])) > 0.5 * UNIT
    assert np.hypot(*(last.xy[L_WRIST] - last.xy[L_ELBOW])) < 0.7 * UNIT


@pytest.mark.parametrize("steady", [live, smooth_take], ids=["live", "take"])
def test_hands_that_meet_are_both_seen(steady):
    assert steady(poses(0.8))[-1].score[L_WRIST] > 0
