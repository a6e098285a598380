"""Expressions: what lies on the head, turned with it like on a ball."""

import math
from dataclasses import dataclass

from stickercam.draw.look import Look
from stickercam.draw.plane import rotation
from stickercam.draw.shapes import HEART, Detail, common, ellipse, gathered, matrix, moved, outline

EYE = 34 + 7j  # middle of the left eye from the head's middle
MOUTH = 45j
CHEEK = 63 + 36j
BROW = 33 - 30j
TURN = 0.62  # radians that the face goes round at yaw 1: more, and the far eye leaves the head
NOD = 20.0  # how far it goes down at pitch 1
# longitude (degrees from the nose), height in half-axes: all round, but none where the face is
SEEDS = (
    (-46, -0.50), (46, -0.50), (-15, -0.52), (15, -0.55), (-67, -0.14), (67, -0.14), (-70, 0.22), (70, 0.22),
    (-56, 0.55), (56, 0.55), (-22, 0.84), (22, 0.84), (-100, -0.40), (100, -0.40), (-104, 0.05), (104, 0.05),
    (-100, 0.45), (100, 0.45), (-135, -0.2), (135, -0.2), (-140, 0.25), (140, 0.25), (180, -0.4), (180, 0.0),
    (180, 0.42), (-150, 0.62), (150, 0.62),
)  # fmt: skip
LAUGH = "M -28 -4 C -16 -1 16 -1 28 -4 C 30 16 18 30 0 30 C -18 30 -30 16 -28 -4 Z"
SMILE = "M -17 -1 C -9 3 9 3 17 -1 C 18 12 11 21 0 21 C -11 21 -18 12 -17 -1 Z"
TEETH = "M -15 -5 C -24 -5 -24 14 -15 14 L 15 14 C 24 14 24 -5 15 -5 Z"
LENS = "M -27 -17 C -10 -20 12 -19 24 -16 C 28 -13 27 0 21 10 C 16 18 -8 20 -17 13 C -24 7 -29 -11 -27 -17 Z"


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
    """The drawn features of one character; `inside` places them on a head."""

    def __init__(self, look: Look) -> None:
        self.half = look.body["head"]
        self.expressions = look.expressions
        self.eyes, self.pupils = _eyes()
        self.mouths = _mouths()
        self.brow = Detail(outline("M -13 3 Q 0 -7 13 2"), "ink", 6.5)
        self.cheek = Detail(ellipse(0j, 15, 9.5), "cheek")
        self.seed = (
            Detail(ellipse(-0.6 - 1.2j, 5.4, 7.4), "head_shade"),
            Detail(ellipse(0.3 + 0.3j, 3.9, 5.8), "seed"),
        )
        self.shades = _shades()

    def inside(self, mien: Mien, center: complex, roll: complex, squash: complex) -> list:
        """[(detail, matrix)] back to front. roll: unit number; squash: stretch in x (real) and y (imag)."""

        def put(details, spot: complex, stretch: complex = 1 + 1j, turn: complex = 1 + 0j) -> None:
            at = center + roll * complex(spot.real * squash.real, spot.imag * squash.imag)
            place = matrix(at, roll * turn, stretch.real * squash.real, stretch.imag * squash.imag)
            result.extend((detail, place) for detail in details)

        result: list = []
        result.extend(self._seeds(mien, center, roll, squash))
        if mien.away:
            return result
        kinds = self.expressions.get(mien.expression, self.expressions["smile"])
        for side in (-1, 1):
            spot, near = self.turn(complex(side * CHEEK.real, CHEEK.imag), mien)
            put((self.cheek,), spot, complex(near, 1))
        self._mouth(put, kinds["mouth"], mien)
        if kinds["eyes"] == "shades":
            spot, near = self.turn(complex(0, EYE.imag), mien)
            put(self.shades, spot, complex(near, max(mien.open, 0.15)))
        for side in (-1, 1):
            if kinds["eyes"] != "shades":
                self._eye(put, kinds["eyes"], side, mien)
            spot, near = self.turn(complex(side * BROW.real, BROW.imag - kinds["brows"]), mien)
            put((self.brow,), spot, complex(side * near, 1), rotation(side * math.radians(kinds["tilt"])))
        return result

    def turn(self, spot: complex, mien: Mien) -> tuple[complex, float]:
        """A place on the head after its turn, and how much narrower things are there."""
        rx, ry = self.half
        radius = rx * math.sqrt(max(0.2, 1 - (0.8 * spot.imag / ry) ** 2))  # the head narrows towards the chin
        before = math.asin(max(-0.95, min(0.95, spot.real / radius)))
        after = before + TURN * mien.yaw
        return complex(radius * math.sin(after), spot.imag + NOD * mien.pitch), max(
            0.3, min(1.0, math.cos(after) / math.cos(before))
        )

    def _seeds(self, mien: Mien, center: complex, roll: complex, squash: complex) -> list:
        """The seeds that are to be seen, all hollows as one path and all seeds as another."""
        rx, ry = self.half
        places = []
        for degrees, height in SEEDS:
            longitude = math.radians(degrees) + TURN * mien.yaw + (math.pi if mien.away else 0.0)
            depth = math.cos(longitude)
            if depth < 0.2:
                continue
            level = height + NOD * mien.pitch / ry * depth
            radius = rx * math.sqrt(max(0.05, 1 - (0.86 * level) ** 2)) * (1 - 0.12 * max(0.0, level))
            spot = complex(radius * math.sin(longitude) * squash.real, ry * level * squash.imag)
            places.append(matrix(center + roll * spot, roll, 0.35 + 0.65 * depth, 1))
        return [(Detail(gathered(seed.path, places), seed.color), None) for seed in self.seed]

    def _eye(self, put, kind: str, side: int, mien: Mien) -> None:
        spot, near = self.turn(complex(side * EYE.real, EYE.imag), mien)
        if mien.open < 0.3 and kind in ("open", "wide"):
            put(self.eyes["shut"], spot, complex(near, 1))
            return
        tall = max(mien.open, 0.2)
        put(self.eyes[kind], spot, complex(side * near, tall))
        if kind in self.pupils:
            look = complex(5.5 * mien.gaze.real * near, 5 * mien.gaze.imag * tall)
            put(self.pupils[kind], spot + look, complex(near, tall))

    def _mouth(self, put, kind: str, mien: Mien) -> None:
        spot, near = self.turn(MOUTH, mien)
        put(self.mouths[kind], spot, complex(near * (0.6 + 0.4 * mien.mouth), mien.mouth))


def _eyes() -> tuple[dict, dict]:
    white, wide = ellipse(0j, 21, 26), ellipse(0j, 24, 28)
    heart = outline(HEART, 1.5 + 1.5j)
    eyes = {
        "open": (Detail(white, "ink", 10), Detail(white, "white")),
        "wide": (Detail(wide, "ink", 10), Detail(wide, "white")),
        "happy": (Detail(outline("M -19 9 C -15 -15 15 -15 19 9"), "ink", 8.5),),
        "shut": (Detail(outline("M -19 2 C -10 10 10 10 19 2"), "ink", 7.5),),
        "squeeze": (Detail(outline("M 14 -13 L -13 0 L 14 13"), "ink", 8.5),),
        "hearts": (
            Detail(heart, "ink", 9),
            Detail(heart, "heart"),
            Detail(outline("M -14 -11 C -13 -15 -11 -17 -8 -17"), "white", 5),
        ),
    }
    pupils = {
        "open": (
            Detail(ellipse(1j, 14, 18.5), "ink"),
            Detail(ellipse(-5 - 7j, 5.6, 6.6), "white"),
            Detail(ellipse(5 + 9j, 2.8, 3.2), "white"),
        ),
        "wide": (Detail(ellipse(0j, 9, 11), "ink"), Detail(ellipse(-3 - 4j, 3.4, 3.8), "white")),
    }
    return eyes, pupils


def _mouths() -> dict[str, tuple[Detail, ...]]:
    smile, laugh, teeth, oh = outline(SMILE), outline(LAUGH), outline(TEETH), ellipse(4j, 11, 14)
    return {
        "smile": (
            Detail(smile, "ink", 9),
            Detail(smile, "mouth"),
            Detail(common(smile, ellipse(20j, 11, 9)), "tongue"),
        ),
        "laugh": (
            Detail(laugh, "ink", 9),
            Detail(laugh, "mouth"),
            Detail(common(laugh, outline("M -40 -10 L 40 -10 L 40 4 C 20 7 -20 7 -40 4 Z")), "white"),
            Detail(common(laugh, ellipse(29j, 17, 12)), "tongue"),
        ),
        "teeth": (
            Detail(teeth, "ink", 9),
            Detail(teeth, "white"),
            Detail(outline("M -20 4.5 L 20 4.5 M -7 -4 L -7 13 M 7 -4 L 7 13"), "ink", 3.4),
        ),
        "smirk": (Detail(outline("M -13 6 C -2 14 13 10 18 -2"), "ink", 7),),
        "oh": (Detail(oh, "ink", 9), Detail(oh, "mouth"), Detail(common(oh, ellipse(17j, 8, 6)), "tongue")),
    }


def _shades() -> tuple[Detail, ...]:
    left, right = outline(LENS, -1 + 1j), outline(LENS)
    lens = [moved(left, -34 + 0j), moved(right, 34 + 0j)]
    frame = outline("M -98 -15 L -58 -14 M -12 -13 C -5 -16 5 -16 12 -13 M 58 -14 L 98 -15")
    glint = outline("M -46 8 L -32 -10 M -36 9 L -26 -4 M 22 8 L 36 -10 M 32 9 L 42 -4")
    return (Detail(frame, "ink", 9), *(Detail(p, "ink", 7) for p in lens), *(Detail(p, "ink") for p in lens),
            Detail(glint, "glove_shade", 4.5))  # fmt: skip
