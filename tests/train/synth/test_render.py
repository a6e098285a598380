"""Rendered pictures against their truth."""

import cv2
import numpy as np
import pytest

from stickercam.models.skeleton import L_ANKLE, L_SHOULDER, L_WRIST, R_ANKLE, R_SHOULDER, R_WRIST
from stickercam.train.synth import View, render_clip, sample
from stickercam.train.synth.camera import frame_points, look_at
from stickercam.train.synth.library import library
from stickercam.train.synth.light import everyday_light
from stickercam.train.synth.looks import random_look
from stickercam.train.synth.motions import load_motion
from stickercam.train.synth.people import dress
from stickercam.train.synth.pose import stand
from stickercam.train.synth.props import box
from stickercam.train.synth.render import Backdrop, render, visible_joints


@pytest.fixture(scope="module")
def frontal():
    return next(iter(render_clip("t_pose", size=(96, 128), fps=1, seed=29)))


def test_left_and_right_are_the_persons_own(frontal):
    for left, right in ((L_WRIST, R_WRIST), (L_SHOULDER, R_SHOULDER), (L_ANKLE, R_ANKLE)):
        assert frontal.joints[left, 0] > frontal.joints[right, 0] + 3


def test_from_behind_they_are_exchanged_in_the_picture():
    behind = next(iter(render_clip("t_pose", size=(96, 128), fps=1, seed=29, view=View(turn=np.pi))))

    assert behind.joints[L_SHOULDER, 0] < behind.joints[R_SHOULDER, 0] - 3


def test_a_whole_person_is_in_the_picture_with_nothing_cut_off(frontal):
    assert (frontal.joints[:, 2] > 0).all()
    assert not frontal.mask[0].any() and not frontal.mask[-1].any()
    assert not frontal.mask[:, 0].any() and not frontal.mask[:, -1].any()
    assert 0.05 < (frontal.mask > 127).mean() < 0.4


def test_visible_joints_lie_on_the_mask():
    for index in range(4):
        picture = sample(index, seed=3, size=128)
        near = cv2.dilate(picture.mask, np.ones((5, 5), np.uint8))  # a skull's top is on the very edge

        seen = picture.joints[picture.joints[:, 2] == 2]

        assert len(seen) >= 3
        assert all(near[round(float(y)) if y < 127 else 127, round(float(x)) if x < 127 else 127] for x, y, _ in seen)


@pytest.fixture(scope="module")
def stage():
    """A person in T-pose and a function that renders them before one grey, with or without a prop."""
    shelf = library()
    person = dress(random_look(np.random.default_rng(5), shelf.coefficients, shelf.is_male, neat=True))
    figure = stand(person, load_motion("t_pose").at(0.7))
    camera = frame_points(figure.joints, elevation=0.07, fov=34, size=(96, 96), margin=0.2)

    def shot(grey: float, prop=None):
        nothing = np.zeros((96, 96), np.float32)
        backdrop = Backdrop(np.full((96, 96, 3), grey, np.float32), np.full((2, 96, 96), 1e3, np.float32), nothing)
        return render(person, (figure.vertices, figure.normals), camera, everyday_light(), backdrop, prop)

    return figure, camera, shot


def test_the_mask_is_the_share_of_each_pixel_that_the_person_covers(stage):
    _, _, shot = stage

    through = shot(1.0).image - shot(0.0).image  # what comes through of the backdrop

    mask = shot(0.0).mask
    assert np.allclose(through, 1 - mask[..., None], atol=1e-5)
    assert set(np.unique(mask * 4)) == {0, 1, 2, 3, 4}  # four samples a pixel


def test_furniture_hides_joints_and_is_no_part_of_the_mask(stage):
    figure, camera, shot = stage
    hips = figure.joints[2:4].mean(0)
    crate = box(hips + (0, -0.6, -0.5), (1.2, 0.3, 1.0), (120, 90, 60))

    free, behind = shot(0.5), shot(0.5, crate)

    before, after = (visible_joints(figure.joints, camera, picture) for picture in (free, behind))
    assert (before[[L_ANKLE, R_ANKLE], 2] == 2).all()
    assert (after[[L_ANKLE, R_ANKLE], 2] == 1).all()
    assert (after[[L_WRIST, R_WRIST], 2] == 2).all()
    assert np.array_equal(before[:, :2], after[:, :2])
    assert behind.mask.sum() < 0.8 * free.mask.sum()
    assert (behind.mask <= free.mask).all()


def test_crossed_arms_hide_something_and_a_profile_hides_the_far_side():
    crossed = list(render_clip("arms_crossed", size=(96, 128), fps=1, seed=7))[1]
    profile = next(iter(render_clip("hands_on_hips", size=(96, 128), fps=1, seed=7, view=View(turn=np.pi / 2))))

    assert (crossed.joints[:, 2] == 1).any()
    assert profile.joints[R_SHOULDER, 2] == 2  # turned to the left, the right side faces the lens
    assert profile.joints[L_SHOULDER, 2] == 1


def test_the_same_seed_and_index_give_the_same_picture_in_any_order():
    first = sample(2, seed=9, size=96)
    sample(5, seed=9, size=96)
    again = sample(2, seed=9, size=96)
    other = sample(2, seed=10, size=96)

    assert np.array_equal(first.image, again.image)
    assert np.array_equal(first.joints, again.joints)
    assert np.array_equal(first.mask, again.mask)
    assert not np.array_equal(first.image, other.image)


def test_a_point_on_the_axis_falls_on_the_middle_of_the_picture():
    camera = look_at((0, -3, 1), (0, 0, 1), fov=40, size=(64, 48))

    x, y, near = camera.project(np.array([[0.0, 0, 1]]))[0]
    fine = camera.finer(2).project(np.array([[0.1, 0, 1.2]]))[0]
    coarse = camera.project(np.array([[0.1, 0, 1.2]]))[0]

    assert (x, y) == (31.5, 23.5)
    assert near == pytest.approx(1 / 3)
    assert fine[:2] == pytest.approx(coarse[:2] * 2 + 0.5, abs=1e-4)


def test_the_camera_goes_back_until_every_point_is_in():
    points = np.random.default_rng(0).normal(0, 0.5, (40, 3)) + (0, 0, 1.2)

    camera = frame_points(points, elevation=0.2, fov=45, size=(80, 60), margin=0.0)

    seen = camera.project(points)
    assert np.abs(seen[:, 0] - 39.5).max() <= 40.01 and np.abs(seen[:, 1] - 29.5).max() <= 30.01
    assert camera.eye[2] >= 0.149
