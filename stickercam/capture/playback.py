"""A file that behaves like a camera."""

import threading
import time
from collections.abc import Callable

from stickercam.capture.slot import Slot
from stickercam.capture.source import FileSource
from stickercam.frames import Frame

STILL_SECONDS = 0.1  # how often a photo, or the last frame of a file of unknown rate, is "taken"
# Behind by more than this (the lid was shut, the process stopped) the film goes on where it was instead of rushing.
CATCH_UP_SECONDS = 0.25


class Playback:
    """Frames of `source` at their own pace on time.perf_counter's clock, newest only, again and again."""

    live = True
    lost = False
    count = None

    def __init__(
        self,
        source: FileSource,
        *,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.size, self.fps, self.name, self.note = source.size, source.fps, source.name, source.note
        self._source = source
        self._clock = clock
        self._slot: Slot[Frame] = Slot()
        self._seen = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._play, name="stickercam-playback", daemon=True)
        self._thread.start()

    def __enter__(self) -> "Playback":
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        self._slot.close()
        self._thread.join(2.0)  # an address that sends nothing more waits longer; the thread is a daemon

    def __iter__(self) -> "Playback":
        return self

    def __next__(self) -> Frame:
        self._seen, frame = self._slot.wait(self._seen)
        if frame is None or self._stop.is_set():
            raise StopIteration
        return frame

    def newest(self) -> Frame | None:
        return self._slot.newest()[1]

    def _play(self) -> None:
        with self._source as source:
            try:
                start, index = self._clock(), 0
                while not self._stop.is_set():
                    start, index = self._once(source, start, index)
                    source.rewind()
            except Exception as error:  # goes to whoever reads, in their thread
                self._slot.close(error)

    def _once(self, source: FileSource, start: float, index: int) -> tuple[float, int]:
        """Play to the end; (start of the next round, index of its first frame)."""
        first = last = None
        step = 1 / source.fps if source.fps else STILL_SECONDS
        for frame in source:
            first = frame.time if first is None else first
            if last is not None and frame.time > last:
                step = frame.time - last if not source.fps else step
            last = frame.time
            due = start + last - first
            late = self._clock() - due
            if late > CATCH_UP_SECONDS:
                start, due = start + late, due + late
            if self._stop.wait(max(0.0, -late)):
                return due, index
            self._slot.put(Frame(frame.image, due, index))
            index += 1
        self.note = source.note
        end = source.seconds or (0.0 if last is None else last - first + step)
        return start + end, index
