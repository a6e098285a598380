import os
import signal
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from stickercam.errors import StickercamError
from stickercam.frames import Pose, Take
from stickercam.live.saver import Done, Job, Saver, Share
from stickercam.system import partial

TAKE = Take((Pose(np.ones((16, 2), np.float32), np.ones(16, np.float32), 0.5),), None, (64, 48))


def write_its_time(job, tell):
    tell(Share(job.path, 0.5))
    job.path.write_text(str(job.take.poses[0].time))
    return Done(job.path)


def fail_in_three_ways(job, tell):
    if job.path.stem == "ours":
        raise StickercamError("the disk is full", "make room")
    if job.path.stem == "bug":
        raise KeyError("l_wrist")
    os._exit(9)


def write_half(job, tell):
    with partial(job.path) as beside:
        beside.write_text("half")
        job.path.with_suffix(".begun").touch()
        time.sleep(100)


def write_or_fail(job, tell):
    if job.path.stem == "bad":
        raise StickercamError("the disk is full", "make room")
    return write_its_time(job, tell)


def tell_and_wait(job, tell):
    tell(Share(job.path, 0.25))
    while not job.path.with_suffix(".go").exists():
        time.sleep(0.01)
    return Done(job.path)


def collect(saver, count):
    done = []
    while len(done) < count:
        done += saver.collect(timeout=10)
    return done


def test_takes_go_over_and_files_come_back_in_order(tmp_path):
    paths = [tmp_path / "a.gif", tmp_path / "b.gif"]

    with Saver(write_its_time) as saver:
        saver.start()
        for path in paths:
            saver.submit(Job(TAKE, path))
        busy = saver.busy
        done = collect(saver, 2)

    assert busy and [one.path for one in done] == paths and not any(one.reason for one in done)
    assert [path.read_text() for path in paths] == ["0.5", "0.5"]


def test_what_goes_wrong_is_said_and_the_process_lives_until_it_dies(tmp_path):
    with Saver(fail_in_three_ways) as saver:
        saver.start()
        for name in ("ours", "bug", "death"):
            saver.submit(Job(TAKE, tmp_path / f"{name}.gif"))
        ours, bug, death = collect(saver, 3)

    assert ours.reason == "the disk is full: make room"
    assert bug.reason.startswith("bug.gif could not be made (KeyError")
    assert death.reason == "the process that makes stickers has ended; the take is kept: run stickercam recover"


def test_after_a_death_the_next_sticker_gets_another_process(tmp_path):
    with Saver(fail_in_three_ways) as saver:
        for name in ("death", "ours"):
            saver.submit(Job(TAKE, tmp_path / f"{name}.gif"))
            (done,) = collect(saver, 1)

    assert done.reason == "the disk is full: make room"


def test_how_much_is_done_can_be_seen(tmp_path):
    with Saver(tell_and_wait) as saver:
        saver.submit(Job(TAKE, tmp_path / "a.gif"))
        while saver.shares == (0.0,):
            saver.collect(timeout=10)
        shares = saver.shares
        (tmp_path / "a.go").touch()
        collect(saver, 1)

    assert shares == (0.25,) and saver.shares == ()


def test_a_take_on_disk_is_taken_away_when_its_sticker_is_made_and_only_then(tmp_path):
    journals = [tmp_path / "good.takelog", tmp_path / "bad.takelog"]
    for journal in journals:
        journal.touch()

    with Saver(write_or_fail) as saver:
        for journal in journals:
            saver.submit(Job(TAKE, tmp_path / f"{journal.stem}.gif", journal=journal))
        collect(saver, 2)

    assert [journal.exists() for journal in journals] == [False, True]


def test_an_error_in_the_view_does_not_wait_for_the_process(tmp_path):
    with pytest.raises(ZeroDivisionError), Saver(write_its_time) as saver:
        saver.start()
        saver.submit(Job(TAKE, tmp_path / "a.gif"))
        raise ZeroDivisionError


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without a word")
def test_what_is_half_written_when_the_view_fails_is_removed(tmp_path):
    with pytest.raises(ZeroDivisionError), Saver(write_half) as saver:
        saver.start()
        saver.submit(Job(TAKE, tmp_path / "a.gif"))
        while not (tmp_path / "a.begun").exists():
            time.sleep(0.01)
        raise ZeroDivisionError

    assert [path.name for path in tmp_path.iterdir()] == ["a.begun"]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux alone tells what another process ignores")
def test_ctrl_c_while_the_process_loads_does_not_end_it():
    before = signal.getsignal(signal.SIGINT)

    with Saver(write_its_time) as saver:
        saver.start()
        told = Path(f"/proc/{saver._process.pid}/status").read_text()

    ignored = int(next(line for line in told.splitlines() if line.startswith("SigIgn")).split()[1], 16)
    assert ignored >> (signal.SIGINT - 1) & 1
    assert signal.getsignal(signal.SIGINT) is before


def test_a_process_that_was_never_needed_never_ran():
    with Saver(write_its_time) as saver:
        pass

    assert not saver.busy
