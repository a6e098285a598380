"""Where everything stands on a canvas of some size, and what a click there means."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from stickercam.live.buttons import BUTTONS, Button, Command
from stickercam.live.view import View

WIDTH, HEIGHT = 1280, 720  # what the measures below are for; other sizes scale them
MARGIN, TOP, GAP = 32, 84, 22
CHIPS, ACTIONS = 56, 128  # height of the row below the cards, and of the one at the bottom
NARROWEST, WIDEST = 1 / 4, 4.0  # shapes of the camera's card; a strip beyond them is shown stretched
SIZES = {"make": 23, "camera": 18, "stage": 18, "corner": 17}  # of the words on buttons
HEIGHTS = {"make": 62, "camera": 36, "stage": 36, "corner": 34}
LABELS = {"model": "simplebaseline-tiny", "character": "astronaut", "style": "as character", "record": "make a sticker"}
THUMB, MOST = 92, 8  # side of a saved sticker in the strip; how many are kept in sight


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the canvas, pixels."""

    x: int
    y: int
    w: int
    h: int

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2

    @property
    def rect(self) -> tuple[int, int, int, int]:
        return self.x, self.y, self.w, self.h

    def holds(self, at: tuple[float, float]) -> bool:
        return self.x <= at[0] < self.x + self.w and self.y <= at[1] < self.y + self.h


class Layout:
    """Boxes for the cards, the buttons and the strip.

    size: (width, height) in pixels. shape: width over height of the camera's pictures. width_of: (words, size) ->
    pixels.
    """

    def __init__(self, size: tuple[int, int], shape: float, width_of: Callable[[str, float], float]) -> None:
        self.size, self.shape, self._width_of = size, shape, width_of
        self.unit = u = min(size[0] / WIDTH, size[1] / HEIGHT)
        # Both cards are as high as there is room for; the camera's has the shape of its pictures, so nothing is cut
        # off: who leaves the picture should see it coming.
        room = size[0] - (2 * MARGIN + GAP) * u
        shape = min(max(shape, NARROWEST), WIDEST)
        height = round(min(size[1] - (TOP + CHIPS + ACTIONS) * u, room / (1 + shape)))
        width = round(height * shape)
        x = round((size[0] - width - GAP * u - height) / 2)
        y = round((size[1] + (TOP - CHIPS - ACTIONS) * u - height) / 2)
        self.camera = Box(x, y, width, height)
        self.stage = Box(x + width + round(GAP * u), y, height, height)
        self.buttons = dict(self._chips() + self._actions() + self._corner())
        last = max(box.x + box.w for button, box in self.buttons.items() if button.place == "make")
        side = round(THUMB * u)
        space = size[0] - MARGIN * u - last - 24 * u
        count = max(0, min(MOST, int((space + 10 * u) // (side + 10 * u))))
        right = round(size[0] - MARGIN * u)
        top = round(size[1] - (ACTIONS / 2 + THUMB / 2) * u)
        step = side + round(10 * u)
        self.strip = [Box(right - side - number * step, top, side, side) for number in range(count)]

    @property
    def character_pixels(self) -> int:
        """Side of the picture of the character that is shown without scaling."""
        return self.stage.w - 2 * round(8 * self.unit)

    def command_at(self, at: tuple[float, float], view: View) -> Command | None:
        """What a click there means; in the help, anything takes it away."""
        if view.help:
            return Command("help")
        for button, box in self.buttons.items():
            if box.holds(at):
                return Command(button.command)
        for number, box in enumerate(self.strip[len(view.saving) :][: len(view.saved)]):
            if box.holds(at):
                return Command("show", number)
        if self.camera.holds(at) and view.camera is not None:
            height, width = view.camera.shape[:2]
            x, y = (at[0] - self.camera.x) / self.camera.w, (at[1] - self.camera.y) / self.camera.h
            return Command("person", ((1 - x if view.mirror else x) * width, y * height))
        return None

    def cap(self, button: Button) -> float:
        """Width of the key that is painted on a button."""
        return self._width_of(button.key, self.text(button) * 0.8) + 18 * self.unit * (SIZES[button.place] / 18)

    def text(self, button: Button) -> float:
        return SIZES[button.place] * self.unit

    def _width(self, button: Button) -> int:
        """Wide enough for whatever is ever written on it, so that buttons never move."""
        label = LABELS.get(button.command) or {"save": "save the last 3 s", "person": "other person"}.get(
            button.command, button.command
        )
        pad = (14 if button.place != "make" else 20) * self.unit
        return ceil(2 * pad + self.cap(button) + 8 * self.unit + self._width_of(label, self.text(button))) + 2

    def _row(self, place: str, x: float, y: float, gap: float) -> list[tuple[Button, Box]]:
        row = []
        for button in BUTTONS:
            if button.place == place:
                width = self._width(button)
                row.append((button, Box(round(x), round(y), width, round(HEIGHTS[place] * self.unit))))
                x += width + gap * self.unit
        return row

    def _chips(self) -> list[tuple[Button, Box]]:
        """Below the camera what changes its picture, below the character what changes that."""
        u, y = self.unit, self.camera.y + self.camera.h + 13 * self.unit
        left, right = self._row("camera", 0, y, 8), self._row("stage", 0, y, 8)
        wide, other = _end(left), _end(right)
        x = max(MARGIN * u, min(self.camera.x, self.size[0] - MARGIN * u - wide - GAP * u - other))
        begin = max(x + wide + 12 * u, min(self.stage.x, self.size[0] - MARGIN * u - other))
        return _moved(left, x) + _moved(right, begin)

    def _actions(self) -> list[tuple[Button, Box]]:
        y = self.size[1] - (ACTIONS / 2 + HEIGHTS["make"] / 2) * self.unit
        return self._row("make", MARGIN * self.unit, y, 14)

    def _corner(self) -> list[tuple[Button, Box]]:
        row = self._row("corner", 0, (TOP / 2 - HEIGHTS["corner"] / 2) * self.unit, 8)
        return _moved(row, self.size[0] - MARGIN * self.unit - _end(row))


def _end(row: list[tuple[Button, Box]]) -> int:
    return max(box.x + box.w for _, box in row)


def _moved(row: list[tuple[Button, Box]], by: float) -> list[tuple[Button, Box]]:
    return [(button, Box(box.x + round(by), box.y, box.w, box.h)) for button, box in row]
