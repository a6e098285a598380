"""Holding still takes the picture, once for each pose."""

import numpy as np
import pytest

from stickercam.actions.shutter import HoldShutter
from stickercam.crop import nobody
from stickercam.frames import Pose
from stickercam.models.skeleton import R_WRIST
from tests.synthetic import motion, person

XY = person()
UNIT = float(np.hypot(*(XY[7] - XY[6])))


def told(hand: list[tuple[float, float]], fps: float = 30.0) -> list[float]:
    """Times at which the picture was taken. hand: (seconds, T that the hand is aside), in between it moves evenly."""
    shutter, out, rng = HoldShutter(), [], np.random.default_rng(0)
    seconds, aside = np.transpose(hand)
    for time in np.arange(0, seconds[-1], 1 / fps):
        xy = XY + rng.normal(0, 0.004 * UNIT, XY.shape)  # what a filter leaves of the tremor
        xy[R_WRIST, 0] -= np.interp(time, seconds, aside) * UNIT
        if shutter.step(Pose(xy.astype(np.float32), np.full(16, 0.9, np.float32), float(time))) == 1:
            out.append(float(time))
    return out


@pytest.mark.parametrize("fps", [10, 30, 60])
def test_a_pose_that_is_held_is_taken_after_a_second_and_a_half(fps: float):
    times = told([(0, 0), (1, 0.8), (4, 0.8)], fps)

    assert len(times) == 1
    assert times[0] == pytest.approx(2.5, abs=0.2)


def test_who_stays_as_he_is_is_taken_once_and_again_after_a_move():
    assert len(told([(0, 0), (6, 0)])) == 1
    assert len(told([(0, 0), (3, 0), (3.5, 0.8), (6, 0.8), (6.5, 0), (9, 0)])) == 3


def test_moving_takes_nothing():
    zigzag = [(0.4 * k, 0.5 * (k % 2)) for k in range(20)]

    assert told(zigzag) == []
    for name in ("walk", "wave_right", "dance_sway"):
        shutter = HoldShutter()
        assert all(shutter.step(pose) < 1 for pose in motion(name))


def test_nobody_holds_still():
    shutter = HoldShutter()

    assert [shutter.step(nobody(t / 30)) for t in range(90)] == [0.0] * 90
