"""A posed person before a backdrop: shaded picture, coverage, depth, and which joints can be seen."""

from dataclasses import dataclass

import cv2
import numpy as np

from stickercam.train.synth.camera import Camera
from stickercam.train.synth.library import BROWS, EYES, HAIR, SHOES, SKIN
from stickercam.train.synth.light import Light, Shadows
from stickercam.train.synth.people import Person
from stickercam.train.synth.raster import Hits, rasterise

FINE = 2  # samples a pixel in each direction: their mean is what anti-aliases picture and mask
SOLID = 110  # alpha from which a texture of hair or cloth is solid

# How shiny (strength, sharpness) each tile of a person's texture is; cloth hardly.
PROP = BROWS + 1
SHINE, SHARPNESS = np.full(PROP + 1, 0.03, np.float32), np.full(PROP + 1, 8, np.float32)
for _tile, _strength, _sharp in ((SKIN, 0.1, 14), (SHOES, 0.1, 20), (HAIR, 0.14, 12), (EYES, 0.5, 60)):
    SHINE[_tile], SHARPNESS[_tile] = _strength, _sharp
# Light creeps round an edge, on skin farther and red farthest: (3, tiles) share by which the terminator moves.
CREEP = np.full((3, PROP + 1), 0.05, np.float32)
CREEP[:, SKIN] = (0.35, 0.2, 0.14)

# How much nearer (metres) than a joint's centre the surface may be for the joint to count as seen: the limb's own
# half thickness and some; joints in MPII order.
COVER = np.array([0.09, 0.10, 0.16, 0.16, 0.10, 0.09, 0.20, 0.20, 0.14, 0.10, 0.07, 0.08, 0.12, 0.12, 0.08, 0.07])

_LINEAR = ((np.arange(256) / 255.0) ** 2.2).astype(np.float32)


def to_linear(colors: np.ndarray) -> np.ndarray:
    """uint8 sRGB -> float32 linear."""
    return _LINEAR[colors]


@dataclass(frozen=True, slots=True, eq=False)
class Backdrop:
    """What is behind the person, without the person's shadow.

    image:   (H, W, 3) float32 linear RGB.
    lamp_xy: (2, H, W) float32 metres, where each pixel's point of the room lies along the lamp's right and down axes.
    key:     (H, W) float32, which share of the light there comes from the lamp, 0..1.
    """

    image: np.ndarray
    lamp_xy: np.ndarray
    key: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Prop:
    """A piece of furniture: a mesh with a colour per triangle (sRGB).

    vertices, normals: (V, 3).  faces: (T, 3).  colors: (T, 3) uint8.
    """

    vertices: np.ndarray
    normals: np.ndarray
    faces: np.ndarray
    colors: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """image: (H, W, 3) float32 linear RGB.  mask: (H, W) float32, coverage by the person 0..1.
    nearness: (H * FINE, W * FINE) float32, 1 / metres of whatever is in front, 0 = the backdrop."""

    image: np.ndarray
    mask: np.ndarray
    nearness: np.ndarray


def render(
    person: Person,
    shape: tuple[np.ndarray, np.ndarray],
    camera: Camera,
    light: Light,
    backdrop: Backdrop,
    prop: Prop | None = None,
) -> Rendered:
    """shape: vertices and normals of the posed person, (V, 3) each, as `pose.place_vertices` gives them."""
    vertices, normals = shape
    faces, both, holes = person.faces, person.open, person.see_through
    shadows = Shadows(light, vertices.astype(np.float32), faces, both)
    if prop is not None:
        faces = np.concatenate([faces, prop.faces + len(vertices)])
        vertices, normals = np.concatenate([vertices, prop.vertices]), np.concatenate([normals, prop.normals])
        both, holes = (np.concatenate([flag, np.zeros(len(prop.faces), bool)]) for flag in (both, holes))

    fine = camera.finer(FINE)
    hits = rasterise(fine.project(vertices), faces, fine.size, both_sides=both, see_through=holes,
                     is_solid=lambda face, weights: _texel(person, face, weights)[:, 3] > SOLID)  # fmt: skip
    color = _shade(person, prop, hits, _surface(hits, vertices, normals, faces, fine), light, shadows)
    return _compose(hits, color, hits.face < len(person.faces), fine, backdrop, shadows)


def visible_joints(joints: np.ndarray, camera: Camera, rendered: Rendered) -> np.ndarray:
    """(16, 3) metres -> (16, 3) float32: x, y in pixels and state (0 outside the picture, 1 hidden, 2 seen)."""
    seen = camera.project(joints)
    width, height = camera.size
    inside = (seen[:, 2] > 0) & (np.abs(seen[:, 0] - (width - 1) / 2) <= width / 2)
    inside &= np.abs(seen[:, 1] - (height - 1) / 2) <= height / 2
    at = np.rint(np.nan_to_num(seen[:, :2]) * FINE + (FINE - 1) / 2).clip(0, (width * FINE - 1, height * FINE - 1))
    front = rendered.nearness[at[:, 1].astype(int), at[:, 0].astype(int)]
    with np.errstate(divide="ignore"):
        hidden = 1 / front < 1 / np.maximum(seen[:, 2], 1e-6) - COVER
    state = np.where(inside, np.where(hidden, 1, 2), 0)
    return np.where(inside[:, None], np.column_stack([seen[:, :2], state]), 0).astype(np.float32)


def develop(image: np.ndarray, exposure: float = 1.0) -> np.ndarray:
    """(..., 3) linear RGB -> uint8 sRGB; bright light rolls off softly as on film."""
    curve = 1 - np.exp(-1.35 * exposure * np.arange(4096) / 1023.75)
    table = (255 * (curve / (1 - np.exp(-1.35 * 1.6))).clip(0, 1) ** (1 / 2.2) + 0.5).astype(np.uint8)
    return table[(image * 1023.75).clip(0, 4095).astype(np.int16)]


@dataclass(frozen=True, slots=True, eq=False)
class _Surface:
    """At n samples: point, normal (towards the viewer), view (unit, to the camera): (3, n); facing: (n,) cosine
    of the two."""

    point: np.ndarray
    normal: np.ndarray
    view: np.ndarray
    facing: np.ndarray


def _surface(hits: Hits, vertices: np.ndarray, normals: np.ndarray, faces: np.ndarray, camera: Camera) -> _Surface:
    corners = np.ascontiguousarray(faces[hits.face].T)
    point, normal = (_blend(values.astype(np.float32).T, corners, hits.weights) for values in (vertices, normals))
    normal = _unit(normal)
    view = _unit(camera.eye.astype(np.float32)[:, None] - point)
    facing = _dot(normal, view)
    normal *= np.where(facing < 0, np.float32(-1), np.float32(1))  # else hair cards seen from behind go black
    return _Surface(point, normal, view, np.abs(facing))


def _blend(values: np.ndarray, corners: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """(C, V) at the vertices -> (C, n) at the samples."""
    values = np.ascontiguousarray(values)
    return sum(np.take(values, corner, axis=1) * weight for corner, weight in zip(corners, weights))


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.sqrt(_dot(vectors, vectors)).clip(1e-6)


def _texel(person: Person, face: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """(n, 4) uint8: the texture at samples of the person, bilinear."""
    corner = person.uv[face]
    rows = -(-len(face) // 4096)  # cv2.remap wants maps of less than 32,768 columns
    grid = np.zeros((2, rows * 4096), np.float32)
    for axis in range(2):
        grid[axis, : len(face)] = sum(corner[:, k, axis] * weights[k] for k in range(3))
    if not rows:
        return np.zeros((0, 4), np.uint8)
    texel = cv2.remap(person.texture, grid[0].reshape(rows, -1), grid[1].reshape(rows, -1), cv2.INTER_LINEAR)
    return texel.reshape(-1, 4)[: len(face)]


def _shade(person, prop, hits: Hits, surface: _Surface, light: Light, shadows: Shadows) -> np.ndarray:
    """(3, n) float32 linear RGB of the samples."""
    albedo, tile = _albedo(person, prop, hits)
    toward, key = light.toward.astype(np.float32), light.key.astype(np.float32)[:, None]
    slant = toward @ surface.normal
    lit = shadows.on_mesh(surface.point + surface.normal * np.float32(0.008))
    creep = CREEP[:, tile]
    direct = ((slant + creep) / (1 + creep)).clip(0) * lit
    color = albedo * (direct * key + light.ambient(surface.normal[2]))

    half = _unit(surface.view + toward[:, None])
    gloss = _dot(surface.normal, half).clip(0) ** SHARPNESS[tile] * SHINE[tile] * lit * (slant > 0)
    rim = 0.10 * (1 - surface.facing) ** 3 * (0.4 + 0.6 * surface.normal[2].clip(0))
    return color + gloss * key + rim * light.sky.astype(np.float32)[:, None] * albedo


def _albedo(person: Person, prop: Prop | None, hits: Hits) -> tuple[np.ndarray, np.ndarray]:
    """(3, n) linear RGB, (n,) tile of the texture (PROP for furniture)."""
    count = len(person.faces)
    face = np.minimum(hits.face, count - 1)
    albedo, tile = to_linear(_texel(person, face, hits.weights)[:, :3].T), person.tile[face]
    if prop is not None:
        furniture = hits.face >= count
        albedo[:, furniture] = to_linear(prop.colors[hits.face[furniture] - count].T)
        tile[furniture] = PROP
    return albedo, tile


def _compose(hits: Hits, color, is_person, camera: Camera, backdrop: Backdrop, shadows: Shadows) -> Rendered:
    width, height = camera.size
    small = (width // FINE, height // FINE)
    nearness = np.zeros(width * height, np.float32)
    nearness[hits.sample] = hits.nearness
    layer = np.zeros((width * height, 4), np.float32)
    layer[hits.sample] = np.concatenate([color, np.ones((1, len(hits.sample)), np.float32)]).T
    layer = cv2.resize(layer.reshape(height, width, 4), small, interpolation=cv2.INTER_AREA)
    body = np.zeros(width * height, np.float32)
    body[hits.sample[is_person]] = 1
    mask = cv2.resize(body.reshape(height, width), small, interpolation=cv2.INTER_AREA)

    nearness = nearness.reshape(height, width)
    coverage = layer[..., 3]
    front = layer[..., :3] * _crevices(nearness, coverage, camera)[..., None]
    light = 1 - coverage
    if backdrop.key.any():
        cast, contact = shadows.on_room(backdrop.lamp_xy)
        light *= (1 - backdrop.key * cast) * (1 - 0.5 * contact)
    return Rendered(backdrop.image * light[..., None] + front, mask, nearness)


def _crevices(nearness: np.ndarray, coverage: np.ndarray, camera: Camera) -> np.ndarray:
    """(H, W) factor up to 1: darker where something near the pixel stands out before it (an arm before the chest)."""
    near = cv2.resize(nearness, coverage.shape[::-1], interpolation=cv2.INTER_AREA)  # 0 where nothing is
    typical = float(near.sum() / max(coverage.sum(), 1e-6))
    radius = max(camera.focal / FINE * typical * 0.035, 0.8)  # 3.5 cm on the person, in pixels
    around = cv2.GaussianBlur(near, (0, 0), radius) / cv2.GaussianBlur(coverage, (0, 0), radius).clip(1e-3)
    own = near / coverage.clip(1e-3)
    behind = np.where(coverage > 0, 1 / own.clip(1e-3) - 1 / around.clip(1e-3), 0)  # metres
    return (1 - 4.0 * behind.clip(0, 0.1)).astype(np.float32)
