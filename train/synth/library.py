"""What `assets/people/people_cc0.npz` holds: bodies, clothes and hair of the MakeHuman community, CC0.

Metres at rest (arms 45 degrees down); x = the person's left, y = back, z = up.
"""

import functools
import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

import stickercam.assets
from stickercam.train.synth.looks import TILE

FILE = Path(stickercam.assets.__file__).parent / "people" / "people_cc0.npz"

# Tiles of a person's texture, one above the other.
SKIN, TOP, BOTTOM, SHOES, HAIR, EYES, BROWS = range(7)


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A garment, hair, eyes or eyebrows, bound to the body's vertices at rest.

    base, bary:  (n, 3) the three body vertices that each vertex hangs on, and with what weights.
    offset:      (n, 3) metres beside that point, scaled along with the body (see `place`).
    faces, uv:   (T, 3) vertex numbers, (T, 3, 2) pixels of the TILE x TILE texture.
    texture:     (TILE, TILE, 4) uint8 RGBA.
    hides:       body vertices that lie under it.
    piece:       (T,) TOP or BOTTOM for a suit (which of its separate pieces reaches the knees), else 0.
    """

    base: np.ndarray
    bary: np.ndarray
    offset: np.ndarray
    scale_vertex: np.ndarray
    scale_den: np.ndarray
    faces: np.ndarray
    uv: np.ndarray
    texture: np.ndarray
    hides: np.ndarray
    piece: np.ndarray
    alpha: bool

    def place(self, body: np.ndarray) -> np.ndarray:
        """(n, 3) its vertices on a body at rest. The file's offsets are in MakeHuman's axes (y up, z front)."""
        ends = body[self.scale_vertex]
        right, up, front = (abs(ends[a, 0, c] - ends[a, 1, c]) / self.scale_den[a] for a, c in ((0, 0), (1, 2), (2, 1)))
        shift = self.offset[:, [0, 2, 1]] * np.array([right, -front, up], np.float32)
        return np.einsum("nk,nkc->nc", self.bary, body[self.base]) + shift


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """What the file holds. Shapes: V = 16,428 body vertices, B = 104 bones, C = 12 shape coefficients."""

    mean: np.ndarray  # (V, 3)
    basis: np.ndarray  # (C, V, 3)
    coefficients: np.ndarray  # (400, C) of random adults, to be mixed
    is_male: np.ndarray  # (400,)
    bones: tuple[str, ...]
    parents: tuple[int, ...]
    bone_mean: np.ndarray  # (B, 3)
    bone_basis: np.ndarray  # (C, B, 3)
    weights: np.ndarray  # (V, B) rows sum to 1
    faces: np.ndarray  # (27420, 3)
    uv: np.ndarray  # (27420, 3, 2) pixels of a tile
    lips: np.ndarray  # (TILE, TILE) 0..1
    scalp: np.ndarray  # (TILE, TILE) 0..1
    head_top: int
    items: dict[str, Item]


@functools.cache
def library() -> Library:
    """The file, read once."""
    with np.load(FILE) as file:
        bones = tuple(str(name) for name in file["bone_names"])
        row = file["skin_weight"].astype(np.float32)
        weights = np.zeros((len(row), len(bones)), np.float32)
        np.add.at(weights, (np.arange(len(row))[:, None], file["skin_bone"]), row / row.sum(1, keepdims=True))
        uv = _tile_pixels(file["uv"])[file["face_uv"]]
        items = _read_items(file)
        scalp = _paint_triangles(uv, file["faces"], items["hair_short02"].base)
        return Library(
            mean=file["mean"], basis=file["basis"].astype(np.float32),
            coefficients=file["coef"].astype(np.float32), is_male=file["is_male"],
            bones=bones, parents=tuple(int(p) for p in file["bone_parent"]),
            bone_mean=file["bone_head_mean"], bone_basis=file["bone_head_basis"].astype(np.float32),
            weights=weights, faces=file["faces"].astype(np.int32), uv=uv,
            lips=cv2.GaussianBlur(file["mask_lips"].astype(np.float32) / 255, (0, 0), 0.8), scalp=scalp,
            head_top=int(file["head_top_vertex"]), items=items,
        )  # fmt: skip


def _read_items(file) -> dict[str, Item]:
    items = {}
    for entry in json.loads(str(file["items_json"])):
        key, mesh = entry["key"], entry["geometry"]
        image = cv2.imdecode(file[f"{key}/texture_webp"], cv2.IMREAD_UNCHANGED)
        image = cv2.cvtColor(image, cv2.COLOR_BGRA2RGBA if image.shape[2] == 4 else cv2.COLOR_BGR2RGBA)
        faces = file[f"{mesh}/faces"].astype(np.int32)
        base, bary = file[f"{mesh}/base_vertex"].astype(np.int32), file[f"{mesh}/bary"].astype(np.float32)
        rough = np.einsum("nk,nkc->nc", bary, file["mean"][base])
        is_suit = entry["category"].startswith("suit")
        items[key] = Item(
            base=base, bary=bary, offset=file[f"{mesh}/offset"].astype(np.float32),
            scale_vertex=file[f"{mesh}/scale_vertex"].astype(np.int32), scale_den=file[f"{mesh}/scale_den"],
            faces=faces, uv=_tile_pixels(file[f"{mesh}/uv"])[file[f"{mesh}/face_uv"]],
            texture=cv2.resize(image, (TILE, TILE), interpolation=cv2.INTER_AREA),
            hides=file[f"{mesh}/hide_vertex"].astype(np.int32),
            piece=_pieces(rough, faces) if is_suit else np.zeros(len(faces), np.uint8), alpha=bool(entry["alpha"]),
        )  # fmt: skip
    return items


def _pieces(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(T,) TOP or BOTTOM: a suit consists of separate pieces; those whose middle is under the hips are trousers."""
    label = np.arange(len(vertices))
    while True:  # each vertex takes the smallest number of its neighbours, until nothing changes
        least, before = label[faces].min(1), label.copy()
        for corner in range(3):
            np.minimum.at(label, faces[:, corner], least)
        label = label[label]
        if (label == before).all():
            break
    waist = 0.14  # z of the hips of the mean body
    low = [
        n for n in np.unique(label) if np.ptp(vertices[label == n, 2]) > 0.15 and vertices[label == n, 2].mean() < waist
    ]
    return np.where(np.isin(label[faces[:, 0]], low), BOTTOM, TOP).astype(np.uint8)


def _tile_pixels(uv: np.ndarray) -> np.ndarray:
    """(n, 2) u16, v up -> (n, 2) float32 pixels of a tile, half a pixel off its edges (neighbours must not bleed)."""
    x, y = uv[:, 0] / 65535 * TILE - 0.5, (1 - uv[:, 1] / 65535) * TILE - 0.5
    return np.stack([x, y], 1).clip(0, TILE - 1).astype(np.float32)


def _paint_triangles(uv: np.ndarray, faces: np.ndarray, vertices: np.ndarray) -> np.ndarray:
    """(TILE, TILE) 0..1 where the body triangles lie whose three corners are all among the vertices."""
    chosen = np.isin(faces, vertices).all(1)
    mask = np.zeros((TILE, TILE), np.uint8)
    for triangle in np.rint(uv[chosen]).astype(np.int32):
        cv2.fillConvexPoly(mask, triangle, 255)
    return cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), 1.5)
