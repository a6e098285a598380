"""Which reader a file needs, and in words why a file cannot be read."""

import struct
from pathlib import Path

from stickercam.capture.pictures import Pictures
from stickercam.capture.source import FileSource
from stickercam.capture.video import OtherVideo, Video
from stickercam.errors import StickercamError, reason


def open_file(path: Path) -> FileSource:
    """A folder of photos, a photo, an animation or a video; by content, whatever the name says."""
    from stickercam.capture.folder import Folder

    if path.is_dir():
        return Folder(path)
    if not path.is_file():
        raise StickercamError(f"{path} is a pipe or a device, and files are read twice", "save it to a file first")
    start = _start_of(path)
    if not start:
        raise StickercamError(f"{path} is empty", "save or copy it again")
    return _first_that_reads(path) or _refuse(path, start)


def _first_that_reads(path: Path) -> FileSource | None:
    for reader in (Pictures, Video, OtherVideo):  # Pillow looks at a header and says no at once, so it is asked first
        try:
            return reader(path)
        except ValueError:
            continue
    return None


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(512)
    except OSError as error:
        raise StickercamError(f"{path} cannot be read ({reason(error)})", "check who may read it") from error


def _refuse(path: Path, start: bytes) -> FileSource:
    if start[4:8] == b"ftyp" and not _has_index(path):
        raise StickercamError(
            f"{path} is cut off before its index, so no frame of it can be found",
            "copy it again whole, or record it again",
        )
    if _is_text(start):
        raise StickercamError(f"{path} is text, not a video", "name a video, a GIF, a photo or a folder of photos")
    raise StickercamError(
        f"{path} is no video or picture that can be read here", "convert it to mp4 (H.264), for example with ffmpeg"
    )


def _is_text(start: bytes) -> bool:
    try:
        text = start.decode()
    except UnicodeDecodeError as error:
        if error.start < len(start) - 3:  # else only the last letter was cut by reading 512 bytes
            return False
        text = start[: error.start].decode()
    return all(letter.isprintable() or letter.isspace() for letter in text)


def _has_index(path: Path) -> bool:
    """Whether an mp4 holds its `moov` box, without which no frame can be found."""
    length = path.stat().st_size
    with path.open("rb") as file:
        while len(header := file.read(8)) == 8:
            size, kind = struct.unpack(">I4s", header)
            if kind == b"moov":
                return True
            if size == 1:  # the true size follows in 64 bits
                size = struct.unpack(">Q", file.read(8).ljust(8, b"\0"))[0] - 8
            if not 8 <= size <= length:
                return False
            file.seek(size - 8, 1)
    return False
