"""The window, on a display in memory, in a process of its own: without a display OpenCV would take this one along."""

import os
import subprocess
import sys

import pytest

from stickercam.live.window import KEYS

HEAD = """
import numpy as np
from stickercam.live.view import View
from stickercam.live.window import TITLE, Window
from stickercam.system import import_cv2
view = View(np.zeros((90, 160, 3), np.uint8), None, 0.0, ("waking up", "wait"), {})
"""


def test_caps_lock_changes_nothing():
    assert [KEYS[ord(key)] for key in "qmsczdbnhp"] == [KEYS[ord(key)] for key in "QMSCZDBNHP"]


def in_a_process(program, display=None, **more):
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    environment |= {"DISPLAY": display} if display else {}
    return subprocess.run(
        [sys.executable, "-c", HEAD + program], env=environment, capture_output=True, text=True, **more
    )


def test_a_closed_window_means_leave(display):
    program = """
with Window() as window:
    first = [window.show(view) for _ in range(5)]
    import_cv2().destroyWindow(TITLE)
    print(first, [command.name for command in window.show(view)])
"""

    done = in_a_process(program, display)

    assert (done.returncode, done.stdout) == (0, "[[], [], [], [], []] ['leave']\n"), done.stderr


def test_the_canvas_fills_a_window_of_another_shape(display):
    program = """
with Window() as window:
    window.show(view)
    import_cv2().resizeWindow(TITLE, 600, 900)
    for _ in range(20):
        window.show(view)
    print(window._canvas.size)
"""

    done = in_a_process(program, display)

    assert (done.returncode, done.stdout) == (0, "(600, 900)\n"), done.stderr


def test_the_canvas_follows_the_window(display):
    program = """
with Window() as window:
    window.show(view)
    before = window.character_pixels
    import_cv2().resizeWindow(TITLE, 640, 400)
    for _ in range(10):
        window.show(view)
    print(before > window.character_pixels)
"""

    done = in_a_process(program, display)

    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_without_a_display_it_is_refused_before_the_process_dies():
    done = in_a_process("Window()")

    assert done.returncode == 1
    assert "there is no display to open a window on: run with --headless" in done.stderr
