"""A character on one sheet: twelve poses and all its expressions, large and small, on light and on dark."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from stickercam.draw.character import CharacterStyle
from stickercam.draw.look import Look
from stickercam.draw.puppet import MOMENTS, doing, motion
from stickercam.frames import Action

LARGE, SMALL = 256, 128  # pixels of a picture
LIGHT, DARK = (250, 250, 252), (24, 26, 32)
GREY = (128, 132, 142)  # of the captions: to be read on both
CAPTION = 18


def moments(look: Look, pixels: int, *, border: bool = True, shadow: bool = True) -> list[np.ndarray]:
    """The twelve poses, each framed as its take would be: (pixels, pixels, 4) uint8 RGBA."""
    style = CharacterStyle(look, seed=0, border=border, shadow=shadow)
    pictures = []
    for name, degrees, action, part in MOMENTS:
        take = motion(name, degrees)
        style.prepare(take, pixels, doing(action))
        pictures.append(style.render(None, take.poses[int(part * len(take.poses))], pixels))
    return pictures


def expressions(look: Look, pixels: int) -> dict[str, np.ndarray]:
    """Every expression of a character that stands and looks at us."""
    only = replace(look, actions={name: name for name in look.expressions}, effects={}, words={})
    take = motion("own/shrug")
    poses = take.poses[: len(take.poses) // 8]
    result = {}
    for name in look.expressions:
        style = CharacterStyle(only, seed=0, border=True, shadow=True)
        style.prepare(replace(take, poses=poses), pixels, [Action(name, 0.0, None)])
        result[name] = style.render(None, poses[-1], pixels)
    return result


def character_sheet(look: Look, *, progress: Callable[..., None] | None = None) -> Image.Image:
    """Six columns: twelve poses on light, on dark, and small; then the expressions."""
    told = progress or (lambda *_: None)
    told("drawing poses", 0)
    large = moments(look, LARGE)
    told("drawing expressions", 0)
    faces = expressions(look, LARGE)
    small = [_shrunk(picture) for picture in large]
    half = len(large) // 2
    rows = [_row(large[:half], LIGHT), _row(large[half:], LIGHT), _row(large[:half], DARK), _row(large[half:], DARK)]
    names = list(faces)
    for first in range(0, len(names), 6):
        rows.append(_row([faces[n] for n in names[first : first + 6]], LIGHT, names[first : first + 6]))
    rows += [_row(small, ground, side=SMALL) for ground in (LIGHT, DARK)]
    sheet = Image.new("RGB", (rows[0].width, sum(row.height for row in rows)), LIGHT)
    top = 0
    for row in rows:
        sheet.paste(row, (0, top))
        top += row.height
    return sheet


def _row(pictures: list[np.ndarray], ground: tuple, names: list[str] = (), *, side: int = LARGE) -> Image.Image:
    row = Image.new("RGB", (6 * LARGE, side + (CAPTION if names else 0)), ground)
    pen, font = ImageDraw.Draw(row), ImageFont.load_default(13)
    for number, picture in enumerate(pictures):
        image = Image.fromarray(picture)
        row.paste(image, (number * side, 0), image)
        if names:
            pen.text((number * side + side / 2, side + 2), names[number], GREY, font, anchor="ma")
    return row


def _shrunk(picture: np.ndarray) -> np.ndarray:
    """At SMALL, premultiplied on the way: hidden colours do not leak into the edges."""
    image = Image.fromarray(picture).convert("RGBa").resize((SMALL, SMALL), Image.Resampling.LANCZOS)
    return np.asarray(image.convert("RGBA"))
