"""A contact sheet: the pictures of an animation side by side, to look at without playing it."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from stickercam.system import partial

# Chats are white or nearly black; a sticker has to be seen on both. Card colours, then the caption on each.
GROUNDS = {"light": ((255, 255, 255), (110, 116, 128)), "dark": ((24, 26, 32), (150, 156, 168))}
PAPER = (232, 234, 239)
CELL, GAP, CAPTION = 192, 16, 20  # pixels


def contact_sheet(
    pictures: np.ndarray,
    path: Path,
    *,
    seconds: np.ndarray | None = None,
    columns: int = 6,
    rows: int = 2,
    ground: str = "both",
) -> None:
    """Write a PNG with evenly chosen pictures on cards, light, dark or both.

    pictures: (N, H, W, 4) uint8 RGBA. seconds: (N,) how long each is shown; then each stands with its time.
    """
    chosen = np.unique(np.linspace(0, len(pictures) - 1, min(columns * rows, len(pictures))).round().astype(int))
    columns = min(columns, len(chosen))
    starts = None if seconds is None else np.cumsum(seconds) - seconds
    captions = ["" if starts is None else f"{starts[k]:.2f} s" for k in chosen]
    small = [_fitted(pictures[k]) for k in chosen]
    grounds = ("light", "dark") if ground == "both" else (ground,)
    cards = [_card(small, captions, columns, kind) for kind in grounds]
    width = cards[0].width + 2 * GAP
    sheet = Image.new("RGB", (width, GAP + sum(card.height + GAP for card in cards)), PAPER)
    for number, card in enumerate(cards):
        sheet.paste(card, (GAP, GAP + number * (card.height + GAP)), _rounded(card.size))
    with partial(path) as beside:
        sheet.save(beside, format="PNG")


def _fitted(picture: np.ndarray) -> Image.Image:
    """(H, W, 4) uint8 -> RGBA at most CELL on a side. Shrunk premultiplied: hidden colours do not leak into edges."""
    image = Image.fromarray(picture)
    scale = min(CELL / image.width, CELL / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA")


def _card(pictures: list[Image.Image], captions: list[str], columns: int, kind: str) -> Image.Image:
    """RGB card with the pictures in rows, each over its caption."""
    paper, ink = GROUNDS[kind]
    below = CAPTION if any(captions) else 0
    rows = -(-len(pictures) // columns)
    card = Image.new("RGB", (GAP + columns * (CELL + GAP), GAP + rows * (CELL + below + GAP)), paper)
    pen, font = ImageDraw.Draw(card), ImageFont.load_default(13)  # Pillow carries this font in itself
    for number, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
        x = GAP + number % columns * (CELL + GAP)
        y = GAP + number // columns * (CELL + below + GAP)
        card.paste(picture, (x + (CELL - picture.width) // 2, y + (CELL - picture.height) // 2), picture)
        pen.text((x + CELL // 2, y + CELL + below // 2), caption, fill=ink, font=font, anchor="mm")
    return card


def _rounded(size: tuple[int, int]) -> Image.Image:
    """A mask with round corners, drawn large and shrunk for smooth ones."""
    mask = Image.new("L", (size[0] * 2, size[1] * 2))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), 24, fill=255)
    return mask.resize(size, Image.Resampling.BOX)
