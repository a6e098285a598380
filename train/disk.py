"""Files that appear whole or not at all, and the sentence where a disk refuses them."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stickercam.errors import StickercamError, reason

FULL = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the quota is used up", errno.EFBIG: "the file grows too large"}


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file by `data`: written beside, brought to the disk, renamed. OSError where that fails, and whatever
    stood there before is kept."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # or a power cut could leave the new name on an empty file
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def writing(path: Path, way_on: str) -> Iterator[None]:
    """Whatever the disk refuses in this block becomes a sentence about `path`; way_on: what to do with room made."""
    try:
        yield
    except StickercamError as error:  # of who says such a thing by itself, as `save_weights`
        if not isinstance(error.__cause__, OSError):
            raise
        raise _refused(path, error.__cause__, way_on) from error
    except OSError as error:
        raise _refused(path, error, way_on) from error


def _refused(path: Path, error: OSError, way_on: str) -> StickercamError:
    kept = "; the one before is kept" if path.is_file() else ""
    way_out = f"make room, then {way_on}" if error.errno in FULL else "choose a folder you may write to"
    return StickercamError(f"{path} could not be written, {FULL.get(error.errno, reason(error))}{kept}", way_out)
