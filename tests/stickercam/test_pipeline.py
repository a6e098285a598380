"""The stages together, with an engine that knows the answer in the network's place."""

import threading

import numpy as np
import pytest

from stickercam.crop import nobody
from stickercam.draw import open_style
from stickercam.errors import StickercamError
from stickercam.frames import Take
from stickercam.pipeline import estimate_poses, make_clip
from tests.synthetic import FPS, SIZE, Film, Scene, motion, person, standing, waving


def test_every_frame_of_a_film_has_its_pose_and_its_time():
    scene = Scene(standing(person()))
    seen = estimate_poses(Film(scene, 1.0), scene, keep_frames=True)

    assert seen.found == len(seen.take.poses) == len(seen.take.frames) == FPS
    assert [pose.time for pose in seen.take.poses] == [frame.time for frame in seen.take.frames]
    assert seen.take.size == SIZE


@pytest.mark.parametrize(("asked", "looked_at", "cut"), [(0.5, FPS / 2, True), (2.0, 2 * FPS, False)])
def test_only_the_seconds_asked_for_are_looked_at(asked: float, looked_at: int, cut: bool):
    scene = Scene(standing(person()))
    seen = estimate_poses(Film(scene, 2.0), scene, seconds=asked)

    assert (len(seen.take.poses), seen.cut) == (looked_at, cut)


def test_ctrl_c_ends_a_recording_from_a_camera_that_gives_nothing_more():
    scene, closed = Scene(standing(person())), threading.Event()

    class Stuck(Film):
        live = True

        def __iter__(self):
            yield scene.frame(0, 0.0)
            closed.wait()

    def interrupt(*_):
        raise KeyboardInterrupt

    seen = estimate_poses(Stuck(scene, 1.0), scene, progress=interrupt)
    closed.set()

    assert len(seen.take.poses) == 1


def test_frames_that_come_faster_than_the_sticker_plays_are_left_out():
    scene = Scene(standing(person()))
    times = [pose.time for pose in estimate_poses(Film(scene, 2.0), scene, fps=20.0).take.poses]

    assert len(times) == 40
    assert max(np.diff(times)) < 0.07


def test_slower_films_are_looked_at_whole():
    scene = Scene(standing(person()))

    assert len(estimate_poses(Film(scene, 2.0, fps=10.0), scene, fps=20.0).take.poses) == 20


def test_progress_counts_up_to_the_number_of_frames():
    scene, told = Scene(standing(person())), []
    estimate_poses(Film(scene, 0.5), scene, progress=lambda *what: told.append(what))

    assert told == [("looking", number, 15) for number in range(1, 16)]


def test_an_error_of_the_source_comes_out_and_its_thread_ends():
    scene = Scene(standing(person()))

    class Broken(Film):
        def __iter__(self):
            yield from scene.frames(0.2)
            raise StickercamError("the film tore")

    with pytest.raises(StickercamError, match="the film tore"):
        estimate_poses(Broken(scene, 1.0), scene)
    assert not [thread for thread in threading.enumerate() if thread.name == "stickercam-reader"]


def test_a_wave_becomes_a_sticker_that_waves():
    scene = Scene(waving())
    seen = estimate_poses(Film(scene, 2.0), scene)
    clip = make_clip(seen.take, open_style("character"), pixels=96, fps=20.0)

    assert "wave" in {action.name for action in clip.actions}
    assert clip.sticker.pictures.shape[1:] == (96, 96, 4)
    assert clip.sticker.pictures[..., 3].any((1, 2)).all()
    assert len(clip.sticker.seconds) == len(clip.sticker.pictures)


@pytest.mark.parametrize("mode", ["none", "boomerang"])
def test_a_clip_lasts_as_long_as_its_motion(mode: str):
    take = Take(motion("wave_right"), None, (640, 480))
    clip = make_clip(take, open_style("character"), pixels=64, fps=10.0, mode=mode)
    length = take.poses[-1].time * (2 if mode == "boomerang" else 1)

    assert 0.6 * length < clip.sticker.seconds.sum() < 1.1 * length + 0.2


def test_one_picture_makes_a_still_sticker():
    take = Take(motion("t_pose")[20:21], None, (640, 480))
    clip = make_clip(take, open_style("character"), pixels=64, fps=20.0)

    assert len(clip.sticker.pictures) == 1


def test_nobody_makes_no_clip():
    take = Take(tuple(nobody(t) for t in np.arange(20) / 30), None, (640, 480))

    with pytest.raises(StickercamError, match="nobody was seen well enough"):
        make_clip(take, open_style("character"), pixels=64, fps=20.0)
