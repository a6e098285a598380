"""The rules on motions that ship: what they must tell, and what they must not."""

import numpy as np
import pytest

from stickercam.actions import NAMES, Actions, find_actions
from stickercam.crop import nobody
from stickercam.frames import Pose
from stickercam.models.skeleton import L_ANKLE, L_WRIST, LEGS, R_ANKLE, R_WRIST
from stickercam.smooth import smooth_take
from tests.synthetic import motion

TRUE = {
    "wave_right": "wave", "clap": "clap", "squat": "squat", "jump": "jump", "cheer": "hands_up", "dab": "dab",
    "heart_overhead": "heart", "t_pose": "t_pose", "kick_right": "kick", "boxing": "punch",
}  # fmt: skip
NOTHING = ("walk", "run", "sit_idle", "desk_talk", "drink", "arms_crossed", "hands_on_hips", "point", "shrug",
           "dance_disco", "sit_down", "thumbs_up", "side_stretch")  # fmt: skip


def named(poses) -> set[str]:
    return {action.name for action in find_actions(poses)}


@pytest.mark.parametrize(("name", "action"), TRUE.items())
@pytest.mark.parametrize("degrees", [0, 20, -20])
def test_a_motion_is_named(name: str, action: str, degrees: int):
    assert action in named(motion(name, degrees=degrees, times=2))


@pytest.mark.parametrize(("name", "action"), TRUE.items())
def test_a_motion_is_named_through_the_filter_for_takes(name: str, action: str):
    assert action in named(smooth_take(motion(name, noise=0.02, times=2)))


@pytest.mark.parametrize("name", NOTHING)
@pytest.mark.parametrize("noise", [0.0, 0.02])
def test_ordinary_motion_has_no_name(name: str, noise: float):
    poses = motion(name, noise=noise)

    assert named(smooth_take(poses) if noise else poses) == set()


@pytest.mark.parametrize("name", ["golf_swing", "baseball_swing", "sit_down"])
@pytest.mark.parametrize("degrees", [0, 30])
def test_swinging_and_sitting_down_are_neither_jump_nor_spin_nor_squat(name: str, degrees: int):
    assert named(smooth_take(motion(name, noise=0.01, degrees=degrees))) & {"jump", "spin", "squat"} == set()


def test_going_down_before_a_jump_is_no_squat():
    assert "squat" not in named(smooth_take(motion("jump", noise=0.01, times=2)))


def test_a_jump_needs_its_feet():
    """A body that bobs while the ankles are lost is no jump: their scores are gone, they may well stand."""
    poses = [
        Pose(p.xy, np.where(np.isin(np.arange(16), (R_ANKLE, L_ANKLE)), 0, p.score).astype(np.float32), p.time)
        for p in motion("jump", times=2)
    ]
    lost = [p if p.time < 0.5 else q for p, q in zip(motion("jump", times=2), poses, strict=True)]

    assert "jump" not in named(lost)


def test_at_a_desk_a_wave_is_a_wave():
    unseen = np.isin(np.arange(16), LEGS)
    poses = [Pose(p.xy, np.where(unseen, 0, p.score).astype(np.float32), p.time) for p in motion("wave_right")]

    assert named(poses) == {"wave"}


def test_hands_that_meet_and_stay_together_are_no_clap():
    met = int(np.argmin([np.hypot(*(p.xy[R_WRIST] - p.xy[L_WRIST])) for p in motion("clap")[:24]]))
    poses = motion("clap")[: met + 1]
    folded = [Pose(poses[-1].xy, pose.score, pose.time + poses[-1].time) for pose in motion("clap")[1:45]]

    assert named([*poses, *folded]) == set()


def test_actions_lie_in_the_take_and_end_after_they_start():
    for name in TRUE:
        poses = motion(name, times=2)
        for action in find_actions(poses):
            assert action.name in NAMES
            assert 0 <= action.start < action.end <= poses[-1].time


def test_a_squat_is_drawn_from_where_it_begins_though_it_is_told_on_the_way_up():
    poses = motion("squat", times=2)
    hips = np.array([pose.xy[6, 1] for pose in poses])
    lowest = poses[int(hips[: len(hips) // 2].argmax())].time
    first = next(action for action in find_actions(poses) if action.name == "squat")

    assert first.start < lowest - 0.3


def test_live_a_cheer_is_told_while_it_goes_on_and_forgotten_with_the_person():
    actions = Actions()
    poses = motion("cheer")
    told = [actions.step(pose) for pose in poses]

    assert "hands_up" in told
    assert actions.step(nobody(poses[-1].time + 0.1)) is None
    assert find_actions([]) == ()


def test_hours_of_poses_leave_the_rules_as_they_were():
    """More poses than are remembered, faster than any camera."""
    actions, clip = Actions(), motion("cheer")
    told = set()
    for number in range(3000):
        pose = clip[number // 40 % len(clip)]
        told |= {action.name for action in actions.going_on(Pose(pose.xy, pose.score, number / 1200))}

    assert told <= {"hands_up", "jump"} and "hands_up" in told
