"""What flies about the figure: one effect an action, each piece a closed form of the time."""

import math
from collections.abc import Callable

from stickercam.draw.look import Look
from stickercam.draw.motion import Living
from stickercam.draw.paint import Placed
from stickercam.draw.plane import rotation, smoothstep, unit
from stickercam.draw.shapes import HEART, Part, detail, grown, matrix, outline, rigid, stroked, union

DROP = "M 0 -17 C 8 -6 12 0 12 6 C 12 13 7 17 0 17 C -7 17 -12 13 -12 6 C -12 0 -8 -6 0 -17 Z"
ARCS = "M 36 -22 C 44 -8 44 8 36 22 M 54 -30 C 65 -11 65 11 54 30"  # to the right of the hand's middle
CHIP = "M -8 -5 L 8 -5 L 8 5 L -8 5 Z"
CHIPS = ("#FFC53A", "#FF4F5E", "#3FB6A8", "#FF2F6D", "#6CCB52")  # few: GIFs have 256 in all
DASH = "M 0 0 L 0 26"
STREAK = "M -28 0 L 28 0"
TWINKLES = ((-1.35, -0.6), (1.35, -0.75), (-1.5, 0.35), (1.5, 0.2), (0.9, -1.5), (-0.85, -1.45))  # in heads
SPARKLE = "M 0 -24 C 3 -8 8 -3 24 0 C 8 3 3 8 0 24 C -3 8 -8 3 -24 0 C -8 -3 -3 -8 0 -24 Z"


class Effects:
    """The pieces of one character's effects."""

    def __init__(self, look: Look, random: list[float]) -> None:
        """random: at least 64 numbers in 0..1, the only chance there is."""
        border, line, color = look.border["width"], look.line["width"], look.color
        self.look, self.random = look, random
        self.heart = rigid(_flat(outline(HEART), color("heart"), 0.7 * line), border)
        self.drop = rigid(_flat(outline(DROP), color("drop"), 0.7 * line), border)
        self.star = rigid(_flat(_star(46, 24, 9), color("star"), 0.8 * line), border)
        self.spark = _flat(_star(27, 15, 9), color("spark"))
        self.arcs, self.dash = (_strokes(data, color("ink"), border) for data in (ARCS, DASH))
        self.sparkle = rigid(_flat(outline(SPARKLE), color("star"), 0.6 * line), border)
        self.notes = [rigid(_flat(_note(double), color("ink")), border) for double in (False, True)]
        self.streak = _strokes(STREAK, color("ink"), border)
        chips = [look.palette.get(f"chip{k}", usual) for k, usual in enumerate(CHIPS)]
        self.chips = [_flat(outline(CHIP), color(chip)) for chip in chips]
        self.kinds: dict[str, Callable] = {
            "hearts": self._hearts,
            "sweat": self._sweat,
            "confetti": self._confetti,
            "arcs": self._arcs,
            "star": self._star,
            "dashes": self._dashes,
            "sparkles": self._sparkles,
            "notes": self._notes,
            "speed": self._speed,
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
            x = side * (rx + 22 + 60 * b) + 9 * math.sin(2 * math.pi * (2 * age + c))
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
        for offset, stretch in ((-44, 0.8), (0, 1.2), (44, 0.8)):
            at = complex(living.figure.pelvis.real + offset, max(a.imag for a in living.figure.ankles) + 52)
            if share > 0.1:
                result.append(Placed(self.dash, matrix(at, 1, share, share * long * stretch)))
        return result

    def _sparkles(self, living: Living, share: float) -> list[Placed]:
        """They come and go in their places about the head, three frames up and three down."""
        rx, ry = self.look.body["head"]
        result = []
        for k, (x, y) in enumerate(TWINKLES):
            age = (living.rounds(1.2) + k / 6 + 0.1 * self.random[k]) % 1.0
            size = share * max(0.0, math.sin(math.pi * min(1.0, age / 0.55))) * (0.7 + 0.5 * self.random[k + 6])
            spot = complex(x * (rx + 6), y * (ry + 6))
            result += _shown(self.sparkle, living.figure.head + spot, rotation(0.25 * math.sin(6.3 * age)), size)
        return result

    def _notes(self, living: Living, share: float) -> list[Placed]:
        """They rise from beside the head, swaying."""
        rx, ry = self.look.body["head"]
        result = []
        for k in range(4):
            age = (living.rounds(1.9) + k / 4) % 1.0
            side = -1 if k % 2 else 1
            sway = 14 * math.sin(2 * math.pi * (age + self.random[k]))
            spot = complex(side * (rx + 26 + 26 * age) + sway, 0.5 * ry - (1.3 * ry + 40) * age)
            size = (
                share
                * smoothstep(age, 0.0, 0.15)
                * (1 - smoothstep(age, 0.75, 1.0))
                * (0.85 + 0.3 * self.random[k + 4])
            )
            result += _shown(self.notes[k % 2], living.figure.head + spot, rotation(0.3 * math.sin(4 * age + k)), size)
        return result

    def _speed(self, living: Living, share: float) -> list[Placed]:
        """Lines on both sides of a body that turns or runs."""
        f, rx = living.figure, self.look.body["head"][0]
        result = []
        for k in range(6):
            side, level = (-1 if k % 2 else 1), k // 2
            age = (living.rounds(0.5) + self.random[k]) % 1.0
            at = complex(f.pelvis.real + side * (rx + 34 + 22 * age), f.thorax.imag - 60 + 70 * level)
            length = share * math.sin(math.pi * age) * (0.7 + 0.6 * self.random[k + 6])
            if length > 0.15:
                result.append(Placed(self.streak, matrix(at, 1, length, share)))
        return result


def _note(double: bool):
    """A quaver, or two of them under a beam."""
    head = outline("M -13 13 C -13 5 -3 0 5 3 C 11 6 10 14 3 18 C -5 22 -13 20 -13 13 Z")
    if not double:
        return union(head, outline("M 4 8 L 4 -24 L 10 -24 C 12 -14 22 -12 20 0 C 17 -6 13 -8 10 -8 L 10 8 Z"))
    second = outline("M 13 9 C 13 1 23 -4 31 -1 C 37 2 36 10 29 14 C 21 18 13 16 13 9 Z")
    return union(head, second, outline("M 4 8 L 4 -22 L 36 -28 L 36 4 L 30 4 L 30 -14 L 10 -10 L 10 8 Z"))


def _shown(part: Part, at: complex, turn: complex, size: float, *, side: int = 1) -> list[Placed]:
    return [Placed(part, matrix(at, turn, side * size, size))] if size > 0.1 else []


def _flat(path, color: int, line: float = 0.0) -> Part:
    return Part(path, line, (detail(path, color),))


def _strokes(data: str, ink: int, border: float) -> Part:
    """Lines of ink without an outline, but with the white border."""
    path = stroked(outline(data), 6)
    return Part(path, 0.0, (detail(path, ink),), inked=path, edged=grown(path, 0.75 * border))


def _star(outer: float, inner: float, points: int):
    corners = [(outer if k % 2 == 0 else inner) * rotation(math.pi * k / points) for k in range(2 * points)]
    return union(
        outline(" ".join(f"{'L' if k else 'M'} {c.real:.2f} {c.imag:.2f}" for k, c in enumerate(corners)) + " Z")
    )
