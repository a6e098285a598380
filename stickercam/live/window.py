"""The window: shows what the canvas paints, gives back what was pressed. Main thread only, as macOS demands."""

import numpy as np

from stickercam.live.buttons import BUTTONS, Command
from stickercam.live.canvas import Canvas
from stickercam.live.layout import HEIGHT, WIDTH
from stickercam.live.view import View
from stickercam.system import import_cv2, require_display

TITLE = "stickercam"
SMALLEST, LARGEST = (480, 300), (1920, 1200)  # beyond the largest painting would cost frames; it is scaled then
ESCAPE = 27
KEYS = {ord(" "): "record", ESCAPE: "leave"}
KEYS |= {
    ord(key): button.command for button in BUTTONS if len(button.key) == 1 for key in (button.key, button.key.upper())
}  # Caps Lock


class Window:
    """Opened and closed by its `with` block."""

    def __init__(self, size: tuple[int, int] = (WIDTH, HEIGHT)) -> None:
        require_display()
        self._cv2 = import_cv2()
        self._canvas = Canvas(size)
        self._shown = False
        self._mouse: tuple[int, int] | None = None
        self._clicks: list[tuple[int, int]] = []

    def __enter__(self) -> "Window":
        # GUI_NORMAL: without it Qt adds a tool bar and a menu of its own. FREERATIO: the canvas fills any shape itself.
        flags = self._cv2.WINDOW_NORMAL | self._cv2.WINDOW_GUI_NORMAL | self._cv2.WINDOW_FREERATIO
        self._cv2.namedWindow(TITLE, flags)
        self._cv2.resizeWindow(TITLE, *self._canvas.size)  # or it opens at 400x300
        self._cv2.setMouseCallback(TITLE, self._on_mouse)
        return self

    def __exit__(self, *exception: object) -> None:
        if not self._closed():
            self._cv2.destroyWindow(TITLE)
        self._cv2.waitKey(1)  # or Cocoa leaves the window standing

    @property
    def character_pixels(self) -> int:
        """Side of the picture of the character that is shown without scaling."""
        return self._canvas.layout.character_pixels

    def show(self, view: View) -> list[Command]:
        """Paint, and return the commands that came meanwhile; "leave" alone once the window was closed."""
        before = self._cv2.pollKey() if self._shown else -1  # Qt remembers one key alone: ask often
        if self._shown and self._closed():  # before imshow, which would open it again
            return [Command("leave")]
        self._fit(view.camera)
        painted = self._canvas.paint(view, self._mouse)
        self._cv2.imshow(TITLE, self._cv2.cvtColor(painted, self._cv2.COLOR_RGBA2BGR))
        self._shown = True
        keys = (before, self._cv2.waitKeyEx(1))
        if self._closed():
            return [Command("leave")]
        clicks, self._clicks = self._clicks, []
        clicked = [self._canvas.layout.command_at(at, view) for at in clicks]
        return [command for command in clicked if command] + [Command(KEYS[key]) for key in keys if key in KEYS]

    def _on_mouse(self, event: int, x: int, y: int, flags: int, _: object) -> None:
        self._mouse = (x, y)
        if event == self._cv2.EVENT_LBUTTONDOWN:
            self._clicks.append((x, y))

    def _closed(self) -> bool:
        try:
            return self._cv2.getWindowProperty(TITLE, self._cv2.WND_PROP_VISIBLE) < 1
        except self._cv2.error:  # what Qt says once the last window is gone
            return True

    def _fit(self, camera: np.ndarray | None) -> None:
        """A new canvas when the window was resized or the camera's shape became known."""
        shape = self._canvas.shape if camera is None else camera.shape[1] / camera.shape[0]
        size = self._canvas.size
        if self._shown:  # until then the window has no size yet
            width, height = self._cv2.getWindowImageRect(TITLE)[2:]
            if width > 0 and height > 0:
                size = _between((width, height))
        if size != self._canvas.size or abs(shape - self._canvas.shape) > 0.01:
            self._canvas = Canvas(size, shape)


def _between(size: tuple[int, int]) -> tuple[int, int]:
    """The size nearest to this one that is neither too small to read nor too large to paint."""
    scale = min(1.0, LARGEST[0] / size[0], LARGEST[1] / size[1])
    return max(SMALLEST[0], round(size[0] * scale)), max(SMALLEST[1], round(size[1] * scale))
