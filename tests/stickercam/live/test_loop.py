"""The loop with a list of estimates, a clock that a test turns, and a screen that presses keys by itself."""

from pathlib import Path

import numpy as np
import pytest

from stickercam.capture.slot import Slot
from stickercam.errors import StickercamError
from stickercam.frames import Frame, Pose
from stickercam.live.loop import Loop
from stickercam.live.network import Estimate
from stickercam.live.saver import Done, Job
from stickercam.live.session import LiveSettings, Session

IMAGE = np.zeros((48, 64, 3), np.uint8)


class FlatStyle:
    """Draws one colour, so that a test knows who drew."""

    def __init__(self, level):
        self.level = level

    def render(self, frame, pose, canvas, action=None):
        return np.full((canvas, canvas, 4), self.level, np.uint8)


class ListedKeys:
    """A screen that keeps what it was shown and gives the next of these commands each time."""

    character_pixels = 100

    def __init__(self, *commands):
        self.commands, self.views = list(commands), []

    def show(self, view):
        self.views.append(view)
        command = self.commands.pop(0) if self.commands else None
        return [command] if command else []


class InstantSaver:
    """Everything that is submitted lies there at the next look, unless it is called bad.gif."""

    def __init__(self):
        self.jobs, self.busy = [], False

    def submit(self, job):
        self.jobs.append(job)
        self.busy = True

    def collect(self, timeout=0.0):
        done = [Done(job.path, "the disk is full" if job.path.stem == "bad" else "") for job in self.jobs if self.busy]
        self.busy = False
        return done


class Camera:
    lost = False

    def newest(self):
        return Frame(IMAGE + 9, 0.0, 0)


class Stage:
    """Everything that a loop needs, and the clock."""

    def __init__(self, *commands, path=Path("a.gif"), window=True, characters=("berry", "robot")):
        self.now = 0.0
        self.estimates, self.camera, self.saver, self.reported = Slot(), Camera(), InstantSaver(), []
        self.screen = ListedKeys(*commands) if window else None
        self.loop = Loop(
            Session(characters, settings=LiveSettings(countdown=0)),
            estimates=self.estimates,
            source=lambda: self.camera,
            style=lambda name: FlatStyle(len(name)),
            saver=self.saver,
            job=lambda ended: Job(ended.take, path, ended.character),
            screen=self.screen,
            report=self.reported.append,
            clock=lambda: self.now,
        )

    def see(self, count, *, score=1.0, step=0.1):
        """`count` turns, each with a new estimate that is 20 ms old."""
        for _ in range(count):
            self.now += step
            time = self.now - 0.02
            pose = Pose(np.zeros((16, 2), np.float32), np.full(16, score, np.float32), time)
            estimate = Estimate(Frame(IMAGE, time, round(time * 30)), pose, pose, None, {"pose": 0.015})
            self.estimates.put(estimate)
            self.loop.turn()


def test_camera_and_character_are_shown_side_by_side():
    stage = Stage()
    stage.see(2)

    view = stage.screen.views[-1]

    assert view.camera[0, 0, 0] == 9
    assert view.character.shape == (100, 100, 4) and view.character[0, 0, 0] == len("berry")
    assert view.status == ("I see you", "good")


def test_without_anybody_no_character_stands_there():
    stage = Stage()
    stage.see(2, score=0.0)

    assert stage.screen.views[-1].character is None


def test_space_makes_a_sticker_that_is_reported():
    stage = Stage(None, "record")
    stage.see(40)

    summary = stage.loop.summary()

    assert stage.reported == [Path("a.gif")] and summary.stickers == (Path("a.gif"),)
    assert stage.saver.jobs[0].character == "berry"
    assert len(stage.saver.jobs[0].take.poses) == 31
    assert stage.screen.views[-1].message == ("saved a.gif", "good")


def test_a_sticker_that_fails_is_a_note():
    stage = Stage(None, "record", path=Path("bad.gif"))
    stage.see(40)

    assert stage.reported == []
    assert stage.loop.summary().notes == ("the disk is full",)
    assert stage.screen.views[-1].message == ("the disk is full", "bad")


def test_a_recording_that_was_not_kept_is_a_note():
    stage = Stage(None, "record", "record")
    stage.see(4)

    assert stage.loop.summary().notes == ("that was too short, nothing was kept",)


def test_leaving_while_recording_saves_before_the_end():
    stage = Stage(None, "record", *[None] * 7, "leave")
    stage.see(10)
    stage.loop.finish()

    assert stage.loop.session.left and stage.reported == [Path("a.gif")]


def test_a_key_changes_who_is_drawn():
    stage = Stage("next_character", characters=("a", "abc"))
    stage.see(2)

    assert [view.character[0, 0, 0] for view in stage.screen.views] == [1, 3]


def test_without_a_window_everything_but_showing_happens():
    stage = Stage(window=False)
    stage.see(10)

    summary = stage.loop.summary()

    assert (summary.shown, summary.seen) == (10, 10)
    assert summary.seconds == pytest.approx(0.9) and summary.fps == pytest.approx(11.1, abs=0.1)
    assert summary.stages["pose"] == pytest.approx((15, 15))
    assert summary.stages["latency"] == pytest.approx((20, 20))


def test_turns_without_an_estimate_still_obey():
    stage = Stage(None, "leave")
    stage.loop.turn()
    stage.loop.turn()

    assert stage.loop.session.left
    assert stage.screen.views[0].status == ("waking up", "wait")


def test_a_lost_camera_is_said():
    stage = Stage()
    stage.see(1)
    stage.camera.lost = True
    stage.see(1)

    assert stage.screen.views[-1].status == ("camera lost, looking for it", "bad")


def test_an_error_of_the_network_comes_out_in_the_main_thread():
    stage = Stage()
    stage.estimates.close(StickercamError("weights.safetensors is cut off", "copy it again"))

    with pytest.raises(StickercamError, match="cut off"):
        stage.loop.turn()


def test_hints_say_what_can_be_done_now():
    stage = Stage(None, "record")
    stage.see(3)

    before, during = stage.screen.views[0].hints, stage.screen.views[-1].hints

    assert before == (
        ("space", "record"),
        ("c", "next character"),
        ("m", "mirror"),
        ("s", "skeleton"),
        ("q", "leave"),
    )
    assert during == (("space", "stop and save"), ("q", "save and leave"))
