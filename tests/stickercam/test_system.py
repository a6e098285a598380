import os
import subprocess
import sys
from pathlib import Path

import pytest

from stickercam import system
from stickercam.errors import StickercamError


def test_what_is_written_appears_only_when_it_is_whole(tmp_path):
    target = tmp_path / "a.gif"

    with system.partial(target) as path:
        path.write_bytes(b"new")
        assert path.parent == tmp_path and path.suffix == ".gif" and not target.exists()

    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "a.gif"
    target.write_bytes(b"old")

    with pytest.raises(RuntimeError), system.partial(target) as path:
        path.write_bytes(b"half")
        raise RuntimeError

    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_our_error(tmp_path):
    refused = pytest.raises(StickercamError, match=r"the disk is full; .*a\.gif was not written")

    with refused, system.partial(tmp_path / "a.gif"):
        raise OSError(28, "No space left on device")


def test_a_file_that_cannot_be_replaced_is_our_error(tmp_path):
    target = tmp_path / "a.gif"
    refused = pytest.raises(StickercamError, match=r"a\.gif cannot be replaced")

    with refused, system.partial(target):
        target.mkdir()
        (target / "in the way").touch()

    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("name", ["a.gif", "inner/a.gif"])
def test_a_folder_that_may_not_be_entered_is_our_error(tmp_path, name):
    tmp_path.chmod(0)

    with pytest.raises(StickercamError, match="permission denied"):
        system.check_writable(tmp_path / name)
    tmp_path.chmod(0o700)


def test_a_try_leaves_nothing_behind(tmp_path):
    system.check_writable(tmp_path / "a.gif")

    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_our_error(tmp_path):
    with pytest.raises(StickercamError, match="no-such does not exist"), system.partial(tmp_path / "no-such" / "a.gif"):
        pass


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(StickercamError, match="is a folder: name a file"), system.partial(tmp_path):
        pass


def test_a_place_that_cannot_be_written_is_our_error():
    target = Path("/proc/a.gif")  # not even root may write there
    if not target.parent.is_dir():
        pytest.skip("this system has no /proc")

    with pytest.raises(StickercamError, match=r"/proc/a\.gif cannot be written"), system.partial(target):
        pass


def test_folders_follow_the_system(monkeypatch, tmp_path):
    monkeypatch.delenv("STICKERCAM_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "l"))
    monkeypatch.setenv("HOME", str(tmp_path))

    found = {}
    for platform in ("linux", "darwin", "win32"):
        monkeypatch.setattr(system.sys, "platform", platform)
        found[platform] = (system.cache_folder(), system.config_folder())

    assert found == {
        "linux": (tmp_path / "c" / "stickercam", tmp_path / ".config" / "stickercam"),
        "darwin": (
            tmp_path / "Library" / "Caches" / "stickercam",
            tmp_path / "Library" / "Application Support" / "stickercam",
        ),
        "win32": (tmp_path / "l" / "stickercam" / "cache", tmp_path / "l" / "stickercam"),
    }


def test_a_user_without_a_home_has_the_temporary_folder(monkeypatch, tmp_path):
    pwd = pytest.importorskip("pwd", reason="a container's users without a name: a thing of Linux")

    def nameless(number):
        raise KeyError(number)

    monkeypatch.setattr(pwd, "getpwuid", nameless)
    monkeypatch.setattr(system.tempfile, "gettempdir", lambda: str(tmp_path))
    for name in ("HOME", "STICKERCAM_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(system.sys, "platform", "linux")

    assert system.cache_folder() == tmp_path / ".cache" / "stickercam"


def test_the_users_own_cache_folder_wins(monkeypatch, tmp_path):
    monkeypatch.setenv("STICKERCAM_CACHE", str(tmp_path))

    assert system.cache_folder() == tmp_path


def test_a_missing_system_library_is_named_with_the_one_line(monkeypatch, tmp_path):
    (tmp_path / "skia.py").write_text("raise ImportError('libEGL.so.1: cannot open shared object file: No such file')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "skia", raising=False)
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")

    with pytest.raises(StickercamError) as caught:
        system.import_skia()

    assert caught.value.what == "skia needs libEGL.so.1"
    assert caught.value.way_out.endswith(
        "apt-get install --no-install-recommends libgl1 libegl1 libglib2.0-0 libsm6 libxext6"
    )


@pytest.mark.parametrize(
    ("raised", "sentence"),
    [
        ("DLL load failed while importing skia: The module could not be found.", "skia does not load (DLL load failed"),
        ("numpy.core.multiarray failed to import", "skia does not load (numpy.core.multiarray failed to import)"),
    ],
)
def test_a_package_that_does_not_load_says_why(monkeypatch, tmp_path, raised, sentence):
    (tmp_path / "skia.py").write_text(f"raise ImportError({raised!r})")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "skia", raising=False)

    with pytest.raises(StickercamError) as caught:
        system.import_skia()

    assert caught.value.what.startswith(sentence)
    assert caught.value.way_out == "pip install --force-reinstall skia-python"


def test_ctrl_c_while_a_package_loads_is_ctrl_c(monkeypatch, tmp_path):
    (tmp_path / "skia.py").write_text("raise ImportError('initialization failed') from KeyboardInterrupt()")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "skia", raising=False)

    with pytest.raises(KeyboardInterrupt):
        system.import_skia()


def test_a_package_that_is_not_installed_is_named():
    program = (
        "import sys; sys.modules['av'] = None\n"
        "from stickercam import system\n"
        "try: system.import_av()\n"
        "except Exception as error: print(error)\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "PyAV is not installed: pip install av\n"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_without_a_display_a_window_is_refused_in_words(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)

    assert not system.has_display()
    with pytest.raises(StickercamError, match=r"no display .*: run with --headless, or set DISPLAY"):
        system.require_display()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_a_display_that_does_not_answer_counts_as_none(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":4711")

    assert not system.has_display()


def test_opencv_is_silent_about_what_we_say_ourselves():
    program = (
        "from stickercam.system import import_cv2; cv2 = import_cv2()\n"
        "assert not cv2.VideoCapture(93).isOpened() and not cv2.VideoCapture('/dev/null').isOpened()"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENCV")}

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
