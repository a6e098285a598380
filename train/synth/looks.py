"""What a person looks like: body shape, clothes, hair, colours, and the painting of textures."""

from dataclasses import dataclass

import cv2
import numpy as np

TILE = 256  # pixels of a garment's texture: the size in which the file keeps them

# sRGB. Skin from light to dark; hair with grey last; fabrics as shops have them.
SKINS = (
    (246, 214, 193), (236, 196, 170), (226, 180, 148), (214, 164, 128), (198, 144, 108),
    (176, 120, 84), (150, 100, 68), (120, 78, 54), (92, 60, 44), (70, 46, 36),
)  # fmt: skip
HAIRS = (
    (28, 22, 20), (44, 32, 26), (62, 42, 30), (86, 58, 38), (116, 80, 48), (160, 122, 74),
    (206, 172, 116), (134, 62, 34), (128, 124, 122), (196, 194, 190),
)  # fmt: skip
TOPS = (
    (238, 238, 234), (30, 32, 36), (92, 96, 102), (24, 42, 84), (42, 96, 168), (178, 34, 40), (222, 96, 62),
    (236, 188, 62), (46, 112, 72), (112, 140, 92), (120, 60, 122), (222, 150, 168), (96, 168, 190), (150, 110, 74),
)  # fmt: skip
BOTTOMS = (
    (48, 66, 98), (78, 106, 146), (30, 34, 44), (26, 26, 28), (92, 90, 88), (150, 132, 102), (70, 76, 58),
    (104, 70, 48), (186, 182, 172),
)  # fmt: skip
LEATHERS = ((36, 34, 34), (96, 60, 38), (224, 222, 218), (40, 56, 110), (150, 36, 36), (110, 110, 112))

SUITS = {
    "f": ("female_casualsuit01", "female_casualsuit02", "female_elegantsuit01", "female_sportsuit01"),
    "m": (
        "male_casualsuit02", "male_casualsuit03", "male_casualsuit04", "male_casualsuit05", "male_casualsuit06",
        "male_elegantsuit01", "male_worksuit01",
    ),
}  # fmt: skip
HAIRCUTS = {
    "f": ("bob02", "braid01", "long01", "ponytail01", "bob02", "long01", "ponytail01", "short03"),
    "m": ("short01", "short02", "short03", "short04"),
}
LONG_TROUSERS = tuple(name for name in SUITS["m"] + SUITS["f"] if name not in SUITS["f"][1:3])


@dataclass(frozen=True, slots=True)
class Fabric:
    """A colour (sRGB) with a pattern in a second one; scale = pixels of a stripe in the tile. keep: how much
    of the texture's own colour stays (prints, logos), 0..1."""

    color: tuple[int, int, int]
    pattern: str = "plain"  # plain, stripes, bars, checks, dots, blotches
    second: tuple[int, int, int] = (255, 255, 255)
    scale: float = 12.0
    keep: float = 0.0
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """Everything that makes one person. coefficients: (12,) body shape. Keys name items of the library;
    None = nothing of the kind (bare feet, shaved head); a fabric None = the texture as it is."""

    coefficients: np.ndarray
    suit: str
    shoes: str | None
    hair: str | None
    eyes: str
    brows: str
    skin: tuple[int, int, int]
    hair_fabric: Fabric
    top: Fabric | None
    bottom: Fabric | None
    leather: Fabric
    short_sleeves: bool
    shorts: bool
    seed: int


def random_look(rng: np.random.Generator, coefficients: np.ndarray, is_male: np.ndarray, *, neat: bool = False) -> Look:
    """A person drawn at random; neat: complete everyday clothes in plain colours, for pictures that are shown.

    coefficients: (N, 12) of known bodies, two of one sex are mixed; is_male: (N,) bool.
    """
    sex = "m" if rng.random() < 0.5 else "f"
    first, second = rng.choice(np.flatnonzero(is_male == (sex == "m")), 2)
    part = np.float32(rng.uniform(0.1, 0.9))
    suits = tuple(s for s in SUITS[sex] if s in LONG_TROUSERS and "worksuit" not in s) if neat else SUITS[sex]
    suit = str(rng.choice(suits))
    skin = _shade(rng, SKINS[rng.integers(len(SKINS))], 0.08)
    hair = str(rng.choice(HAIRCUTS[sex])) if neat or rng.random() < 0.92 else None
    wild = 0.0 if neat else 0.06  # dyed hair
    tint = rng.integers(40, 220, 3) if rng.random() < wild else HAIRS[rng.integers(len(HAIRS))]
    return Look(
        coefficients=coefficients[first] * part + coefficients[second] * (1 - part),
        suit=f"suit_{sex}_{suit}",
        shoes=f"shoes_shoes0{rng.integers(1, 7)}" if neat or rng.random() < 0.85 else None,
        hair=f"hair_{hair}" if hair else None,
        eyes=f"eyes_{rng.choice(('brown', 'brown', 'blue', 'green'))}",
        brows=f"brow_{rng.choice(('001', '006', '010'))}",
        skin=skin,
        hair_fabric=Fabric(_shade(rng, tint, 0.15), keep=0.1),
        top=_top(rng, neat, suit),
        bottom=None if rng.random() < 0.3 else Fabric(_shade(rng, BOTTOMS[rng.integers(len(BOTTOMS))], 0.15)),
        leather=Fabric(_shade(rng, LEATHERS[rng.integers(len(LEATHERS))], 0.1), keep=0.3),
        short_sleeves=not neat and rng.random() < 0.3,
        shorts=not neat and suit in LONG_TROUSERS and rng.random() < 0.25,
        seed=int(rng.integers(1 << 30)),
    )


def _top(rng: np.random.Generator, neat: bool, suit: str) -> Fabric | None:
    if rng.random() < 0.15 and suit != "female_casualsuit02":  # that one has no texture of its own
        return None
    patterns = ("plain",) * 6 + ("stripes", "bars", "checks", "dots", "blotches")
    pattern = "plain" if neat else str(rng.choice(patterns))
    color, second = (_shade(rng, TOPS[k], 0.12) for k in rng.choice(len(TOPS), 2, replace=False))
    return Fabric(
        color,
        pattern,
        second,
        float(rng.uniform(5, 22)),
        float(rng.choice((0.0, 0.0, 0.35))),
        int(rng.integers(1 << 30)),
    )


def _shade(rng: np.random.Generator, color, amount: float) -> tuple[int, int, int]:
    """The colour a little brighter or darker, and a little off in hue."""
    value = np.asarray(color, float) * (1 + amount * rng.uniform(-1, 1)) + rng.normal(0, amount * 20, 3)
    return tuple(int(v) for v in value.clip(4, 250))


def lum(colors: np.ndarray) -> np.ndarray:
    """(..., 3 or 4) sRGB -> (...) brightness 0..255."""
    return colors[..., :3].astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)


def dye(texture: np.ndarray, fabric: Fabric, level: float) -> np.ndarray:
    """(TILE, TILE, 4) uint8: folds and seams of the texture in the fabric's colours.

    level: the texture's usual brightness, which becomes the fabric's own colour.
    """
    # Below level 40 (black cloth) a texture has little but noise: the floor keeps it from being blown up.
    level = max(level, 40.0)
    steps = (((np.arange(256) + 12) / (level + 12)).clip(0.2, 1.7) ** 0.8).astype(np.float32)
    shade = steps[cv2.cvtColor(texture, cv2.COLOR_RGBA2GRAY)]
    color = _pattern(fabric)
    painted = cv2.multiply(color, cv2.merge([shade] * 3), scale=1 - fabric.keep)
    if fabric.keep:
        own = cv2.merge([lum(color)] * 3)
        painted += cv2.multiply(texture[..., :3].astype(np.float32), own, scale=fabric.keep / level)
    return cv2.merge([*cv2.split(cv2.convertScaleAbs(painted)), texture[..., 3]])


def _pattern(fabric: Fabric) -> np.ndarray:
    """(TILE, TILE, 3) float32 sRGB."""
    y, x = np.mgrid[:TILE, :TILE].astype(np.float32)
    first, second = np.array(fabric.color, np.float32), np.array(fabric.second, np.float32)
    if fabric.pattern == "plain":
        return np.full((TILE, TILE, 3), first, np.float32)
    phase_x, phase_y = x / fabric.scale, y / fabric.scale
    if fabric.pattern == "stripes":
        weight = phase_y % 2 < 1
    elif fabric.pattern == "bars":
        weight = phase_x % 2 < 0.8
    elif fabric.pattern == "checks":
        weight = ((phase_x % 2 < 1).astype(np.float32) + (phase_y % 2 < 1)) / 2
    elif fabric.pattern == "dots":
        weight = (phase_x % 1.5 - 0.75) ** 2 + (phase_y % 1.5 - 0.75) ** 2 < 0.15
    else:
        noise = np.random.default_rng(fabric.seed).normal(size=(TILE, TILE)).astype(np.float32)
        weight = cv2.GaussianBlur(noise, (0, 0), fabric.scale / 2) > 0
    return first + np.asarray(weight, np.float32)[..., None] * (second - first)


def paint_skin(look: Look, lips: np.ndarray, scalp: np.ndarray) -> np.ndarray:
    """(TILE, TILE, 4) uint8: skin with blotches, lips, and hair roots on the scalp.

    lips, scalp: (TILE, TILE) 0..1 in the body's texture space.
    """
    rng = np.random.default_rng(look.seed)
    skin = np.array(look.skin, np.float32)
    noise = np.zeros((TILE, TILE), np.float32)
    for cells in (10, 32, 128):  # blotches of three sizes over the tile
        spots = rng.standard_normal((cells, cells), np.float32)
        noise += cv2.resize(spots, (TILE, TILE), interpolation=cv2.INTER_CUBIC)
    color = np.stack([skin[k] * (1 + share * noise) for k, share in enumerate((0.012, 0.02, 0.022))], -1)
    mouth = skin * np.array([0.86, 0.62, 0.62], np.float32)
    color += (mouth - color) * cv2.merge([lips * 0.85] * 3)
    roots = np.array(look.hair_fabric.color, np.float32)
    cover = 0.9 if look.hair else float(rng.uniform(0, 0.5))  # a shaved head shows some stubble
    color += (roots - color) * cv2.merge([scalp * np.float32(cover)] * 3)
    return cv2.merge([*cv2.split(cv2.convertScaleAbs(color)), np.full((TILE, TILE), 255, np.uint8)])
