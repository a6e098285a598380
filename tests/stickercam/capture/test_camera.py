"""Cameras: a list of frames plays the camera, a server on loopback plays the network camera."""

import itertools
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from stickercam.capture import open_source
from stickercam.capture.camera import Camera
from stickercam.errors import StickercamError
from stickercam.system import import_cv2


class ListedFrames:
    """A cv2.VideoCapture that gives these pictures, one every `pause` seconds, and then is dead.

    None in the place of a picture is one that was damaged on its way.
    """

    def __init__(self, pictures, pause=0.0):
        self.pictures, self.pause, self.released = list(pictures), pause, False

    def isOpened(self):
        return True

    def grab(self):
        time.sleep(self.pause)
        return bool(self.pictures)

    def retrieve(self):
        picture = self.pictures.pop(0)
        return picture is not None, picture

    def get(self, prop):
        return 30.0

    def release(self):
        self.released = True


def pictures(count, blue=0):
    bgr = np.zeros((count, 12, 16, 3), np.uint8)
    bgr[..., 0] = blue
    return bgr


def refuse():
    return StickercamError("camera 0 gave no picture", "close other programs")


def test_frames_are_rgb_and_timed_on_arrival():
    ticks = itertools.count(100.0, 0.5)
    capture = ListedFrames(pictures(500, blue=200), pause=0.005)

    with Camera("camera 0", lambda: capture, refuse, clock=lambda: next(ticks)) as camera:
        first, second = next(camera), next(camera)

    assert camera.live and camera.size == (16, 12) and camera.fps == 30
    assert tuple(first.image[0, 0]) == (0, 0, 200)
    assert second.time - first.time == pytest.approx(0.5 * (second.index - first.index))


def test_a_late_reader_skips_what_it_missed():
    with Camera("camera 0", lambda: ListedFrames(pictures(500), pause=0.005), refuse) as camera:
        first = next(camera)
        time.sleep(0.1)
        second = next(camera)

    assert second.index > first.index + 1


def test_a_camera_that_does_not_open_says_why():
    with pytest.raises(StickercamError, match="camera 0 gave no picture"):
        Camera("camera 0", lambda: None, refuse)


def test_a_lost_camera_is_opened_again():
    captures = [ListedFrames(pictures(3), pause=0.01), None, ListedFrames(pictures(500, blue=50), pause=0.005)]
    first = captures[0]

    with Camera("camera 0", lambda: captures.pop(0), refuse, retry_seconds=0.01) as camera:
        frame = next(frame for frame in camera if frame.image[0, 0, 2] == 50)

    assert first.released and not camera.lost
    assert frame.index >= 3


def test_a_damaged_picture_is_left_out_and_the_camera_stays_open():
    capture = ListedFrames([pictures(1)[0], None, *pictures(500, blue=50)], pause=0.005)
    opened = [capture]

    with Camera("camera 0", opened.pop, refuse) as camera:
        frame = next(frame for frame in camera if frame.image[0, 0, 2] == 50)

    assert frame.index >= 1 and not camera.lost


def test_a_camera_whose_pictures_are_all_damaged_is_lost():
    ticks = itertools.count(100.0, 0.4)
    captures = [ListedFrames([pictures(1)[0], *[None] * 500])]
    pace = {"clock": lambda: next(ticks), "retry_seconds": 0.0005}

    with Camera("camera 0", lambda: captures.pop() if captures else None, refuse, **pace) as camera:  # noqa: SIM117
        with pytest.raises(StickercamError, match="stopped sending pictures"):
            list(camera)


def test_a_camera_that_stays_away_ends_in_one_sentence():
    captures = [ListedFrames(pictures(3))]

    with Camera("camera 0", lambda: captures.pop() if captures else None, refuse, retry_seconds=0.0005) as camera:
        with pytest.raises(StickercamError, match="camera 0 stopped sending pictures: plug it in again"):
            list(camera)
        assert camera.lost


@pytest.fixture
def network_camera():
    """The address of a camera that sends JPEGs at 50 a second; the number of each frame is its grey level."""
    cv2 = import_cv2()
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path != "/video":
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=f")
            self.end_headers()
            for number in itertools.count():
                if over.is_set():
                    return
                jpeg = cv2.imencode(".jpg", np.full((48, 64, 3), number % 250, np.uint8))[1].tobytes()
                head = f"--f\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                try:
                    self.wfile.write(head.encode() + jpeg + b"\r\n")
                except OSError:
                    return
                time.sleep(0.02)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://user:secret@127.0.0.1:{server.server_port}/video"
    over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_address_is_a_camera(network_camera):
    with open_source(network_camera, realtime=True) as source:
        frames = list(itertools.islice(source, 5))

    levels = [int(frame.image[20, 20, 0]) for frame in frames]
    assert source.live and source.size == (64, 48)
    assert levels == sorted(levels) and levels[-1] > levels[0]
    assert "secret" not in source.name


def test_an_address_that_sends_nothing_is_named_without_its_password(network_camera):
    with pytest.raises(StickercamError) as caught:
        open_source(network_camera.replace("/video", "/nothing?token=abc"))

    assert "sends no video" in str(caught.value)
    assert "secret" not in str(caught.value) and "abc" not in str(caught.value)


def test_a_file_address_is_a_file(tmp_path):
    from PIL import Image

    Image.new("RGB", (20, 10)).save(tmp_path / "a b.png")

    with open_source((tmp_path / "a b.png").as_uri()) as source:
        assert not source.live and source.size == (20, 10)
