"""Where words stand on a picture, and how they move: the caption below, what an action calls forth above."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from stickercam.draw.caption import FILL, Caption, caption, missing_letters
from stickercam.draw.look import Look
from stickercam.draw.motion import Living
from stickercam.draw.plane import clip
from stickercam.draw.springs import Spring
from stickercam.frames import Action

ART = 512.0  # art units that a canvas is high and wide
GAP = 6.0  # art units between words, figure and the canvas's edge
TILT = -0.06  # radians: a shout stands askew
BOB = 2.0  # art units that words ride up and down
BOB_SECONDS = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """Laid out words in a place: the middle of their box, art units of the canvas. size: 1 as laid out."""

    words: Caption
    x: float
    y: float
    size: float = 1.0
    turn: float = 0.0

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom; a little more than it takes, for the turn."""
        half_x, half_y = self.size * (self.words.width / 2 + 4), self.size * (self.words.height / 2 + 18)
        return self.x - half_x, self.y - half_y, self.x + half_x, self.y + half_y


class Lettering:
    """The words of one sticker; a spring makes them pop up. text: the caption, "" for none."""

    def __init__(self, look: Look, text: str, words: bool) -> None:
        colors = (look.color(look.palette.get("words", FILL)), look.color("ink"), look.color(look.border["color"]))
        self.caption = caption(text, *colors) if text else None
        self.words = {
            action: caption(said, *colors)
            for action, said in (look.words.items() if words else ())
            if said and not missing_letters(said)
        }
        self.reset()

    def reset(self) -> None:
        self.spring, self.shown, self.time = Spring(3.6, 0.42), None, None

    def strips(self, actions: Sequence[Action]) -> tuple[float, float]:
        """Art units of the canvas that words need above and below the figure, for a take in which this is done."""
        said = [self.words[action.name].height for action in actions if action.name in self.words]
        return max(said, default=0.0) + (GAP if said else 0.0), self.caption.height if self.caption else 0.0

    def step(self, action: str | None, living: Living) -> list[Word]:
        dt = 0.0 if self.time is None else clip(living.time - self.time, 0.0, 0.25)
        self.time = living.time
        bob = BOB * math.sin(2 * math.pi * living.rounds(BOB_SECONDS))
        placed = []
        if self.caption:
            placed.append(Word(self.caption, ART / 2, ART - GAP - self.caption.height / 2 + bob))
        wanted = self.words.get(action or "")
        size = self.spring.step(float(wanted is not None and wanted is self.shown), dt).real
        if wanted is not self.shown and size < 0.08:  # the old words are gone before the new ones come
            self.shown = wanted
        if self.shown and size > 0.08:
            y = GAP + self.shown.height / 2 - bob
            placed.append(Word(self.shown, ART / 2, y, min(size, 1.12), TILT))
        return placed


def draw_words(canvas, words: list[Word], size: int) -> None:
    """On a canvas in pixels, size of them high and wide."""
    for word in words:
        canvas.save()
        canvas.scale(size / ART, size / ART)
        canvas.translate(word.x, word.y)
        canvas.rotate(math.degrees(word.turn))
        canvas.scale(word.size, word.size)
        canvas.drawPicture(word.words.picture)
        canvas.restore()
