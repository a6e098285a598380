"""One door for everything that gives pictures."""

import difflib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from stickercam.errors import StickercamError, UsageError, reason
from stickercam.frames import Frame


class Source(Protocol):
    """Pictures in order of time; closes with its `with` block.

    size:  (width, height) of every frame, turned as the file or photo says.
    live:  frames come at their own pace and late readers miss some; `time` is then on time.perf_counter's clock.
    fps:   frames a second as announced (an average where the rate varies), None if unknown.
    count: frames as announced, None if unknown or endless.
    name:  what to call it to the user; never holds a password.
    note:  what is wrong with it although it could be read, for the user; known once the frames were read.
    """

    size: tuple[int, int]
    live: bool
    fps: float | None
    count: int | None
    name: str
    note: str | None

    def __enter__(self) -> "Source": ...
    def __exit__(self, *exception: object) -> None: ...
    def __iter__(self) -> Iterator[Frame]: ...
    def __next__(self) -> Frame: ...


class FileSource(Source, Protocol):
    """A source with `live` False, which can be read again.

    seconds: how long one round takes, None if only the times of its frames tell.
    """

    seconds: float | None

    def rewind(self) -> None: ...


class LiveSource(Source, Protocol):
    """A source with `live` True. `newest` looks without waiting and without taking the frame from the iterator.

    lost: the camera has gone away and is being looked for.
    """

    lost: bool

    def newest(self) -> Frame | None: ...


def open_source(source: str | int | Path, *, realtime: bool = False) -> Source:
    """Open a file, a folder of photos, a camera (number, part of its name, /dev/videoN) or an address.

    realtime: a file behaves like a camera: paced by its own time stamps, newest frame only, over and over.
    """
    from stickercam.capture.files import open_file
    from stickercam.capture.playback import Playback

    if not str(source):
        raise UsageError("the source has no name", "give a video, a GIF, a photo, a folder of photos or a camera")
    number = _camera_number(str(source))
    if number is not None:
        from stickercam.capture.camera import open_camera

        return open_camera(number)
    if re.match(r"[a-z][a-z0-9+.-]+://", str(source), re.IGNORECASE):
        from stickercam.capture.camera import open_url

        opened = open_url(str(source))
    else:
        opened = open_file(_existing(Path(os.path.expanduser(str(source)))))
    return Playback(opened) if realtime and not opened.live else opened


def _camera_number(source: str) -> int | None:
    """The number of the camera that `source` means, None if it means something else."""
    device = re.fullmatch(r"(?:/dev/video)?(\d{1,3})", source)
    if device:
        return int(device.group(1))
    if os.sep in source or "://" in source or os.path.exists(source) or re.search(r"\.\w{2,5}$", source):
        return None  # a file, there or not; cameras are called things like USB2.0 HD
    from stickercam.capture.cameras import list_cameras

    named = [camera for camera in list_cameras() if source.lower() in camera.name.lower()]
    return named[0].number if named else None


def _existing(path: Path) -> Path:
    try:
        path.stat()
        return path
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise StickercamError(
            f"{path} cannot be read ({reason(error)})", "check its name, and who may read it"
        ) from error
    if path.is_symlink():
        raise StickercamError(f"{path} leads to {os.readlink(path)}, which was not found", "mend the link")
    if not path.parent.is_dir():
        raise StickercamError(f"{path} was not found", f"the folder {path.parent} does not exist")
    near = difflib.get_close_matches(path.name, _names_in(path.parent), n=1, cutoff=0.75)
    if near:
        raise StickercamError(f"{path} was not found", f"did you mean {path.with_name(near[0])}?")
    if not path.suffix and path.name == str(path):
        raise StickercamError(f"there is no file and no camera called {path}", "`stickercam cameras` lists the cameras")
    where = f" in {Path.cwd()}" if not path.is_absolute() and path.name == str(path) else ""
    raise StickercamError(f"{path} was not found{where}", "check the name, or give its whole path")


def _names_in(folder: Path) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if not name.startswith(".")]
    except OSError:  # one may open files by their names where one may not list them
        return []
