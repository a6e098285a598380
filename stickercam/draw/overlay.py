"""The person's skeleton over the camera picture, for the live view."""

import numpy as np

from stickercam.draw.measure import SEEN
from stickercam.frames import Pose
from stickercam.models.skeleton import BONES, SIDE_COLORS
from stickercam.system import import_cv2

SURE = 0.35  # a joint scored lower is drawn thin and dim (design: draw from .35, let go under .20)
FIXED = 4  # fractional bits of cv2's coordinates: whole pixels would make the lines jump


def draw_skeleton(image: np.ndarray, pose: Pose) -> np.ndarray:
    """A copy of the picture with the seen bones on it; the person's right warm, left cool. (H, W, 3) uint8 RGB."""
    cv2 = import_cv2()
    picture = np.ascontiguousarray(image).copy()
    height, width = picture.shape[:2]
    thick = max(2, round(min(height, width) / 160))
    # cv2 draws with 16 + 4 bit coordinates; joints far outside would wrap round.
    spots = np.round(np.clip(pose.xy, -2000, 6000) * 2**FIXED).astype(int)
    for dark in (True, False):
        for start, end, side in BONES:
            score = min(pose.score[start], pose.score[end])
            if score < SEEN:
                continue
            color = (24, 20, 40) if dark else _dimmed(SIDE_COLORS[side], score)
            line = thick + 3 if dark else thick if score >= SURE else max(1, thick // 2)
            cv2.line(picture, tuple(spots[start]), tuple(spots[end]), color, line, cv2.LINE_AA, FIXED)
    for start, end, side in BONES:
        if min(pose.score[start], pose.score[end]) >= SEEN:
            radius = round((thick + 1) * 2**FIXED)
            cv2.circle(picture, tuple(spots[end]), radius, _dimmed(SIDE_COLORS[side], 1.0), -1, cv2.LINE_AA, FIXED)
    return picture


def _dimmed(color: tuple[int, int, int], score: float) -> tuple[int, ...]:
    share = 1.0 if score >= SURE else 0.6
    return tuple(round(share * channel) for channel in color)
