"""The doctor: a row for everything, a way out beside whatever is missing."""

import subprocess
import sys
from pathlib import Path

import pytest

from stickercam import doctor
from stickercam.capture import FoundCamera
from stickercam.errors import StickercamError

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def rows() -> dict[str, doctor.Check]:
    return {row.name: row for row in doctor.checks()}


def test_what_has_to_be_mended_has_a_way_out(rows: dict[str, doctor.Check]):
    assert [row for row in rows.values() if row.ok is False and not row.way_out] == []


def test_everything_that_ships_is_found(rows: dict[str, doctor.Check]):
    assert [rows[name].ok for name in ("fonts", "weights", "characters", "demo clip")] == [True] * 4


def test_everything_has_been_found_out(rows: dict[str, doctor.Check]):
    assert all(row.found for row in rows.values())


def test_no_display_is_no_fault_and_has_a_way_out(rows: dict[str, doctor.Check]):
    if sys.platform == "linux":  # conftest takes the display away
        assert rows["display"].ok is None
        assert "--headless" in rows["display"].way_out


def test_a_camera_without_the_right_to_open_it_has_to_be_mended(monkeypatch: pytest.MonkeyPatch):
    locked = FoundCamera(0, "Webcam C615", "/dev/video0", "no right to open it")
    monkeypatch.setattr("stickercam.capture.list_cameras", lambda: [locked])

    row = doctor._cameras()

    assert (row.found, row.ok) == ("0: Webcam C615 no right to open it", False)
    assert "usermod -aG video" in row.way_out


def test_a_cache_that_is_a_file_has_to_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("STICKERCAM_CACHE", str(tmp_path / "file" / "cache"))

    row = doctor._ask("cache folder", doctor._cache)

    assert row.ok is None and "STICKERCAM_CACHE" in row.way_out


def test_our_error_becomes_a_row_with_its_way_out():
    def question() -> str:
        raise StickercamError("skia needs libEGL.so.1", "apt-get install libegl1")

    row = doctor._ask("skia", question)

    assert row == doctor.Check("skia needs libEGL.so.1", False, "apt-get install libegl1", "skia")


def test_any_other_error_becomes_a_row_too():
    row = doctor._ask("torch", lambda: [][0])

    assert (row.ok, row.found) == (False, "IndexError: list index out of range")


def test_the_check_before_installing_needs_nothing_but_python():
    command = [sys.executable, "-S", "-m", "stickercam.doctor"]  # -S: no site-packages

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert done.returncode in (0, 1)
    assert len(done.stderr.splitlines()) == done.returncode, "nothing, or one sentence"
