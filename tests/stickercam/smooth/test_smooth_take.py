"""The filter for takes: laws, and mistakes that it undoes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stickercam.crop import nobody
from stickercam.frames import Pose
from stickercam.models.skeleton import FLIP, L_ANKLE, LEGS, PELVIS, R_ANKLE, R_WRIST
from stickercam.smooth import smooth_take
from tests.synthetic import motion, person

XY = person()
UNIT = float(np.hypot(*(XY[7] - XY[6])))


def take(xy, score=0.9, fps: float = 30.0) -> list[Pose]:
    marks = np.broadcast_to(np.asarray(score, np.float32), xy.shape[:2])
    return [Pose(p.astype(np.float32), m.copy(), t / fps) for t, (p, m) in enumerate(zip(xy, marks, strict=True))]


def places(poses) -> np.ndarray:
    return np.array([pose.xy for pose in poses])


def turned_round(poses) -> list[Pose]:
    return [Pose(pose.xy, pose.score, poses[-1].time - pose.time) for pose in reversed(poses)]


@settings(max_examples=8)
@given(st.sampled_from(["wave_right", "jump", "walk", "boxing"]), st.sampled_from([0.0, 0.01, 0.03]))
def test_a_take_turned_round_in_time_gives_the_result_turned_round(name: str, noise: float):
    poses = motion(name, noise=noise)
    forward, backward = places(smooth_take(poses)), places(smooth_take(turned_round(poses)))

    assert np.allclose(forward, backward[::-1], atol=0.02)


@settings(max_examples=10)
@given(st.floats(-300, 300), st.floats(0.3, 2.0))
def test_a_take_elsewhere_and_larger_gives_the_result_elsewhere_and_larger(shift: float, scale: float):
    xy = places(motion("wave_right", noise=0.01))
    out, other = places(smooth_take(take(xy))), places(smooth_take(take(xy * scale + shift)))

    assert np.allclose(out * scale + shift, other, atol=0.05 * scale + 0.05)


def test_what_stands_still_is_not_moved():
    assert np.allclose(places(smooth_take(take(np.repeat(XY[None], 60, 0)))), XY, atol=1e-3)


def test_tremble_is_gone_and_motion_stays():
    truth = places(motion("wave_right"))
    unit = float(np.median(np.hypot(*(truth[:, 7] - truth[:, 6]).T)))
    out = places(smooth_take(motion("wave_right", noise=0.02)))
    miss = np.hypot(*np.moveaxis(out - truth, -1, 0)) / unit

    assert np.median(miss) < 0.02
    assert np.percentile(miss, 95) < 0.08


@pytest.mark.parametrize("gone", [3, 8])
def test_short_gaps_are_filled(gone: int):
    truth = places(motion("wave_right"))
    score = np.full((len(truth), 16), 0.9)
    score[20 : 20 + gone, R_WRIST] = 0.0
    xy = truth.copy()
    xy[20 : 20 + gone, R_WRIST] = (5, 5)
    out = smooth_take(take(xy, score))

    assert all(pose.score[R_WRIST] > 0.3 for pose in out)
    assert np.hypot(*(places(out) - truth)[18 : 22 + gone, R_WRIST].T).max() < 0.6 * UNIT


def test_unseen_legs_rest_through_the_whole_take():
    xy = np.repeat(XY[None], 60, 0)
    rng = np.random.default_rng(0)
    xy[:, list(LEGS)] = rng.uniform(0, 400, (60, 6, 2))
    score = np.full((60, 16), 0.9)
    score[:, list(LEGS)] = 0.1
    out = smooth_take(take(xy, score))

    assert all((pose.score[list(LEGS)] == 0).all() for pose in out)
    assert np.ptp(places(out)[:, list(LEGS)], axis=0).max() < 0.02 * UNIT
    assert (places(out)[:, [R_ANKLE, L_ANKLE], 1] > places(out)[:, [PELVIS], 1] + UNIT).all()


def test_exchanged_sides_and_jumps_are_put_right():
    truth = places(motion("walk", degrees=20))
    unit = float(np.median(np.hypot(*(truth[:, 7] - truth[:, 6]).T)))
    xy = truth.copy()
    xy[30:33] = xy[30:33][:, list(FLIP)]
    xy[50, R_WRIST] += (1.5 * unit, 0)
    miss = np.hypot(*np.moveaxis(places(smooth_take(take(xy))) - truth, -1, 0)) / unit

    assert np.percentile(miss, 95) < 0.15
    assert miss[50, R_WRIST] < 0.2


@pytest.mark.parametrize("frames", [1, 2, 5])
def test_a_hand_that_is_elsewhere_for_a_moment_stays_where_it_was(frames: int):
    xy = np.repeat(XY[None], 60, 0)
    xy[30 : 30 + frames, R_WRIST] += (0.8 * UNIT, 0)

    assert np.abs(places(smooth_take(take(xy))) - XY).max() < 0.05 * UNIT


def test_a_hand_that_jumps_for_good_glides():
    xy = np.repeat(XY[None], 60, 0)
    xy[30:, R_WRIST] += (0.8 * UNIT, 0)
    out = smooth_take(take(xy))
    way = places(out)[:, R_WRIST, 0] - XY[R_WRIST, 0]

    assert abs(way[20]) < 0.05 * UNIT
    assert abs(way[40] - 0.8 * UNIT) < 0.05 * UNIT
    assert np.diff(way).max() < 0.35 * UNIT
    assert all(pose.score[R_WRIST] > 0.3 for pose in out)


def test_frames_without_anybody_have_no_scores():
    xy = places(motion("wave_right"))
    poses = take(xy)
    poses[:5] = [nobody(pose.time) for pose in poses[:5]]
    out = smooth_take(poses)

    assert len(out) == len(poses)
    assert [pose.time for pose in out] == [pose.time for pose in poses]


def test_nobody_at_all_comes_back_as_nobody():
    out = smooth_take([nobody(t / 30) for t in range(20)])

    assert not any(pose.score.any() for pose in out)
    assert smooth_take([]) == ()
