"""SVG path data and transforms -> skia."""

import math
import re

from stickercam.system import import_skia

skia = import_skia()  # this module is loaded by `open_style`, not before

_TOKEN = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_COUNT = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_CALL = re.compile(r"([a-zA-Z]+)\s*\(([^)]*)\)")
_FLAG = re.compile(r"[\s,]*([01])")
_SPACE = re.compile(r"[\s,]*")


def numbers(text: str) -> list[float]:
    return [float(match) for _, match in _TOKEN.findall(text) if match]


def path_of(data: str, longest: int = 100_000):
    """Path data of any kind, relative and smooth commands and arcs included; ValueError where it breaks off.

    longest: commands that are read; what comes after them is left out.
    """
    pen = _Pen()
    place, command = 0, ""
    for _ in range(longest):
        place = _SPACE.match(data, place).end()
        if place >= len(data):
            break
        token = _TOKEN.match(data, place)
        if token is None:
            raise ValueError(f"“{data[place : place + 12]}” in the path data is no command")
        if token.group(1):
            command, place = token.group(1), token.end()
        elif command in "Zz" or not command:
            raise ValueError("the path data has numbers without a command")
        values, place = _arguments(data, place, command)
        pen.draw(command, values)
        command = {"M": "L", "m": "l"}.get(command, command)  # more pairs after a move are lines
    return pen.path


def _arguments(data: str, place: int, command: str) -> tuple[list[float], int]:
    values: list[float] = []
    for number in range(_COUNT[command.upper()]):
        if command in "Aa" and number in (3, 4):  # flags may stand without spaces: "0 01.5"
            flag = _FLAG.match(data, place)
            if flag is None:
                raise ValueError("an arc of the path data lacks its flags")
            values.append(float(flag.group(1)))
            place = flag.end()
            continue
        token = _TOKEN.match(data, _SPACE.match(data, place).end())
        if token is None or token.group(1):
            raise ValueError(f"the path data breaks off in {command}")
        values.append(float(token.group(2)))
        place = token.end()
    return values, place


class _Pen:
    """Where a path is, and where its last handle was; points are complex."""

    def __init__(self) -> None:
        self.path = skia.Path()
        self.at = self.start = self.handle = 0j
        self.last = ""

    def draw(self, command: str, v: list[float]) -> None:
        kind, base = command.upper(), self.at if command.islower() else 0j
        if kind == "Z":
            self.path.close()
            self.at = self.start
        elif kind in "HV":
            x, y = (v[0] + base.real, self.at.imag) if kind == "H" else (self.at.real, v[0] + base.imag)
            self._line(complex(x, y))
        elif kind == "A":
            self._arc(v, base)
        else:
            self._curve(kind, [complex(x, y) + base for x, y in zip(v[::2], v[1::2])])
        self.last = kind

    def _line(self, end: complex) -> None:
        self.path.lineTo(end.real, end.imag)
        self.at = end

    def _curve(self, kind: str, points: list[complex]) -> None:
        if kind in "ST":  # smooth: the handle mirrored, if the last command had one of the kind
            had = self.last in ("CS" if kind == "S" else "QT")
            points = [2 * self.at - self.handle if had else self.at, *points]
        flat = [value for p in points for value in (p.real, p.imag)]
        if kind == "M":
            self.path.moveTo(*flat)
            self.start = points[0]
        elif kind == "L":
            self.path.lineTo(*flat)
        elif kind in "CS":
            self.path.cubicTo(*flat)
            self.handle = points[1]
        else:
            self.path.quadTo(*flat)
            self.handle = points[0]
        self.at = points[-1]

    def _arc(self, v: list[float], base: complex) -> None:
        """The curve that SVG's appendix describes, in pieces of at most a quarter turn."""
        end, rx, ry = complex(v[5], v[6]) + base, abs(v[0]), abs(v[1])
        if rx == 0 or ry == 0 or end == self.at:
            self._line(end)
            return
        turn = complex(math.cos(math.radians(v[2])), math.sin(math.radians(v[2])))
        half = (self.at - end) / 2 / turn
        grow = math.hypot(half.real / rx, half.imag / ry)
        rx, ry = (rx * grow, ry * grow) if grow > 1 else (rx, ry)
        p = complex(half.real / rx, half.imag / ry)
        size = abs(p) ** 2
        reach = math.sqrt(max(0.0, 1 / size - 1)) * (-1 if bool(v[3]) == bool(v[4]) else 1)
        middle = reach * p * -1j
        first, last = p - middle, -p - middle
        sweep = math.atan2((last / first).imag, (last / first).real)
        if v[4] and sweep < 0:
            sweep += 2 * math.pi
        elif not v[4] and sweep > 0:
            sweep -= 2 * math.pi
        center = (self.at + end) / 2 + turn * complex(middle.real * rx, middle.imag * ry)
        pieces = max(1, math.ceil(abs(sweep) / (math.pi / 2) - 1e-9))
        step = complex(math.cos(sweep / pieces), math.sin(sweep / pieces))
        bend = 4 / 3 * math.tan(sweep / pieces / 4)
        for _ in range(pieces):
            after = first * step
            points = (first * (1 + 1j * bend), after * (1 - 1j * bend), after)
            flat = [center + turn * complex(q.real * rx, q.imag * ry) for q in points]
            self.path.cubicTo(*[value for q in flat for value in (q.real, q.imag)])
            first = after
        self.at = end


def transform_of(text: str):
    """A transform attribute as one matrix; ValueError for a word that it does not have."""
    result = skia.Matrix()
    for name, inside in _CALL.findall(text or ""):
        v = numbers(inside)
        try:
            one = _matrix(name, v)
        except IndexError:
            raise ValueError(f"transform {name} has too few numbers") from None
        result = skia.Matrix.Concat(result, one)
    return result


def _matrix(name: str, v: list[float]):
    if name == "translate":
        return _affine(1, 0, 0, 1, v[0], v[1] if len(v) > 1 else 0.0)
    if name == "scale":
        return _affine(v[0], 0, 0, v[1] if len(v) > 1 else v[0], 0, 0)
    if name == "matrix":
        return _affine(v[0], v[1], v[2], v[3], v[4], v[5])
    if name == "rotate":
        c, s = math.cos(math.radians(v[0])), math.sin(math.radians(v[0]))
        x, y = (v[1], v[2]) if len(v) > 2 else (0.0, 0.0)
        return _affine(c, s, -s, c, x - c * x + s * y, y - s * x - c * y)
    if name in ("skewX", "skewY"):
        t = math.tan(math.radians(v[0]))
        return _affine(1, t, 0, 1, 0, 0) if name == "skewY" else _affine(1, 0, t, 1, 0, 0)
    raise ValueError(f"there is no transform {name}")


def _affine(a: float, b: float, c: float, d: float, e: float, f: float):
    return skia.Matrix.MakeAll(a, c, e, b, d, f, 0, 0, 1)
