"""What people really do: each mistake is answered by one sentence with a way out, and leaves nothing behind."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from stickercam.capture import list_cameras
from stickercam.system import import_cv2

SECONDS = 120  # a process that is not done by then hangs


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The folder that the commands run in, with something wrong of each kind."""
    (tmp_path / "text.mp4").write_text("this is no video\n" * 200)
    (tmp_path / "text.gif").write_text("nor is this a picture\n" * 200)
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "nothing").mkdir()
    (tmp_path / "nothing.gif").mkdir()
    _write_video(tmp_path / "nobody.mp4")
    whole = (tmp_path / "nobody.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.safetensors").write_text("no weights either")
    save_file({"a.weight": np.zeros((3, 3), np.float32)}, tmp_path / "foreign.safetensors")
    (tmp_path / "pickle.pth").write_bytes(pickle.dumps({"state": [1, 2, 3]}))
    return tmp_path


def _write_video(path: Path) -> None:
    """Two seconds of a slowly wandering light on a wall."""
    cv2 = import_cv2()
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), 10, (320, 240))
    y, x = np.mgrid[:240, :320]
    for number in range(20):
        light = 120 + 80 * np.exp(-((x - 8 * number) ** 2 + (y - 120) ** 2) / 8000)
        writer.write(np.repeat(light[..., None], 3, axis=2).astype(np.uint8))
    writer.release()


def answer(arguments: str, here: Path, **environment: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "stickercam", *arguments.split()]
    return subprocess.run(
        command, cwd=here, env=os.environ | environment, capture_output=True, text=True, timeout=SECONDS
    )


def tree(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_size for path in sorted(folder.rglob("*"))}


def check(arguments: str, here: Path, code: int, named: str) -> None:
    """Run; one sentence that names the culprit and has a way out; nothing new in the folder."""
    before = tree(here)

    done = answer(f"{arguments} --quiet", here)

    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("stickercam: ")
    assert named in done.stderr
    assert ": " in done.stderr.removeprefix("stickercam: "), "a way out follows the cause"
    assert "Traceback" not in done.stderr
    assert tree(here) == before


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("record missing.mp4 -o out.gif", "missing.mp4"),
        ("record text.mp4 -o out.gif", "text.mp4"),
        ("record text.gif -o out.gif", "text.gif"),
        ("record empty.mp4 -o out.gif", "empty.mp4"),
        ("record cut.mp4 -o out.gif", "cut.mp4"),
        ("record nothing -o out.gif", "nothing"),
        ("record nobody.mp4 -o missing/out.gif", "missing"),
        ("record nobody.mp4 -o text.mp4/out.gif", "text.mp4"),
        ("record nobody.mp4 -o nothing.gif", "nothing.gif"),
        ("pose missing.mp4 -o joints.json", "missing.mp4"),
        ("pose nobody.mp4 -o missing/joints.json", "missing"),
        ("live --headless --camera nobody.mp4 -o missing/out.gif", "missing"),
    ],
)
@pytest.mark.slow
def test_a_file_that_cannot_be_read_or_written_is_named(arguments: str, named: str, here: Path):
    check(arguments, here, 1, named)


@pytest.mark.slow
def test_a_video_with_nobody_in_it_is_named(here: Path):
    check("record nobody.mp4 -o out.gif", here, 1, "nobody.mp4")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("record nobody.mp4 -o out.xyz", ".xyz"),
        ("record nobody.mp4 -o out", "out"),
        ("record -o out.gif", "source"),
        ("record nobody.mp4 --camera 0 -o out.gif", "source"),
        ("pose nobody.mp4 -o joints.xyz", ".xyz"),
        ("live --headless --camera nobody.mp4 -o out.xyz", ".xyz"),
        ("record nobody.mp4 -o out.gif --model giraffe", "giraffe"),
        ("record nobody.mp4 -o out.gif --character giraffe", "giraffe"),
        ("record nobody.mp4 -o out.gif --style giraffe", "giraffe"),
        ("synth --motion giraffe -o out.mp4", "giraffe"),
        ("synth -o out.mp4", "--motion"),
        ("evaluate hourglass --data giraffe:here", "giraffe"),
        ("train --data giraffe:here -o run", "giraffe"),
    ],
)
@pytest.mark.slow
def test_a_name_that_does_not_exist_is_wrong_usage(arguments: str, named: str, here: Path):
    check(arguments, here, 2, named)


@pytest.mark.parametrize("name", ["text.safetensors", "foreign.safetensors", "pickle.pth", "missing.safetensors"])
@pytest.mark.slow
def test_weights_of_another_kind_are_refused(name: str, here: Path):
    check(f"record nobody.mp4 -o out.gif --model {name}", here, 1, name)


@pytest.mark.slow
def test_a_camera_that_is_not_there_is_named(here: Path):
    # Its number is told only where there are others to choose from.
    named = "97" if list_cameras() else "no camera"
    check("live --headless --camera 97 --seconds 1", here, 1, named)
    check("record --camera 97 -o out.gif", here, 1, named)


@pytest.mark.slow
def test_a_live_recording_that_came_to_nothing_is_exit_code_1(here: Path):
    done = answer("live --headless --record --seconds 1 --camera nobody.mp4", here)

    assert (done.returncode, done.stdout) == (1, "")
    assert "somebody in 0" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux runs without a display")
@pytest.mark.slow
def test_a_window_without_a_display_is_answered_and_does_not_abort(here: Path):
    check("live --camera nobody.mp4", here, 1, "display")


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="needs a folder where not even root may write")
@pytest.mark.slow
def test_a_folder_without_the_right_to_write_is_named(here: Path):
    check("record nobody.mp4 -o /sys/out.gif", here, 1, "/sys/out.gif")
