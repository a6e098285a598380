"""The style "skeleton": the person's own bones as neon tubes, over nothing or over the camera's picture."""

from collections.abc import Sequence

import numpy as np

from stickercam.draw.character import check
from stickercam.draw.ground import Ground
from stickercam.draw.measure import SEEN
from stickercam.draw.shapes import flat
from stickercam.frames import Action, Frame, Pose, Take
from stickercam.models import skeleton as sk
from stickercam.system import import_cv2, import_skia

cv2, skia = import_cv2(), import_skia()  # this module is loaded by `open_style`, not before

COLORS = {"r": 0xFFFF4FA3, "l": 0xFF38D9FF, "c": 0xFFFFE14D}
CORE = 0xFFFFFFFF
TUBE, THREAD = 0.021, 0.008  # of the canvas: the coloured tube, the white within it
GLOW = 0.022  # of the canvas: sigma of the light about it
LIGHT = 0.85  # how strong it is
MARGIN = 0.09  # of the canvas: room for the glow
SMALL = 4  # the glow is blurred at a quarter of the size
FADE = (0.15, 0.35)  # scores between which a bone lights up
SPEED = 0.5  # seconds in which a live framing follows


class NeonStyle:
    """Draws bones as they are; see `Style` in `stickercam.draw`. The frame, where there is one, lies behind."""

    def __init__(self, *, glow: bool = True, ground: Ground | None = None) -> None:
        self.glow, self.ground = glow, ground
        self.reset()

    def reset(self) -> None:
        self.box: np.ndarray | None = None  # left, top, right, bottom of the take, frame pixels
        self.live: np.ndarray | None = None
        self.time = 0.0

    def prepare(self, take: Take, canvas: int, actions: Sequence[Action] = ()) -> None:
        self.reset()
        seen = []
        for pose in take.poses:
            check(pose)
            seen += [pose.xy[pose.score >= SEEN]]
        points = np.concatenate(seen) if seen else np.empty((0, 2))
        if len(points):
            self.box = _square(points)

    def render(self, frame: Frame | None, pose: Pose, canvas: int, action: str | None = None) -> np.ndarray:
        """(canvas, canvas, 4) uint8, straight RGBA; the whole frame, its middle square, behind if there is one."""
        check(pose)
        if frame is not None:
            height, width = frame.image.shape[:2]
            side = min(height, width)
            box = np.array([(width - side) / 2, (height - side) / 2, side])
        else:
            box = self.box if self.box is not None else self._follow(pose)
        xy = (pose.xy.astype(float) - box[:2]) * (canvas / max(box[2], 1e-6))
        picture = self._draw(np.clip(xy, -4 * canvas, 5 * canvas), pose.score, canvas)
        return picture if frame is None else _over(frame.image, box, picture)

    def _follow(self, pose: Pose) -> np.ndarray:
        points = pose.xy[pose.score >= SEEN]
        wanted = _square(points) if len(points) else self.live
        if wanted is None:
            wanted = np.array([0.0, 0.0, 1.0])
        share = 1.0 if self.live is None else 1 - np.exp(-max(0.0, pose.time - self.time) / SPEED)
        self.live = wanted if self.live is None else self.live + share * (wanted - self.live)
        self.time = pose.time
        return self.live

    def _draw(self, xy: np.ndarray, score: np.ndarray, size: int) -> np.ndarray:
        surface = skia.Surface(size, size)
        canvas = surface.getCanvas()
        canvas.clear(0)
        bones = [(a, b, side, _share(min(score[a], score[b]))) for a, b, side in sk.BONES if b != sk.HEAD_TOP]
        if self.glow:
            _lay_glow(canvas, bones, xy, size)
        for width, core in ((TUBE, False), (THREAD, True)):
            for a, b, side, share in bones:
                if share > 0:
                    color = CORE if core else COLORS[side]
                    paint = flat(_faded(color, share), width * size, False)
                    canvas.drawLine(*(float(v) for v in (*xy[a], *xy[b])), paint)
            head = _share(min(score[sk.HEAD_TOP], score[sk.UPPER_NECK]))
            if head > 0:  # the head is a ring about its line
                middle, radius = (xy[sk.HEAD_TOP] + xy[sk.UPPER_NECK]) / 2, _head_radius(xy)
                color = CORE if core else COLORS["c"]
                canvas.drawCircle(
                    float(middle[0]), float(middle[1]), radius, flat(_faded(color, head), width * size, False)
                )
        if self.ground:
            self.ground.draw_under(canvas, size)
        picture = np.empty((size, size, 4), np.uint8)
        info = skia.ImageInfo.Make(size, size, skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType)
        surface.readPixels(info, picture, 4 * size, 0, 0)
        return picture


def _square(points: np.ndarray) -> np.ndarray:
    """(left, top, side) of a square about points (N, 2), with room for the light."""
    low, high = points.min(0), points.max(0)
    side = max(float((high - low).max()), 1.0)
    side *= 1.08 / (1 - 2 * MARGIN)  # the head's ring stands above its joints
    return np.array([*((low + high) / 2 - side / 2), side])


def _head_radius(xy: np.ndarray) -> float:
    return max(1.0, 0.5 * float(np.linalg.norm(xy[sk.HEAD_TOP] - xy[sk.UPPER_NECK])))


def _share(score: float) -> float:
    low, high = FADE
    return float(np.clip((score - low) / (high - low), 0, 1))


def _faded(color: int, share: float) -> int:
    return round(255 * share) << 24 | color & 0xFFFFFF


def _lay_glow(canvas, bones: list, xy: np.ndarray, size: int) -> None:
    """The light about the tubes: drawn small and blurred, then laid down large."""
    small = -(-size // SMALL)
    pixels = np.zeros((small, small, 4), np.uint8)
    info = skia.ImageInfo.Make(small, small, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    light = skia.Surface.MakeRasterDirect(info, pixels, 4 * small).getCanvas()
    light.scale(small / size, small / size)
    for a, b, side, share in bones:
        if share > 0:
            paint = flat(_faded(COLORS[side], share), 2.2 * TUBE * size, False)
            light.drawLine(*(float(v) for v in (*xy[a], *xy[b])), paint)
    blurred = cv2.GaussianBlur(pixels, (0, 0), GLOW * small)
    blurred = (blurred * LIGHT).astype(np.uint8)
    large = np.ascontiguousarray(cv2.resize(blurred, (size, size), interpolation=cv2.INTER_LINEAR))
    surface = skia.Surface.MakeRasterDirect(
        skia.ImageInfo.Make(size, size, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType), large, 4 * size
    )
    canvas.drawImage(surface.makeImageSnapshot(), 0, 0)


def _over(image: np.ndarray, box: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """The middle square of a frame, a little darkened, under the neon."""
    left, top, side = (round(float(v)) for v in box)
    size = len(picture)
    square = cv2.resize(image[top : top + side, left : left + side], (size, size), interpolation=cv2.INTER_AREA)
    alpha = picture[..., 3:].astype(np.float32) / 255
    mixed = picture[..., :3] * alpha + 0.75 * square * (1 - alpha)
    return np.dstack([mixed.round().astype(np.uint8), np.full((size, size), 255, np.uint8)])
