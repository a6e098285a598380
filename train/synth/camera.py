"""A pinhole camera in the room."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """eye: (3,) metres.  axes: (3, 3), rows right, down, forward.  focal: pixels.

    centre: (x, y) where the forward axis meets the picture, an integer is a pixel's centre.  size: (width, height).
    """

    eye: np.ndarray
    axes: np.ndarray
    focal: float
    centre: tuple[float, float]
    size: tuple[int, int]

    def project(self, points: np.ndarray) -> np.ndarray:
        """(n, 3) metres -> (n, 3) float32: x, y in pixels and nearness (1 / depth; -1 behind the camera)."""
        seen = (points - self.eye) @ self.axes.T
        # Within 5 cm of the lens nothing is drawn: such triangles would cover the picture.
        near = np.where(seen[:, 2] > 0.05, 1 / np.maximum(seen[:, 2], 0.05), -1)
        xy = seen[:, :2] * near[:, None] * self.focal + self.centre
        return np.concatenate([xy, near[:, None]], 1).astype(np.float32)

    def along(self, direction: np.ndarray) -> np.ndarray:
        """(H, W) float32: how far a ray through each pixel gets along a direction per metre of depth."""
        right, down, forward = self.axes @ direction
        x = (np.arange(self.size[0]) - self.centre[0]) / self.focal * right + forward
        y = (np.arange(self.size[1]) - self.centre[1]) / self.focal * down
        return x.astype(np.float32)[None] + y.astype(np.float32)[:, None]

    def finer(self, times: int) -> "Camera":
        """The same view with times x times samples a pixel."""
        centre = tuple(c * times + (times - 1) / 2 for c in self.centre)
        return Camera(self.eye, self.axes, self.focal * times, centre, (self.size[0] * times, self.size[1] * times))


def look_at(eye, target, *, fov: float, size: tuple[int, int], roll: float = 0.0, shift=(0.0, 0.0)) -> Camera:
    """A camera at eye (metres) that looks at target; fov: degrees over the longer side of the picture; roll: radians;
    shift: pixels by which the target lies beside the picture's middle."""
    eye, target = np.asarray(eye, float), np.asarray(target, float)
    forward = (target - eye) / np.linalg.norm(target - eye)
    right = np.cross(forward, (0.0, 0.0, 1.0))
    right /= np.linalg.norm(right)
    down = np.cross(forward, right)
    cos, sin = np.cos(roll), np.sin(roll)
    axes = np.stack([cos * right + sin * down, cos * down - sin * right, forward])
    focal = float(max(size) / 2 / np.tan(np.radians(fov) / 2))
    return Camera(eye, axes, focal, ((size[0] - 1) / 2 + shift[0], (size[1] - 1) / 2 + shift[1]), size)


def frame_points(
    points: np.ndarray, *, elevation: float, fov: float, size: tuple[int, int], margin: float, roll: float = 0.0
) -> Camera:
    """A camera on the -y side that has all points (n, 3) and `margin` metres around them just in the picture.

    elevation: radians by which it looks down; it never goes under 15 cm above the floor.
    """
    target = (points.min(0) + points.max(0)) / 2
    half = np.tan(np.radians(fov) / 2) / max(size) * np.array(size)  # what is seen to either side, per metre of depth
    for _ in range(2):
        back = np.array([0, -np.cos(elevation), np.sin(elevation)])
        camera = look_at(target + back, target, fov=fov, size=size, roll=roll)
        seen = (points - target) @ camera.axes.T
        distance = max(float(((np.abs(seen[:, :2]) + margin) / half - seen[:, 2:]).max()), 0.3)
        if target[2] + distance * back[2] >= 0.15:
            break
        elevation = float(np.arcsin(max((0.15 - target[2]) / distance, -0.9)))
    return look_at(target + distance * back, target, fov=fov, size=size, roll=roll)
