"""Cameras and addresses: a thread that keeps the newest frame."""

import logging
import re
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from urllib.request import url2pathname

from stickercam.capture.cameras import camera_error, check_camera
from stickercam.capture.slot import Slot
from stickercam.capture.source import Source
from stickercam.errors import StickercamError
from stickercam.frames import Frame
from stickercam.system import import_cv2

log = logging.getLogger(__name__)

SIZES = ((1280, 720), (640, 480))  # the first that delivers; 720p leaves room to crop a person who stands far away
RATE = 30
FIRST_FRAME_SECONDS = 25.0  # Windows needs up to 20 s to open some cameras (opencv #17687)
RETRY_SECONDS, RETRY_FOR_SECONDS = 1.0, 30.0  # a camera that was unplugged: time to find the cable
DAMAGED_SECONDS = 1.0  # a picture damaged on its way comes now and then; nothing else for so long means a lost camera
ADDRESS_TIMEOUT_MS = 2500  # OpenCV would wait for 30 s; more than 3 s look like a program that hangs


class Capture(Protocol):
    """What we use of cv2.VideoCapture."""

    def isOpened(self) -> bool: ...
    def grab(self) -> bool: ...
    def retrieve(self) -> tuple[bool, Any]: ...
    def get(self, prop: int) -> float: ...
    def release(self) -> None: ...


class Camera:
    """Frames as they come, newest only, timed by `clock` as soon as they arrive.

    open_capture: gives an opened capture or None; called in the camera's thread, again when the camera was lost.
    explain:      the error for a camera that does not open.
    first:        a capture that is open already.
    """

    live = True
    count = None
    note: str | None = None

    def __init__(
        self,
        name: str,
        open_capture: Callable[[], Capture | None],
        explain: Callable[[], StickercamError],
        *,
        first: Capture | None = None,
        clock: Callable[[], float] = time.perf_counter,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self.name, self.lost, self.fps = name, False, None
        self._open_capture, self._explain, self._clock = open_capture, explain, clock
        self._retry_seconds = retry_seconds
        self._slot: Slot[Frame] = Slot()
        self._seen = self._index = 0
        self._stop = threading.Event()
        # macOS asks for the right to use a camera on the main thread alone (opencv #16427).
        first = first or (open_capture() if sys.platform == "darwin" else None)
        self._thread = threading.Thread(target=self._run, args=(first,), name="stickercam-camera", daemon=True)
        self._thread.start()
        _, frame = self._slot.wait(0, FIRST_FRAME_SECONDS)
        if frame is None:
            self._stop.set()
            raise explain()
        self.size = (frame.image.shape[1], frame.image.shape[0])

    def __enter__(self) -> "Camera":
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        self._slot.close()
        self._thread.join(2.0)  # a read of a dead camera waits longer; the thread is a daemon and ends by itself

    def __iter__(self) -> "Camera":
        return self

    def __next__(self) -> Frame:
        self._seen, frame = self._slot.wait(self._seen)
        if frame is None or self._stop.is_set():
            raise StopIteration
        return frame

    def newest(self) -> Frame | None:
        return self._slot.newest()[1]

    def _run(self, capture: Capture | None) -> None:
        try:
            capture = capture or self._open_capture()
            if capture is None:
                raise self._explain()
            while capture is not None:
                self._read_until_lost(capture)
                capture.release()
                capture = self._found_again()
            self._slot.close(None if self._stop.is_set() else self._gone())
        except Exception as error:  # goes to whoever reads, in their thread
            self._slot.close(error)

    def _read_until_lost(self, capture: Capture) -> None:
        cv2 = import_cv2()
        self.fps = capture.get(cv2.CAP_PROP_FPS) or None
        whole = self._clock()
        while not self._stop.is_set() and capture.grab():
            now = self._clock()
            taken, bgr = capture.retrieve()
            if not taken:
                if now - whole > DAMAGED_SECONDS:
                    return
                continue
            whole, self.lost = now, False
            self._slot.put(Frame(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), now, self._index))
            self._index += 1

    def _found_again(self) -> Capture | None:
        self.lost = not self._stop.is_set()
        log.info("%s stopped sending", self.name)
        for _ in range(round(RETRY_FOR_SECONDS / RETRY_SECONDS)):
            if self._stop.wait(self._retry_seconds):
                return None
            capture = self._open_capture()
            if capture is not None:
                return capture
        return None

    def _gone(self) -> StickercamError:
        return StickercamError(f"{self.name} stopped sending pictures", "plug it in again, then start again")


def open_camera(number: int) -> Camera:
    """The camera with this number, at 1280x720 and 30 frames a second if it can."""
    check_camera(number)
    return Camera(f"camera {number}", lambda: _open_number(number), lambda: camera_error(number))


def open_url(url: str) -> Source:
    """A network camera, or a video that lies behind an address (then every frame of it)."""
    from stickercam.capture.files import open_file
    from stickercam.capture.video import Video

    parts = urlsplit(url)
    if parts.scheme == "file":
        return open_file(Path(url2pathname(parts.path)))
    name = re.sub(r"//[^/@]*@", "//", f"{parts.scheme}://{parts.netloc}{parts.path}")  # no password, no token
    capture = _open_address(url)
    if capture is None:
        raise _address_error(name)
    if capture.get(import_cv2().CAP_PROP_FRAME_COUNT) > 0:
        capture.release()
        try:
            return Video(url, name)
        except ValueError as error:
            raise _address_error(name) from error
    return Camera(name, lambda: _open_address(url), lambda: _address_error(name), first=capture)


def _address_error(name: str) -> StickercamError:
    return StickercamError(f"{name} sends no video", "open it in a browser to see whether the address is right")


def _open_address(url: str) -> Capture | None:
    cv2 = import_cv2()
    limits = [
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, ADDRESS_TIMEOUT_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, ADDRESS_TIMEOUT_MS,
    ]  # fmt: skip
    capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG, limits)
    return capture if capture.isOpened() else None


def _open_number(number: int) -> Capture | None:
    """Named backends alone: with CAP_ANY, OpenCV tries things that print and that are no cameras."""
    cv2 = import_cv2()
    backends = {"darwin": [cv2.CAP_AVFOUNDATION], "win32": [cv2.CAP_MSMF, cv2.CAP_DSHOW]}
    for backend in backends.get(sys.platform, [cv2.CAP_V4L2]):
        for size in SIZES:
            capture = cv2.VideoCapture(number, backend)
            if not capture.isOpened():
                break
            _ask_for(capture, size)
            if capture.grab():
                return capture
            capture.release()
    return None


def _ask_for(capture: Any, size: tuple[int, int]) -> None:
    """Format first, then size, then rate: V4L2 starts the stream anew at each, and raw pictures come at 10 a second."""
    cv2 = import_cv2()
    mjpg = cv2.VideoWriter.fourcc(*"MJPG")
    if sys.platform != "darwin":  # AVFoundation has no such choice
        capture.set(cv2.CAP_PROP_FOURCC, mjpg)
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, size[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size[1])
    capture.set(cv2.CAP_PROP_FPS, RATE)
    if sys.platform == "win32" and int(capture.get(cv2.CAP_PROP_FOURCC)) != mjpg:
        capture.set(cv2.CAP_PROP_FOURCC, mjpg)  # DirectShow forgets it when the size changes (opencv #5847)
    got = [capture.get(p) for p in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT, cv2.CAP_PROP_FPS)]
    log.info("asked the camera for %dx%d at %d, got %dx%d at %.0f", *size, RATE, *got)
