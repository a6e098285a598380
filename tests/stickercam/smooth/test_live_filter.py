"""The live filter: figures on seeded noise, and what it does with joints that come and go."""

import numpy as np
import pytest

from stickercam.frames import Pose
from stickercam.models.skeleton import L_ANKLE, LEGS, PELVIS, R_ANKLE, R_WRIST
from stickercam.smooth import LiveFilter
from tests.synthetic import person

XY = person()
UNIT = float(np.hypot(*(XY[7] - XY[6])))
SCORE = np.full(16, 0.9, np.float32)


def pose(xy, time, score=SCORE) -> Pose:
    return Pose(np.asarray(xy, np.float32), np.asarray(score, np.float32), time)


def filtered(xy, fps: float = 30.0) -> np.ndarray:
    """(N, 16, 2) -> (N, 16, 2)."""
    steady = LiveFilter()
    return np.array([steady(pose(frame, number / fps)).xy for number, frame in enumerate(xy)])


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_at_rest_at_most_a_seventh_of_the_tremble_is_left(fps: int):
    noise = np.random.default_rng(0).normal(0, 0.02 * UNIT, (10 * fps, 16, 2))
    out = filtered(XY + noise, fps)[2 * fps :]

    assert np.diff(out, axis=0).std() / np.diff(noise, axis=0).std() <= 0.15


@pytest.mark.parametrize("fps", [30, 60])
def test_a_wave_lags_by_at_most_33_milliseconds(fps: int):
    times = np.arange(8 * fps) / fps
    noise = np.random.default_rng(0).normal(0, 0.02 * UNIT, (len(times), 16, 2))
    truth = np.repeat(XY[None], len(times), 0)
    swing = lambda time: 0.4 * UNIT * np.sin(2 * np.pi * 2 * time)  # noqa: E731
    truth[:, R_WRIST, 0] += swing(times)
    out = filtered(truth + noise, fps)[2 * fps :, R_WRIST, 0] - XY[R_WRIST, 0]
    lags = np.arange(0, 0.1, 0.001)
    misses = [np.abs(out - out.mean() - swing(times[2 * fps :] - lag)).mean() for lag in lags]

    assert lags[int(np.argmin(misses))] <= 0.033


def test_what_stands_still_is_not_moved():
    assert np.allclose(filtered(np.repeat(XY[None], 60, 0)), XY, atol=1e-3)


def test_a_jump_to_elsewhere_for_one_frame_is_not_shown():
    xy = np.repeat(XY[None], 40, 0)
    xy[30, R_WRIST] += (1.2 * UNIT, 0)

    assert np.abs(filtered(xy) - XY).max() < 0.05 * UNIT


def test_unseen_legs_rest_below_the_body_and_have_no_score():
    score = SCORE.copy()
    score[list(LEGS)] = 0
    nonsense = XY.copy()
    nonsense[list(LEGS)] = (3, 3)
    steady = LiveFilter()
    last = [steady(pose(nonsense, t / 30, score)) for t in range(60)][-1]

    assert (last.score[[R_ANKLE, L_ANKLE]] == 0).all()
    assert (last.xy[[R_ANKLE, L_ANKLE], 1] > last.xy[PELVIS, 1] + UNIT).all()


@pytest.mark.parametrize("fps", [7, 30])
def test_a_hand_that_comes_back_is_followed_from_the_second_frame_on(fps: int):
    """At seven frames a second as well, where easing by the clock would take longer than the hand is there."""
    times, steady = np.arange(4 * fps) / fps, LiveFilter()
    far, shown = [], []
    for time in times:
        xy, score = XY.copy(), SCORE.copy()
        xy[R_WRIST] += (0.5 * UNIT * np.sin(2 * time), -UNIT)
        score[R_WRIST] = 0.0 if 1 <= time < 2 else 0.9
        out = steady(pose(xy, time, score))
        shown.append(out.score[R_WRIST] > 0)
        far.append(np.hypot(*(out.xy - xy)[R_WRIST]) / UNIT)
    back = int(np.flatnonzero(times >= 2)[0])
    late = round(0.15 * fps)  # frames: in a sixth of a second, or with the second frame

    assert shown[back + late]
    assert max(far[back + late :]) < 0.12


def test_somebody_new_is_shown_where_he_is():
    steady = LiveFilter()
    for t in range(30):
        steady(pose(XY, t / 30))
    other = XY + (250, 20)

    assert np.allclose(steady(pose(other, 2.0)).xy, other, atol=1)
