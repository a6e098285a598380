"""The skeleton over the camera picture."""

import numpy as np

from stickercam.draw.overlay import draw_skeleton
from stickercam.frames import Pose
from stickercam.models.skeleton import L_ANKLE, R_ANKLE, SIDE_COLORS
from tests.stickercam.draw.puppets import pose


def picture() -> np.ndarray:
    return np.full((480, 640, 3), 90, np.uint8)


def test_the_right_is_warm_and_the_left_cool():
    p = pose()

    drawn = draw_skeleton(picture(), p)

    for joint, side in ((R_ANKLE, "r"), (L_ANKLE, "l")):
        x, y = p.xy[joint].round().astype(int)
        assert np.abs(drawn[y, x].astype(int) - SIDE_COLORS[side]).max() < 12


def test_the_picture_itself_stays_as_it_was():
    image = picture()

    draw_skeleton(image, pose())

    assert (image == 90).all()


def test_an_unseen_person_leaves_no_mark():
    p = pose()

    drawn = draw_skeleton(picture(), Pose(p.xy, np.zeros(16, np.float32), 0.0))

    assert (drawn == 90).all()


def test_joints_far_outside_do_not_wrap_round():
    p = pose(r_ankle=(-900.0, 0.0), l_ankle=(900.0, 900.0))

    drawn = draw_skeleton(picture(), p)

    assert drawn.shape == (480, 640, 3) and (drawn != 90).any()
    assert (drawn[:40] == 90).all()  # nothing was drawn above the head
