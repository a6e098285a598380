"""What the followed person wears: when two people pass each other, places do not tell who is who, but clothes do."""

import numpy as np

from stickercam.frames import Frame, Pose
from stickercam.models.skeleton import L_HIP, L_SHOULDER, R_HIP, R_SHOULDER
from stickercam.system import import_cv2

BANDS, POINTS = 3, 8  # chest, waist and belly, 8 x 8 points of each
CORNERS = [R_SHOULDER, L_SHOULDER, R_HIP, L_HIP]
STRANGE = 26.0  # in the Lab space: two reds are 10 apart, red and orange 30; turning and folds give up to 15
DOUBT = 0.1  # seconds in other clothes until whoever wears the right ones is looked for ...
TRUST = 1.5  # ... and until they are believed to have changed
LEARN = 2.0  # seconds: light changes, and a jacket is opened


def colours(frame: Frame, pose: Pose, seen: float) -> np.ndarray | None:
    """(BANDS, 3) mean Lab colours of the trunk, L 0..100; None where it is not seen broadly.

    seen: score from which a joint counts.
    """
    if pose.score[CORNERS].min() < seen:
        return None
    a, b, c, d = pose.xy[CORNERS].astype(np.float64)
    if min(np.hypot(*(b - a)), 2 * np.hypot(*(d - c))) < 0.35 * np.hypot(*(c - a)):  # from the side
        return None
    across = np.linspace(0.2, 0.8, POINTS)[None, :, None]  # arms hang before the edges
    down = np.linspace(0.15, 0.9, BANDS * POINTS)[:, None, None]
    points = (1 - down) * ((1 - across) * a + across * b) + down * ((1 - across) * c + across * d)
    height, width = frame.image.shape[:2]
    x, y = np.clip(np.rint(points), 0, (width - 1, height - 1)).astype(int).transpose(2, 0, 1)
    cv2 = import_cv2()
    lab = cv2.cvtColor(frame.image[y, x].astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    return lab.reshape(BANDS, -1, 3).mean(1)


class Clothes:
    """Remembers colours, and tells when they are another's."""

    def __init__(self) -> None:
        self._known: np.ndarray | None = None
        self._time = 0.0
        self._strange_since: float | None = None

    def doubts(self, worn: np.ndarray | None, time: float) -> bool:
        """Whether these colours, (BANDS, 3) or None where unseen, have been another's for a while. Learns them if not.

        time: seconds, of the frame.
        """
        if worn is None:
            return False
        if self.strangeness(worn) < STRANGE:
            self._learn(worn, time)
            self._strange_since = None
            return False
        self._strange_since = time if self._strange_since is None else self._strange_since
        if time - self._strange_since > TRUST:
            self._known, self._strange_since = worn, None
            return False
        return time - self._strange_since >= DOUBT

    def strangeness(self, worn: np.ndarray) -> float:
        """Mean distance of the bands."""
        return 0.0 if self._known is None else float(np.linalg.norm(worn - self._known, axis=1).mean())

    def right(self, people: list[tuple[np.ndarray | None, Pose]]) -> Pose | None:
        """Who of these wears what is remembered."""
        sure = [(self.strangeness(worn), pose) for worn, pose in people if worn is not None]
        strangeness, best = min(sure, key=lambda pair: pair[0], default=(STRANGE, None))
        return best if strangeness < STRANGE / 2 else None

    def _learn(self, worn: np.ndarray, time: float) -> None:
        part = 1.0 if self._known is None else 1 - np.exp(-max(time - self._time, 0.0) / LEARN)
        self._known = worn if self._known is None else self._known + part * (worn - self._known)
        self._time = time
