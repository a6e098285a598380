"""What is wrong with a camera's pictures: covered, too dark, or always the same one."""

import numpy as np

EVERY = 0.25  # seconds between looks: it costs next to nothing, and nothing is gained from more
AFTER = 2.0  # seconds of it before it is said: hands pass before lenses
BLACK, FLAT = 8.0, 4.0  # mean level and its spread, of 255, below which a lens is covered
DARK = 40.0  # mean level below which a camera takes long exposures, and gives half as many pictures


class Light:
    """Called with pictures in order of time: words for what is wrong, None while nothing is."""

    def __init__(self) -> None:
        self._looked = self._began = -np.inf
        self._found: str | None = None
        self._before: np.ndarray | None = None

    def __call__(self, image: np.ndarray, now: float) -> str | None:
        """image: (H, W, 3) uint8 RGB."""
        if now - self._looked >= EVERY:
            self._looked = now
            found = self._look(image)
            if found != self._found:
                self._found, self._began = found, now
        return self._found if now - self._began >= AFTER else None

    def _look(self, image: np.ndarray) -> str | None:
        small = image[:: max(1, image.shape[0] // 36), :: max(1, image.shape[1] // 64), 1].copy()
        before, self._before = self._before, small
        if small.mean() < BLACK and small.std() < FLAT:
            return "is the camera covered?"
        if before is not None and np.array_equal(before, small):  # a sensor's noise never comes twice
            return "the camera's picture stands still"
        return "more light would help" if small.mean() < DARK else None
