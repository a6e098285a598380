"""One person: body, clothes and hair fitted at rest and put together to one mesh that can be skinned."""

from dataclasses import dataclass

import cv2
import numpy as np

from stickercam.train.synth.library import BOTTOM, BROWS, EYES, HAIR, SHOES, SKIN, TOP, Item, library
from stickercam.train.synth.looks import TILE, Look, dye, lum, paint_skin


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One dressed body at rest.

    rest, normals: (V, 3) float32.  weights: (V, B) float32.  faces: (T, 3) int32.
    uv: (T, 3, 2) float32, pixels of texture.  texture: (7 * TILE, TILE, 4) uint8 RGBA, tiles SKIN .. BROWS.
    tile: (T,) uint8, which of them.  see_through: (T,) bool, texture with holes.
    open: (T,) bool, seen from both sides.  bone_heads: (B, 3).  head_top: index into rest.
    """

    rest: np.ndarray
    normals: np.ndarray
    weights: np.ndarray
    faces: np.ndarray
    uv: np.ndarray
    texture: np.ndarray
    tile: np.ndarray
    see_through: np.ndarray
    open: np.ndarray
    bone_heads: np.ndarray
    head_top: int


def dress(look: Look) -> Person:
    """The body, its clothes and hair as one mesh, fitted at rest."""
    shelf = library()
    body = shelf.mean + np.einsum("c,cvk->vk", look.coefficients, shelf.basis)
    bone_heads = shelf.bone_mean + np.einsum("c,cbk->bk", look.coefficients, shelf.bone_basis)
    worn = [(key, tile) for key, tile in _worn(look) if key]
    parts = [_garment(look, body, key, tile) for key, tile in worn]
    bare = _bare(look, [shelf.items[key] for key, _ in worn])
    hull = _Part(body, _normals(body, shelf.faces), shelf.weights, shelf.faces[bare], shelf.uv[bare],
                 np.full(bare.sum(), SKIN, np.uint8), False, False)  # fmt: skip
    return _unite([hull, *parts], look, bone_heads)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    rest: np.ndarray
    normals: np.ndarray
    weights: np.ndarray
    faces: np.ndarray
    uv: np.ndarray
    tile: np.ndarray
    see_through: bool
    open: bool


def _worn(look: Look) -> tuple[tuple[str | None, int], ...]:
    return ((look.suit, TOP), (look.shoes, SHOES), (look.hair, HAIR), (look.eyes, EYES), (look.brows, BROWS))


def _garment(look: Look, body: np.ndarray, key: str, tile: int) -> _Part:
    shelf = library()
    item = shelf.items[key]
    rest = item.place(body)
    weights = np.einsum("nk,nkb->nb", item.bary, shelf.weights[item.base]).clip(0)  # bary may be below 0
    weights /= weights.sum(1, keepdims=True)
    keep = np.ones(len(item.faces), bool)
    if tile == TOP:  # a suit: sleeves and legs may be cut off
        cut = _cut_bones(look)
        keep = ~np.isin(weights.argmax(1), cut)[item.faces].any(1)
    if tile == SHOES:
        keep = rest[item.faces][..., 2].max(1) < _hem(look, body) + 0.02
    tiles = np.where(item.piece > 0, item.piece, tile).astype(np.uint8)
    # Trousers are closed where they meet the shirt; everything else may be looked into (sleeves, hems, hair cards).
    return _Part(rest, _normals(rest, item.faces), weights, item.faces[keep], item.uv[keep], tiles[keep],
                 item.alpha, tile != EYES)  # fmt: skip


def _cut_bones(look: Look) -> list[int]:
    """Bones whose sleeves or trouser legs are cut off."""
    cut = (("lowerarm", "wrist") if look.short_sleeves else ()) + (("lowerleg", "foot") if look.shorts else ())
    return [index for index, bone in enumerate(library().bones) if cut and bone.startswith(cut)]


def _bare(look: Look, items: list[Item]) -> np.ndarray:
    """(27420,) bool: body triangles that no garment covers."""
    shelf = library()
    hidden = np.zeros(len(shelf.mean), bool)
    for item in items:
        hidden[item.hides] = True
    leading = shelf.weights.argmax(1)
    uncovered = np.isin(leading, _cut_bones(look))
    if look.shoes:
        uncovered[shelf.items[look.shoes].hides] = False
    hidden &= ~uncovered
    return ~hidden[shelf.faces].all(1)


def _hem(look: Look, body: np.ndarray) -> float:
    """Height (metres at rest) where the trousers end: what a shoe has above it lies under them."""
    suit = library().items[look.suit]
    legs = suit.faces[suit.piece == BOTTOM]
    return float(suit.place(body)[legs][..., 2].min()) if legs.size and not look.shorts else np.inf


def _unite(parts: list[_Part], look: Look, bone_heads: np.ndarray) -> Person:
    start, faces = 0, []
    for part in parts:
        faces.append(part.faces + start)
        start += len(part.rest)
    faces = np.concatenate(faces).astype(np.int32)
    head_top = library().head_top
    used = np.zeros(start, bool)
    used[faces] = True
    used[head_top] = True
    number = np.cumsum(used, dtype=np.int32) - 1
    tile = np.concatenate([part.tile for part in parts])
    uv = np.concatenate([part.uv for part in parts]).astype(np.float32)
    uv[..., 1] += tile[:, None] * np.float32(TILE)
    sizes = [len(part.faces) for part in parts]

    def joined(name: str) -> np.ndarray:
        return np.concatenate([getattr(part, name) for part in parts])[used].astype(np.float32)

    return Person(
        rest=joined("rest"), normals=joined("normals"), weights=joined("weights"), faces=number[faces], uv=uv,
        texture=_texture(look), tile=tile, see_through=np.repeat([part.see_through for part in parts], sizes),
        open=np.repeat([part.open for part in parts], sizes), bone_heads=bone_heads.astype(np.float32),
        head_top=int(number[head_top]),
    )  # fmt: skip


def _texture(look: Look) -> np.ndarray:
    """(7 * TILE, TILE, 4) uint8: the tiles in the look's colours."""
    items = library().items
    suit = items[look.suit]
    blank = np.zeros((TILE, TILE, 4), np.uint8)
    tiles = [paint_skin(look, library().lips, library().scalp)]
    for piece, fabric in ((TOP, look.top), (BOTTOM, look.bottom)):
        tiles.append(dye(suit.texture, fabric, _level(suit, piece)) if fabric else suit.texture)
    shoes = items[look.shoes] if look.shoes else None
    tiles.append(blank if shoes is None else dye(shoes.texture, look.leather, _level(shoes, 0)))
    for key in (look.hair, look.brows):
        item = items[key] if key else None
        tiles.append(blank if item is None else dye(item.texture, look.hair_fabric, _level(item, 0)))
    tiles[-1] = np.dstack([tiles[-1][..., :3], cv2.convertScaleAbs(tiles[-1][..., 3], alpha=2.5)])  # else thin brows go
    tiles.insert(EYES, items[look.eyes].texture)
    return np.concatenate(tiles)


def _level(item: Item, piece: int) -> float:
    """The usual brightness (0..255) of a piece's texture, at the corners of its triangles."""
    corner = np.rint(item.uv[item.piece == piece].reshape(-1, 2)).astype(int).clip(0, TILE - 1)
    colors = item.texture[corner[:, 1], corner[:, 0]]
    solid = colors[:, 3] > 110
    return float(np.median(lum(colors[solid]))) if solid.any() else 128.0


def _normals(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(V, 3) unit vectors: the faces' normals, weighed by area."""
    first, second, third = vertices[faces.T]
    (ax, ay, az), (bx, by, bz) = (second - first).T, (third - first).T
    corners = faces.T.ravel()
    total = np.stack(
        [np.bincount(corners, np.tile(component, 3), minlength=len(vertices))
         for component in (ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx)], 1
    )  # fmt: skip
    return (total / np.linalg.norm(total, axis=1, keepdims=True).clip(1e-12)).astype(np.float32)
