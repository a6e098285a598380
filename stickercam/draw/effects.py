"""What flies about the figure: one effect an action, each piece a closed form of the time."""

import math
from collections.abc import Callable

from stickercam.draw.look import Look
from stickercam.draw.motion import Living
from stickercam.draw.paint import Placed
from stickercam.draw.plane import rotation, smoothstep, unit
from stickercam.draw.shapes import HEART, Part, grown, matrix, outline, rigid, stroked, union

DROP = "M 0 -17 C 8 -6 12 0 12 6 C 12 13 7 17 0 17 C -7 17 -12 13 -12 6 C -12 0 -8 -6 0 -17 Z"
ARCS = "M 36 -22 C 44 -8 44 8 36 22 M 54 -30 C 65 -11 65 11 54 30"  # to the right of the hand's middle
CHIP = "M -8 -5 L 8 -5 L 8 5 L -8 5 Z"
CHIPS = ("seed", "shoe", "cloth", "heart", "leaf")  # colours of the palette that is there anyway: GIFs have few
DASH = "M 0 0 L 0 26"


class Effects:
    """The pieces of one character's effects."""

    def __init__(self, look: Look, random: list[float]) -> None:
        """random: at least 64 numbers in 0..1, the only chance there is."""
        border, line = look.border["width"], look.line["width"]
        self.look, self.random = look, random
        self.heart = rigid(Part(outline(HEART), "heart", 0.7 * line), border)
        self.drop = rigid(Part(outline(DROP), "drop", 0.7 * line), border)
        self.star = rigid(Part(_star(46, 24, 9), "shoe", 0.8 * line), border)
        self.spark = Part(_star(27, 15, 9), "white", 0.0)
        self.arcs, self.dash = _strokes(ARCS, border), _strokes(DASH, border)
        self.chips = [Part(outline(CHIP), color, 0.0) for color in CHIPS]
        self.kinds: dict[str, Callable] = {
            "hearts": self._hearts,
            "sweat": self._sweat,
            "confetti": self._confetti,
            "arcs": self._arcs,
            "star": self._star,
            "dashes": self._dashes,
        }

    def pieces(self, living: Living) -> list[Placed]:
        """What belongs round this figure, to be drawn behind it."""
        kind = self.kinds.get(living.effect)
        return kind(living, living.effect_share) if kind and living.effect_share > 0.05 else []

    def _hearts(self, living: Living, share: float) -> list[Placed]:
        rx = self.look.body["head"][0]
        result = []
        for k in range(5):
            age = (living.rounds(1.8) + k / 5) % 1.0
            side = -1 if k % 2 else 1
            x = side * (rx + 44 + 14 * self.random[k] + 8 * math.sin(2 * math.pi * (age + self.random[k])))
            size = (
                share * smoothstep(age, 0.0, 0.2) * (1 - smoothstep(age, 0.75, 1.0)) * (0.75 + 0.4 * self.random[k + 5])
            )
            place = living.figure.head + complex(x, 80 - 170 * age)
            result += _shown(self.heart, place, rotation(0.25 * side), size)
        return result

    def _sweat(self, living: Living, share: float) -> list[Placed]:
        rx, ry = self.look.body["head"]
        result = []
        for k, side in enumerate((1, -1, 1)):
            age = (living.rounds(0.9) + k / 3) % 1.0
            spot = complex(side * (rx + 8 + 34 * age), -0.55 * ry - 40 * age + 62 * age * age)
            size = share * smoothstep(age, 0.0, 0.25) * (1 - smoothstep(age, 0.8, 1.0)) * (1.0 if k else 0.85)
            result += _shown(self.drop, living.figure.head + spot, rotation(side * (0.9 - 1.2 * age)), size)
        return result

    def _confetti(self, living: Living, share: float) -> list[Placed]:
        rx, ry = self.look.body["head"]
        result = []
        for k in range(18):
            a, b, c = self.random[3 * k : 3 * k + 3]
            age = (living.rounds(2.2) + a) % 1.0
            side = -1 if k % 2 else 1
            x = side * (rx + 30 + 85 * b) + 9 * math.sin(2 * math.pi * (2 * age + c))
            y = living.figure.head.imag - ry + 330 * age
            size = share * smoothstep(age, 0.0, 0.1) * (1 - smoothstep(age, 0.85, 1.0))
            if size > 0.05:  # they turn over as they fall
                turn = rotation(2 * math.pi * (c + side * age))
                flip = max(0.25, abs(math.cos(2 * math.pi * (2 * age + b))))
                at = complex(living.figure.pelvis.real + x, y)
                result.append(Placed(self.chips[k % len(CHIPS)], matrix(at, turn, size * 1.4, size * 1.3 * flip)))
        return result

    def _arcs(self, living: Living, share: float) -> list[Placed]:
        """Beside the higher hand, on the side away from the head."""
        arm = min(living.figure.arms, key=lambda arm: arm.wrist.imag)
        share *= smoothstep(arm.shoulder.imag - arm.wrist.imag, 0, 40)
        hand = arm.wrist + 24 * unit(arm.wrist - arm.elbow, -1j)
        side = 1 if hand.real > living.figure.head.real else -1
        pulse = 0.92 + 0.08 * math.sin(2 * math.pi * living.rounds(0.4))
        return _shown(self.arcs, hand, rotation(-0.35 * side), share * pulse, side=side)

    def _star(self, living: Living, share: float) -> list[Placed]:
        """Behind the kicking foot."""
        f = living.figure
        n = 0 if f.ankles[0].imag < f.ankles[1].imag else 1
        share *= smoothstep(f.ankles[1 - n].imag - f.ankles[n].imag, 25, 55)
        way = unit(f.ankles[n] - f.hips[n], 1j)
        at, turn = f.ankles[n] + 30 * way, rotation(0.2 * math.sin(2 * math.pi * living.rounds(0.3)))
        return [*_shown(self.star, at, turn, share), *_shown(self.spark, at, turn, share)]

    def _dashes(self, living: Living, share: float) -> list[Placed]:
        """Under a body in the air."""
        share *= smoothstep(living.figure.lift, 14, 50)
        long = 0.6 + living.figure.lift / 90
        result = []
        for offset, stretch in ((-34, 0.8), (0, 1.2), (34, 0.8)):
            at = complex(living.figure.pelvis.real + offset, max(a.imag for a in living.figure.ankles) + 52)
            if share > 0.1:
                result.append(Placed(self.dash, matrix(at, 1, share, share * long * stretch)))
        return result


def _shown(part: Part, at: complex, turn: complex, size: float, *, side: int = 1) -> list[Placed]:
    return [Placed(part, matrix(at, turn, side * size, size))] if size > 0.1 else []


def _strokes(data: str, border: float) -> Part:
    """Lines of ink without an outline, but with the white border."""
    path = stroked(outline(data), 6)
    return Part(path, "ink", 0.0, edged=grown(path, 0.75 * border))


def _star(outer: float, inner: float, points: int):
    corners = [(outer if k % 2 == 0 else inner) * rotation(math.pi * k / points) for k in range(2 * points)]
    return union(
        outline(" ".join(f"{'L' if k else 'M'} {c.real:.2f} {c.imag:.2f}" for k, c in enumerate(corners)) + " Z")
    )
