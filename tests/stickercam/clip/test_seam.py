from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stickercam.clip import loop
from stickercam.errors import UsageError
from stickercam.models.skeleton import R_WRIST
from tests.stickercam.clip.takes import moments, person, positions, waving, with_pictures


def swing(seconds: float = 2.0):
    """A forearm that goes up once and stays there: it ends far from where it began."""
    times = np.arange(round(seconds * 20) + 1) / 20
    return person(times, lambda t: 2.5 / (1 + np.exp(-6 * (t - seconds / 2))))


def wrist_steps(take) -> np.ndarray:
    """(N,) pixels the wrist moves after each pose, the last one's to the first."""
    wrist = positions(take)[:, R_WRIST]
    return np.linalg.norm(np.roll(wrist, -1, axis=0) - wrist, axis=-1)


def test_a_wave_is_cut_to_whole_waves():
    found = loop(waving(3.0))

    assert found.kind == "cut"
    assert len(found.take.poses) in (53, 54, 55)  # three waves of 0.9 s
    assert found.seam <= 1.5
    assert wrist_steps(found.take)[-1] <= 1.2 * wrist_steps(found.take).max()


@pytest.mark.parametrize("seconds", [2.2, 2.5, 2.8, 3.1])
def test_the_cut_goes_on_in_the_same_direction(seconds):
    circling = person(np.arange(round(20 * seconds)) / 20, lambda t: 2 * np.pi * t / 0.9)

    found = loop(circling)

    wrist = positions(found.take)[:, R_WRIST]
    last, seam, first = wrist[-1] - wrist[-2], wrist[0] - wrist[-1], wrist[1] - wrist[0]
    assert found.kind == "cut"
    assert last @ seam > 0
    assert seam @ first > 0


def test_a_gesture_from_rest_to_rest_is_kept_whole():
    gesture = person(np.arange(40) / 20, lambda t: 1.5 * np.sin(np.pi * t / 1.95) ** 2)

    found = loop(gesture)

    assert found.kind == "cut"
    assert len(found.take.poses) >= 38


def test_a_small_gap_is_bent_shut():
    """Each wave a little further out than the one before: no two moments agree."""
    drifting = person(np.arange(45) / 20, lambda t: 0.7 * np.sin(2 * np.pi * t / 0.9) + 0.07 * t)

    found = loop(drifting)

    assert found.kind in ("cut", "blend")
    assert wrist_steps(found.take).max() <= 1.5 * wrist_steps(drifting)[:-1].max()


def test_what_does_not_come_back_goes_there_and_back():
    found = loop(swing())

    assert found.kind == "boomerang"
    assert len(found.take.poses) == 2 * 41 - 2


def test_a_long_scene_is_not_played_backwards():
    found = loop(swing(8.0))

    assert found.kind == "none"
    assert len(found.take.poses) == 161
    assert found.seam > 1.5


def test_who_walks_through_the_picture_walks_on_the_spot():
    times = np.arange(61) / 20
    walker = person(times, lambda t: 0.7 * np.sin(2 * np.pi * t / 0.9), x=150 * times)

    found = loop(walker)

    assert found.kind == "cut"
    assert np.ptp(positions(found.take)[:, 7, 0]) < 5


def test_who_sways_stays_where_they_are():
    times = np.arange(55) / 20
    sway = 30 * np.sin(2 * np.pi * times / 0.9)

    found = loop(person(times, lambda t: 0.7 * np.sin(2 * np.pi * t / 0.9), x=sway))

    assert np.ptp(positions(found.take)[:, 7, 0]) > 50


def test_legs_that_nobody_saw_decide_nothing():
    rng = np.random.default_rng(1)
    seated = []
    for pose in waving(3.0).poses:
        xy, score = pose.xy.copy(), pose.score.copy()
        xy[:6] += rng.normal(0, 80, (6, 2))
        score[:6] = 0
        seated.append(replace(pose, xy=xy, score=score))

    found = loop(replace(waving(3.0), poses=tuple(seated)))

    assert found.kind == "cut"
    assert len(found.take.poses) in (53, 54, 55)


def test_no_leg_appears_at_the_seam():
    """Waves that repeat; at first a raised leg is seen too, then it is not seen and hangs."""
    take = waving(4.5)
    poses = []
    for pose in take.poses:
        xy, score = pose.xy.copy(), pose.score.copy()
        lift = np.clip((pose.time - 0.3) / 0.4, 0, 1)
        xy[:2] -= (40 * (1 - lift), 60 * (1 - lift))
        score[:2] = 0.9 if pose.time < 0.6 else 0
        poses.append(replace(pose, xy=xy, score=score))

    found = loop(replace(take, poses=tuple(poses)))

    legs = positions(found.take)[:, :2]
    assert found.kind == "cut"
    assert np.abs(legs[-1] - legs[0]).max() < 5


def test_pictures_are_cut_and_never_bent():
    take = with_pictures(waving(3.0))

    found = loop(take)

    first = found.take.frames[0].index
    assert found.kind == "cut"
    assert [frame.index for frame in found.take.frames] == list(range(first, first + len(found.take.poses)))
    np.testing.assert_array_equal(positions(found.take), positions(take)[first : first + len(found.take.poses)])


@settings(max_examples=20)
@given(st.integers(2, 40))
def test_there_and_back_shows_the_inside_twice(count):
    take = person(1.0 + np.arange(count) / 20, lambda t: np.sin(3 * t))

    found = loop(take, "boomerang")

    expected = [*range(count), *range(count - 2, 0, -1)] if count > 2 else range(count)
    np.testing.assert_array_equal(positions(found.take), positions(take)[list(expected)])
    np.testing.assert_allclose(moments(found.take), np.arange(len(found.take.poses)) / 20, atol=1e-9)


@settings(max_examples=50)
@given(st.integers(1, 80), st.integers(0, 2**32 - 1))
def test_a_loop_never_lengthens_a_clip_but_there_and_back(count, seed):
    """Whatever somebody does: a random walk of all joints, some of them unseen."""
    rng = np.random.default_rng(seed)
    take = person(np.arange(count) / 20, lambda t: 0 * t)
    way = rng.normal(0, 3, (count, 16, 2)).cumsum(axis=0).astype(np.float32)
    scores = rng.choice([0.0, 0.3, 0.9], (count, 16)).astype(np.float32)
    wild = (replace(p, xy=p.xy + w, score=s) for p, w, s in zip(take.poses, way, scores, strict=True))

    found = loop(replace(take, poses=tuple(wild)))

    limit = 2 * count - 2 if found.kind == "boomerang" else count
    assert 1 <= len(found.take.poses) <= max(limit, 1)
    assert np.isfinite(positions(found.take)).all()
    assert found.take.poses[0].time == 0
    if found.kind in ("cut", "blend"):
        assert len(found.take.poses) >= min(count, 20)


def test_who_never_moves_loops_as_they_are():
    found = loop(person(np.arange(40) / 20, lambda t: 0 * t))

    assert found.kind == "cut"
    assert len(found.take.poses) >= 30
    assert found.seam == 0


def test_as_recorded_stays_as_recorded():
    take = swing()

    found = loop(take, "none")

    assert found.kind == "none"
    np.testing.assert_array_equal(positions(found.take), positions(take))


@pytest.mark.parametrize("mode", ["auto", "boomerang", "none"])
def test_nobody_makes_an_empty_loop(mode):
    assert loop(replace(waving(), poses=()), mode).take.poses == ()


def test_an_unknown_loop_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="auto, boomerang, none"):
        loop(waving(), "pingpong")


@pytest.mark.parametrize("longest", [1.0, 2.0, 2.95])
@pytest.mark.parametrize("mode", ["auto", "boomerang", "none"])
def test_a_loop_is_no_longer_than_it_may_be(longest, mode):
    for take in (waving(6.0), swing(6.0), person(np.arange(120) / 20, lambda t: 0 * t)):
        found = loop(take, mode, longest)

        assert 3 <= len(found.take.poses) <= 20 * longest


def test_the_best_loop_of_a_long_take_is_whole_waves():
    found = loop(waving(8.0), "auto", 2.95)

    assert found.kind == "cut"
    assert len(found.take.poses) in (53, 54, 55)
    assert found.seam <= 1.2


def test_a_limit_that_does_not_bind_changes_nothing():
    free, limited = loop(waving(3.0)), loop(waving(3.0), "auto", 10.0)

    np.testing.assert_array_equal(positions(free.take), positions(limited.take))


def test_without_a_loop_the_liveliest_stretch_is_kept():
    still_then_up = person(np.arange(120) / 20, lambda t: 2.5 / (1 + np.exp(-6 * (t - 5))))

    found = loop(still_then_up, "none", 2.0)

    assert np.ptp(positions(found.take)[:, R_WRIST], axis=0).max() > 60


def test_half_of_a_story_is_worse_than_a_jump():
    """An arm that goes on rising all the time: a part of it there and back would leave out how it ends."""
    rising = person(np.arange(50) / 20, lambda t: 1.1 * t)

    assert loop(rising, "auto", 2.6).kind == "none"
    assert loop(swing(2.5), "auto", 2.6).kind == "boomerang"  # all of it happens within half of the time
