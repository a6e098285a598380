"""Video files, frame by frame with their true times."""

import math
import os
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError
from stickercam.frames import Frame
from stickercam.system import import_av, import_cv2

# Announced counts are guesses in some containers; this much less than announced, in frames and in time, is a cut.
WHOLE = 0.95


class Video:
    """A video through OpenCV: right presentation times at variable rates, rotation applied.

    Raises ValueError if OpenCV cannot open it.
    """

    live = False
    note: str | None = None
    seconds: float | None = None

    def __init__(self, path: str | Path, name: str | None = None) -> None:
        self.name = name or Path(path).name
        # A whole path: ffmpeg takes a name like 12:30.mp4 for an address.
        self._path = path if name else os.path.abspath(path)
        self._cv2 = import_cv2()
        self.fps: float | None = None
        self._open()
        fps, count = self._video.get(self._cv2.CAP_PROP_FPS), self._video.get(self._cv2.CAP_PROP_FRAME_COUNT)
        self.fps = float(fps) if 0 < fps < 1000 else None  # 1000 is a container's clock, not a rate
        self.count = int(count) if count > 0 and self.fps else None
        height, width = self._first.image.shape[:2]
        self.size = (width, height)

    def __enter__(self) -> "Video":
        return self

    def __exit__(self, *exception: object) -> None:
        self._video.release()

    def __iter__(self) -> "Video":
        return self

    def __next__(self) -> Frame:
        frame, self._first = self._first or self._read(), None
        if frame is None:
            self._note_a_cut()
            raise StopIteration
        return frame

    def rewind(self) -> None:
        """Start again. Opens anew: seeking is not exact in files with far-apart key frames."""
        self._video.release()
        try:
            self._open()
        except ValueError as error:
            raise StickercamError(f"{self.name} can no longer be opened", "put it back, then start again") from error

    def _open(self) -> None:
        self._video = self._cv2.VideoCapture(self._path, self._cv2.CAP_FFMPEG)
        self._index, self._last = 0, -math.inf
        if not self._video.isOpened():
            raise ValueError(f"OpenCV does not open {self._path}")
        self._first = self._read()
        if self._first is None:
            raise StickercamError(f"{self.name} holds no pictures", "record it again, or choose another video")

    def _read(self) -> Frame | None:
        taken, bgr = self._video.read()
        if not taken:
            return None
        time = self._video.get(self._cv2.CAP_PROP_POS_MSEC) / 1000
        if time <= self._last:  # some files carry no times, or broken ones
            time = self._last + 1 / (self.fps or 30)
        self._index, self._last = self._index + 1, time
        return Frame(self._cv2.cvtColor(bgr, self._cv2.COLOR_BGR2RGB), time, self._index - 1)

    def _note_a_cut(self) -> None:
        if self.count is None:
            return
        end, announced = self._last + 1 / self.fps, self.count / self.fps
        if self._index < WHOLE * self.count and end < WHOLE * announced:
            self.note = f"{self.name} is cut off: {end:.1f} of its {announced:.1f} seconds could be read"


class OtherVideo:
    """A video that OpenCV refuses, through imageio, which brings its own ffmpeg; times from the average rate alone.

    Raises ValueError if that fails too.
    """

    live = False
    note: str | None = None
    count: int | None = None
    seconds: float | None = None

    def __init__(self, path: Path) -> None:
        import_av()
        self.name, self._path, self._file = path.name, path, None
        try:
            self.rewind()
            first = next(self._pictures)
            self.fps = float(self._file.metadata().get("fps") or 30)
        except Exception as error:  # a library under a library under a library: it may be anything
            raise ValueError(f"imageio does not read {path}") from error
        self.size = (first.shape[1], first.shape[0])
        self.rewind()

    def __enter__(self) -> "OtherVideo":
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()

    def __iter__(self) -> "OtherVideo":
        return self

    def __next__(self) -> Frame:
        try:
            image = np.ascontiguousarray(next(self._pictures)[..., :3])
        except StopIteration:
            raise
        except Exception as error:
            self.note = f"{self.name} is damaged: {self._index / self.fps:.1f} seconds of it could be read"
            raise StopIteration from error
        self._index += 1
        return Frame(image, (self._index - 1) / self.fps, self._index - 1)

    def rewind(self) -> None:
        """Start again."""
        import imageio.v3

        if self._file is not None:
            self._file.close()
        # The plugin is named: left to itself imageio tries all of them, and one would fetch a library from the net.
        self._file = imageio.v3.imopen(self._path, "r", plugin="pyav")
        self._pictures = self._file.iter(format="rgb24")
        self._index = 0
