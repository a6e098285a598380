"""Hard cuts in files: where the picture changes so much that the last place of the person means nothing."""

import numpy as np

from stickercam.system import import_cv2

# Between neighbouring frames of moving people, pans, fades and zooms one of the two stays below its limit (measured:
# fast pan 33 and .06, fade 8 and .40, jump zoom 58 and .24; hard cuts reach 55 and .55).
DIFFERENCE = 40.0  # mean absolute difference of 64 x 36 grey pictures
DISTANCE = 0.45  # Bhattacharyya distance of 16 x 8 hue-saturation histograms

ROWS, COLUMNS = 144, 256  # at least so many are looked at: averages of all pixels are the same and take longer


class Cuts:
    """Called with each picture in turn; True where it looks like another scene. A flash looks so too."""

    def __init__(self) -> None:
        self._grey: np.ndarray | None = None
        self._colours: np.ndarray | None = None

    def __call__(self, image: np.ndarray) -> bool:
        """image: (H, W, 3) uint8 RGB."""
        cv2 = import_cv2()
        height, width = image.shape[:2]
        some = image[:: max(1, height // ROWS), :: max(1, width // COLUMNS)]
        small = cv2.resize(some, (64, 36), interpolation=cv2.INTER_AREA)
        grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.int16)
        colours = cv2.calcHist([cv2.cvtColor(small, cv2.COLOR_RGB2HSV)], [0, 1], None, [16, 8], [0, 180, 0, 256])
        before, self._grey = self._grey, grey
        colours_before, self._colours = self._colours, colours
        if before is None or np.abs(grey - before).mean() <= DIFFERENCE:
            return False
        return cv2.compareHist(colours, colours_before, cv2.HISTCMP_BHATTACHARYYA) > DISTANCE
