import os
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stickercam.errors import StickercamError, UsageError
from stickercam.frames import Pose, Take
from stickercam.live import run
from stickercam.live.start import Jobs, Opening, check_target
from stickercam.session import Choice, Ended
from tests.stickercam.live.waving import open_waving

ROOT = Path(__file__).parents[3]
POSE = Pose(np.ones((16, 2), np.float32), np.ones(16, np.float32), 0.5)
ENDED = Ended(Take((POSE,), None, (64, 48)), Choice("character", "berry"))


@pytest.fixture
def clip(tmp_path):
    """A second of an animated GIF, which plays the camera."""
    pictures = [Image.new("RGB", (160, 120), (20 * i, 90, 90)) for i in range(10)]
    pictures[0].save(tmp_path / "clip.gif", save_all=True, append_images=pictures[1:], duration=100)
    return tmp_path / "clip.gif"


def test_stickers_are_named_by_the_clock_and_none_is_overwritten(tmp_path):
    jobs = Jobs(tmp_path, lambda: datetime(2026, 11, 25, 14, 3, 22))
    (tmp_path / "sticker_2026-11-25_14-03-22.gif").touch()

    names = [jobs(ENDED).path.name for _ in range(2)]

    assert names == ["sticker_2026-11-25_14-03-22_2.gif", "sticker_2026-11-25_14-03-22_3.gif"]


def test_out_may_name_the_file_itself(tmp_path):
    jobs = Jobs(tmp_path / "me.webp")

    assert [jobs(ENDED).path.name for _ in range(2)] == ["me.webp", "me_2.webp"]


def test_a_place_for_stickers_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "stickers").touch()

    with pytest.raises(StickercamError, match="stickers is not a folder: choose another with --out"):
        check_target(tmp_path / "stickers" / "new")


def test_a_folder_may_have_a_dot_in_its_name(tmp_path):
    folder = tmp_path / "stickers.2026"
    folder.mkdir()

    check_target(folder)

    assert Jobs(folder)(ENDED).path.parent == folder


def test_a_format_that_is_not_written_is_refused_before_anybody_dances(tmp_path):
    with pytest.raises(UsageError, match=r"not written as \.xyz"):
        check_target(tmp_path / "a.xyz")


def test_a_files_folder_has_to_be_there(tmp_path):
    with pytest.raises(StickercamError, match="missing does not exist"):
        check_target(tmp_path / "missing" / "a.gif")


def test_a_folder_that_does_not_exist_yet_is_made_later(tmp_path):
    check_target(tmp_path / "a" / "b")

    assert list(tmp_path.iterdir()) == []


def test_a_source_that_opens_slowly_is_not_waited_for():
    gate = threading.Event()

    class Slow:
        def __exit__(self, *exception):
            self.closed = True

    slow = Slow()
    with Opening(lambda: gate.wait() and slow) as opening:
        before = opening.wait(0.01)
        gate.set()
        after = opening.wait(5)

    assert before is None and after is slow and slow.closed


def test_who_leaves_before_the_source_is_open_does_not_wait_for_it_and_it_is_closed():
    gate, closed = threading.Event(), threading.Event()

    class Slow:
        def __exit__(self, *exception):
            closed.set()

    with Opening(lambda: gate.wait() and Slow()) as opening:
        pass
    came = opening.wait()
    gate.set()

    assert came is None and closed.wait(5)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"camera": "no-such.mp4"}, "no-such.mp4 was not found"),
        ({"camera": "93"}, "no camera was found|there is no camera 93"),
        ({"style": "oil"}, "there is no style oil"),
        ({"character": "nobody"}, "nobody"),
        ({"out": Path("/proc/stickers")}, "/proc"),
    ],
)
def test_what_cannot_work_is_said_before_a_network_is_loaded(clip, tmp_path, monkeypatch, wrong, sentence):
    monkeypatch.chdir(tmp_path)
    if "/proc" in sentence and not Path("/proc").is_dir():
        pytest.skip("this system has no /proc")
    loaded = []
    usual = {
        "camera": str(clip),
        "headless": True,
        "seconds": 0.2,
        "estimator": lambda: loaded.append(1) or open_waving(),
    }

    with pytest.raises((StickercamError, UsageError), match=sentence):
        run(**(usual | wrong))

    assert loaded == []


def test_a_wrong_network_is_said_at_once(clip):
    with pytest.raises(StickercamError, match=r"no-such\.safetensors does not exist"):
        run(str(clip), headless=True, model="no-such.safetensors")


def test_without_a_window_it_counts_and_ends_by_itself(clip, tmp_path):
    before = threading.active_count()

    summary = run(str(clip), headless=True, seconds=0.6, out=tmp_path, estimator=open_waving, stats=True)

    assert summary.shown >= 1 and summary.seen == summary.shown  # one, where the machine is busy
    assert 0 <= summary.seconds < 5 and summary.stickers == ()
    assert {"pose", "draw", "latency"} <= summary.stages.keys()
    assert "median" in str(summary)
    assert threading.active_count() == before


@pytest.mark.slow
def test_without_a_window_it_records_once_when_told_to(clip, tmp_path):
    reported = []

    summary = run(
        str(clip),
        headless=True,
        seconds=1.5,
        out=tmp_path / "out",
        estimator=open_waving,
        record=True,
        report=reported.append,
    )

    (path,) = summary.stickers
    assert reported == [path] and path.parent == tmp_path / "out"
    with Image.open(path) as sticker:
        assert sticker.n_frames > 5 and sticker.size == (512, 512)


def start_in_a_process(clip, out, display=None, **options):
    program = (
        "from pathlib import Path\n"
        "from stickercam.live import run\n"
        "from tests.stickercam.live.waving import open_waving\n"
        "if __name__ == '__main__':\n"
        f"    summary = run({str(clip)!r}, out=Path({str(out)!r}), estimator=open_waving, **{options!r})\n"
        "    print(summary.interrupted)\n"
    )
    script = out.parent / "live_program.py"  # a real file: the other process looks for the main module
    script.write_text(program)
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | ({"DISPLAY": display} if display else {})
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, script], env=environment, start_new_session=True, **pipes)


@pytest.mark.slow
def test_in_a_window_it_records_and_ends_by_itself(clip, tmp_path, display):
    process = start_in_a_process(clip, tmp_path / "out", display, record=True, seconds=4)

    stdout, stderr = process.communicate(timeout=60)

    path, interrupted = stdout.splitlines()
    assert (process.returncode, stderr, interrupted) == (0, "", "False")
    with Image.open(path) as sticker:
        assert sticker.n_frames > 5


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_ctrl_c_while_recording_saves_the_take(clip, tmp_path):
    process = start_in_a_process(clip, tmp_path / "out", headless=True, record=True)
    time.sleep(4)  # somebody is seen after about one; the recording goes on for three

    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the group
    stdout, stderr = process.communicate(timeout=60)

    path, interrupted = stdout.splitlines()
    assert (process.returncode, stderr, interrupted) == (0, "", "True")
    assert Path(path).is_file()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_without_a_display_the_way_out_is_said(clip, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)

    with pytest.raises(StickercamError, match=r"no display .*: run with --headless"):
        run(str(clip), estimator=open_waving)
