"""What the machine has: libraries that fail to load in known ways, a display, folders, and files put in place whole."""

import ctypes
import errno
import importlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from stickercam.errors import StickercamError, reason

# Shared libraries that a bare Linux lacks -> the Debian package that holds each (found in an empty Debian 12).
# libX11 and libxcb come with libgl1; libegl1 is for skia alone.
SYSTEM_PACKAGES = {
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libgl1",
    "libxcb.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libexpat.so.1": "libexpat1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libSM.so.6": "libsm6",
    "libICE.so.6": "libsm6",
    "libXext.so.6": "libxext6",
}
# An ImportError names only the first library that is missing, so the way out always installs the whole set.
ALL_PACKAGES = ("libgl1", "libegl1", "libglib2.0-0", "libsm6", "libxext6")


def import_cv2() -> ModuleType:
    """OpenCV, quiet, or our error naming what is missing."""
    # OpenCV and its ffmpeg print about every camera and file that does not open; we say it ourselves in one sentence.
    os.environ.setdefault("OPENCV_LOG_LEVEL", "OFF")
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    # With hardware transforms on, Windows takes up to 20 s to open a camera (opencv #17687).
    os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")
    cv2 = _import("cv2", "OpenCV", "'opencv-python<5'")
    if not hasattr(cv2, "VideoCapture"):  # what uninstalling one of opencv-python and -headless leaves of the other
        raise StickercamError(
            "the installed OpenCV is incomplete",
            "pip uninstall opencv-python opencv-python-headless, then pip install --force-reinstall 'opencv-python<5'",
        )
    return cv2


def import_skia() -> ModuleType:
    """skia, or our error naming what is missing."""
    return _import("skia", "skia", "skia-python")


def import_av() -> ModuleType:
    """PyAV, or our error naming what is missing."""
    return _import("av", "PyAV", "av")


def _import(module: str, name: str, distribution: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise StickercamError(f"{name} is not installed", f"pip install {distribution}") from error
    except ImportError as error:
        if isinstance(error.__cause__, KeyboardInterrupt):  # what the user's Ctrl-C becomes inside a C++ module
            raise KeyboardInterrupt from error
        library = str(error).split(":")[0].strip()
        if not re.fullmatch(r"lib\S+\.so[.\d]*", library):  # other systems name no library, or at length
            raise StickercamError(
                f"{name} does not load ({str(error).splitlines()[0]})", f"pip install --force-reinstall {distribution}"
            ) from error
        raise StickercamError(f"{name} needs {library}", system_way_out(library)) from error


def system_way_out(library: str) -> str:
    """What to do about a shared library that does not load; one apt line where there is apt."""
    if library not in SYSTEM_PACKAGES:
        return f"pip install --force-reinstall the package, or install what holds {library}"
    if shutil.which("apt-get") is None:
        return f"install the system package that holds {library}"
    sudo = "" if os.geteuid() == 0 else "sudo "
    return f"{sudo}apt-get install --no-install-recommends {' '.join(ALL_PACKAGES)}"


def missing_libraries() -> list[str]:
    """Shared libraries of `SYSTEM_PACKAGES` that do not load here; always [] outside Linux."""
    return [] if sys.platform != "linux" else [name for name in SYSTEM_PACKAGES if not _loads(name)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_display() -> bool:
    """Whether a window can be opened. Without one OpenCV's Qt aborts the whole process, so ask before."""
    if sys.platform != "linux":
        return True
    if not os.environ.get("DISPLAY"):  # OpenCV brings Qt's X11 plugin alone: a bare Wayland session does not count
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # loading OpenCV names that library better than we could here
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)  # the very handshake that Qt does, permission included
    refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not refused


def require_display() -> None:
    """Return if a window can be opened, else raise."""
    if not has_display():
        display = os.environ.get("DISPLAY")
        cause = f"the display {display} does not answer" if display else "there is no display to open a window on"
        raise StickercamError(cause, "run with --headless, or set DISPLAY to a running X server")
    if sys.platform == "linux":
        os.environ["QT_QPA_PLATFORM"] = "xcb"  # any other value aborts: the wheel has no other plugin
    build = import_cv2().getBuildInformation()
    gui = next((line for line in build.splitlines() if line.strip().startswith("GUI:")), "")
    if "NONE" in gui:
        raise StickercamError(
            "the installed OpenCV is the headless one and opens no windows",
            "run with --headless, or pip uninstall opencv-python-headless, then pip install 'opencv-python<5'",
        )


def cache_folder() -> Path:
    """Where things go that can be made again; it need not exist yet. STICKERCAM_CACHE overrides."""
    own = os.environ.get("STICKERCAM_CACHE")
    if own:
        return Path(own)
    if sys.platform == "darwin":
        return _home() / "Library" / "Caches" / "stickercam"
    if sys.platform == "win32":
        return _base("LOCALAPPDATA", "AppData/Local") / "stickercam" / "cache"
    return _base("XDG_CACHE_HOME", ".cache") / "stickercam"


def config_folder() -> Path:
    """Where the user's choices are kept; it need not exist yet."""
    if sys.platform == "darwin":
        return _home() / "Library" / "Application Support" / "stickercam"
    if sys.platform == "win32":
        return _base("LOCALAPPDATA", "AppData/Local") / "stickercam"
    return _base("XDG_CONFIG_HOME", ".config") / "stickercam"


def _base(variable: str, below_home: str) -> Path:
    path = Path(os.environ.get(variable, ""))
    return path if path.is_absolute() else _home() / below_home  # XDG: a relative path is to be ignored


def _home() -> Path:
    """The user's folder; in containers users may have a number and nothing else, and then it is the temporary one."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(tempfile.gettempdir())


@contextmanager
def partial(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; put it in place when the block ends well, remove it when not."""
    path = Path(path)
    temporary = _begin_beside(path)
    try:
        yield temporary
        _put_in_place(temporary, path)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StickercamError(f"the disk is full; {path} was not written", "make room and try again") from error
        raise
    finally:
        temporary.unlink(missing_ok=True)


def check_writable(path: str | Path) -> None:
    """Say that a file cannot be written before the long work, not after it."""
    _begin_beside(Path(path)).unlink()


def _begin_beside(path: Path) -> Path:
    """An empty file beside `path`, for what will take its place; our error where that cannot be."""
    if os.path.isdir(path):
        raise StickercamError(f"{path} is a folder", "name a file")
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        temporary.touch()
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR) and not os.path.isdir(path.parent):
            raise StickercamError(
                f"the folder {path.parent} does not exist", "make it, or choose another place"
            ) from error
        raise StickercamError(
            f"{path} cannot be written ({reason(error)})", "choose a folder where you may write"
        ) from error
    return temporary


def _put_in_place(temporary: Path, path: Path) -> None:
    try:
        os.replace(temporary, path)
    except OSError as error:  # Windows replaces no file that is open elsewhere
        raise StickercamError(
            f"{path} cannot be replaced ({reason(error)})", "close what shows it, or choose another name"
        ) from error
