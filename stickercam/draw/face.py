"""Expressions: what lies on the head, turned with it like on a ball."""

import math
from dataclasses import dataclass

from stickercam.draw.art import Art
from stickercam.draw.features import eyes, mouths, shades
from stickercam.draw.look import Look
from stickercam.draw.pieces import ball_radius
from stickercam.draw.plane import clip, rotation
from stickercam.draw.shapes import Detail, detail, ellipse, matrix, outline
from stickercam.draw.usual import USUAL
from stickercam.system import import_skia

skia = import_skia()  # this module is loaded by `open_style`, not before

TURN = 0.62  # radians that the face goes round at yaw 1: more, and the far eye leaves the head
NOD = 20.0  # how far it goes down at pitch 1


@dataclass(frozen=True, slots=True)
class Mien:
    """The state of a face. expression: its name. open: eyes, 0 shut to 1. mouth: 0.4 small to 1.

    yaw, pitch: -1..1, positive to the picture's right and down. gaze: of the pupils, within the unit circle.
    """

    expression: str = "smile"
    open: float = 1.0
    mouth: float = 1.0
    yaw: float = 0.0
    pitch: float = 0.0
    gaze: complex = 0j
    away: bool = False


class Face:
    """The features of one character, its own or the usual ones; `inside` places them on a head."""

    def __init__(self, look: Look, art: Art) -> None:
        self.look, self.half, self.expressions = look, look.body["head"], look.expressions
        numbers, color = look.face, look.color
        self.spots = {key: art.places[key] for key in ("brow", "cheek") if key in art.places}
        for key in ("eye", "mouth", "brow", "cheek"):
            own = next((art.places[name] for name in art.places if name.split("-")[0] == key), None)
            drawn = own is not None and numbers[key] == USUAL["face"][key]
            self.spots[key] = complex(abs(own.real), own.imag) if drawn else complex(*numbers[key])
        self.eyes, self.pupils = eyes(look)
        self.mouths = mouths(look)
        self.brow = art.features.get("brow", (detail(outline("M -13 3 Q 0 -7 13 2"), color(numbers["ink"]), 6.5),))
        self.cheek = art.features.get("cheek", (detail(ellipse(0j, 15, 9.5), color("cheek")),))
        self.shades = art.features.get("shades", shades(look))
        for name, details in art.features.items():
            kind, _, which = name.partition("-")
            if kind == "eye":
                self.eyes[which] = details
                self.pupils.pop(which, None)
            elif kind == "mouth":
                self.mouths[which] = details
        for name, details in art.features.items():
            if name.split("-")[0] == "pupil":
                self.pupils |= {which: details for which in ([name[6:]] if name[5:] else ["open", "wide"])}
        self.own = {key.split("-")[0] for key in art.features}
        head = art.pieces["head"]
        self.front, self.back, self.balls = head.front, head.back, _by_color(head.spots)

    def inside(self, mien: Mien, center: complex, roll: complex, squash: complex) -> list:
        """[(detail, matrix)] back to front. roll: unit number; squash: stretch in x (real) and y (imag)."""

        def put(details, spot: complex, stretch: complex = 1 + 1j, turn: complex = 1 + 0j) -> None:
            at = center + roll * complex(spot.real * squash.real, spot.imag * squash.imag)
            place = matrix(at, roll * turn, stretch.real * squash.real, stretch.imag * squash.imag)
            result.extend((one, place) for one in details)

        result: list = self._round(mien, center, roll, squash)
        spot, near = self.turn(0j, mien)
        put(self.back if mien.away else self.front, spot, complex(near, 1))
        if mien.away:
            return result
        kinds, numbers = self.expressions.get(mien.expression, self.expressions["smile"]), self.look.face
        for side in (-1, 1) if numbers["cheeks"] else ():
            spot, near = self.turn(complex(side * self.spots["cheek"].real, self.spots["cheek"].imag), mien)
            put(self.cheek, spot, complex(side * near, 1) * numbers["size"])
        self._mouth(put, kinds["mouth"], mien)
        covered = kinds["eyes"] == "shades"
        sides = (-1, 1) if self.spots["eye"].real > 1 else (1,)
        for side in () if covered else sides:
            self._eye(put, kinds["eyes"], side, mien)
        if covered:
            apart = clip(self.spots["eye"].real / 34, 0.7, 1.5)  # where the usual glasses have their middle
            size = self._size("shades", min(apart, 0.97 * self.half[0] / 98))
            spot, near = self.turn(complex(0, self.spots["eye"].imag), mien)
            put(self.shades, spot, complex(near * size, max(mien.open, 0.15) * size))
        for side in sides if numbers["brows"] else ():
            spot, near = self.turn(
                complex(side * self.spots["brow"].real, self.spots["brow"].imag - kinds["brows"]), mien
            )
            size = self._size("brow", numbers["size"])
            put(self.brow, spot, complex(side * near, 1) * size, rotation(side * math.radians(kinds["tilt"])))
        return result

    def _size(self, kind: str, usual: float) -> float:
        """What a character draws itself it draws in its own size."""
        return 1.0 if kind in self.own else usual

    def turn(self, spot: complex, mien: Mien) -> tuple[complex, float]:
        """A place on the head after its turn, and how much narrower things are there."""
        rx, ry = self.half
        radius = rx * math.sqrt(max(0.2, 1 - (0.8 * spot.imag / ry) ** 2))  # the head narrows towards the chin
        before = math.asin(max(-0.95, min(0.95, spot.real / radius)))
        after = before + TURN * self.look.face["turn"] * mien.yaw
        place = complex(radius * math.sin(after), spot.imag + NOD * self.look.face["turn"] * mien.pitch)
        return place, max(0.3, min(1.0, math.cos(after) / math.cos(before)))

    def _round(self, mien: Mien, center: complex, roll: complex, squash: complex) -> list:
        """The spots that are to be seen on the ball that a head is; those of one colour as one path."""
        rx, ry = self.half
        turned = TURN * self.look.face["turn"] * mien.yaw + (math.pi if mien.away else 0.0)
        round_, nod = rotation(turned), NOD * self.look.face["turn"] * mien.pitch / ry
        result = []
        for paint, spots in self.balls:
            together = skia.Path()
            for way, height, path in spots:
                seen = way * round_  # real: towards us, imaginary: to the picture's right
                depth = seen.real
                if depth < 0.2:
                    continue
                level = height + nod * depth
                spot = complex(rx * ball_radius(level) * seen.imag * squash.real, ry * level * squash.imag)
                together.addPath(path, matrix(center + roll * spot, roll, 0.35 + 0.65 * depth, 1))
            result.append((Detail(together, paint), None))
        return result

    def _eye(self, put, kind: str, side: int, mien: Mien) -> None:
        spot, near = self.turn(complex(side * self.spots["eye"].real, self.spots["eye"].imag), mien)
        size = self._size("eye", self.look.face["size"] * self.look.face["eye_size"])
        kind = kind if kind in self.eyes else "open"
        if mien.open < 0.3 and kind in ("open", "wide"):
            put(self.eyes["shut"], spot, complex(near, 1) * size)
            return
        tall = max(mien.open, 0.2)
        put(self.eyes[kind], spot, complex(side * near, tall) * size)
        if kind in self.pupils:
            look = complex(5.5 * mien.gaze.real * near, 5 * mien.gaze.imag * tall) * size
            put(self.pupils[kind], spot + look, complex(near, tall) * size)

    def _mouth(self, put, kind: str, mien: Mien) -> None:
        spot, near = self.turn(self.spots["mouth"], mien)
        size = self._size("mouth", self.look.face["size"] * self.look.face["mouth_size"])
        shape = self.mouths.get(kind, self.mouths["smile"])
        put(shape, spot, complex(near * (0.6 + 0.4 * mien.mouth), mien.mouth) * size)


def _by_color(spots: tuple) -> list:
    """[(paint, [(longitude as a unit number, height, path)])], those of the unseen half of the ball added."""
    colors: dict[int, tuple] = {}
    for longitude, height, one in spots:
        places = colors.setdefault(one.paint.getColor(), (one.paint, []))[1]
        places += [(rotation(way), height, one.path) for way in (longitude, math.pi - longitude)]
    return list(colors.values())
