"""Takes on disk: take.json to draw again, and a journal while one is recorded, so that a crash loses nothing."""

import json
import logging
import os
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import IO

import numpy as np

from stickercam.errors import StickercamError, reason
from stickercam.frames import Pose, Take
from stickercam.models.skeleton import JOINTS
from stickercam.system import cache_folder, partial

log = logging.getLogger(__name__)

FORMAT = 1
JOURNAL = ".takelog"  # a line of JSON for the head, one a pose; the last may be cut off by a crash


def as_json(take: Take) -> str:
    """{"format", "size", "joints", "poses": [{"time", "xy", "score"}]}: what `stickercam pose` writes, too."""
    return json.dumps(_head(take.size) | {"poses": [_entry(pose) for pose in take.poses]})


def write_take(take: Take, path: Path) -> None:
    with partial(path) as beside:
        beside.write_text(as_json(take), encoding="utf-8")


def read_take(path: Path) -> Take:
    """From what `write_take`, `stickercam pose` or a journal wrote. StickercamError for anything else."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise StickercamError(f"{path} cannot be read ({reason(error)})", "check the name") from error
    except UnicodeDecodeError:
        raise _no_take(path, "it is no text") from None
    try:
        head, poses = _read_journal(text) if path.suffix == JOURNAL else _read_whole(text)
        if head["format"] != FORMAT or tuple(head["joints"]) != JOINTS:
            raise _no_take(path, "it is of another format")
        width, height = head["size"]
        take = Take(tuple(_pose(entry) for entry in poses), None, (int(width), int(height)))
    except (ValueError, KeyError, TypeError) as error:
        raise _no_take(path, f"{type(error).__name__}: {error}") from error
    times = [pose.time for pose in take.poses]
    if not times or any(later <= earlier for earlier, later in pairwise(times)):
        raise _no_take(path, "its poses are not in order of time" if times else "it holds no pose")
    return take


def _no_take(path: Path, why: str) -> StickercamError:
    return StickercamError(
        f"{path} is no take ({why})", "make one with stickercam record --keep-take, or pose -o X.json"
    )


def _head(size: tuple[int, int]) -> dict:
    return {"format": FORMAT, "size": list(size), "joints": list(JOINTS)}


def _entry(pose: Pose) -> dict:
    xy, score = np.round(pose.xy.astype(float), 2).tolist(), np.round(pose.score.astype(float), 4).tolist()
    return {"time": round(pose.time, 6), "xy": xy, "score": score}


def _pose(entry: dict) -> Pose:
    xy = np.array(entry["xy"], np.float32).reshape(len(JOINTS), 2)
    score = np.array(entry["score"], np.float32).reshape(len(JOINTS))
    if not (np.isfinite(xy).all() and np.isfinite(score).all()):
        raise ValueError("a joint is not a number")
    return Pose(xy, score, float(entry["time"]))


def _read_whole(text: str) -> tuple[dict, list[dict]]:
    record = json.loads(text)
    return record, record["poses"]


def _read_journal(text: str) -> tuple[dict, list[dict]]:
    lines = text.split("\n")[:-1]  # what follows the last line feed was cut off
    entries = [json.loads(line) for line in lines]
    if not entries:
        raise ValueError("it is empty")
    return entries[0], [entry for entry in entries[1:] if "xy" in entry]


def takes_folder() -> Path:
    """Where takes lie until their sticker is saved."""
    return cache_folder() / "takes"


class Journal:
    """What is being recorded, on disk line by line: whatever ends this process, the system still has what was written.

    drawn: style and character, for whoever makes the sticker later. Never stands in the way of a recording: where
    nothing can be written, nothing is.
    """

    def __init__(self, size: tuple[int, int], drawn: dict, *, folder: Path | None = None) -> None:
        folder = takes_folder() if folder is None else folder
        self.path = folder / f"take_{datetime.now():%Y-%m-%d_%H-%M-%S_%f}_{os.getpid()}{JOURNAL}"
        self._file: IO[str] | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("x", encoding="utf-8")
            hold(self._file)
        except OSError as error:
            log.warning("takes are not kept in %s (%s)", folder, error)
        self._write(_head(size) | {"drawn": drawn})

    def add(self, poses: Sequence[Pose]) -> None:
        for pose in poses:
            self._write(_entry(pose))

    def meant_for(self, path: Path) -> None:
        """Where the sticker is going to be."""
        self._write({"path": str(path.absolute())})

    def _write(self, entry: dict) -> None:
        if self._file is not None:
            try:
                self._file.write(json.dumps(entry) + "\n")
                self._file.flush()
            except OSError as error:
                log.warning("%s is not kept any further (%s)", self.path, error)
                self._file = None

    def close(self) -> None:
        """The file stays, for whoever makes the sticker, or for `stickercam recover`."""
        if self._file is not None:
            self._file.close()

    def discard(self) -> None:
        self.close()
        self.path.unlink(missing_ok=True)


def hold(file: IO) -> None:
    """Until it is closed or this process ends, in whatever way, `left_behind` sees that the file is in use."""
    if os.name == "posix":  # Windows refuses to rename an open file, which is what is asked there
        import fcntl

        fcntl.flock(file, fcntl.LOCK_SH)


def _in_use(path: Path) -> bool:
    if os.name == "posix":
        import fcntl

        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False
    try:
        path.rename(path)
    except PermissionError:
        return True
    return False


def left_behind(folder: Path | None = None) -> list[Path]:
    """Journals that nobody works on any more, oldest first."""
    folder = takes_folder() if folder is None else folder
    return [path for path in sorted(folder.glob(f"*{JOURNAL}")) if not _in_use(path)]


def read_notes(path: Path) -> dict:
    """What a journal says beside the poses: "drawn" (style, character), and "path" if the sticker was begun."""
    notes = {}
    for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
        entry = json.loads(line)
        notes |= {key: entry[key] for key in ("drawn", "path") if key in entry}
    return notes
