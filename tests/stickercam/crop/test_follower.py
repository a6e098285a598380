"""The follower before scenes with a known person, and an engine that knows the answer."""

import numpy as np
import pytest

from stickercam.crop import TAKE, Follower, State
from stickercam.models.geometry import frame_to_crop
from tests.synthetic import Scene, desk_view, person, room, standing, walking


def follow(scene: Scene, seconds: float, follower: Follower | None = None, fps: float = 30.0) -> list:
    follower = follower or Follower(scene)
    return [follower.step(frame) for frame in scene.frames(seconds, fps)]


def error(pose, xy: np.ndarray) -> float:
    """Median distance of the joints in T."""
    seen = pose.score > 0.3
    return float(np.median(np.hypot(*(pose.xy - xy)[seen].T)) / np.hypot(*(xy[7] - xy[6])))


@pytest.mark.parametrize(
    "xy",
    [person(0.5), person(0.8), person(1.2, feet=1.15), desk_view(), person(0.6, x=0.15), person(0.6, x=0.85)],
    ids=["half", "usual", "taller than the picture", "at a desk", "on the left", "on the right"],
)
def test_somebody_is_found_within_five_frames(xy):
    poses = follow(Scene(standing(xy)), 5 / 30)

    assert poses[-1] is not None
    assert error(poses[-1], xy) < 0.05


def test_a_recorded_file_loses_none_of_its_first_frames():
    scene = Scene(standing(person()))

    assert None not in follow(scene, 1.0, Follower(scene, TAKE))


def test_somebody_who_walks_is_followed_with_every_joint_in_the_crop():
    joints = walking()
    scene = Scene(joints)
    follower = Follower(scene)
    outside = 0

    for frame in scene.frames(3.0):
        pose, roi = follower.step(frame), follower.roi
        if pose is not None:
            crop = frame_to_crop(joints(frame.time + 1 / 30), roi)
            outside += int(((crop < 0) | (crop > 255)).any(1).sum())

    assert follower.state is State.FOLLOW
    assert outside == 0


def test_a_still_person_has_a_still_crop():
    scene = Scene(standing(person()))
    follower = Follower(scene)
    follow(scene, 0.5, follower)
    before = follower.roi

    for index in range(15, 45):
        follower.step(scene.frame(index, index / 30))

    assert follower.roi == before


@pytest.mark.parametrize("settings", [None, TAKE], ids=["live", "take"])
def test_nobody_is_found_in_an_empty_room(settings):
    scene = Scene(seed=lambda time: int(time * 2))

    assert not any(follow(scene, 6.0, Follower(scene, settings)))


def test_an_empty_room_is_looked_over_only_now_and_then():
    scene = Scene()
    follower = Follower(scene)
    follow(scene, 6.0, follower)
    before = scene.looks

    for index in range(180, 240):
        follower.step(scene.frame(index, index / 30))

    assert follower.state is State.AWAY
    assert scene.looks - before <= 5 * 6  # two seconds, two scans a second, six squares


@pytest.mark.parametrize("absence", [0.5, 3.0, 8.0])
def test_who_left_is_found_again(absence: float):
    xy = person()
    scene = Scene(lambda time: None if 1.0 <= time < 1.0 + absence else xy)
    poses = follow(scene, 2.0 + absence)
    there = [pose is not None for pose in poses]

    assert all(there[10:30])
    assert not any(there[40 : round((1.0 + absence) * 30)])
    assert all(there[round((1.6 + absence) * 30) :])


def test_after_a_cut_the_person_of_the_new_scene_is_found_at_once():
    left, right = person(0.5, 0.2), person(0.9, 0.7)
    scene = Scene(lambda time: left if time < 1 else right, seed=lambda time: int(time))
    poses = follow(scene, 1.5, Follower(scene, TAKE))

    assert error(poses[29], left) < 0.05
    assert all(pose is not None and error(pose, right) < 0.1 for pose in poses[31:])


def test_a_newcomer_does_not_take_over():
    mine = person(0.6, 0.4)
    newcomer = walking(1.0, start=-0.2, speed=0.35)  # bigger, crosses in front
    scene = Scene(standing(mine), newcomer)
    follower = Follower(scene)

    for frame in scene.frames(4.0):
        pose = follower.step(frame)
        if pose is not None:
            assert error(pose, mine) < 0.5
    assert follower.state is State.FOLLOW


@pytest.mark.parametrize("step", [0.1, 0.4, 1.0])
def test_on_a_slow_machine_the_very_next_frame_confirms_a_find(step: float):
    xy = person()
    poses = follow(Scene(standing(xy)), 5 * step, fps=1 / step)

    assert poses[0] is None
    assert poses[1] is not None


def test_another_room_is_a_cut_and_the_same_is_none():
    from stickercam.crop.cuts import Cuts

    cuts = Cuts()

    assert [cuts(room(seed)) for seed in (0, 0, 1, 1)] == [False, False, True, False]
