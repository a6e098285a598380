"""Several people: the first one stays, and the user may ask for another."""

import numpy as np
import pytest

from stickercam.crop import Follower, State
from stickercam.frames import Frame
from stickercam.models.skeleton import L_HIP, L_SHOULDER, R_HIP, R_SHOULDER
from stickercam.system import import_cv2
from tests.synthetic import SIZE, Scene, person, standing, walking

SHIRTS = ((200, 40, 40), (40, 90, 200), (60, 170, 60))


class Dressed(Scene):
    """The people of a scene in shirts of their own; the last one stands in front."""

    def frame(self, index: int, time: float) -> Frame:
        frame = super().frame(index, time)
        cv2, picture = import_cv2(), frame.image
        for shirt, joints in zip(SHIRTS, self.people):
            if (xy := joints(time)) is not None:
                quad = xy[[R_SHOULDER, L_SHOULDER, L_HIP, R_HIP]].astype(np.int32)
                corner = picture[0, 0].copy()
                cv2.fillConvexPoly(picture, quad, shirt, cv2.LINE_AA)
                picture[0, 0] = corner
        return frame


def where(pose) -> float:
    """In parts of the picture's width."""
    return float(pose.xy[[R_HIP, L_HIP], 0].mean()) / SIZE[0]


def acquired(scene: Scene) -> Follower:
    follower = Follower(scene)
    for frame in scene.frames(0.4):
        follower.step(frame)
    assert follower.state is State.FOLLOW
    return follower


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_two_people_pass_each_other_and_the_first_one_stays(seed: int):
    mine, other = walking(0.7, 0.3, 0.16), walking(0.7, 0.95, -0.2)
    scene = Dressed(mine, other)
    scene._rng = np.random.default_rng(seed)
    follower = acquired(scene)
    began = where(follower.step(scene.frame(900, 0.5)))
    first, second = (0.3, 0.16, "mine"), (0.95, -0.2, "other")
    followed = min((first, second), key=lambda who: abs(who[0] + who[1] * 0.5 - began))

    for frame in scene.frames(2.8, start=0.55):
        pose = follower.step(frame)

    assert pose is not None
    assert where(pose) == pytest.approx(followed[0] + followed[1] * frame.time, abs=0.06)


def test_the_next_person_is_the_one_to_the_right_and_after_the_last_the_first():
    places = (0.2, 0.5, 0.8)
    scene = Scene(*(standing(person(0.6, x)) for x in places))
    follower = acquired(scene)
    seen = [where(follower.step(scene.frame(100, 1.0)))]
    for number in range(3):
        follower.other()
        for k in range(4):
            pose = follower.step(scene.frame(101 + 4 * number + k, 1.1 + number + k / 30))
        seen.append(where(pose))

    start = int(np.argmin(np.abs(np.array(places) - seen[0])))
    assert seen == pytest.approx([places[(start + k) % 3] for k in range(4)], abs=0.03)


def test_who_is_alone_stays_the_one_who_is_followed():
    scene = Scene(standing(person(0.6, 0.4)))
    follower = acquired(scene)
    follower.other()
    pose = follower.step(scene.frame(100, 1.0))

    assert where(pose) == pytest.approx(0.4, abs=0.03)


@pytest.mark.parametrize("height", [0.45, 0.8])
@pytest.mark.parametrize("x", [0.25, 0.75])
@pytest.mark.parametrize("up", [0.3, 0.9], ids=["belly", "head"])
def test_a_click_on_somebody_moves_there(height: float, x: float, up: float):
    xy = person(height, x)
    scene = Scene(standing(person(0.7, 0.5)), standing(xy))
    follower = acquired(scene)
    low, high = xy[6, 1], xy[9, 1]
    follower.other((x * SIZE[0], low + up * (high - low)))
    pose = follower.step(scene.frame(100, 1.0))

    assert where(pose) == pytest.approx(x, abs=0.03)
    assert where(follower.step(scene.frame(101, 1.03))) == pytest.approx(x, abs=0.03)


def test_a_click_on_the_wall_changes_nothing():
    scene = Scene(standing(person(0.6, 0.3)))
    follower = acquired(scene)
    follower.other((0.9 * SIZE[0], 0.2 * SIZE[1]))
    pose = follower.step(scene.frame(100, 1.0))

    assert where(pose) == pytest.approx(0.3, abs=0.03)


def test_a_click_finds_somebody_before_the_look_around_has():
    xy = person(0.45, 0.8)
    scene = Scene(standing(xy))
    follower = Follower(scene)
    follower.other(tuple(xy[7]))

    assert where(follower.step(scene.frame(0, 0.0))) == pytest.approx(0.8, abs=0.03)


def test_looking_for_somebody_costs_at_most_four_squares_a_frame():
    scene = Scene(lambda time: person() if time > 1 else None)
    follower = Follower(scene)
    costs, found = [], None
    for frame in scene.frames(2.0):
        before = scene.looks
        pose = follower.step(frame)
        costs.append(scene.looks - before)
        found = frame.time if found is None and pose is not None else found

    assert max(costs) <= 4  # two squares, and a second look at two hints
    assert found < 1 + 5.5 / 30
