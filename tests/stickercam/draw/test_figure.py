"""The character does what the person does."""

import numpy as np
import pytest

from stickercam.draw.art import read_art
from stickercam.draw.figure import build
from stickercam.draw.joints import Figure, person
from stickercam.draw.look import read_look
from stickercam.draw.measure import Meter, measure_take
from stickercam.draw.motion import Living, Motion
from stickercam.frames import Pose, Take
from tests.stickercam.draw.puppets import STANDING, motion, pose, take_of, without_legs

LOOK = read_look("berry")
ART = read_art(LOOK)
RIGHT, LEFT = 0, 1


def figure(p: Pose) -> Figure:
    sure = [float(score >= 0.2) for score in p.score]
    return build(person(p, sure, measure_take((pose(), p))[1]), LOOK)


def lived(take: Take, actions=lambda time: None) -> list[Living]:
    life = Motion(LOOK, ART, 0)
    return [life.step(p, m, actions(p.time)) for p, m in zip(take.poses, measure_take(take.poses))]


def test_the_persons_right_arm_is_the_characters_right_arm():
    f = figure(pose(r_elbow=(-0.95, -2.9), r_wrist=(-1.3, -3.3)))

    assert f.arms[RIGHT].wrist.real < f.head.real - 100  # on the picture's left, facing the camera
    assert f.arms[RIGHT].wrist.imag < f.thorax.imag < f.arms[LEFT].wrist.imag


def test_somebody_seen_from_behind_keeps_right_and_left():
    turned = {name: (-x, y) for name, (x, y) in STANDING.items()} | {"r_elbow": (0.95, -2.9), "r_wrist": (1.3, -3.3)}
    poses = take_of(pose(t / 30, **turned) for t in range(30))

    last = lived(poses)[-1]

    assert last.mien.away and last.figure.width < 0
    assert last.figure.arms[RIGHT].wrist.real > last.figure.head.real + 100


def test_one_frame_of_swapped_sides_does_not_turn_the_head_away():
    plain, swapped = pose(), pose()
    swapped = Pose(plain.xy[[5, 4, 3, 2, 1, 0, 6, 7, 8, 9, 15, 14, 13, 12, 11, 10]], plain.score, 0.0)
    poses = [Pose((swapped if t in (10, 11) else plain).xy, plain.score, t / 30) for t in range(20)]

    assert not any(living.mien.away for living in lived(take_of(poses)))


@pytest.mark.parametrize("side", [-1, 1])
def test_the_face_turns_to_the_side_that_the_person_turns_to(side: int):
    take = motion("own/t_pose", 45.0 * side)

    yaw = np.median([living.mien.yaw for living in lived(take)][10:])

    assert 0.35 < side * yaw < 1.0


def test_hands_on_the_head_land_on_the_characters_larger_head():
    f = figure(pose(r_elbow=(-0.75, -3.2), r_wrist=(-0.25, -3.4), l_elbow=(0.75, -3.2), l_wrist=(0.25, -3.4)))

    for arm in f.arms:
        rel = arm.wrist - f.head
        assert 0.6 < np.hypot(rel.real / LOOK.body["head"][0], rel.imag / LOOK.body["head"][1]) < 1.6
        assert rel.imag < 0


def test_hands_that_touch_stay_together():
    together = figure(pose(r_elbow=(-0.5, -2.2), r_wrist=(-0.03, -2.3), l_elbow=(0.5, -2.2), l_wrist=(0.03, -2.3)))

    assert abs(together.arms[RIGHT].wrist - together.arms[LEFT].wrist) < 40


def test_a_squat_brings_the_pelvis_down_and_the_knees_apart():
    low = {name: (x, y + 0.9) for name, (x, y) in _upper().items()}
    f, standing = figure(pose(**low, r_knee=(-0.35, -0.8), l_knee=(0.35, -0.8))), figure(pose())

    assert f.pelvis.imag > standing.pelvis.imag + 30
    assert f.knees[LEFT].real - f.knees[RIGHT].real > standing.knees[LEFT].real - standing.knees[RIGHT].real + 10
    assert f.ankles[LEFT].imag == pytest.approx(standing.ankles[LEFT].imag, abs=3)


def _upper() -> dict[str, tuple[float, float]]:
    return {name: xy for name, xy in STANDING.items() if "knee" not in name and "ankle" not in name}


def test_a_jump_leaves_the_ground_and_comes_back():
    take = motion("own/jump")

    lift = np.array([living.figure.lift for living in lived(take)])
    shoes = np.array([max(a.imag for a in living.figure.ankles) for living in lived(take)])

    assert lift.max() > 30 and lift[:5].max() < 2 and lift[-5:].max() < 2
    assert shoes.min() < shoes[0] - 30


def test_standing_feet_do_not_tremble_with_the_joints():
    poses = [
        Pose(p.xy + np.random.default_rng(t).normal(0, 0.8, (16, 2)).astype(np.float32), p.score, p.time)
        for t, p in enumerate(pose(t / 30) for t in range(40))
    ]

    feet = np.array([living.figure.ankles for living in lived(take_of(poses))])[10:]

    assert np.abs(np.diff(feet, axis=0)).max() < 0.5


def test_unseen_legs_stand_whatever_the_network_says_there():
    lives = lived(without_legs(motion("own/desk_talk")))

    feet = np.array([living.figure.ankles for living in lives])
    assert np.ptp(feet.real, axis=0).max() == 0 and np.ptp(feet.imag, axis=0).max() == 0
    assert feet[0, RIGHT].real < -20 and feet[0, LEFT].real > 20
    assert np.ptp([living.figure.arms[RIGHT].wrist.real for living in lives]) > 15  # while the arms talk


def test_an_arm_that_gets_lost_eases_to_rest_and_comes_back():
    raised = {"r_elbow": (-0.95, -2.9), "r_wrist": (-1.3, -3.3)}
    poses = [pose(t / 30, unseen=("r_elbow", "r_wrist") if 10 <= t < 50 else (), **raised) for t in range(80)]

    wrists = np.array([living.figure.arms[RIGHT].wrist for living in lived(take_of(poses))])

    rest = figure(pose()).arms[RIGHT].wrist
    assert abs(wrists[49] - rest) < 45 and abs(wrists[79] - wrists[9]) < 8
    assert np.abs(np.diff(wrists)).max() < 60  # no jump on the way


@pytest.mark.parametrize("name", ["own/golf_swing", "own/heart_overhead", "m2m/dance_body_roll", "own/dance_disco"])
def test_no_joint_jumps_in_a_motion(name: str):
    lives = lived(motion(name))

    wrists = np.array([[arm.wrist - living.figure.thorax for arm in living.figure.arms] for living in lives])
    heads = np.array([living.figure.head for living in lives])

    assert np.abs(np.diff(wrists, axis=0)).max() < 140
    assert np.abs(np.diff(heads)).max() < 40


def test_an_expression_follows_the_action_and_stays_a_while():
    def action(time: float) -> str | None:
        return "dab" if 0.5 <= time < 0.6 else None

    faces = [living.mien.expression for living in lived(take_of(pose(t / 30) for t in range(60)), action)]

    cool = [t for t, face in enumerate(faces) if face == "cool"]
    assert 15 <= cool[0] <= 18 and len(cool) >= 14
    assert faces[0] == faces[-1] == "smile"


def test_a_person_of_any_size_and_place_gives_the_same_figure():
    take = take_of(pose(t / 30) for t in range(10))
    far = take_of(Pose(p.xy * 0.3 + 200, p.score, p.time) for p in take.poses)

    near_wrists, far_wrists = ([living.figure.arms[LEFT].wrist for living in lived(t)] for t in (take, far))

    assert np.abs(np.array(near_wrists) - far_wrists).max() < 0.1


def test_a_live_measure_settles_at_the_persons_own():
    take, meter = motion("own/walk"), Meter()

    for p in take.poses:
        live = meter.step(p)

    whole = measure_take(take.poses)[-1]
    assert live.unit == pytest.approx(whole.unit, rel=0.1)
    assert live.ground == pytest.approx(whole.ground, abs=0.2 * whole.unit)
