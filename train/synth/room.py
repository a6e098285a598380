"""Rooms behind the person: floor, walls and ceiling with painted textures, or a backdrop that is no room at all."""

from dataclasses import dataclass

import cv2
import numpy as np

from stickercam.train.synth import floors, walls
from stickercam.train.synth.camera import Camera
from stickercam.train.synth.light import Light
from stickercam.train.synth.render import FINE, Backdrop, to_linear


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """A textured side of a room.

    origin: (3,) metres, the corner where the texture's first pixel lies.  across, down: (3,) unit vectors along its
    rows and columns.  inward: (3,) unit normal.  texture: (h, w, 3) uint8 sRGB.  grain: pixels a metre.
    """

    origin: np.ndarray
    across: np.ndarray
    down: np.ndarray
    inward: np.ndarray
    texture: np.ndarray
    grain: float


def plain_room(rng: np.random.Generator, camera: Camera, light: Light) -> Backdrop:
    """A quiet room with parquet, a skirting board and a picture or two, for pictures that are shown."""
    box = Box(turn=float(rng.uniform(-0.12, 0.12)), back=1.6, left=2.6, right=2.6, height=2.9)
    grain = 220.0  # pixels a metre: as fine as a 512 px picture of a whole person
    hue = walls.CALM[rng.integers(len(walls.CALM))]
    wall = walls.plain_wall(rng, hue, (box.left + box.right, box.height), grain)
    floor = floors.parquet(rng, (176, 124, 80), (box.left + box.right, box.back + 6), grain)
    return paint_room(box.planes(wall, walls.plain_side(hue, (6, box.height), grain), floor, grain), camera, light)


def random_backdrop(rng: np.random.Generator, camera: Camera, light: Light) -> Backdrop:
    """Mostly furnished rooms; one picture in six has a studio or a blurred mess behind the person.

    Side walls and floor are painted to 2.5 m before the person; what a camera sees beyond is their mirror image.
    """
    if rng.random() < 0.17:
        return flat_backdrop(floors.studio(rng, camera.size) if rng.random() < 0.5 else floors.mess(rng, camera.size))
    box = Box(turn=float(rng.normal(0, 0.35)), back=float(rng.uniform(0.7, 3.2)), left=float(rng.uniform(2.2, 4)),
              right=float(rng.uniform(2.2, 4)), height=float(rng.uniform(2.4, 3.2)))  # fmt: skip
    grain = 0.35 * max(camera.size)  # pixels a metre: a wall 3 m wide fills the picture
    wall = walls.furnished_wall(rng, (box.left + box.right, box.height), grain)
    side = walls.furnished_wall(rng, (box.back + 2.5, box.height), grain)
    floor = floors.random_floor(rng, (box.left + box.right, box.back + 2.5), grain)
    backdrop = paint_room(box.planes(wall, side, floor, grain), camera, light)
    if rng.random() < 0.4:  # a lens that is sharp on the person only
        blur = float(rng.uniform(0.5, 2.5)) * max(camera.size) / 256
        return Backdrop(cv2.GaussianBlur(backdrop.image, (0, 0), blur), backdrop.lamp_xy, backdrop.key)
    return backdrop


def flat_backdrop(picture: np.ndarray) -> Backdrop:
    """A picture (H, W, 3 uint8 sRGB) as it is; no shadow falls on it."""
    nowhere = np.full((2, *picture.shape[:2]), 1e3, np.float32)
    return Backdrop(to_linear(picture), nowhere, np.zeros(picture.shape[:2], np.float32))


@dataclass(frozen=True, slots=True)
class Box:
    """A room round the origin, where the person stands: metres to the back wall and to either side."""

    turn: float  # radians about the vertical
    back: float
    left: float
    right: float
    height: float

    def planes(self, wall: np.ndarray, side: np.ndarray, floor: np.ndarray, grain: float) -> tuple[Plane, ...]:
        """Back wall, side walls (their texture runs from the back wall forward), floor, ceiling."""
        cos, sin = np.cos(self.turn), np.sin(self.turn)
        x, y, z = np.array([cos, sin, 0]), np.array([-sin, cos, 0]), np.array([0, 0, 1.0])
        corner, far = -self.left * x + self.back * y, self.right * x + self.back * y
        top = self.height * z
        ceiling = np.full((8, 8, 3), 236, np.uint8)
        return (
            Plane(corner + top, x, -z, -y, wall, grain),
            Plane(corner + top, -y, -z, x, side, grain),
            Plane(far + top, -y, -z, -x, side[:, ::-1], grain),
            Plane(corner, x, -y, z, floor, grain),
            Plane(corner + top, x, -y, -z, ceiling, grain),
        )


def paint_room(planes: tuple[Plane, ...], camera: Camera, light: Light) -> Backdrop:
    """The room as the camera sees it, lit and without the person."""
    which, depth = _nearest(planes, camera)
    image = cv2.resize(_textures(planes, camera.finer(FINE)), camera.size, interpolation=cv2.INTER_AREA)
    x, y, z = (camera.along(axis) * depth + np.float32(camera.eye @ axis) for axis in np.eye(3))
    inward = np.array([plane.inward for plane in planes])

    # The lamp is no sun: it falls off towards the room's far corners.
    slant = (inward @ light.toward).clip(0).astype(np.float32)[which] / (1 + (x * x + y * y + z * z) / 30)
    ambient = light.ambient(inward[:, 2].clip(0))  # a ceiling gets as much as a wall: the floor throws light back
    corners = _corners(planes, which, camera, depth)
    lit, of_lamp = np.empty_like(image), 0.0
    for channel in range(3):
        key = slant * np.float32(light.key[channel])
        total = key + ambient[channel][which] * corners
        lit[..., channel] = image[..., channel] * total
        of_lamp = of_lamp + key / total / 3
    lamp_xy = np.stack([camera.along(axis) * depth + np.float32(camera.eye @ axis) for axis in light.axes[:2]])
    return Backdrop(lit, lamp_xy, of_lamp)


def _nearest(planes: tuple[Plane, ...], camera: Camera) -> tuple[np.ndarray, np.ndarray]:
    """(H, W) the plane that each pixel sees, and its depth in metres: from inside a box, the first that is hit."""
    which = np.zeros(camera.size[::-1], np.uint8)
    nearest = np.full(camera.size[::-1], 50, np.float32)
    for index, plane in enumerate(planes):
        toward = camera.along(plane.inward)
        away = np.float32((plane.origin - camera.eye) @ plane.inward)
        with np.errstate(divide="ignore", invalid="ignore"):
            depth = away / toward
        # A plane whose back is turned, or that lies behind the lens, is not seen.
        nearer = (toward < -1e-6) & (depth > 0) & (depth < nearest)
        which[nearer], nearest[nearer] = index, depth[nearer]
    return which, nearest


def _textures(planes: tuple[Plane, ...], camera: Camera) -> np.ndarray:
    """(H, W, 3) float32 linear RGB, unlit."""
    which, depth = _nearest(planes, camera)
    image = np.zeros((*which.shape, 3), np.uint8)
    for index, plane in enumerate(planes):
        here = which == index
        x, y, wide, high = cv2.boundingRect(here.astype(np.uint8))
        if wide:
            part = slice(y, y + high), slice(x, x + wide)
            u, v = (
                (camera.along(axis)[part] * depth[part] + np.float32((camera.eye - plane.origin) @ axis))
                * np.float32(plane.grain)
                for axis in (plane.across, plane.down)
            )
            piece = cv2.remap(plane.texture, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
            cv2.copyTo(piece, here[part].astype(np.uint8), image[part])
    return to_linear(image)


def _corners(planes: tuple[Plane, ...], which: np.ndarray, camera: Camera, depth: np.ndarray) -> np.ndarray:
    """(H, W) factor up to 1: less light reaches the edges where two sides meet."""
    dim, reach = 0.3, 0.3  # how much darker, over how many metres
    factor = np.ones_like(depth)
    for index, plane in enumerate(planes):
        away = camera.along(plane.inward) * depth + np.float32((camera.eye - plane.origin) @ plane.inward)
        factor *= np.where(which == index, 1, 1 - dim * np.exp(-np.abs(away) / np.float32(reach)))
    return factor
