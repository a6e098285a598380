"""Paints the live view: the camera, the character beside it, what can be pressed, what was saved. No window here."""

import numpy as np

from stickercam.live.furniture import (
    CARD,
    FAINT,
    INK,
    ORANGE,
    PANE,
    RED,
    ROUND,
    TONES,
    paint_button,
    paint_ground,
    paint_help,
)
from stickercam.live.layout import HEIGHT, MARGIN, TOP, WIDTH, Box, Layout
from stickercam.live.paint import Brush
from stickercam.live.view import Shown, View
from stickercam.system import import_cv2

Point = tuple[float, float]


class Canvas:
    """Paints views; keeps what does not change from one to the next.

    size: (width, height) in pixels. shape: width over height of the camera's pictures.
    """

    def __init__(self, size: tuple[int, int] = (WIDTH, HEIGHT), shape: float = 16 / 9) -> None:
        self.size, self.shape = size, shape
        self._brush = Brush(size)
        self.layout = Layout(size, shape, self._brush.width)
        self._unit = self.layout.unit
        paint_ground(self._brush, self.layout)
        self._ground = self._brush.pixels.copy()
        self._furniture, self._furnished = self._ground, None  # with the buttons, and how they looked

    def paint(self, view: View, mouse: Point | None = None) -> np.ndarray:
        """(height, width, 4) uint8 RGBA, opaque; overwritten by the next call. mouse: where it points."""
        self._furnish(view, mouse)
        np.copyto(self._brush.pixels, self._furniture)
        self._paint_head(view)
        self._paint_camera(view)
        self._paint_stage(view)
        self._paint_strip(view)
        if view.message:
            self._paint_message(*view.message)
        if view.help:
            paint_help(self._brush, self.layout)
        return self._brush.pixels

    def _furnish(self, view: View, mouse: Point | None) -> None:
        """Paint the buttons anew if one looks different from before."""
        boxes = self.layout.buttons.items()
        over = next((button.command for button, box in boxes if mouse and box.holds(mouse)), None)
        if self._furnished == (view.faces, over):
            return
        np.copyto(self._brush.pixels, self._ground)
        for button, box in boxes:
            face = view.faces.get(button.command)
            if face:
                paint_button(self._brush, self.layout, (button, box, face), over=over == button.command)
        self._furniture, self._furnished = self._brush.pixels.copy(), (view.faces, over)

    def _paint_head(self, view: View) -> None:
        """One line: what goes on, then figures, as far as there is room."""
        brush, u = self._brush, self._unit
        words, tone = view.status
        corner = min((box.x for button, box in self.layout.buttons.items() if button.place == "corner"), default=0)
        x, y, middle = 290 * u, TOP / 2 * u - 20 * u, TOP / 2 * u
        facts = list(view.facts)
        while facts and self._head_width(words, facts) > corner - x - 16 * u:
            facts.pop()
        brush.panel((x, y, self._head_width(words, facts), 40 * u), 20 * u, CARD)
        pulse = 0.75 + 0.25 * np.cos(view.now * 5) if tone in ("record", "wait") else 1.0
        brush.disc((x + 22 * u, middle), 7 * u * pulse, TONES[tone])
        end = brush.text(words, (x + 38 * u, middle + 7 * u), 20 * u, INK)
        if facts:
            brush.text(_joined(facts), (end + 18 * u, middle + 6 * u), 17 * u, FAINT)

    def _head_width(self, words: str, facts: list[str]) -> float:
        brush, u = self._brush, self._unit
        more = brush.width(_joined(facts), 17 * u) + 18 * u if facts else 0
        return brush.width(words, 20 * u) + more + 58 * u

    def _paint_camera(self, view: View) -> None:
        brush, u, box = self._brush, self._unit, self.layout.camera
        if view.camera is None:
            brush.panel(box.rect, ROUND * u, PANE)
            brush.text("opening the camera", box.centre, 26 * u, FAINT, middle=True)
            return
        photo = import_cv2().resize(view.camera, (box.w, box.h))
        brush.photo(_turned(photo, view.mirror), (box.x, box.y), round(ROUND * u))
        if view.recorded:
            brush.outline(box.rect, ROUND * u, RED, 6 * u)
            self._paint_ring(*view.recorded)
        if view.countdown is not None:
            self._paint_countdown(view.countdown)

    def _paint_ring(self, seconds: float, total: float) -> None:
        brush, u, box = self._brush, self._unit, self.layout.camera
        at = (box.x + box.w - 62 * u, box.y + 62 * u)
        brush.disc(at, 44 * u, 0xB0140A28)
        brush.arc(at, 33 * u, 1.0, 0x50FFFFFF, 8 * u)
        brush.arc(at, 33 * u, min(1.0, seconds / total), RED, 8 * u)
        brush.text(f"{max(0.0, total - seconds):.1f}", at, 22 * u, CARD, middle=True)

    def _paint_countdown(self, left: float) -> None:
        brush, u, at = self._brush, self._unit, self.layout.camera.centre
        brush.disc(at, 92 * u, 0x66140A28)
        brush.arc(at, 78 * u, left % 1.0 or 1.0, ORANGE, 10 * u)
        brush.text(str(max(1, int(np.ceil(left)))), at, 96 * u, CARD, middle=True)

    def _paint_stage(self, view: View) -> None:
        brush, u, box = self._brush, self._unit, self.layout.stage
        x, y = box.centre
        if view.character is None:
            size = box.h / 470
            glow = round(110 + 40 * np.sin(view.now * 3)) << 24
            brush.disc((x, y - 96 * size), 56 * size, glow | 0xFFFFFF)
            brush.panel((x - 70 * size, y - 28 * size, 140 * size, 150 * size), 66 * size, glow | 0xFFFFFF)
            words = "waking up" if view.status[0] == "waking up" else "your character waits for you"
            brush.text(words, (x, y + 168 * size), 24 * size, INK, middle=True)
            return
        side, shown = self.layout.character_pixels, view.character
        if shown.shape[0] != side:  # the window has just been resized
            shown = import_cv2().resize(shown, (side, side))
        radius = (ROUND - 8) * u if shown[0, 0, 3] else 0.0  # a picture that fills its square has round corners, too
        brush.picture(_turned(shown, view.mirror), (round(x - side / 2), round(y - side / 2)), radius)
        if view.action:
            width = brush.width(view.action, 20 * u) + 34 * u
            brush.panel((box.x + 16 * u, box.y + 16 * u, width, 36 * u), 18 * u, ORANGE)
            brush.text(view.action, (box.x + 33 * u, box.y + 41 * u), 20 * u, CARD)

    def _paint_strip(self, view: View) -> None:
        """What is being made, then what was saved, from the right; the newest moves."""
        brush, u, boxes = self._brush, self._unit, self.layout.strip
        for box, share in zip(boxes, view.saving, strict=False):
            brush.panel(box.rect, 16 * u, CARD)
            brush.arc(box.centre, 26 * u, 1.0, 0xFFEDE6F5, 7 * u)
            brush.arc(box.centre, 26 * u, max(0.03, share), ORANGE, 7 * u)
            brush.text(f"{share:.0%}", box.centre, 15 * u, INK, middle=True)
        for number, (box, shown) in enumerate(zip(boxes[len(view.saving) :], view.saved, strict=False)):
            self._paint_shown(box, shown, view.now if number == 0 else None)

    def _paint_shown(self, box: Box, shown: Shown, now: float | None) -> None:
        brush, u = self._brush, self._unit
        brush.panel(box.rect, 16 * u, CARD)
        count = len(shown.pictures)
        part = 0.5 if now is None or not shown.seconds else (now / shown.seconds) % 1.0
        picture = shown.pictures[min(count - 1, int(part * count))]
        side = box.w - 2 * round(4 * u)
        if picture.shape[0] != side:
            picture = import_cv2().resize(picture, (side, side), interpolation=import_cv2().INTER_AREA)
        brush.picture(picture, (box.x + (box.w - side) // 2, box.y + (box.h - side) // 2))
        if now is not None:
            brush.outline(box.rect, 16 * u, ORANGE, 3 * u)

    def _paint_message(self, text: str, tone: str) -> None:
        brush, u, box = self._brush, self._unit, self.layout.camera
        text = brush.shortened(text, 21 * u, self.size[0] - 2 * (MARGIN + 50) * u)
        width = brush.width(text, 21 * u) + 72 * u
        x, y = (self.size[0] - width) / 2, box.y + box.h - 70 * u
        brush.shadow((x, y, width, 50 * u), 25 * u, blur=10 * u, drop=5 * u)
        brush.panel((x, y, width, 50 * u), 25 * u, INK)
        brush.disc((x + 28 * u, y + 25 * u), 8 * u, TONES[tone])
        brush.text(text, (x + 48 * u, y + 33 * u), 21 * u, CARD)


def _joined(facts: list[str]) -> str:
    return "   ".join(facts)


def _turned(image: np.ndarray, mirror: bool) -> np.ndarray:
    return import_cv2().flip(image, 1) if mirror else image
