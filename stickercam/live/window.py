"""The window: shows what the canvas paints, gives back what was pressed. Main thread only, as macOS demands."""

import numpy as np

from stickercam.live.canvas import HEIGHT, WIDTH, Canvas, View
from stickercam.system import import_cv2, require_display

TITLE = "stickercam"
SMALLEST, LARGEST = (480, 300), (1920, 1200)  # beyond the largest painting would cost frames; it is scaled then
ESCAPE = 27
LETTERS = {"q": "leave", "m": "mirror", "s": "skeleton", "c": "next_character"}
KEYS = {ord(" "): "record", ESCAPE: "leave"}
KEYS |= {ord(key): command for letter, command in LETTERS.items() for key in (letter, letter.upper())}  # Caps Lock


class Window:
    """Opened and closed by its `with` block."""

    def __init__(self, size: tuple[int, int] = (WIDTH, HEIGHT)) -> None:
        require_display()
        self._cv2 = import_cv2()
        self._canvas = Canvas(size)
        self._shown = False

    def __enter__(self) -> "Window":
        # GUI_NORMAL: without it Qt adds a tool bar and a menu of its own.
        self._cv2.namedWindow(TITLE, self._cv2.WINDOW_NORMAL | self._cv2.WINDOW_GUI_NORMAL)
        self._cv2.resizeWindow(TITLE, *self._canvas.size)  # or it opens at 400x300
        return self

    def __exit__(self, *exception: object) -> None:
        if not self._closed():
            self._cv2.destroyWindow(TITLE)
        self._cv2.waitKey(1)  # or Cocoa leaves the window standing

    @property
    def character_pixels(self) -> int:
        """Side of the picture of the character that is shown without scaling."""
        return self._canvas.character_pixels

    def show(self, view: View) -> list[str]:
        """Paint, and return the commands that came meanwhile; ["leave"] once the window was closed."""
        if self._shown and self._closed():  # before imshow, which would open it again
            return ["leave"]
        self._fit(view.camera)
        self._cv2.imshow(TITLE, self._cv2.cvtColor(self._canvas.paint(view), self._cv2.COLOR_RGBA2BGR))
        self._shown = True
        key = self._cv2.waitKeyEx(1)
        if self._closed():
            return ["leave"]
        return [KEYS[key]] if key in KEYS else []

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
