"""Takes without a window, from a list of frames that plays the camera and an engine that knows the joints."""

from pathlib import Path

import numpy as np
import pytest

from stickercam.errors import StickercamError, UsageError
from stickercam.session import Keeper
from stickercam.shoot import Cue, find_gesture, shoot
from stickercam.take import read_take
from tests.synthetic import Scene, person, standing

OUT = Path("out.gif")


class Camera:
    """Frames of a scene; after `seconds` it ends, or raises `error`."""

    name, live = "camera 0", True

    def __init__(self, scene, seconds, error=None):
        self.scene, self.seconds, self.error = scene, seconds, error

    def __iter__(self):
        yield from self.scene.frames(self.seconds, 20.0)
        if self.error:
            raise self.error


def waving(start, end):
    """Stands, and waves the left hand from start to end."""
    rest = person()

    def joints(time):
        xy = rest.copy()
        if start <= time < end:
            unit = np.hypot(*(rest[7] - rest[6]))
            swing = np.sin(2 * np.pi * 1.5 * time) * 0.3
            xy[14] = xy[13] + np.array([0.45, 0.25]) * unit
            xy[15] = xy[14] + np.array([swing, -0.55]) * unit
        return xy

    return joints


@pytest.fixture
def keeper(tmp_path):
    from stickercam.take import Journal

    return Keeper(lambda size, drawn: Journal(size, drawn, folder=tmp_path))


def test_after_the_countdown_it_records_and_the_take_lies_on_disk(keeper):
    scene = Scene(standing(person()))

    seen, journal, _ = shoot(Camera(scene, 9), scene, Cue(2.0, 1.0).settings(), path=OUT, keeper=keeper)

    times = [pose.time for pose in seen.take.poses]
    assert times[0] == pytest.approx(1.0, abs=0.06) and times[-1] - times[0] == pytest.approx(2.0, abs=0.06)
    assert seen.found == len(times)
    assert [pose.time for pose in read_take(journal).poses] == pytest.approx(times)


def test_a_wave_begins_it(keeper):
    scene = Scene(waving(2.0, 4.5))
    cue = Cue(seconds=1.0, countdown=0.0, start_on="wave")

    seen, _, _ = shoot(Camera(scene, 9), scene, cue.settings(), path=OUT, keeper=keeper)

    assert 2.0 < seen.take.poses[0].time < 4.5


def test_a_gesture_ends_it(keeper):
    scene = Scene(waving(3.0, 6.0))
    cue = Cue(countdown=0.0, shutter="wave")

    seen, _, _ = shoot(Camera(scene, 9), scene, cue.settings(), path=OUT, keeper=keeper)

    assert 3.0 < seen.take.poses[-1].time < 6.0


def test_a_camera_that_goes_away_leaves_what_was_recorded_before(keeper):
    scene = Scene(standing(person()))
    camera = Camera(scene, 2.0, StickercamError("camera 0 stopped sending pictures", "plug it in again"))

    seen, _, notes = shoot(camera, scene, Cue(3.0, 0.5).settings(), path=OUT, keeper=keeper)

    assert seen.take.poses[-1].time == pytest.approx(1.95)
    assert notes == ["camera 0 stopped sending pictures; what was recorded before is kept"]


def test_ctrl_c_while_recording_keeps_the_take_and_before_it_ends_everything(keeper):
    scene = Scene(standing(person()))

    seen, _, _ = shoot(
        Camera(scene, 2.0, KeyboardInterrupt()), scene, Cue(3.0, 0.5).settings(), path=OUT, keeper=keeper
    )
    with pytest.raises(KeyboardInterrupt):
        shoot(Camera(scene, 2.0, KeyboardInterrupt()), scene, Cue(3.0, 5.0).settings(), path=OUT, keeper=keeper)

    assert seen.take.poses[-1].time == pytest.approx(1.95)


def test_nobody_in_the_picture_is_said_and_leaves_nothing_on_disk(keeper, tmp_path):
    scene = Scene()

    with pytest.raises(StickercamError, match="nobody was in the picture"):
        shoot(Camera(scene, 9), scene, Cue(1.0, 0.0).settings(), path=OUT, keeper=keeper)

    assert list(tmp_path.iterdir()) == []


def test_a_gesture_that_never_came_is_said(keeper):
    scene = Scene(standing(person()))

    with pytest.raises(StickercamError, match="nobody did wave"):
        shoot(Camera(scene, 2.0), scene, Cue(1.0, 0.0, "wave").settings(), path=OUT, keeper=keeper)


def test_holding_still_after_a_dance_ends_it(keeper):
    scene = Scene(waving(0.0, 4.0))
    cue = Cue(countdown=0.5, shutter="hold")

    seen, _, _ = shoot(Camera(scene, 9), scene, cue.settings(), path=OUT, keeper=keeper)

    assert 5.4 < seen.take.poses[-1].time < 6.5


@pytest.mark.parametrize("name", ["wave", "WAVE", "wav"])
def test_gestures_are_known_by_their_beginning(name):
    assert find_gesture(name) == "wave"


def test_hyphens_count_as_underscores():
    assert find_gesture("hands-up") == "hands_up"


@pytest.mark.parametrize("name", ["moonwalk", ""])
def test_an_unknown_gesture_is_refused_with_those_that_are_known(name):
    with pytest.raises(UsageError, match=r"choose one of .*hands_up.*wave"):
        find_gesture(name)
