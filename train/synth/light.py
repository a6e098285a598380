"""Lamps and shadows."""

from dataclasses import dataclass

import cv2
import numpy as np

from stickercam.train.synth.raster import rasterise

CELLS = 256  # side of the shadow map: 1.2 cm a cell over a person with stretched arms
BIAS = 0.025  # metres that a caster must be nearer to the lamp: less and the cells show as stripes on the skin

# Height above the floor (metres) and softness (metres) of a cast shadow: feet sharp, a head blurred, as by a wide lamp.
SLABS = ((-1.0, 0.3, 0.012), (0.3, 0.9, 0.03), (0.9, 9.0, 0.055))


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """toward: (3,) unit vector to the lamp that throws the shadow; key: (3,) its linear RGB;
    sky, ground: (3,) light from above and from the floor."""

    toward: np.ndarray
    key: np.ndarray
    sky: np.ndarray
    ground: np.ndarray

    @property
    def axes(self) -> np.ndarray:
        """(3, 3) rows right, down and towards the lamp, as the lamp sees the room."""
        right = np.cross(-self.toward, (0.0, 0.0, 1.0))
        right /= np.linalg.norm(right)
        return np.stack([right, np.cross(-self.toward, right), self.toward])

    def ambient(self, up: np.ndarray) -> np.ndarray:
        """(n,) z of the normals -> (3, n) float32."""
        mix = 0.5 + 0.5 * np.asarray(up, np.float32)
        return np.stack([np.float32(g) + np.float32(s - g) * mix for s, g in zip(self.sky, self.ground)])


def everyday_light() -> Light:
    """A lamp before the person at the upper left of the picture, the room's walls lighting the rest."""
    toward = np.array([-0.5, -0.8, 0.9])
    return Light(toward / np.linalg.norm(toward), np.array([0.86, 0.82, 0.76]), np.array([0.36, 0.38, 0.42]),
                 np.array([0.22, 0.19, 0.17]))  # fmt: skip


def random_light(rng: np.random.Generator) -> Light:
    """From a lamp beside the person to a flat overcast room, warm or cold."""
    around, height = rng.uniform(-2.0, 2.0), rng.uniform(0.25, 1.2)
    toward = np.array([np.sin(around) * np.cos(height), -np.cos(around) * np.cos(height), np.sin(height)])
    warmth = rng.normal(0, 0.08)
    tint = np.array([1 + warmth, 1.0, 1 - warmth])
    level, share = rng.uniform(0.6, 1.3), rng.uniform(0.25, 0.75)  # share: how much of the light is the lamp's
    sky = np.array([1 - warmth / 2, 1.0, 1 + warmth / 2]) * level * (1 - share) * rng.uniform(0.9, 1.2)
    return Light(toward, tint * level * share * 1.2, sky, sky * tint * rng.uniform(0.4, 0.9))


class Shadows:
    """Where the lamp does not reach because a mesh is in the way.

    A square picture of the mesh as the lamp sees it (parallel light), `depth` towards the lamp in metres.
    """

    def __init__(self, light: Light, vertices: np.ndarray, faces: np.ndarray, both_sides: np.ndarray) -> None:
        self.axes = light.axes.astype(np.float32)
        seen = vertices @ self.axes.T
        low, high = seen.min(0), seen.max(0)
        room = 0.25  # metres around the mesh, so that the blurred shadow fades before the map's edge
        self.scale = np.float32((CELLS - 1) / (max(high[:2] - low[:2]) + 2 * room))
        self.origin = ((low[:2] + high[:2]) / 2 - (CELLS - 1) / 2 / self.scale).astype(np.float32)
        cells = (seen[:, :2] - self.origin) * self.scale
        points = np.concatenate([cells, seen[:, 2:] - low[2] + 1], 1).astype(np.float32)
        hits = rasterise(points, faces, (CELLS, CELLS), both_sides=both_sides)
        self.depth = np.full(CELLS * CELLS, -1e3, np.float32)
        self.depth[hits.sample] = hits.nearness - 1 + low[2]
        self.depth = self.depth.reshape(CELLS, CELLS)

    def on_mesh(self, points: np.ndarray) -> np.ndarray:
        """(n,) 0 dark .. 1 lit at points (3, n) of the mesh itself: the verdict of the four cells round each point,
        weighed by how near they are, so that the edge is soft."""
        x, y, depth = self.axes @ points
        x = ((x - self.origin[0]) * self.scale).clip(0, CELLS - 1.001)
        y = ((y - self.origin[1]) * self.scale).clip(0, CELLS - 1.001)
        column, row = x.astype(np.int32), y.astype(np.int32)
        x, y, depth, cell = x - column, y - row, depth + np.float32(BIAS), row * np.int32(CELLS) + column
        heights = self.depth.ravel()
        upper = (heights[cell] <= depth) * (1 - x) + (heights[cell + 1] <= depth) * x
        lower = (heights[cell + CELLS] <= depth) * (1 - x) + (heights[cell + CELLS + 1] <= depth) * x
        return upper * (1 - y) + lower * y

    def on_room(self, lamp_xy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(H, W) 0..1 each: how much of the lamp the mesh takes from floor and walls, and how close above it stands
        (there the room's light is missing too). lamp_xy: (2, H, W) metres along the lamp's first two axes."""
        # Height of the caster over the floor, from its place on the map.
        y, x = np.mgrid[:CELLS, :CELLS].astype(np.float32) / self.scale
        height = (x + self.origin[0]) * self.axes[0, 2] + (y + self.origin[1]) * self.axes[1, 2]
        height += self.depth * self.axes[2, 2]
        covered = self.depth > -999
        lit = np.ones((CELLS, CELLS), np.float32)
        for low, high, soft in SLABS:
            slab = (covered & (height >= low) & (height < high)).astype(np.float32)
            lit *= 1 - cv2.GaussianBlur(slab, (0, 0), float(soft * self.scale))
        touching = (covered & (height < 0.1)).astype(np.float32)
        touching = cv2.GaussianBlur(touching, (0, 0), float(0.035 * self.scale))
        column, row = ((lamp_xy[k] - self.origin[k]) * self.scale for k in range(2))
        # Beyond the map (border) no shadow falls.
        both = cv2.remap(np.dstack([1 - lit, touching]), column, row, cv2.INTER_LINEAR)
        return both[..., 0], both[..., 1]
