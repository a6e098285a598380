"""Posing: limbs keep their length, point where the motion points, and stay on their own side."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stickercam.models import skeleton as at
from stickercam.train.synth.library import library
from stickercam.train.synth.looks import random_look
from stickercam.train.synth.motions import NODE, load_motion
from stickercam.train.synth.people import dress
from stickercam.train.synth.pose import stand
from stickercam.train.synth.poses import random_pose

LIMBS = (
    (at.L_SHOULDER, at.L_ELBOW, "l_shoulder", "l_elbow"), (at.L_ELBOW, at.L_WRIST, "l_elbow", "l_wrist"),
    (at.R_SHOULDER, at.R_ELBOW, "r_shoulder", "r_elbow"), (at.R_ELBOW, at.R_WRIST, "r_elbow", "r_wrist"),
    (at.L_HIP, at.L_KNEE, "l_hip", "l_knee"), (at.L_KNEE, at.L_ANKLE, "l_knee", "l_ankle"),
    (at.R_HIP, at.R_KNEE, "r_hip", "r_knee"), (at.R_KNEE, at.R_ANKLE, "r_knee", "r_ankle"),
)  # fmt: skip


@pytest.fixture(scope="module")
def person():
    shelf = library()
    return dress(random_look(np.random.default_rng(5), shelf.coefficients, shelf.is_male, neat=True))


def lengths(joints: np.ndarray) -> np.ndarray:
    return np.array([np.linalg.norm(joints[a] - joints[b]) for a, b, *_ in LIMBS])


def test_limbs_keep_their_length_whatever_the_motion(person):
    poses = [stand(person, load_motion(name).at(0.8)).joints for name in ("t_pose", "squat", "m2m/pushup", "cheer")]

    found = np.array([lengths(joints) for joints in poses])

    assert np.ptp(found, axis=0).max() < 1e-4  # the two bones of an upper arm are not quite in line
    assert np.allclose(found[0][:2], found[0][2:4], atol=0.01)  # both arms, as people have them
    assert 0.2 < found.min() < found.max() < 0.6


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_limbs_point_where_the_pose_points(person, seed):
    nodes, _ = random_pose(np.random.default_rng(seed))

    joints = stand(person, nodes, floor=0.0).joints

    assert np.isfinite(nodes).all()
    for start, end, node, tip in LIMBS:
        wanted = nodes[NODE[tip]] - nodes[NODE[node]]
        got = joints[end] - joints[start]
        cos = wanted @ got / np.linalg.norm(wanted) / np.linalg.norm(got)
        assert cos > 0.999, (node, tip)


def test_the_left_side_of_a_frontal_person_is_at_positive_x(person):
    joints = stand(person, load_motion("t_pose").at(0.7)).joints

    for left, right in (
        (at.L_WRIST, at.R_WRIST),
        (at.L_SHOULDER, at.R_SHOULDER),
        (at.L_HIP, at.R_HIP),
        (at.L_ANKLE, at.R_ANKLE),
    ):
        assert joints[left, 0] > 0.05
        assert joints[right, 0] < -0.05


def test_feet_stand_on_the_floor_and_a_jump_leaves_it(person):
    jump = load_motion("jump")
    top = jump.nodes[..., 2].min(1).argmax() / jump.fps

    standing, flying = stand(person, jump.at(0)), stand(person, jump.at(top))

    assert abs(standing.vertices[:, 2].min()) < 1e-3
    assert flying.vertices[:, 2].min() > 0.15


def test_joints_lie_inside_the_body(person):
    figure = stand(person, load_motion("cheer").at(1.0))

    away = np.linalg.norm(figure.vertices[None] - figure.joints[:, None], axis=2).min(1)

    assert away.max() < 0.13  # nowhere is the skin or cloth farther than the hip's half thickness
    assert away[at.HEAD_TOP] == 0


def test_clothes_cover_the_body_and_weights_sum_to_one(person):
    assert np.allclose(person.weights.sum(1), 1, atol=1e-4)
    assert np.allclose(np.linalg.norm(person.normals, axis=1), 1, atol=1e-3)
    assert person.faces.max() == len(person.rest) - 1
    assert person.uv[..., 1].max() < len(person.texture)
