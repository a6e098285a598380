import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stickercam.errors import StickercamError
from stickercam.frames import Pose, Take
from stickercam.take import JOURNAL, Journal, left_behind, read_notes, read_take, write_take


def pose(time, level=1.0):
    return Pose(np.full((16, 2), 10 * level, np.float32), np.full(16, 0.5, np.float32), time)


TAKE = Take((pose(0.1), pose(0.2, 2.0)), None, (64, 48))


@given(st.lists(st.floats(-5000, 5000, width=32), min_size=32, max_size=32), st.floats(0, 1, width=32))
def test_what_was_written_is_read_again(tmp_path_factory, numbers, score):
    path = tmp_path_factory.mktemp("take") / "a.take.json"
    xy = np.array(numbers, np.float32).reshape(16, 2)

    write_take(Take((Pose(xy, np.full(16, score, np.float32), 1.25),), None, (640, 360)), path)
    take = read_take(path)

    assert (take.size, take.frames, take.poses[0].time) == ((640, 360), None, 1.25)
    assert np.abs(take.poses[0].xy - xy).max() < 0.01
    assert np.abs(take.poses[0].score - score).max() < 1e-3


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda record: record | {"format": 9}, "another format"),
        (lambda record: record | {"joints": ["nose"]}, "another format"),
        (lambda record: record | {"poses": []}, "no pose"),
        (lambda record: record | {"poses": record["poses"][::-1]}, "order of time"),
        (lambda record: {"poses": []}, "KeyError"),
        (lambda record: record | {"poses": [{"time": 0, "xy": [[0, 0]] * 9, "score": [0] * 16}]}, "ValueError"),
        (
            lambda record: record | {"poses": [{"time": 0, "xy": [[float("nan")] * 2] * 16, "score": [0] * 16}]},
            "number",
        ),
        (lambda record: [record], "TypeError"),
    ],
)
def test_what_is_no_take_is_refused_in_words(tmp_path, change, why):
    path = tmp_path / "a.json"
    write_take(TAKE, path)
    path.write_text(json.dumps(change(json.loads(path.read_text()))))

    with pytest.raises(StickercamError, match=f"a.json is no take .*{why}.*--keep-take"):
        read_take(path)


def test_a_picture_is_no_take_and_a_missing_file_is_said(tmp_path):
    (tmp_path / "a.gif").write_bytes(b"GIF89a\xff\xfe")

    with pytest.raises(StickercamError, match="it is no text"):
        read_take(tmp_path / "a.gif")
    with pytest.raises(StickercamError, match="cannot be read"):
        read_take(tmp_path / "b.json")


def test_a_journal_can_be_read_while_it_is_written(tmp_path):
    journal = Journal((64, 48), {"style": "skeleton", "character": None}, folder=tmp_path / "new")
    journal.add(TAKE.poses)

    take = read_take(journal.path)
    journal.close()

    assert take.size == (64, 48) and [pose.time for pose in take.poses] == [0.1, 0.2]
    assert read_notes(journal.path) == {"drawn": {"style": "skeleton", "character": None}}


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_a_journal_whose_last_line_is_cut_off_holds_what_was_before(tmp_path, cut):
    journal = Journal((64, 48), {}, folder=tmp_path)
    journal.add(TAKE.poses)
    journal.close()
    journal.path.write_bytes(journal.path.read_bytes()[:-cut])

    assert [pose.time for pose in read_take(journal.path).poses] == [0.1]


def test_a_journal_that_is_in_use_was_not_left_behind(tmp_path):
    journal = Journal((64, 48), {}, folder=tmp_path)
    during = left_behind(tmp_path)
    journal.close()

    assert (during, left_behind(tmp_path)) == ([], [journal.path])
    journal.discard()
    assert left_behind(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_journal_whose_process_was_killed_was_left_behind(tmp_path):
    program = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom stickercam.take import Journal\n"
        "from tests.stickercam.test_take import TAKE\n"
        "Journal((64, 48), {}, folder=Path(sys.argv[1])).add(TAKE.poses)\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parents[2]

    done = subprocess.run([sys.executable, "-c", program, tmp_path], cwd=root, check=False)

    assert done.returncode == -9
    (path,) = left_behind(tmp_path)
    assert len(read_take(path).poses) == 2


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="this user may write everywhere")
def test_a_folder_that_cannot_be_written_does_not_stop_a_recording_for_the_usual_user(tmp_path):
    tmp_path.chmod(0o500)

    Journal((64, 48), {}, folder=tmp_path / "new").add(TAKE.poses)

    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_no_folder_does_not_stop_a_recording(tmp_path):
    (tmp_path / "file").touch()

    journal = Journal((64, 48), {}, folder=tmp_path / "file")
    journal.add(TAKE.poses)
    journal.close()

    assert not list(tmp_path.glob(f"*{JOURNAL}"))
