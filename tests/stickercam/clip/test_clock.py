from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stickercam.clip import display_seconds, paced, resample, trim
from stickercam.frames import Pose, Take
from stickercam.models.skeleton import R_WRIST
from tests.stickercam.clip.takes import moments, person, positions, waving, with_pictures

gaps = st.lists(st.floats(0.01, 0.4), min_size=1, max_size=30)
rates = st.sampled_from([5.0, 10.0, 12.5, 20.0, 25.0, 30.0])


def uneven(steps: list[float], start: float = 7.0) -> Take:
    """A wave seen by a camera that takes pictures when it likes."""
    return person(start + np.cumsum([0.0, *steps]), lambda t: 0.7 * np.sin(2 * np.pi * t / 0.9))


def unseen(pose: Pose, joints=slice(None)) -> Pose:
    score = pose.score.copy()
    score[joints] = 0
    return replace(pose, score=score)


@settings(max_examples=30)
@given(gaps, rates)
def test_the_clock_is_even_and_starts_at_nought(steps, fps):
    clip = resample(uneven(steps), fps)

    np.testing.assert_allclose(moments(clip), np.arange(len(clip.poses)) / fps, atol=1e-9)


@settings(max_examples=30)
@given(gaps, rates)
def test_a_clip_ends_when_its_take_ends_to_half_a_step(steps, fps):
    clip = resample(uneven(steps), fps)

    assert abs(clip.poses[-1].time - sum(steps)) <= 0.5 / fps + 1e-9


@settings(max_examples=30)
@given(gaps, rates)
def test_joints_never_leave_the_stretch_between_their_neighbours(steps, fps):
    take = uneven(steps)

    clip = resample(take, fps)

    for pose in clip.poses:
        time = min(pose.time + take.poses[0].time, take.poses[-1].time)
        after = np.clip(np.searchsorted(moments(take), time), 1, len(take.poses) - 1)
        neighbours = positions(take)[after - 1 : after + 1]
        assert (pose.xy >= neighbours.min(axis=0) - 1e-3).all()
        assert (pose.xy <= neighbours.max(axis=0) + 1e-3).all()


@settings(max_examples=30)
@given(rates)
def test_an_even_take_at_its_own_rate_stays_as_it_is(fps):
    take = person(3.0 + np.arange(30) / fps, lambda t: np.sin(5 * t))

    clip = resample(take, fps)

    np.testing.assert_allclose(positions(clip), positions(take), atol=1e-3)


def test_straight_motion_stays_straight():
    take = uneven([0.1, 0.03, 0.2, 0.05, 0.17])
    straight = replace(take, poses=tuple(replace(p, xy=p.xy * 0 + np.float32(100 * p.time)) for p in take.poses))

    clip = resample(straight, 20)

    np.testing.assert_allclose(positions(clip)[:-1, 0, 0], 700 + 100 * moments(clip)[:-1], atol=0.01)


def test_curves_come_closer_to_a_fast_hand_than_lines():
    truth, seen = waving(3.0, 60), waving(3.0, 10)

    clip = resample(seen, 60)

    linear = np.stack([np.interp(moments(truth), moments(seen), positions(seen)[:, R_WRIST, k]) for k in (0, 1)], -1)
    missed = np.abs(linear - positions(truth)[:, R_WRIST]).mean()
    assert np.abs(positions(clip) - positions(truth))[:, R_WRIST].mean() < 0.7 * missed


def test_between_a_seen_and_an_unseen_joint_nothing_is_seen():
    take = person(np.array([0.0, 0.1, 0.2, 0.3]), lambda t: t)
    take = replace(take, poses=(*take.poses[:2], unseen(take.poses[2], R_WRIST), take.poses[3]))

    scores = np.array([pose.score for pose in resample(take, 20).poses])

    assert (scores[:, R_WRIST] > 0).tolist() == [True, True, True, False, False, False, True]
    assert (np.delete(scores, R_WRIST, axis=1) > 0.8).all()


def test_pictures_are_the_nearest_ones():
    clip = resample(with_pictures(uneven([0.1, 0.1, 0.1])), 20)

    assert [frame.index for frame in clip.frames] == [0, 1, 1, 2, 2, 3, 3]
    assert [frame.time for frame in clip.frames] == [pose.time for pose in clip.poses]


def test_a_single_pose_is_a_clip_too():
    take = uneven([0.1])

    assert [pose.time for pose in resample(replace(take, poses=take.poses[:1]), 20).poses] == [0.0]
    assert resample(replace(take, poses=()), 20).poses == ()


def rests_waves_rests(before: float, after: float) -> Take:
    """Stillness, 2 s of waving, stillness; at 20 a second."""
    times = np.arange(round((before + 2 + after) * 20) + 1) / 20
    return person(times, lambda t: np.where((t > before) & (t < before + 2), 0.7 * np.sin(2 * np.pi * (t - before)), 0))


@pytest.mark.parametrize(("before", "after"), [(1.5, 0.0), (0.0, 2.0), (1.0, 1.0)])
def test_stillness_at_the_ends_is_cut_down_to_a_rest(before, after):
    clip = trim(rests_waves_rests(before, after))

    length = clip.poses[-1].time
    rest = min(before, 0.2) + min(after, 0.2)
    assert 2 + rest - 0.1 <= length <= 2 + rest + 0.3
    assert clip.poses[0].time == 0


@settings(max_examples=30)
@given(st.floats(0.3, 1.5), st.floats(0.8, 5.0))
def test_nothing_is_cut_from_a_moving_take(size, period):
    take = person(np.arange(60) / 20, lambda t: size * np.sin(2 * np.pi * t / period))

    assert len(trim(take).poses) >= 60 - 2  # the turning point of a slow wave may fall on an end


def test_trembling_is_no_motion():
    take = rests_waves_rests(1.5, 1.5)
    rng = np.random.default_rng(0)
    shaken = (replace(pose, xy=pose.xy + rng.normal(0, 0.7, (16, 2)).astype(np.float32)) for pose in take.poses)

    assert trim(replace(take, poses=tuple(shaken))).poses[-1].time < 3.0


def test_ends_without_anybody_are_cut():
    take = waving()
    gone = (*map(unseen, take.poses[:10]), *take.poses[10:50], *map(unseen, take.poses[50:]))

    clip = trim(replace(take, poses=gone))

    assert len(clip.poses) == 40
    assert (clip.poses[0].xy == take.poses[10].xy).all()


def test_a_gap_in_the_middle_stays():
    take = waving()
    gap = (*take.poses[:20], *map(unseen, take.poses[20:30]), *take.poses[30:])

    assert len(trim(replace(take, poses=gap)).poses) == len(take.poses)


@pytest.mark.parametrize("take", [waving(), with_pictures(waving())])
def test_of_nobody_nothing_stays(take):
    clip = trim(replace(take, poses=tuple(map(unseen, take.poses))))

    assert clip.poses == ()
    assert not clip.frames


def test_who_never_moves_stays_whole():
    still = person(np.arange(40) / 20, lambda t: 0 * t)

    assert len(trim(still).poses) == 40


def test_a_short_gesture_keeps_a_second_about_it():
    clip = trim(person(np.arange(81) / 20, lambda t: np.where(np.abs(t - 2) < 0.1, 1.0, 0)))

    assert clip.poses[-1].time >= 0.9


def test_pictures_are_cut_with_their_poses():
    clip = trim(with_pictures(rests_waves_rests(1.0, 1.0)))

    assert len(clip.frames) == len(clip.poses)
    assert clip.frames[0].index > 10


def test_a_pose_is_shown_until_the_next_one():
    take = uneven([0.1, 0.3, 0.1])

    np.testing.assert_allclose(display_seconds(take), [0.1, 0.3, 0.1, 0.1])
    assert display_seconds(replace(take, poses=take.poses[:1])).shape == (1,)
    assert display_seconds(replace(take, poses=())).shape == (0,)


@given(st.integers(20, 60), st.sampled_from([8.0, 10.0, 12.5, 16.7]), st.booleans(), st.sampled_from([1.0, 1.1, 1.25]))
@settings(max_examples=30)
def test_another_pace_lasts_as_long_or_as_much_longer_as_was_asked(count, fps, closed, slower):
    take = person(np.arange(count) / 20, lambda t: np.sin(3 * t))

    clip = paced(take, fps, closed=closed, slower=slower)

    assert display_seconds(clip).sum() == pytest.approx(count / 20 * slower, abs=0.02 * count / 20)
    assert abs(len(clip.poses) - count / 20 * slower * fps) <= 0.5 + 1e-6
    np.testing.assert_allclose(clip.poses[0].xy, take.poses[0].xy, atol=1e-3)


def test_a_closed_clip_stays_closed_at_another_pace():
    round_and_round = person(np.arange(40) / 20, lambda t: 2 * np.pi * t / 2.0)

    wrist = positions(paced(round_and_round, 12.5, closed=True))[:, R_WRIST]

    steps = np.linalg.norm(np.roll(wrist, -1, axis=0) - wrist, axis=-1)
    assert steps[-1] <= 1.2 * np.median(steps)


def test_nothing_is_ever_faster():
    with pytest.raises(ValueError, match="as fast"):
        paced(waving(), 20, closed=False, slower=0.9)
