"""Data sets of synthetic people, in the `npz` form that `stickercam.train.datasets` reads."""

import multiprocessing
import os
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from stickercam.errors import UsageError
from stickercam.models.skeleton import HEAD_TOP, UPPER_NECK
from stickercam.train.sample import with_absent
from stickercam.train.synth.output import folder_beside
from stickercam.train.synth.random_people import sample

SHARD = 27 * 2**20  # bytes of an archive of photos: small enough to be copied about one at a time
QUALITY = 92  # of the stored JPEGs; the pictures have been through a camera's own compression already


_Row = tuple[tuple[bytes, bytes], np.ndarray, np.ndarray]  # JPEG and PNG; joints (16, 3); box (4,)


def write_dataset(
    count: int,
    out: Path,
    *,
    seed: int = 0,
    size: int = 320,
    processes: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Writes `count` people and returns the folder: OUT/synthetic.npz with the labels and OUT/photos_00.zip, ...
    with NAME.jpg and its mask NAME.png (white = person), stored. Every tenth person is for validation. OUT must not
    exist or be empty.

    processes: how many render at once, None = one a core.  progress(done, total): called after each picture.
    """
    if count < 1:
        raise UsageError(f"a data set of {count} people is none", "ask for 1 or more")
    names = [f"{index:06d}.jpg" for index in range(count)]
    joints, boxes = np.zeros((count, 16, 3), np.float32), np.zeros((count, 4), np.float32)

    def pictures() -> Iterator[tuple[str, bytes]]:
        for index, (files, found, box) in enumerate(_rendered(count, (seed, size), processes)):
            joints[index], boxes[index] = found, box
            yield from zip((names[index], names[index].replace(".jpg", ".png")), files)
            if progress:
                progress(index + 1, count)

    with folder_beside(Path(out)) as folder:
        _write_archives(folder, pictures())
        np.savez_compressed(
            folder / "synthetic.npz", name=np.array(names), size=np.full((count, 2), size, np.int16),
            split=(np.arange(count) % 10 == 9).astype(np.int8), box=boxes, joints=joints,
            head_size=_head_size(joints), quality=np.int16(QUALITY),
        )  # fmt: skip
    return Path(out)


def _head_size(joints: np.ndarray) -> np.ndarray:
    """(N, 16, 3) -> (N,) pixels from the upper neck to the head's top, NaN where one is outside the picture."""
    ends = joints[:, [HEAD_TOP, UPPER_NECK]]
    length = np.linalg.norm(ends[:, 0, :2] - ends[:, 1, :2], axis=1)
    return np.where((ends[..., 2] > 0).all(1), length, np.nan).astype(np.float32)


def _write_archives(folder: Path, pictures: Iterator[tuple[str, bytes]]) -> None:
    """photos_00.zip, photos_01.zip, ..., each under SHARD bytes."""
    number, archive, used = 0, None, 0
    try:
        for name, data in pictures:
            if archive is None or used + len(data) > SHARD:
                if archive is not None:
                    archive.close()
                archive = zipfile.ZipFile(folder / f"photos_{number:02d}.zip", "w", zipfile.ZIP_STORED)
                number, used = number + 1, 0
            archive.writestr(name, data)
            used += len(data)
    finally:
        if archive is not None:
            archive.close()


def _rendered(count: int, drawn: tuple[int, int], processes: int | None) -> Iterator[_Row]:
    """Files, joints and box of person 0, 1, ..., in order; drawn: seed and size."""
    processes = min(processes or os.cpu_count() or 1, count)
    if processes == 1:
        yield from (_row(index, *drawn) for index in range(count))
        return
    # spawn: a forked child may inherit a lock that a thread of torch or OpenCV holds.
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), initializer=_alone) as pool:
        ahead = 8 * processes  # pictures asked for before the first is taken: bounds the memory
        waiting = [pool.submit(_row, index, *drawn) for index in range(min(ahead, count))]
        for index in range(count):
            yield waiting.pop(0).result()
            if index + ahead < count:
                waiting.append(pool.submit(_row, index + ahead, *drawn))


def _alone() -> None:
    cv2.setNumThreads(1)  # one process a core: more threads would only get in each other's way


def _row(index: int, seed: int, size: int) -> _Row:
    picture = sample(index, seed, size)
    solid = (picture.mask > 127).astype(np.uint8)
    _, photo = cv2.imencode(".jpg", picture.image[..., ::-1], (cv2.IMWRITE_JPEG_QUALITY, QUALITY))
    _, mask = cv2.imencode(".png", solid * 255, (cv2.IMWRITE_PNG_BILEVEL, 1))
    x, y, wide, high = cv2.boundingRect(solid)
    box = np.array([x, y, x + wide, y + high], np.float32)
    return (photo.tobytes(), mask.tobytes()), with_absent(picture.joints), box
