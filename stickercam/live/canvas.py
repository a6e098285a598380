"""Paints the live view: the camera, the character beside it, and what the user needs to know. No window here."""

from dataclasses import dataclass

import numpy as np

from stickercam.live.paint import Brush
from stickercam.system import import_cv2

# Cream paper and ink: calm beside any room, and a bright screen lights the face in front of it.
PAPER, CARD, INK, FAINT = 0xFFFFF5E8, 0xFFFFFFFF, 0xFF2B1B4A, 0xFF8D82A6
ORANGE, RED, GREEN, AMBER = 0xFFFF8A1F, 0xFFFF3D57, 0xFF22A565, 0xFFF2A413
GROUND = (0xFFAFD3E8, 0xFFA6CCE3)  # the two squares of the checker: a white sticker border shows on both
TONES = {"wait": AMBER, "good": GREEN, "record": RED, "bad": RED, "plain": FAINT}
NARROWEST, WIDEST = 1 / 4, 4.0  # shapes of the camera's card; a strip beyond them is shown stretched
WIDTH, HEIGHT = 1280, 640  # what the measures below are for; other sizes scale them
MARGIN, TOP, BOTTOM, GAP, ROUND = 36, 92, 100, 26, 30


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """All that is on the screen at one moment.

    camera:    (H, W, 3) uint8 RGB as the camera sees it, None while it is being opened.
    character: (S, S, 4) uint8 RGBA, straight alpha; None while nobody was seen yet.
    hints:     (key, what it does); the first one is what to press now.
    countdown: seconds until recording begins. recorded: (seconds recorded, seconds in all).
    """

    camera: np.ndarray | None
    character: np.ndarray | None
    now: float
    status: tuple[str, str]
    hints: tuple[tuple[str, str], ...]
    mirror: bool = True
    countdown: float | None = None
    recorded: tuple[float, float] | None = None
    message: tuple[str, str] | None = None
    fps: float | None = None


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


class Canvas:
    """Paints views; keeps what does not change from one to the next.

    size: (width, height) in pixels. shape: width over height of the camera's pictures.
    """

    def __init__(self, size: tuple[int, int] = (WIDTH, HEIGHT), shape: float = 16 / 9) -> None:
        self.size, self.shape = size, shape
        self.unit = u = min(size[0] / WIDTH, size[1] / HEIGHT)
        self._brush = Brush(size)
        # Both cards are as high as there is room for; the camera's has the shape of its pictures, so nothing is cut
        # off: who leaves the picture should see it coming.
        room = size[0] - (2 * MARGIN + GAP) * u
        shape = min(max(shape, NARROWEST), WIDEST)
        height = round(min(size[1] - (TOP + BOTTOM) * u, room / (1 + shape)))
        width = round(height * shape)
        x = round((size[0] - width - GAP * u - height) / 2)
        y = round((size[1] + (TOP - BOTTOM) * u - height) / 2)
        self.camera = Box(x, y, width, height)
        self.stage = Box(x + width + round(GAP * u), y, height, height)
        self._paint_ground()
        self._ground = self._brush.pixels.copy()

    @property
    def character_pixels(self) -> int:
        """Side of the picture of the character that is shown without scaling."""
        return self.stage.w - 2 * round(8 * self.unit)

    def paint(self, view: View) -> np.ndarray:
        """(height, width, 4) uint8 RGBA, opaque; overwritten by the next call."""
        np.copyto(self._brush.pixels, self._ground)
        self._paint_head(view)
        self._paint_camera(view)
        self._paint_stage(view)
        self._paint_hints(view)
        if view.message:
            self._paint_message(*view.message)
        return self._brush.pixels

    def _paint_ground(self) -> None:
        brush, u = self._brush, self.unit
        brush.fill(PAPER)
        for box in (self.camera, self.stage):
            brush.shadow((box.x, box.y, box.w, box.h), ROUND * u, blur=14 * u, drop=8 * u)
            brush.panel((box.x, box.y, box.w, box.h), ROUND * u, CARD)
        brush.checker((self.stage.x, self.stage.y, self.stage.w, self.stage.h), ROUND * u, GROUND, 28 * u)
        x = brush.text("sticker", (MARGIN * u + 4 * u, 62 * u), 38 * u, INK)
        brush.text("cam", (x, 62 * u), 38 * u, ORANGE)

    def _paint_head(self, view: View) -> None:
        brush, u = self._brush, self.unit
        words, tone = view.status
        width = brush.width(words, 22 * u) + 64 * u
        x = self.size[0] - MARGIN * u - width
        brush.panel((x, 26 * u, width, 46 * u), 23 * u, CARD)
        pulse = 0.75 + 0.25 * np.cos(view.now * 5) if tone in ("record", "wait") else 1.0
        brush.disc((x + 25 * u, 49 * u), 8 * u * pulse, TONES[tone])
        brush.text(words, (x + 42 * u, 57 * u), 22 * u, INK)
        if view.fps:
            rate = f"{view.fps:.0f} fps"
            brush.text(rate, (x - brush.width(rate, 18 * u) - 18 * u, 56 * u), 18 * u, FAINT)

    def _paint_camera(self, view: View) -> None:
        brush, u, box = self._brush, self.unit, self.camera
        frame = (box.x, box.y, box.w, box.h)
        if view.camera is None:
            brush.panel(frame, ROUND * u, 0xFFEDE6F5)
            brush.text("opening the camera", box.centre, 26 * u, FAINT, middle=True)
            return
        photo = import_cv2().resize(view.camera, (box.w, box.h))
        brush.photo(_turned(photo, view.mirror), (box.x, box.y), round(ROUND * u))
        if view.recorded:
            brush.outline(frame, ROUND * u, RED, 6 * u)
            self._paint_ring(*view.recorded)
        if view.countdown is not None:
            self._paint_countdown(view.countdown)

    def _paint_ring(self, seconds: float, total: float) -> None:
        brush, u = self._brush, self.unit
        at = (self.camera.x + self.camera.w - 66 * u, self.camera.y + 66 * u)
        brush.disc(at, 44 * u, 0xB0140A28)
        brush.arc(at, 33 * u, 1.0, 0x50FFFFFF, 8 * u)
        brush.arc(at, 33 * u, min(1.0, seconds / total), RED, 8 * u)
        brush.text(f"{max(0.0, total - seconds):.1f}", (at[0], at[1]), 22 * u, CARD, middle=True)

    def _paint_countdown(self, left: float) -> None:
        brush, u, at = self._brush, self.unit, self.camera.centre
        brush.disc(at, 92 * u, 0x66140A28)
        brush.arc(at, 78 * u, left % 1.0 or 1.0, ORANGE, 10 * u)
        brush.text(str(int(np.ceil(left))), at, 96 * u, CARD, middle=True)

    def _paint_stage(self, view: View) -> None:
        brush, u, box = self._brush, self.unit, self.stage
        x, y = box.centre
        if view.character is None:
            glow = round(110 + 40 * np.sin(view.now * 3)) << 24
            brush.disc((x, y - 96 * u), 62 * u, glow | 0xFFFFFF)
            brush.panel((x - 74 * u, y - 24 * u, 148 * u, 170 * u), 70 * u, glow | 0xFFFFFF)
            words = "waking up" if view.status[0] == "waking up" else "your character waits for you"
            brush.text(words, (x, y + 196 * u), 24 * u, INK, middle=True)
            return
        side, shown = self.character_pixels, view.character
        if shown.shape[0] != side:  # the window has just been resized
            shown = import_cv2().resize(shown, (side, side))
        brush.picture(_turned(shown, view.mirror), (round(x - side / 2), round(y - side / 2)))

    def _paint_hints(self, view: View) -> None:
        brush, u = self._brush, self.unit
        y, size, pad = self.size[1] - 48 * u, 22 * u, 16 * u
        widths = [brush.width(key, size) + 2 * pad + 10 * u + brush.width(what, size) for key, what in view.hints]
        x = (self.size[0] - sum(widths) - 34 * u * (len(widths) - 1)) / 2
        for number, (key, what) in enumerate(view.hints):
            first = number == 0
            cap = brush.width(key, size) + 2 * pad
            brush.panel((x, y - 20 * u, cap, 42 * u), 12 * u, 0xFFD9CFE6 if not first else 0xFFD96A00)  # its lower edge
            brush.panel((x, y - 22 * u, cap, 40 * u), 12 * u, CARD if not first else ORANGE)
            brush.text(key, (x + pad, y + 6 * u), size, CARD if first else INK)
            brush.text(what, (x + cap + 10 * u, y + 6 * u), size, INK)
            x += widths[number] + 34 * u

    def _paint_message(self, text: str, tone: str) -> None:
        brush, u = self._brush, self.unit
        text = brush.shortened(text, 24 * u, self.size[0] * 0.8)
        width = brush.width(text, 24 * u) + 84 * u
        x, y = (self.size[0] - width) / 2, self.size[1] - (BOTTOM + 76) * u
        brush.shadow((x, y, width, 56 * u), 28 * u, blur=10 * u, drop=5 * u)
        brush.panel((x, y, width, 56 * u), 28 * u, INK)
        brush.disc((x + 32 * u, y + 28 * u), 9 * u, TONES[tone])
        brush.text(text, (x + 54 * u, y + 37 * u), 24 * u, CARD)


def _turned(image: np.ndarray, mirror: bool) -> np.ndarray:
    return import_cv2().flip(image, 1) if mirror else image
