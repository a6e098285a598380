"""What stands still on the canvas: the ground, the buttons, the page of help. And the colours of all of it."""

from stickercam.live.buttons import BUTTONS, Button, Face
from stickercam.live.layout import MARGIN, TOP, Box, Layout
from stickercam.live.paint import Brush

# Cream paper and ink: calm beside any room, and a bright screen lights the face in front of it.
PAPER, CARD, INK, FAINT = 0xFFFFF5E8, 0xFFFFFFFF, 0xFF2B1B4A, 0xFF8D82A6
ORANGE, RED, GREEN, AMBER = 0xFFFF8A1F, 0xFFFF3D57, 0xFF22A565, 0xFFF2A413
PANE, EDGE, KEY, TINT = 0xFFEDE6F5, 0xFFE4DAEE, 0xFFF1EBF7, 0xFFE3D8FA  # lilac, for what is quiet
GROUND = (0xFFAFD3E8, 0xFFA6CCE3)  # the two squares of the checker: a white sticker border shows on both
TONES = {"wait": AMBER, "good": GREEN, "record": RED, "bad": RED, "plain": FAINT}
ROUND = 28


def paint_ground(brush: Brush, layout: Layout) -> None:
    u = layout.unit
    brush.fill(PAPER)
    for box in (layout.camera, layout.stage):
        brush.shadow(box.rect, ROUND * u, blur=14 * u, drop=7 * u)
        brush.panel(box.rect, ROUND * u, CARD)
    brush.checker(layout.stage.rect, ROUND * u, GROUND, 26 * u)
    base = TOP / 2 * u + 13 * u
    x = brush.text("sticker", (MARGIN * u + 2 * u, base), 38 * u, INK)
    brush.text("cam", (x, base), 38 * u, ORANGE)
    for box in layout.strip:  # places that wait for stickers
        brush.outline((box.x + u, box.y + u, box.w - 2 * u, box.h - 2 * u), 16 * u, EDGE, 2 * u)


def paint_button(brush: Brush, layout: Layout, what: tuple[Button, Box, Face], *, over: bool) -> None:
    """A round panel with its key and its words; darker under the mouse, pale where pressing does nothing."""
    button, box, face = what
    u, size, main = layout.unit, layout.text(button), button.place == "make"
    first = button.command == "record"
    fill = (RED if face.on else ORANGE) if first else TINT if face.on else CARD
    if over and face.ready:
        fill = _darker(fill)
    radius = box.h * (0.36 if main else 0.5)
    lower = (0xFFC9243D if face.on else 0xFFD96A00) if first else EDGE
    if not face.ready:
        fill, lower = 0xFFF7F0E9, EDGE
    brush.panel((box.x, box.y + 3 * u, box.w, box.h), radius, lower)  # its lower edge
    brush.panel(box.rect, radius, fill)
    words = (0xFFC3BACF) if not face.ready else CARD if first else INK
    cap, high = layout.cap(button), size * 1.3
    pad = (20 if main else 14) * u
    label = brush.shortened(face.label, size, box.w - 2 * pad - cap - 8 * u)
    x = box.x + (box.w - cap - 8 * u - brush.width(label, size)) / 2
    y = box.y + box.h / 2
    brush.panel((x, y - high / 2, cap, high), 7 * u, 0x38FFFFFF if first and face.ready else KEY)
    brush.text(button.key, (x + cap / 2, y), size * 0.8, words if first or not face.ready else 0xFF6E5F8E, middle=True)
    brush.text(label, (x + cap + 8 * u, y + size * 0.35), size, words)


def paint_help(brush: Brush, layout: Layout) -> None:
    """All buttons with a sentence each, over everything."""
    u, (width, height) = layout.unit, layout.size
    brush.panel((0, 0, width, height), 0, 0x882B1B4A)
    w, h = 800 * u, (112 + 44 * len(BUTTONS)) * u
    x, y = (width - w) / 2, (height - h) / 2
    brush.shadow((x, y, w, h), ROUND * u, blur=18 * u, drop=8 * u)
    brush.panel((x, y, w, h), ROUND * u, PAPER)
    brush.text("What you can press", (x + 40 * u, y + 58 * u), 30 * u, INK)
    brush.text("or click", (x + w - 40 * u - brush.width("or click", 20 * u), y + 58 * u), 20 * u, FAINT)
    for number, button in enumerate(BUTTONS):
        line = y + (100 + 44 * number) * u
        cap = brush.width(button.key, 18 * u) + 24 * u
        brush.panel((x + 128 * u - cap, line - 2 * u, cap, 34 * u), 10 * u, EDGE)
        brush.panel((x + 128 * u - cap, line - 4 * u, cap, 33 * u), 10 * u, CARD)
        brush.text(button.key, (x + 128 * u - cap / 2, line + 12 * u), 18 * u, INK, middle=True)
        brush.text(button.help, (x + 150 * u, line + 19 * u), 20 * u, INK)


def _darker(color: int) -> int:
    return color & 0xFF000000 | sum((color >> shift & 255) * 235 // 255 << shift for shift in (0, 8, 16))
