"""Painted floors, and backdrops that are no room. All sRGB uint8."""

import cv2
import numpy as np

WOODS = ((176, 124, 80), (142, 94, 58), (200, 160, 114), (104, 72, 50), (214, 188, 150), (120, 110, 100))
TILES = ((226, 218, 202), (198, 214, 210), (240, 240, 236), (150, 168, 178), (196, 164, 140), (96, 104, 118))


def random_floor(rng: np.random.Generator, size: tuple[float, float], grain: float) -> np.ndarray:
    """Parquet, tiles, carpet or concrete; now and then a rug."""
    kind = rng.random()
    if kind < 0.5:
        floor = parquet(rng, toned(rng, WOODS[rng.integers(len(WOODS))]), size, grain)
    elif kind < 0.7:
        floor = _tiles(rng, size, grain)
    else:
        floor = _carpet(rng, size, grain)
    if rng.random() < 0.3:
        x, y = rng.uniform(0.5, size[0] - 2), rng.uniform(0.3, 2.5)
        _rug(floor, rng, (x, y, x + rng.uniform(1.2, 2.4), y + rng.uniform(0.9, 1.8)), grain)
    return floor


def parquet(rng: np.random.Generator, wood, size: tuple[float, float], grain: float) -> np.ndarray:
    """Planks that run away from the back wall, each of its own shade, with a fine dark joint."""
    width, height = round(size[0] * grain), round(size[1] * grain)
    shade = 1 + 0.03 * cv2.resize(rng.standard_normal((height // 24 + 2, width), np.float32), (width, height))
    plank, joint = max(round(0.13 * grain), 4), max(round(0.003 * grain), 1)
    for x in range(0, width, plank):
        y = -int(rng.integers(round(1.2 * grain)))
        while y < height:
            end = y + round(rng.uniform(0.8, 1.4) * grain)
            board = shade[max(y, 0) : max(end, 0), x : x + plank]
            board *= rng.uniform(0.86, 1.1)
            board[:joint] *= 0.72
            board[:, :joint] *= 0.72
            y = end
    return _shaded(wood, shade)


def studio(rng: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """(H, W, 3): paper or cloth lit unevenly."""
    y, x = np.mgrid[: size[1], : size[0]].astype(np.float32) / max(size)
    spot = (x - rng.uniform(0, 1)) ** 2 + (y - rng.uniform(0, 1)) ** 2
    shade = 1 - rng.uniform(0, 0.6) * spot + 0.02 * rng.normal(size=(size[1], size[0]))
    hue = rng.integers(20, 250, 3) if rng.random() < 0.5 else np.full(3, rng.integers(20, 250))
    return (hue * shade[..., None]).clip(0, 255).astype(np.uint8)


def mess(rng: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """(H, W, 3): shapes and clouds of any colour, more or less blurred; what no room looks like."""
    picture = np.empty((size[1], size[0], 3), np.uint8)
    clouds = cv2.resize(rng.integers(0, 255, (4, 4, 3)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    picture[:] = clouds.clip(0, 255)
    for _ in range(int(rng.integers(5, 40))):
        at, reach = (
            (rng.uniform(-0.1, 1.1, 2) * size).astype(int),
            (rng.exponential(0.12, 2) * max(size) + 2).astype(int),
        )
        color = tuple(int(v) for v in rng.integers(0, 255, 3))
        if rng.random() < 0.5:
            cv2.rectangle(picture, at.tolist(), (at + reach).tolist(), color, -1, cv2.LINE_AA)
        else:
            cv2.ellipse(
                picture, at.tolist(), reach.tolist(), float(rng.uniform(0, 180)), 0, 360, color, -1, cv2.LINE_AA
            )
    return cv2.GaussianBlur(picture, (0, 0), float(rng.exponential(0.012) * max(size)) + 0.3)


def toned(rng: np.random.Generator, color) -> np.ndarray:
    """The colour a little lighter or darker and off in hue."""
    return (np.asarray(color) * rng.uniform(0.8, 1.1) + rng.normal(0, 6, 3)).clip(0, 255)


def _shaded(color, shade: np.ndarray) -> np.ndarray:
    """(h, w) factors -> (h, w, 3) uint8 of the colour."""
    return cv2.merge([cv2.convertScaleAbs(shade, alpha=float(channel)) for channel in color])


def _tiles(rng: np.random.Generator, size: tuple[float, float], grain: float) -> np.ndarray:
    y, x = np.mgrid[: round(size[1] * grain), : round(size[0] * grain)].astype(np.float32) / grain
    side = rng.uniform(0.2, 0.6)
    number = (np.floor(x / side) * 31 + np.floor(y / side) * 17).astype(int)
    shade = 1 + np.float32(0.05) * rng.standard_normal(997, np.float32)[number % 997]
    if rng.random() < 0.2:  # chessboard
        shade *= np.where((np.floor(x / side) + np.floor(y / side)) % 2 < 1, 1.0, 0.45)
    shade = np.where((x % side < 0.008) | (y % side < 0.008), 0.75, shade)
    return _shaded(toned(rng, TILES[rng.integers(len(TILES))]), shade)


def _carpet(rng: np.random.Generator, size: tuple[float, float], grain: float) -> np.ndarray:
    shape = (round(size[1] * grain), round(size[0] * grain))
    cloud = cv2.resize(rng.normal(size=(12, 12)).astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC)
    shade = 1 + 0.05 * cloud + np.float32(rng.uniform(0.01, 0.09)) * rng.standard_normal(shape, np.float32)
    return _shaded(toned(rng, rng.integers(50, 210, 3) if rng.random() < 0.5 else (140, 138, 134)), shade)


def _rug(floor: np.ndarray, rng: np.random.Generator, box, grain: float) -> None:
    x0, y0, x1, y1 = (round(v * grain) for v in box)
    for inset in range(int(rng.integers(1, 5))):
        edge = round(inset * 0.08 * grain)
        floor[y0 + edge : y1 - edge, x0 + edge : x1 - edge] = toned(rng, rng.integers(40, 230, 3))
