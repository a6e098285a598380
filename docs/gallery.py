"""Draws docs/gallery.png and docs/gallery.webp from made-up motions: `python docs/gallery.py`.

The same on every run: the motions ship, and a seed is a seed.
"""

from pathlib import Path

import numpy as np
from PIL import Image

from stickercam.draw import character_names, draw_take, open_style
from stickercam.draw.look import read_look
from stickercam.draw.puppet import doing, motion
from stickercam.draw.sheet import DARK, LIGHT, moments
from stickercam.export import write_sticker
from stickercam.frames import Pose, Sticker, Take

HERE = Path(__file__).parent
CELL = 144  # pixels of a character in the moving gallery
COLUMNS = 3
FPS, STEPS = 12, 16  # of it; there and back makes twice as many pictures
SHOWN = (0, 2, 4, 5, 6, 8)  # of the twelve moments: what tells characters apart
MOVES = {  # motion, what it is called, and where in it to begin (its share)
    "berry": ("own/wave_right", "wave", 0.2), "astronaut": ("own/jumping_jack", "jumping_jack", 0.1),
    "cat": ("own/dance_disco", "dance", 0.1), "dino": ("own/cheer", "hands_up", 0.1),
    "frog": ("own/squat", "squat", 0.1), "ghost": ("own/heart_overhead", "heart", 0.15),
    "pizza": ("own/dab", "dab", 0.15), "robot": ("own/clap", "clap", 0.1), "skater": ("own/kick_right", "kick", 0.15),
}  # fmt: skip


def main() -> None:
    still().quantize(255, dither=Image.Dither.NONE).save(HERE / "gallery.png", optimize=True)  # a third of the bytes
    pictures = moving()
    write_sticker(Sticker(pictures, np.full(len(pictures), 1 / FPS)), HERE / "gallery.webp")


def still() -> Image.Image:
    """A row for each character, on light and on dark in turns."""
    side = 170
    sheet = Image.new("RGB", (side * len(SHOWN), side * len(character_names())), LIGHT)
    for row, name in enumerate(character_names()):
        if row % 2:
            sheet.paste(DARK, (0, row * side, sheet.width, (row + 1) * side))
        pictures = moments(read_look(name), 2 * side)
        for column, number in enumerate(SHOWN):
            picture = Image.fromarray(pictures[number]).convert("RGBa").resize((side, side), Image.Resampling.LANCZOS)
            picture = picture.convert("RGBA")
            sheet.paste(picture, (column * side, row * side), picture)
    return sheet


def moving() -> np.ndarray:
    """(N, H, W, 4) uint8: everybody doing something, there and back."""
    names = character_names()
    rows = -(-len(names) // COLUMNS)
    canvas = np.zeros((2 * STEPS - 2, rows * CELL, COLUMNS * CELL, 4), np.uint8)
    for number, name in enumerate(names):
        clip, action, begin = MOVES.get(name, ("own/wave_right", "wave", 0.2))
        poses = motion(clip).poses[int(begin * len(motion(clip).poses)) :][: 2 * STEPS : 2]
        poses = (*poses, *poses[-2:0:-1])
        poses = tuple(Pose(pose.xy, pose.score, k / FPS) for k, pose in enumerate(poses))
        take = Take(poses, None, (640, 480))
        drawn = draw_take(open_style(character=name, shadow=False), take, CELL, doing(action))
        y, x = number // COLUMNS * CELL, number % COLUMNS * CELL
        canvas[: len(drawn), y : y + CELL, x : x + CELL] = drawn
    return canvas


if __name__ == "__main__":
    main()
