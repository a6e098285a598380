"""Painted walls: paper or paint with a skirting board, and what stands before or hangs on them. All sRGB uint8."""

import cv2
import numpy as np

from stickercam.train.synth.floors import WOODS, toned

CALM = ((226, 218, 202), (198, 214, 210), (206, 214, 190), (188, 204, 220), (222, 206, 196), (210, 208, 214))
WALLS = CALM + (
    (240, 240, 236), (244, 238, 226), (180, 184, 186), (150, 168, 178), (120, 136, 120), (196, 164, 140),
    (96, 104, 118), (158, 120, 112), (230, 220, 150), (168, 150, 180), (60, 66, 74),
)  # fmt: skip
WHITE = (238, 238, 234)


def plain_wall(rng: np.random.Generator, hue, size: tuple[float, float], grain: float) -> np.ndarray:
    """A wall (size: metres across, high) in one colour with a skirting board and two framed pictures."""
    wall = plain_side(hue, size, grain)
    middle = size[0] / 2
    for x in (middle - 1.5, middle + 0.95):
        wide, high = rng.uniform(0.42, 0.55), rng.uniform(0.55, 0.7)
        _landscape(wall, rng, (x, 1.3, x + wide, 1.3 + high), grain)
    return wall


def plain_side(hue, size: tuple[float, float], grain: float) -> np.ndarray:
    wall = np.empty((round(size[1] * grain), round(size[0] * grain), 3), np.uint8)
    wall[:] = hue
    _panel(wall, (0, 0, size[0], 0.09), (240, 238, 232), grain)
    _panel(wall, (0, 0.09, size[0], 0.095), (170, 164, 156), grain)
    return wall


def furnished_wall(rng: np.random.Generator, size: tuple[float, float], grain: float) -> np.ndarray:
    """A wall as rooms have it: wallpaper or paint, window, door, shelf, pictures, posters, lamp."""
    hue = np.array(WALLS[rng.integers(len(WALLS))]) + rng.normal(0, 8, 3)
    wall = plain_side(hue.clip(0, 255), size, grain)
    if rng.random() < 0.3:
        _wallpaper(wall, rng, grain)
    if rng.random() < 0.7:
        _panel(wall, (0, 0, size[0], rng.uniform(0.06, 0.14)), toned(rng, WHITE), grain)
    x = rng.uniform(-0.3, 0.5)
    drawn = (_window, _door, _shelf, _shelf, _framed_some, _framed_some, _framed_some, _curtain, _poster, _nothing)
    while x < size[0]:
        wide = rng.uniform(0.5, 1.6)
        drawn[rng.integers(len(drawn))](wall, rng, (x, 0.0, x + wide, size[1]), grain)
        x += wide + rng.exponential(0.3)
    return wall


def _panel(wall: np.ndarray, box, color, grain: float) -> None:
    """Fills (x0, z0, x1, z1), metres from the wall's left edge and from the floor."""
    x0, x1 = (round(v * grain) for v in (box[0], box[2]))
    y0, y1 = (len(wall) - round(v * grain) for v in (box[3], box[1]))
    wall[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)] = np.clip(color, 0, 255)


def _shadow(wall: np.ndarray, box, grain: float) -> None:
    """The soft shadow of a thing that stands out from the wall."""
    x0, x1 = (round(v * grain) for v in (box[0] - 0.1, box[2] + 0.14))
    y0, y1 = (len(wall) - round(v * grain) for v in (box[3] + 0.08, box[1] - 0.16))
    x0, y0 = max(x0, 0), max(y0, 0)
    area = wall[y0 : max(y1, 0), x0 : max(x1, 0)]
    if area.size:
        dark = np.zeros(area.shape[:2], np.float32)
        edge = round(0.11 * grain)
        dark[edge:-edge, edge:-edge] = 0.35
        area[:] = area * (1 - cv2.GaussianBlur(dark, (0, 0), 0.035 * grain)[..., None])


def _framed(wall: np.ndarray, rng: np.random.Generator, box, grain: float) -> None:
    """A picture: frame, white mount, and inside a horizon with a few blots."""
    x0, z0, x1, z1 = box
    _shadow(wall, box, grain)
    frame = ((52, 44, 40), (228, 224, 216), (164, 122, 78), (30, 30, 32))[rng.integers(4)]
    _panel(wall, box, frame, grain)
    _panel(wall, (x0 + 0.025, z0 + 0.025, x1 - 0.025, z1 - 0.025), (244, 242, 236), grain)
    edge = rng.choice((0.025, 0.07))
    x0, z0, x1, z1 = x0 + edge, z0 + edge, x1 - edge, z1 - edge
    first, second = (rng.integers(60, 230, 3) for _ in range(2))
    _panel(wall, (x0, z0, x1, z1), first, grain)
    _panel(wall, (x0, z0, x1, z0 + (z1 - z0) * rng.uniform(0.2, 0.6)), second, grain)
    for _ in range(int(rng.integers(1, 5))):
        u, v = rng.uniform(0.1, 0.8, 2)
        wide, high = rng.uniform(0.05, 0.3, 2)
        spot = (
            x0 + u * (x1 - x0),
            z0 + v * (z1 - z0),
            x0 + min(u + wide, 1) * (x1 - x0),
            z0 + min(v + high, 1) * (z1 - z0),
        )
        _panel(wall, spot, rng.integers(40, 240, 3), grain)


def _landscape(wall: np.ndarray, rng: np.random.Generator, box, grain: float) -> None:
    """A quiet print: sky, sun and three ranges of hills, framed."""
    x0, z0, x1, z1 = box
    _shadow(wall, box, grain)
    _panel(wall, box, ((66, 56, 48), (232, 228, 220), (172, 132, 90))[rng.integers(3)], grain)
    _panel(wall, (x0 + 0.02, z0 + 0.02, x1 - 0.02, z1 - 0.02), (246, 244, 238), grain)
    x0, z0, x1, z1 = x0 + 0.07, z0 + 0.08, x1 - 0.07, z1 - 0.08
    _panel(wall, (x0, z0, x1, z1), (238, 222, 200), grain)
    far = np.array(((150, 170, 176), (176, 158, 150), (158, 172, 150))[rng.integers(3)])
    sun = (x0 + rng.uniform(0.3, 0.7) * (x1 - x0), z1 - 0.12)
    cv2.circle(
        wall,
        (round(sun[0] * grain), len(wall) - round(sun[1] * grain)),
        round(0.045 * grain),
        (232, 150, 104),
        -1,
        cv2.LINE_AA,
    )
    step = 1 / grain
    for layer in range(3):
        bend, phase = rng.uniform(6, 16), rng.uniform(0, 6)
        for x in np.arange(x0, x1 - step / 2, step):
            top = z0 + (z1 - z0) * (0.5 - 0.16 * layer + 0.06 * np.sin(bend * (x - x0) + phase))
            _panel(wall, (x, z0, x + step, top), far * (1 - 0.22 * layer), grain)


def _framed_some(wall: np.ndarray, rng: np.random.Generator, box, grain: float) -> None:
    x, room = box[0], box[2] - box[0]
    for _ in range(int(rng.integers(1, 3))):
        wide, high, z = rng.uniform(0.25, 0.5) * min(room, 1.2), rng.uniform(0.25, 0.8), rng.uniform(1.0, 1.6)
        _framed(wall, rng, (x, z, x + wide, z + high), grain)
        x += wide + 0.1


def _poster(wall: np.ndarray, rng: np.random.Generator, box, grain: float) -> None:
    wide, z = min(box[2] - box[0], 0.7), rng.uniform(0.7, 1.3)
    place = (box[0], z, box[0] + wide, z + wide * 1.4)
    _panel(wall, place, rng.integers(20, 240, 3), grain)
    for _ in range(int(rng.integers(2, 9))):
        u, v = place[0] + rng.uniform(0, wide * 0.8), place[1] + rng.uniform(0, wide * 1.2)
        _panel(wall, (u, v, min(u + rng.uniform(0.03, 0.4), place[2]), min(v + rng.uniform(0.02, 0.3), place[3])),
               rng.integers(0, 255, 3), grain)  # fmt: skip


def _window(wall: np.ndarray, rng: np.random.Generator, box, grain: float) -> None:
    x0, x1, z0, z1 = box[0], box[2], rng.uniform(0.7, 1.0), min(2.3, box[3] - 0.2)
    _panel(wall, (x0, z0, x1, z1), (236, 236, 232), grain)
    sky = np.array(((206, 226, 246), (250, 250, 246), (170, 190, 170), (40, 48, 70))[rng.integers(4)])
    panes = int(rng.integers(1, 4))
    step = (x1 - x0 - 0.06) / panes
    for k in range(panes):
        left = x0 + 0.06 + k * step
        for part in range(8):  # lighter towards the top; the lowest part is what stands outside
            low = z0 + 0.06 + (z1 - z0 - 0.12) * part / 8
            shade = sky * (0.55 + 0.05 * part) if part > 1 else sky * np.array([0.35, 0.45, 0.32])
            _panel(wall, (left, low, left + step - 0.06, low + (z1 - z0 - 0.12) / 8 + 0.01), shade + 20, grain)
    _panel(wall, (x0 - 0.05, z0 - 0.04, x1 + 0.05, z0), (228, 226, 220), grain)


def _curtain(wall: np.ndarray, rng: np.random.Generator, box, grain: float) -> None:
    hue, fold, z = toned(rng, rng.integers(60, 240, 3)), rng.uniform(0.06, 0.16), rng.choice((0.05, 0.8))
    step = 1 / grain
    for x in np.arange(max(box[0], 0), box[2], step):
        shade = 0.82 + 0.18 * np.sin(2 * np.pi * x / fold) + 0.06 * np.sin(5 * x / fold)
        _panel(wall, (x, z, x + step, box[3] - 0.15), hue * shade, grain)


def _door(wall: np.ndarray, rng: np.random.Generator, box, grain: float) -> None:
    x0, x1 = box[0], box[0] + 0.9
    hue = toned(rng, WHITE if rng.random() < 0.5 else WOODS[rng.integers(len(WOODS))])
    _panel(wall, (x0 - 0.07, 0, x1 + 0.07, 2.07), hue * 0.92, grain)
    _panel(wall, (x0, 0, x1, 2.0), hue, grain)
    for low, high in ((0.15, 0.9), (1.05, 1.85)):
        _panel(wall, (x0 + 0.14, low, x1 - 0.14, high), hue * 0.88, grain)
        _panel(wall, (x0 + 0.155, low, x1 - 0.14, high - 0.015), hue * 0.97, grain)
    _panel(wall, (x0 + 0.05, 1.0, x0 + 0.15, 1.03), (120, 116, 110), grain)


def _shelf(wall: np.ndarray, rng: np.random.Generator, box, grain: float) -> None:
    """Boards with books, some boxes and gaps."""
    x0, x1, z0 = box[0], box[2], rng.choice((0.0, 0.9, 1.2))
    z1 = min(z0 + rng.uniform(0.5, 2.0), box[3] - 0.2)
    wood = toned(rng, WOODS[rng.integers(len(WOODS))] if rng.random() < 0.6 else WHITE)
    _shadow(wall, (x0, z0, x1, z1), grain)
    _panel(wall, (x0, z0, x1, z1), wood, grain)
    pitch = rng.uniform(0.28, 0.42)
    for z in np.arange(z0 + 0.03, z1 - pitch / 2, pitch):
        high = min(pitch - 0.03, z1 - z - 0.03)
        _panel(wall, (x0 + 0.03, z, x1 - 0.03, z + high), wood * 0.42, grain)
        x = x0 + 0.03
        while x < x1 - 0.08:
            wide = rng.uniform(0.02, 0.06) if rng.random() < 0.85 else rng.uniform(0.1, 0.25)
            if rng.random() < 0.85:
                book = (x, z, min(x + wide, x1 - 0.03), z + high * rng.uniform(0.55, 0.95))
                _panel(wall, book, toned(rng, rng.integers(30, 230, 3)), grain)
            x += wide + 0.003


def _nothing(wall: np.ndarray, rng: np.random.Generator, box, grain: float) -> None:
    """Bare wall."""


def _wallpaper(wall: np.ndarray, rng: np.random.Generator, grain: float) -> None:
    y = np.arange(wall.shape[0], dtype=np.float32)[:, None] / grain
    x = np.arange(wall.shape[1], dtype=np.float32)[None] / grain
    pitch, kind = rng.uniform(0.06, 0.3), rng.integers(4)
    if kind == 0:
        weight = (np.sin(2 * np.pi * x / pitch) > 0) + 0 * y
    elif kind == 1:  # boards
        weight = (x % pitch < 0.012) * 2.0 + 0 * y
    elif kind == 2:  # bricks
        weight = ((y % 0.075 < 0.012) | ((x + (np.floor(y / 0.075) % 2) * 0.12) % 0.24 < 0.012)) * -1.6
    else:
        weight = np.sin(2 * np.pi * x / pitch) * np.sin(2 * np.pi * y / pitch) > 0.4
    shade = 1 - rng.uniform(0.04, 0.14) * weight.astype(np.float32)
    wall[:] = cv2.convertScaleAbs(cv2.multiply(wall.astype(np.float32), cv2.merge([shade.astype(np.float32)] * 3)))
