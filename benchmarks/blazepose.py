"""MediaPipe's pose network as its own pipeline runs it: no benchmark itself, `peers.py` starts it as a process.

    PYTHON benchmarks/blazepose.py pose_landmark_full.tflite

PYTHON has ai-edge-litert, numpy and OpenCV (an environment of its own). The file lies in the wheel of mediapipe
0.10.21, below modules/pose_landmark. Records come and go through the standard streams, pickled, one at a time: in
(image (H, W, 3) uint8 RGB, box, way), out (joints (12, 2) in pixels, milliseconds by the clock, of the processor).

As in MediaPipe's graphs: crops have black outside, input x / 255; landmarks 33 and 34 steer the next crop, centre at
33, side 2 x 1.25 x their distance, turned until 34 is above 33; a landmark moves to the centre of mass of the 7 x 7
cells about it where its heatmap is sure (0.5) there.
"""

import pickle
import sys
import time

import cv2
import numpy as np

SIZE, CELLS = 256, 64
FIRST = 1.75  # side of the first crop over the longer side of a given box: the best for this network (1.25 loses 15)
NEXT = 1.25  # MediaPipe's scale of the square that landmarks 33 and 34 say
SURE, WINDOW = 0.5, 3  # of a heatmap, and cells to each side
MIDDLE, ABOVE = 33, 34
# Ankle, knee, hip of the person's right, hip, knee, ankle of the left, then wrist, elbow, shoulder and back.
LIMBS = (28, 26, 24, 23, 25, 27, 16, 14, 12, 11, 13, 15)
WAYS = ("one pass", "two passes", "four turns")


class BlazePose:
    """The network on one thread."""

    def __init__(self, path: str) -> None:
        from ai_edge_litert.interpreter import Interpreter  # of the other environment: `peers.py` reads WAYS in ours

        self.network = Interpreter(model_path=path, num_threads=1)
        self.network.allocate_tensors()
        self.input = self.network.get_input_details()[0]["index"]
        shapes = {tuple(entry["shape"][1:]): entry["index"] for entry in self.network.get_output_details()}
        self.landmarks, self.person, self.heatmaps = shapes[195,], shapes[1,], shapes[CELLS, CELLS, 39]

    def pass_(self, image: np.ndarray, square: tuple[float, float, float, float]) -> tuple[np.ndarray, float]:
        """square: centre x, y, side, turn -> (39, 2) landmarks, pixels of the image, and how surely it is a person."""
        x, y, side, turn = square
        cos, sin = np.cos(turn) * side / SIZE, np.sin(turn) * side / SIZE
        turned = np.array([[cos, -sin], [sin, cos]])
        matrix = np.column_stack([turned, (x, y) - turned @ np.full(2, (SIZE - 1) / 2)])
        crop = cv2.warpAffine(image, matrix, (SIZE, SIZE), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
        self.network.set_tensor(self.input, np.multiply(crop[None], np.float32(1 / 255), dtype=np.float32))
        self.network.invoke()
        points = self.network.get_tensor(self.landmarks).reshape(39, 5)[:, :2].astype(np.float64)
        refine(points, self.network.get_tensor(self.heatmaps)[0])
        return points @ turned.T + matrix[:, 2], float(self.network.get_tensor(self.person)[0, 0])

    def person_in(self, image: np.ndarray, box: np.ndarray, way: str) -> np.ndarray:
        """(12, 2) joints. "four turns": the surest of four upright or turned first crops stands for its detector,
        which turns people upright; then the second pass."""
        x, y, side = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, FIRST * max(box[2] - box[0], box[3] - box[1])
        turns = np.arange(4) * np.pi / 2 if way == "four turns" else (0.0,)
        points, _ = max((self.pass_(image, (x, y, side, turn)) for turn in turns), key=lambda found: found[1])
        if way != "one pass":
            points, _ = self.pass_(image, following(points))
        return points[list(LIMBS)]


def refine(points: np.ndarray, heatmaps: np.ndarray) -> None:
    """Those of (39, 2) landmarks, in crop pixels, that are used here. heatmaps: (64, 64, 39) before the sigmoid."""
    for number in (*LIMBS, MIDDLE, ABOVE):
        column, row = (points[number] * (CELLS / SIZE)).astype(int)
        if not (0 <= column < CELLS and 0 <= row < CELLS):
            continue
        top, left = max(row - WINDOW, 0), max(column - WINDOW, 0)
        patch = 1 / (1 + np.exp(-heatmaps[top : row + WINDOW + 1, left : column + WINDOW + 1, number]))
        if patch.max() >= SURE:
            x = patch.sum(0) @ np.arange(left, left + patch.shape[1])
            y = patch.sum(1) @ np.arange(top, top + patch.shape[0])
            points[number] = np.array([x, y]) / patch.sum() * (SIZE / CELLS)


def following(points: np.ndarray) -> tuple[float, float, float, float]:
    """The square of the next pass."""
    dx, dy = points[ABOVE] - points[MIDDLE]
    return (*points[MIDDLE], max(2 * NEXT * float(np.hypot(dx, dy)), 1.0), float(np.arctan2(dx, -dy)))


def main() -> None:
    if len(sys.argv) < 2:
        return
    cv2.setNumThreads(1)
    peer, answers = BlazePose(sys.argv[1]), sys.stdout.buffer
    while True:
        try:
            image, box, way = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        wall, cpu = time.perf_counter(), time.process_time()
        joints = peer.person_in(image, box, way)
        pickle.dump((joints, 1e3 * (time.perf_counter() - wall), 1e3 * (time.process_time() - cpu)), answers)
        answers.flush()


if __name__ == "__main__":
    main()
