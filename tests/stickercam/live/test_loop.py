"""The loop with a list of estimates, a clock that a test turns, and a screen that presses keys by itself."""

from pathlib import Path

import numpy as np
import pytest

from stickercam.capture.slot import Slot
from stickercam.errors import StickercamError
from stickercam.frames import Frame, Pose
from stickercam.live.buttons import Command, faces
from stickercam.live.loop import Loop
from stickercam.live.network import Estimate
from stickercam.live.saver import Done, Job
from stickercam.session import Choice, Keeper, Session, TakeSettings

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
        return [Command(command)] if command else []


class InstantSaver:
    """Everything that is submitted lies there at the next look, unless it is called bad.gif."""

    shares = ()

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

    def __init__(self, stage):
        self.stage = stage

    def newest(self):
        return Frame(IMAGE + 9, 0.0, self.stage.index)


class ListedNetwork:
    """Estimates that a test puts there; keeps what it was asked for."""

    def __init__(self):
        self.estimates, self.others, self.changed = Slot(), [], []

    def other(self, at=None):
        self.others.append(at)

    def change(self, open_estimator):
        self.changed.append(open_estimator)
        self.coming = Slot()
        return self.coming


class Stage:
    """Everything that a loop needs, and the clock."""

    def __init__(self, *commands, path=Path("a.gif"), window=True, characters=("berry", "robot"), keeper=None):
        self.now = 0.0
        self.network, self.index = ListedNetwork(), 0
        self.estimates, self.camera = self.network.estimates, Camera(self)
        self.saver, self.reported = InstantSaver(), []
        self.screen = ListedKeys(*commands) if window else None
        self.loop = Loop(
            Session(characters, models=("lite", "tiny"), settings=TakeSettings(countdown=0)),
            network=self.network,
            source=lambda: self.camera,
            style=lambda choice: FlatStyle(len(choice.character)),
            estimator=lambda name: name,
            keeper=keeper,
            saver=self.saver,
            job=lambda ended: Job(ended.take, path, ended.choice),
            screen=self.screen,
            report=self.reported.append,
            clock=lambda: self.now,
        )

    def see(self, count, *, score=1.0, step=0.1):
        """`count` turns, each with a new estimate that is 20 ms old."""
        for _ in range(count):
            self.now += step
            self.index += 1
            time = self.now - 0.02
            pose = Pose(np.zeros((16, 2), np.float32), np.full(16, score, np.float32), time)
            estimate = Estimate(Frame(IMAGE, time, round(time * 30)), pose, pose, None, {"pose": 0.015})
            self.estimates.put(estimate)
            self.loop.turn()


def test_camera_and_character_are_shown_side_by_side():
    stage = Stage("skeleton")
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
    assert stage.saver.jobs[0].choice == Choice("character", "berry")
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
    stage = Stage("character", characters=("a", "abc"))
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


def test_a_camera_that_sends_nothing_more_is_said():
    stage = Stage()
    stage.see(1)
    words = []
    for _ in range(3):
        stage.now += 0.8
        stage.loop.turn()
        words.append(stage.screen.views[-1].status[0])

    assert words == ["I see you", "camera lost, looking for it", "camera lost, looking for it"]


def test_a_covered_camera_is_said():
    stage = Stage(characters=("berry",))
    stage.camera.newest = lambda: Frame(IMAGE, 0.0, stage.index)
    stage.see(30)

    assert stage.screen.views[-1].status == ("is the camera covered?", "wait")


def test_the_skeleton_lies_on_the_frame_that_it_was_seen_in():
    stage = Stage()
    stage.see(1)

    assert stage.screen.views[-1].camera[40, 60, 0] == 0  # not the camera's newest, which is 9


def test_another_network_is_loaded_while_the_first_goes_on():
    stage = Stage("model")
    stage.see(2)
    loading = stage.loop.session.loading
    stage.network.coming.put(object())
    stage.see(1)

    assert stage.network.changed == ["tiny"] and loading == "tiny"
    assert stage.loop.session.loading is None
    assert stage.loop.session.message.text == "now it is tiny that looks at you"


def test_a_network_that_does_not_load_is_said_and_the_first_stays():
    stage = Stage("model")
    stage.see(2)
    stage.network.coming.close(StickercamError("tiny.safetensors is cut off", "copy it again"))
    stage.see(1)

    assert stage.loop.session.models.name == "lite"
    assert stage.screen.views[-1].message == ("tiny.safetensors is cut off: copy it again", "bad")


def test_the_wish_for_somebody_else_reaches_the_network():
    stage = Stage("person")
    stage.see(2)

    assert stage.network.others == [None]


class ListedJournal:
    """Keeps in memory what was written."""

    def __init__(self, size, drawn):
        self.size, self.drawn, self.poses, self.state, self.path = size, drawn, [], "open", Path("a.takelog")

    def add(self, poses):
        self.poses += poses

    def meant_for(self, path):
        self.goal = path

    def close(self):
        self.state = "closed"

    def discard(self):
        self.state = "gone"


def journals_of(*commands, turns=40):
    journals = []
    stage = Stage(*commands, keeper=Keeper(lambda *given: journals.append(ListedJournal(*given)) or journals[-1]))
    stage.see(turns)
    return stage, journals


def test_a_take_is_on_disk_while_it_is_made():
    _, (journal,) = journals_of(None, "record", turns=20)

    assert (journal.state, len(journal.poses), journal.size) == ("open", 18, (64, 48))
    assert journal.drawn == {"style": "character", "character": "berry"}


def test_a_take_is_on_disk_whole_before_it_is_made_into_a_sticker():
    stage, (journal,) = journals_of(None, "record")

    (job,) = stage.saver.jobs
    assert (journal.state, journal.goal, job.journal) == ("closed", Path("a.gif"), journal.path)
    assert [pose.time for pose in journal.poses] == [pose.time for pose in job.take.poses]


def test_the_last_seconds_are_on_disk_too_before_they_are_made_into_a_sticker():
    stage, (journal,) = journals_of(*[None] * 10, "save", turns=15)

    assert len(journal.poses) == len(stage.saver.jobs[0].take.poses) == 11


def test_a_take_that_became_nothing_leaves_nothing_on_disk():
    _, (journal,) = journals_of(None, "record", None, "record", turns=6)

    assert journal.state == "gone"


def test_buttons_say_what_they_would_do_now():
    stage = Stage(None, "record")
    stage.see(1)
    before = faces(stage.loop.session)
    stage.see(2)
    during = faces(stage.loop.session)

    assert (before["record"].label, during["record"].label) == ("make a sticker", "stop and save")
    assert before["character"].ready and not during["character"].ready
    assert before["save"].label == "save the last 3 s" and before["model"].label == "lite"
