"""The live view before a network camera that does everything cameras do, with a screen that looks on."""

import itertools
import socket
import threading
import time

import numpy as np
import pytest

from stickercam.errors import StickercamError
from stickercam.live import run, start
from stickercam.live.buttons import Command
from stickercam.session import TakeSettings
from tests.mjpeg import MjpegServer
from tests.stickercam.live.waving import open_waving

NOISE = np.random.default_rng(5)
SMALL, LARGE = 96, 144  # heights of pictures
LOST, HERE = "camera lost, looking for it", "I see you"
PATIENCE = 30.0  # a run that takes longer hangs


def room(height, wait=0.03):
    """(seconds to wait, a picture with a sensor's noise): the next that a camera sends."""
    return wait, NOISE.integers(100, 140, (height, height * 4 // 3, 3)).astype(np.uint8)


def rooms(height, count=10_000):
    return (room(height) for _ in range(count))


class Onlooker:
    """A screen that keeps the words of the status line; gives a command when its turn has come, then leaves.

    script: (words to wait for, command); a script that does not end gives up after PATIENCE.
    """

    character_pixels = 64

    def __init__(self, *script):
        self.script, self.words, self.shapes, self.end = list(script), [], [], time.monotonic() + PATIENCE

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

    def show(self, view):
        time.sleep(0.005)
        if view.status[0] not in self.words[-1:]:
            self.words.append(view.status[0])
        if view.camera is not None and view.camera.shape not in self.shapes[-1:]:
            self.shapes.append(view.camera.shape)
        if time.monotonic() > self.end:
            return [Command("leave")]
        if self.script and self.script[0][0] == self.words[-1]:
            return [Command(self.script.pop(0)[1])]
        return []


@pytest.fixture
def watch(monkeypatch, tmp_path):
    """watch(address, script) -> the onlooker, after the run."""

    def watch(url, *script):
        onlooker = Onlooker(*script)
        monkeypatch.setattr(start, "_window", lambda: onlooker)
        monkeypatch.setattr(start, "require_display", lambda: None)
        monkeypatch.setenv("STICKERCAM_CACHE", str(tmp_path / "cache"))
        settings = TakeSettings(countdown=0.0, length=0.6)
        onlooker.summary = run(url, out=tmp_path / "out", estimator=open_waving, settings=settings)
        assert onlooker.script == [], onlooker.words
        return onlooker

    return watch


def test_a_camera_that_stalls_is_said_and_can_be_left(watch):
    def pictures():
        yield from rooms(SMALL, 20)
        yield room(SMALL, wait=60.0)

    with MjpegServer(pictures) as camera:
        onlooker = watch(camera.url, (LOST, "leave"))

    assert [word for word in onlooker.words if word != "waking up"] == [HERE, LOST]


def test_a_camera_that_ends_and_comes_back_is_followed_again(watch):
    connections = itertools.count()

    def pictures():
        first = next(connections) < 2  # one is opened to see what it is
        return rooms(SMALL, 20 if first else 10_000)

    with MjpegServer(pictures) as camera:
        onlooker = watch(camera.url, (LOST, "mirror"), (HERE, "leave"))

    assert LOST in onlooker.words and onlooker.words[-1] == HERE


@pytest.mark.slow
def test_pictures_that_change_their_size_go_on_and_the_take_before_is_kept(watch):
    def pictures():
        yield from rooms(SMALL, 50)
        yield from rooms(LARGE)

    with MjpegServer(pictures) as camera:
        onlooker = watch(camera.url, (HERE, "record"), ("recording", "mirror"), (HERE, "leave"))

    assert onlooker.shapes == [(SMALL, SMALL * 4 // 3, 3)]  # ffmpeg scales what comes later
    assert len(onlooker.summary.stickers) == 1 and onlooker.summary.notes == ()


def silent_server():
    """Takes connections and says nothing."""
    server = socket.create_server(("127.0.0.1", 0))
    return server, f"http://127.0.0.1:{server.getsockname()[1]}/video"


def test_an_address_that_never_answers_is_said(watch):
    server, url = silent_server()

    with server, pytest.raises(StickercamError, match="sends no video: open it in a browser"):
        watch(url)


def test_an_address_where_nobody_listens_is_said(watch):
    server, url = silent_server()
    server.close()

    with pytest.raises(StickercamError, match="sends no video: open it in a browser"):
        watch(url)


def test_a_wrong_page_of_a_camera_is_said(watch):
    with MjpegServer(lambda: iter(())) as camera, pytest.raises(StickercamError, match="sends no video"):
        watch(camera.url.replace("/video", "/nothing"))


def test_nothing_of_a_run_stays_behind(watch):
    before = threading.active_count()

    with MjpegServer(lambda: rooms(SMALL)) as camera:
        watch(camera.url, (HERE, "leave"))

    assert threading.active_count() == before
