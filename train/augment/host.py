"""The pictures of a batch on a processor: one person at a time with OpenCV, which no batched form here is faster than.

`card` does the same in a batch on a card; both follow the same `Crops` and `Effects`.
"""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import torch

from stickercam.models.geometry import OUTSIDE
from stickercam.train.augment.crops import Crops, into_crops, place_crops
from stickercam.train.augment.draws import AugmentSettings, Numbers
from stickercam.train.augment.effects import Effects, draw_effects, grain
from stickercam.train.sample import Sample

FEATHER = 1.2  # pixels: how soft a pasted person's edge is; the picture's own edges are about as soft
CHOKE = 0.25  # share of the edge that is cut away: it holds colours of what was behind the person


def soften(mask: np.ndarray) -> np.ndarray:
    """(H, W) uint8, 255 = person -> (H, W, 1) float32 0..1 with a feathered edge, a little inside the mask's."""
    soft = cv2.GaussianBlur(mask, (0, 0), FEATHER).astype(np.float32) / 255
    return ((soft - CHOKE) / (1 - CHOKE)).clip(0, 1)[..., None]


def window(u: np.ndarray, room: tuple[int, int], picture: tuple[int, int]) -> tuple[int, int, int, int]:
    """x0, y0, x1, y1 of the part of a room that goes behind a picture, of the picture's aspect.

    u: (3,) uniform: how much of the room, and where. Sizes are (width, height).
    """
    scale = min(room[0] / picture[0], room[1] / picture[1]) * (0.5 + 0.5 * u[0])
    wide, high = (max(1, int(scale * length)) for length in picture)
    x, y = int((room[0] - wide) * u[1]), int((room[1] - high) * u[2])
    return x, y, x + wide, y + high


def paste(image: np.ndarray, mask: np.ndarray, room: np.ndarray, u: np.ndarray) -> np.ndarray:
    """The person of a picture before a room: (H, W, 3) uint8. u: (3,) uniform, as in `window`."""
    size = image.shape[1::-1]
    x0, y0, x1, y1 = window(u, room.shape[1::-1], size)
    behind = cv2.resize(room[y0:y1, x0:x1], size, interpolation=cv2.INTER_LINEAR).astype(np.float32)
    return (behind + (image - behind) * soften(mask) + 0.5).astype(np.uint8)


def crop_of(image: np.ndarray, crops: Crops, row: int, size: int) -> np.ndarray:
    """(H, W, 3) uint8 picture -> (size, size, 3) uint8."""
    grey = (OUTSIDE,) * 3
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(image[: crops.height[row]], crops.matrix[row], (size, size), flags=flags, borderValue=grey)


def beyond(crops: Crops, row: int, width: int, size: int) -> np.ndarray | None:
    """(size, size) uint8, 255 where a crop has left its picture; None if it has not."""
    high = crops.height[row] - 0.5
    edge = size - 0.5
    to_picture = crops.matrix[row]
    corners = (
        np.array([(-0.5, -0.5), (edge, -0.5), (edge, edge), (-0.5, edge)]) @ to_picture[:, :2].T + to_picture[:, 2]
    )
    if (corners > -0.5).all() and (corners < (width - 0.5, high)).all():
        return None
    picture = np.array([[(-0.5, -0.5), (width - 0.5, -0.5), (width - 0.5, high), (-0.5, high)]])
    mask = np.full((size, size), 255, np.uint8)
    inside = into_crops(picture, to_picture[None])[0]
    return cv2.fillConvexPoly(mask, np.rint(inside * 16).astype(np.int32), 0, shift=4)  # in 16ths of a pixel


def changed(crop: np.ndarray, effects: Effects, row: int) -> np.ndarray:
    """(S, S, 3) uint8 -> the same with the effects of a row. The crop itself may be painted over."""
    for (x0, y0, x1, y1), paint in zip(effects.patches[row], effects.paint[row], strict=True):
        crop[y0:y1, x0:x1] = paint
    kernel = effects.kernel.get(row)
    if kernel is not None:
        crop = cv2.filter2D(crop, -1, kernel) if kernel.ndim == 2 else cv2.sepFilter2D(crop, -1, kernel, kernel)
    if not np.array_equal(effects.colour[row], np.eye(3, 4)):
        crop = cv2.transform(crop, effects.colour[row])
    if effects.noise[row]:
        start = effects.begins[row]
        noise = grain()[start : start + crop.size].reshape(crop.shape)
        crop = np.rint((crop + noise * effects.noise[row]).clip(0, 255)).astype(np.uint8)
    if effects.quality[row]:
        _, data = cv2.imencode(".jpg", crop[..., ::-1], (cv2.IMWRITE_JPEG_QUALITY, int(effects.quality[row])))
        crop = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)
    return crop


def finished(image: np.ndarray, crops: Crops, effects: Effects, *, row: int, size: int) -> np.ndarray:
    """(H, W, 3) uint8 picture -> (size, size, 3) uint8 with everything done to it. Beyond the picture it is OUTSIDE
    again, as in use, where cameras do nothing to what is not there."""
    crop = changed(crop_of(image, crops, row, size), effects, row)
    outside = beyond(crops, row, image.shape[1], size)
    return crop if outside is None else cv2.copyTo(np.full_like(crop, OUTSIDE), outside, crop)


class Host:
    """Makes batches on a processor. rooms: pictures with nobody in them. each: `map`, or that of a pool of threads."""

    def __init__(self, rooms: Sequence[Sample], each: Callable = map) -> None:
        self.rooms, self.each = rooms, each

    def make(
        self, people: Sequence[Sample], numbers: Numbers, *, size: int, settings: AugmentSettings
    ) -> tuple[torch.Tensor, Crops]:
        """(N, 3, size, size) float32 in -1..1, channels last in memory, and where the crops lie."""
        behind = rooms_behind(people, numbers["background"], len(self.rooms), settings.background)
        images = list(self.each(lambda row: self._picture(people[row], numbers, row, behind), range(len(people))))
        crops = place_crops(people, [image.shape for image in images], numbers, size=size, settings=settings)
        effects = draw_effects(numbers, size, settings)
        made = np.empty((len(people), size, size, 3), np.float32)

        def make_one(row: int) -> None:
            crop = finished(images[row], crops, effects, row=row, size=size)
            np.divide(crop, np.float32(127.5), out=made[row])
            made[row] -= 1

        list(self.each(make_one, range(len(people))))
        return torch.from_numpy(made).permute(0, 3, 1, 2), crops

    def _picture(self, person: Sample, numbers: Numbers, row: int, behind: dict[int, int]) -> np.ndarray:
        image = person.load()
        if row in behind:
            return paste(image, person.mask(), self.rooms[behind[row]].load(), numbers["background"][row, 2:])
        return image


def rooms_behind(people: Sequence[Sample], u: np.ndarray, rooms: int, chance: float) -> dict[int, int]:
    """{row: room} of those who get another room behind them; u: (N, 2 or more) uniform."""
    if not rooms:
        return {}
    masked = [row for row, person in enumerate(people) if person.mask is not None and not person.nobody]
    return {row: int(u[row, 1] * rooms) for row in masked if u[row, 0] < chance}
