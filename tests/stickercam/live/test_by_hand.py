"""The whole live view, used by real key presses and clicks on a display in memory."""

import ctypes.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from stickercam.live.buttons import BUTTONS
from stickercam.live.layout import HEIGHT, WIDTH, Layout
from stickercam.live.paint import Brush
from tests.stickercam.live.fingers import Fingers

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(ctypes.util.find_library("Xtst") is None, reason="needs libXtst to press keys"),
]
ROOT = Path(__file__).parents[3]
PATIENCE = 60.0  # for what takes a second on a machine at rest

# Says on its output whatever changes in the session, so that the test can wait for it.
PROGRAM = """
import json, sys
from pathlib import Path
from stickercam.live import loop, run, start
from stickercam.session import TakeSettings
from tests.stickercam.live.waving import Waving, open_waving

def networks(weights, device):
    return {"first": open_waving, "second": open_waving}

class Telling(loop.Loop):
    told = None

    def turn(self):
        super().turn()
        s = self.session
        state = [s.ready, s.phase, s.mirror, s.skeleton, s.help, s.characters.name, s.styles.name, s.models.name,
                 s.loading, len(s.saved), s.saving]
        if state != self.told:
            self.told = state
            print(json.dumps(state), flush=True)

if __name__ == "__main__":
    start.networks_from, start.Loop = networks, Telling
    clip, out = sys.argv[1:]
    settings = TakeSettings(countdown=0.3, length=1.0)
    run(clip, out=Path(out), settings=settings, report=lambda path: None)
"""
STATE = ("ready", "phase", "mirror", "skeleton", "help", "character", "style", "model", "loading", "saved", "saving")


class Live:
    """A live view in a process, its fingers, and what it said last."""

    def __init__(self, folder, display):
        pictures = [Image.new("RGB", (320, 180), (20 * i, 90, 90)) for i in range(10)]
        pictures[0].save(folder / "clip.gif", save_all=True, append_images=pictures[1:], duration=60)
        (folder / "program.py").write_text(PROGRAM)
        self.out = folder / "out"
        environment = os.environ | {"DISPLAY": display, "PYTHONPATH": str(ROOT), "STICKERCAM_CACHE": str(folder / "c")}
        command = [sys.executable, folder / "program.py", folder / "clip.gif", self.out]
        self.errors = (folder / "errors.txt").open("w+")
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=self.errors, text=True, cwd=folder
        )
        self.state = {}
        self.fingers = Fingers(display, "stickercam")
        self.layout = Layout((WIDTH, HEIGHT), 320 / 180, Brush((8, 8)).width)

    def until(self, **wanted):
        end = time.monotonic() + PATIENCE
        while any(self.state.get(name) != value for name, value in wanted.items()):
            line = self.process.stdout.readline()
            assert line and time.monotonic() < end, (wanted, self.state)
            self.state = dict(zip(STATE, json.loads(line), strict=True))

    def button(self, command):
        return next(box.centre for button, box in self.layout.buttons.items() if button.command == command)

    def end(self):
        """(exit code, what it complained about)."""
        code = self.process.wait(PATIENCE)
        self.errors.seek(0)
        return code, self.errors.read()


@pytest.fixture
def live(tmp_path, display):
    live = Live(tmp_path, display)
    live.until(ready=True)
    yield live
    live.process.kill()
    live.process.wait()
    live.process.stdout.close()
    live.errors.close()
    live.fingers.__exit__()


def test_keys_change_what_is_shown_make_stickers_and_leave(live):
    press, until = live.fingers.press, live.until

    press("c"), until(character="astronaut")
    press("m"), until(model="second", loading=None)
    press("z"), until(mirror=False)
    press("b"), until(skeleton=False)
    press("h"), until(help=True)
    press("h"), until(help=False)
    press("space"), until(phase="countdown"), until(phase="recording"), until(phase="idle", saved=1)
    press("d"), until(style="skeleton")
    press("s"), until(saved=2)
    press("p"), until(saved=3)
    press("q")

    assert live.end() == (0, "")
    names = sorted(path.name.split("_")[0] + path.suffix for path in live.out.iterdir())
    assert names == ["photo.png", "sticker.gif", "sticker.gif"]
    assert list((live.out.parent / "c" / "takes").iterdir()) == []


def test_every_button_can_be_clicked(live):
    click, until = (lambda command: live.fingers.click(live.button(command))), live.until

    click("mirror"), until(mirror=False)
    click("skeleton"), until(skeleton=False)
    click("character"), until(character="astronaut")
    click("style"), until(style="skeleton")
    click("model"), until(model="second", loading=None)
    click("help"), until(help=True)
    live.fingers.click((5, 5)), until(help=False)
    click("record"), until(phase="recording"), until(saved=1)
    click("photo"), until(saved=2)
    click("leave")

    assert live.end() == (0, "")
    assert len(list(live.out.iterdir())) == 2


def test_the_x_of_the_window_saves_what_is_being_recorded_and_leaves(live):
    live.fingers.press("space")
    live.until(phase="recording")
    time.sleep(0.6)  # more than a slip of the finger

    live.fingers.close()

    assert live.end() == (0, "")
    assert [path.suffix for path in live.out.iterdir()] == [".gif"]


@pytest.mark.parametrize("size", [(700, 900), (1500, 500), (300, 200)])
def test_a_resized_window_is_still_obeyed(live, size):
    live.fingers.resize(*size)
    time.sleep(0.5)

    live.fingers.press("c"), live.until(character="astronaut")
    live.fingers.press("q")

    assert live.end() == (0, "")


def test_every_button_has_a_key_of_its_own():
    assert len({button.key for button in BUTTONS}) == len(BUTTONS)
