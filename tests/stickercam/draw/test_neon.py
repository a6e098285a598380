"""The style "skeleton"."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from stickercam.draw import draw_take, open_style
from stickercam.errors import UsageError
from stickercam.frames import Frame, Pose
from tests.stickercam.draw.puppets import check_golden, motion, pose, take_of

spots = arrays.arrays(np.float32, (16, 2), elements=st.floats(-3000, 3000, width=32), fill=st.floats(0, 640, width=32))
scores = arrays.arrays(np.float32, (16,), elements=st.sampled_from([0.0, 0.2, 0.5, 1.0]))


def test_bones_glow_on_nothing():
    picture = open_style("skeleton").render(None, pose(), 192)

    assert picture[0, 0, 3] == 0 and picture[..., 3].max() == 255
    faint = (picture[..., 3] > 5) & (picture[..., 3] < 200)
    assert faint.sum() > 2000  # the light about the tubes
    assert (picture[..., :3][picture[..., 3] == 255].min(-1) > 235).sum() > 50  # their white cores


def test_right_is_warm_and_left_is_cool():
    picture = open_style("skeleton").render(None, pose(r_wrist=(-1.2, -2.7), l_wrist=(1.2, -2.7)), 192).astype(int)
    solid = picture[..., 3] > 200

    left, right = picture[:, :80][solid[:, :80]], picture[:, 112:][solid[:, 112:]]
    assert (left[:, 0] - left[:, 2]).mean() > 30 and (right[:, 2] - right[:, 0]).mean() > 30


def test_a_take_keeps_one_frame_and_nothing_is_cut_off():
    take = motion("own/jumping_jack")

    pictures = draw_take(open_style("skeleton"), take_of(take.poses[::5]), 128)

    assert max(int(p[[0, -1]][..., 3].max()) for p in pictures) < 40
    assert max(int(p[:, [0, -1]][..., 3].max()) for p in pictures) < 40


def test_the_camera_lies_behind_where_there_is_one():
    frame = Frame(np.full((480, 640, 3), 100, np.uint8), 0.0, 0)

    picture = open_style("skeleton").render(frame, pose(), 128)

    assert (picture[..., 3] == 255).all() and picture[0, 0, :3].tolist() == [75, 75, 75]


def test_unseen_bones_are_dark():
    alone = open_style("skeleton").render(None, Pose(pose().xy, np.zeros(16, np.float32), 0.0), 64)

    assert alone[..., 3].max() == 0


def test_a_caption_is_refused():
    with pytest.raises(UsageError, match="no caption"):
        open_style("skeleton", caption="hi")


@given(spots, scores)
def test_any_pose_is_drawn(xy: np.ndarray, score: np.ndarray):
    assert open_style("skeleton").render(None, Pose(xy, score, 0.0), 48).shape == (48, 48, 4)


def test_neon_looks_as_it_did():
    check_golden(open_style("skeleton").render(None, pose(r_wrist=(-1.2, -3.3), r_elbow=(-0.9, -2.8)), 192), "skeleton")
