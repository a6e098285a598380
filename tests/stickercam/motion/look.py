"""Draw takes as strips of stick figures: python -m tests.stickercam.motion.look OUT.png NAME..."""

import sys

import numpy as np

from stickercam.models.skeleton import BONES, SIDE_COLORS
from stickercam.system import import_cv2
from tests.stickercam.motion.takes import TUNING, take


def strip(name: str, number: int = 0, shown: int = 12, tile: int = 130) -> np.ndarray:
    """(tile, shown * tile, 3) uint8."""
    cv2 = import_cv2()
    truth = take(TUNING, name, number)
    xy = np.array([pose.xy for pose in truth.poses])
    low, high = xy.min((0, 1)), xy.max((0, 1))
    scale = (tile - 16) / max(high - low)
    tiles = []
    for k in np.linspace(0, len(xy) - 1, shown).astype(int):
        at = (xy[k] - (low + high) / 2) * scale + tile / 2
        picture = np.full((tile, tile, 3), 255, np.uint8)
        for a, b, side in BONES:
            if truth.poses[k].score[[a, b]].min() > 0.3:
                cv2.line(
                    picture, at[a].astype(int).tolist(), at[b].astype(int).tolist(), SIDE_COLORS[side], 3, cv2.LINE_AA
                )
        cv2.putText(picture, f"{name} {truth.poses[k].time:.1f}", (2, 10), 0, 0.35, (0, 0, 0))
        tiles.append(picture)
    return np.hstack(tiles)


if __name__ == "__main__":
    import_cv2().imwrite(sys.argv[1], np.vstack([strip(name) for name in sys.argv[2:]])[..., ::-1])
