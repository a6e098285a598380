"""Takes from disk, and what kill -9 leaves of a take and of a sticker."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stickercam.errors import StickercamError
from stickercam.frames import Frame, Pose, Take
from stickercam.redraw import draw, recover
from stickercam.take import Journal, left_behind, write_take
from tests.stickercam.live.waving import wave

ROOT = Path(__file__).parents[2]
IMAGE = np.zeros((180, 320, 3), np.uint8)
PATIENCE = 60.0


@pytest.fixture
def take():
    return Take(tuple(wave(Frame(IMAGE, n / 20, n)).raw for n in range(12)), None, (320, 180))


def journal_of(take, folder, *, drawn=None, meant=None):
    journal = Journal(take.size, drawn or {"style": "character", "character": "berry"}, folder=folder)
    journal.add(take.poses)
    if meant:
        journal.meant_for(meant)
    journal.close()
    return journal.path


def test_a_kept_take_is_drawn_again_as_somebody_else(take, tmp_path):
    write_take(take, tmp_path / "a.take.json")

    berry = draw(tmp_path / "a.take.json", tmp_path / "a.webp", pixels=64)
    robot = draw(tmp_path / "a.take.json", tmp_path / "b.webp", pixels=64, character="robot")

    assert berry.frames == berry.found == 12 and berry.bytes > 0
    assert (tmp_path / "a.webp").read_bytes() != (tmp_path / "b.webp").read_bytes()
    assert robot.path == tmp_path / "b.webp"


def test_a_take_without_anybody_makes_no_file(tmp_path):
    empty = Take((Pose(np.zeros((16, 2), np.float32), np.zeros(16, np.float32), 0.0),), None, (8, 8))
    write_take(empty, tmp_path / "a.take.json")

    with pytest.raises(StickercamError, match="nobody is in"):
        draw(tmp_path / "a.take.json", tmp_path / "a.gif")

    assert not (tmp_path / "a.gif").exists()


def test_a_take_that_was_left_behind_goes_where_it_was_meant_to_go(take, tmp_path):
    journal_of(take, tmp_path / "takes", meant=tmp_path / "out" / "me.webp")

    (one,) = recover(tmp_path / "takes")

    assert one.made == tmp_path / "out" / "me.webp" and one.made.is_file()
    assert left_behind(tmp_path / "takes") == []


def test_one_that_broke_off_while_recording_gets_a_name_by_its_time(take, tmp_path):
    journal_of(take, tmp_path / "takes")

    (one,) = recover(tmp_path / "takes", out=tmp_path)

    assert one.made.parent == tmp_path and one.made.name.startswith("sticker_20") and one.made.suffix == ".gif"


def test_nothing_that_exists_is_overwritten_and_what_was_saved_already_is_not_made_twice(take, tmp_path):
    goal = tmp_path / "me.gif"
    goal.write_text("saved")
    journal_of(take, tmp_path / "takes", meant=goal)

    (one,) = recover(tmp_path / "takes")

    assert goal.read_text() == "saved" and one.words == "me.gif had been saved already"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["me.gif", "takes"]


def test_what_cannot_be_read_or_shows_nobody_is_said_and_forgotten(take, tmp_path):
    nobody = Take(tuple(Pose(pose.xy, pose.score * 0, pose.time) for pose in take.poses), None, take.size)
    broken, empty = journal_of(take, tmp_path / "takes"), journal_of(nobody, tmp_path / "takes")
    broken.write_text("{\n")

    words = [one.words for one in recover(tmp_path / "takes")]

    assert "held nothing that could be read" in words[0] and "nobody was in" in words[1]
    assert not broken.exists() and not empty.exists()


def test_a_take_stays_where_its_sticker_cannot_be_written(take, tmp_path):
    (tmp_path / "file").touch()
    journal = journal_of(take, tmp_path / "takes", meant=tmp_path / "me.oil")

    (one,) = recover(tmp_path / "takes")

    assert one.made is None and "not written as .oil" in one.words and journal.exists()


def test_a_character_that_has_gone_since_is_replaced_by_the_usual_one(take, tmp_path):
    drawn = {"style": "character", "character": str(tmp_path / "mine")}
    journal_of(take, tmp_path / "takes", drawn=drawn, meant=tmp_path / "me.webp")

    (one,) = recover(tmp_path / "takes")

    assert one.made == tmp_path / "me.webp"


PROGRAM = """
import sys
from pathlib import Path
from stickercam.live import run
from stickercam.session import TakeSettings
from tests.stickercam.live.waving import open_waving
if __name__ == "__main__":
    settings = TakeSettings(countdown=0.0, length=float(sys.argv[3]))
    run(sys.argv[1], out=Path(sys.argv[2]), headless=True, record=True, settings=settings, estimator=open_waving)
"""


class Victim:
    """A recording without a window in a process of its own."""

    def __init__(self, folder, length):
        pictures = [Image.new("RGB", (320, 180), (20 * i, 90, 90)) for i in range(10)]
        pictures[0].save(folder / "clip.gif", save_all=True, append_images=pictures[1:], duration=60)
        (folder / "program.py").write_text(PROGRAM)
        self.out, self.takes = folder / "out", folder / "cache" / "takes"
        environment = os.environ | {"PYTHONPATH": str(ROOT), "STICKERCAM_CACHE": str(folder / "cache")}
        command = [sys.executable, folder / "program.py", folder / "clip.gif", self.out / "me.gif", str(length)]
        self.out.mkdir()
        self.process = subprocess.Popen(command, env=environment, cwd=folder, start_new_session=True)

    def until(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end
            time.sleep(0.005)

    def lines(self):
        return [line for path in self.takes.glob("*") for line in path.read_text().splitlines()]

    def kill(self, *, everybody):
        (os.killpg if everybody else os.kill)(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def victim(tmp_path, request):
    victim = Victim(tmp_path, request.param)
    yield victim
    if victim.process.poll() is None:
        victim.kill(everybody=True)


killed = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


@killed
@pytest.mark.slow
@pytest.mark.parametrize("victim", [30.0], indirect=True)
def test_killed_in_the_middle_of_a_take_what_was_seen_so_far_becomes_a_sticker(victim):
    victim.until(lambda: len(victim.lines()) > 20)

    victim.kill(everybody=True)
    seen = sum('"xy"' in line for line in victim.lines())
    (one,) = recover(victim.takes, out=victim.out)

    assert seen >= 19
    with Image.open(one.made) as sticker:
        assert sticker.n_frames > 5
    assert [path.name for path in victim.out.iterdir()] == [one.made.name]


@killed
@pytest.mark.slow
@pytest.mark.parametrize("victim", [2.0], indirect=True)
def test_killed_in_the_middle_of_saving_no_half_file_stays_and_the_sticker_is_made(victim):
    victim.until(lambda: any('"path"' in line for line in victim.lines()))
    victim.until(lambda: any(victim.out.glob(".*.part*")))

    victim.kill(everybody=True)
    victim.until(lambda: left_behind(victim.takes))  # the other process takes a moment to die
    halves = [path.name for path in victim.out.iterdir()]
    (one,) = recover(victim.takes)

    assert "me.gif" not in halves
    assert [path.name for path in victim.out.iterdir()] == ["me.gif"] and one.made == victim.out / "me.gif"
    with Image.open(one.made) as sticker:
        assert sticker.n_frames > 5
    assert left_behind(victim.takes) == []


@killed
@pytest.mark.slow
@pytest.mark.parametrize("victim", [1.0], indirect=True)
def test_when_the_view_alone_is_killed_the_other_process_ends_what_it_began(victim):
    victim.until(lambda: any(json.loads(line).get("path") for line in victim.lines()))

    victim.until(lambda: left_behind(victim.takes) == [])  # the saver has it
    victim.kill(everybody=False)
    victim.until(lambda: not list(victim.takes.iterdir()))

    with Image.open(victim.out / "me.gif") as sticker:
        assert sticker.n_frames > 5
