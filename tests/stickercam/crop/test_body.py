"""Proportions: laws that hold for any person."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stickercam.crop import at_rest, torso_length
from stickercam.crop.body import plausibility
from stickercam.crop.proposals import proposals, square_about
from stickercam.frames import Pose
from stickercam.models.geometry import frame_to_crop
from stickercam.models.skeleton import L_ANKLE, L_KNEE, LEGS, PELVIS, R_ANKLE, R_WRIST, UPPER_BODY
from tests.synthetic import person

EVERYTHING = np.ones(16, bool)
people = st.builds(person, st.floats(0.1, 3.0), st.floats(-1, 2), st.floats(0, 2))


@given(people)
def test_the_torso_is_the_unit_and_never_read_shorter(xy):
    true = np.hypot(*(xy[7] - xy[6]))

    assert true * 0.999 <= torso_length(xy, EVERYTHING) <= true * 1.3


@given(people, st.lists(st.booleans(), min_size=16, max_size=16))
def test_seen_joints_stay_where_they_are_when_others_are_put_to_rest(xy, marks):
    seen = np.array(marks)

    assert np.array_equal(at_rest(xy, seen, 50.0)[seen], xy[seen])


@given(people)
def test_unseen_legs_rest_below_the_trunk(xy):
    seen = np.zeros(16, bool)
    seen[list(UPPER_BODY)] = True
    body = at_rest(xy, seen, torso_length(xy, seen))

    assert (np.diff(body[[PELVIS, L_KNEE, L_ANKLE], 1]) > 0).all()


def test_a_hand_three_torsos_away_is_no_hand():
    xy = person()
    away = xy.copy()
    away[R_WRIST] += (-400, 0)

    assert plausibility(xy, EVERYTHING) == 1
    assert plausibility(away, EVERYTHING) < 1


@given(people)
def test_the_next_crop_holds_all_joints(xy):
    roi = square_about(Pose(xy.astype(np.float32), np.ones(16, np.float32), 0.0), EVERYTHING, 1.25, 0.7)
    crop = frame_to_crop(xy, roi)

    assert ((crop > 20) & (crop < 235)).all()


def test_the_crop_of_half_a_body_leaves_room_for_its_legs():
    pose = Pose(person().astype(np.float32), np.ones(16, np.float32), 0.0)
    seen = EVERYTHING.copy()
    seen[list(LEGS)] = False
    half, whole = (square_about(pose, marks, 1.25, 0.7) for marks in (seen, EVERYTHING))

    assert 0.7 * whole.side < half.side < 1.1 * whole.side
    assert not seen[R_ANKLE]


@given(st.integers(16, 4000), st.integers(16, 4000))
def test_proposals_cover_the_whole_picture(width, height):
    first, *_ = proposals((width, height))

    assert first.side >= max(width, height)
