"""Photos a second on their way to a network: the plain way, our input pipeline, and the whole training step.

    python benchmarks/training_input.py [PIXELS]

plain    loader workers decode a 1280x720 JPEG and warp it every time, with the same augmentation written for one person
prepare  the same photos cut out and stored, once: `stickercam train prepare`
input    our batches from that cache
step     the same with the network's training step (float32, no pretrained trunk)

Workers: one a core. Figures are medians of rounds in which the ways take turns, so that a busy machine disturbs all
alike. "cpu" is the time of all processes and threads together. The photos are made up, with a camera's noise.
"""

import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import torch
from machine import machine

from stickercam.models.configurations import NETWORKS, build
from stickercam.models.geometry import OUTSIDE, Roi, crop_matrix, crop_to_cells, frame_to_crop
from stickercam.models.heatmap import encode
from stickercam.models.skeleton import FLIP, UPPER_BODY
from stickercam.train.augment import AugmentSettings
from stickercam.train.batches import Batches
from stickercam.train.cache import open_cache, prepare
from stickercam.train.loss import heatmap_loss
from stickercam.train.sample import Dataset
from stickercam.train.synth import sample

PHOTOS, DRAWN, BATCH, ROUNDS = 128, 8, 32, 5
AGAIN = 8
STEPS = {"plain": 6, "input": 12, "step": 1}  # batches of a round
NETS = ("hourglass-lite", "simplebaseline-tiny")
PACKAGES = ("torch", "numpy", "opencv-python", "opencv-python-headless")
Timed = tuple[int, float, float]  # photos, seconds by the clock, seconds of the processors


def main() -> None:
    pixels = int(sys.argv[1]) if len(sys.argv) > 1 else 256
    cores = os.cpu_count() or 1
    cv2.setNumThreads(1)
    print(f"{machine(PACKAGES)}\ncrops of {pixels} pixels, batches of {BATCH}", end="\n\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = write_photos(folder / "photos") / 1000
        print(f"{PHOTOS} photos of 1280x720, {size:.0f} kB each\n")
        spec = f"npz:{folder / 'photos'}"
        once = [prepared(spec, folder / f"cache{number}", cores) for number in range(2)]
        sets = open_cache(folder / "cache0", "train")
        ways: dict[str, Callable[[], Timed]] = {
            "plain": partial(plain, folder / "photos", pixels, cores),
            "input": partial(ours, sets, pixels, cores),
        }
        ways |= {name: partial(step, name, sets, pixels) for name in NETS}
        rounds = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, way in ways.items():
                rounds[name].append(way())
        table({"plain": rounds.pop("plain"), "prepare, once": once, **rounds})


def table(rounds: dict[str, list[Timed]]) -> None:
    """Medians, and how many times the plain way."""
    print(f"{'':22} {'photos/s':>9} {'x plain':>8} {'cpu ms':>8} {'x plain':>8}")
    base = None
    for name, found in rounds.items():
        rate, cost = np.median([(photos / wall, 1e3 * cpu / photos) for photos, wall, cpu in found], axis=0)
        base = base or (rate, cost)
        print(f"{name:22} {rate:9.0f} {rate / base[0]:8.1f} {cost:8.2f} {base[1] / cost:8.1f}")


def write_photos(folder: Path) -> float:
    """Photos in the npz form; returns the bytes of one."""
    folder.mkdir()
    rng = np.random.default_rng(0)
    names, joints, sizes = [f"p{row:03}.jpg" for row in range(PHOTOS)], np.zeros((PHOTOS, 16, 3), np.float32), 0
    people = [sample(index, 0, 720) for index in range(DRAWN)]
    with zipfile.ZipFile(folder / "photos_00.zip", "w", zipfile.ZIP_STORED) as archive:
        for row, name in enumerate(names):
            person, left = people[row % DRAWN], int(rng.integers(0, 560))
            wide = cv2.copyMakeBorder(person.image, 0, 0, left, 560 - left, cv2.BORDER_REFLECT)
            noisy = np.clip(wide + rng.normal(0, 3, wide.shape), 0, 255).astype(np.uint8)
            data = cv2.imencode(".jpg", noisy[..., ::-1], (cv2.IMWRITE_JPEG_QUALITY, 90))[1].tobytes()
            archive.writestr(name, data)
            (folder / name).write_bytes(data)
            joints[row] = person.joints + (left, 0, 0) * (person.joints[:, 2:] > 0)
            sizes += len(data)
    low = np.where(joints[..., 2:] > 0, joints[..., :2], np.inf).min(1)
    boxes = np.concatenate([low, joints[..., :2].max(1)], 1)
    np.savez(folder / "made.npz", name=np.array(names), joints=joints, box=boxes, split=np.zeros(PHOTOS, np.int8),
             size=np.tile(np.array([1280, 720], np.int16), (PHOTOS, 1)))  # fmt: skip
    return sizes / PHOTOS


def cpu_seconds() -> float:
    """Of this process, its threads and the children that have ended."""
    return sum(os.times()[:4])


def clocked(batches: Iterator, steps: int, close: Callable[[], None]) -> Timed:
    """The clock starts after the first batch, when workers have begun; their time is known when they have ended."""
    before = cpu_seconds()
    next(batches)
    start = time.perf_counter()
    for _ in range(steps):
        next(batches)
    wall = time.perf_counter() - start
    close()
    # The first batch and those made ahead cost time too: it is shared by all that were used.
    return steps * BATCH, wall, (cpu_seconds() - before) * steps / (steps + 1)


def prepared(spec: str, out: Path, cores: int) -> Timed:
    """The photos several times over, or one would time little more than how long workers take to begin."""
    before, start = cpu_seconds(), time.perf_counter()
    prepare([spec] * AGAIN, out, workers=cores)
    return PHOTOS * AGAIN, time.perf_counter() - start, cpu_seconds() - before


def ours(sets: list[Dataset], pixels: int, cores: int) -> Timed:
    batches = Batches(sets, BATCH, sigma=2.0, seed=0, workers=cores)
    return clocked(batches.run(0, lambda step: pixels), STEPS["input"], batches.close)


def step(name: str, sets: list[Dataset], pixels: int) -> Timed:
    network = build(*NETWORKS[name]).to(memory_format=torch.channels_last).train()
    optimizer = torch.optim.AdamW(network.parameters(), 1e-3)
    batches = Batches(sets, BATCH, sigma=2.0, seed=0)

    def learned() -> Iterator[float]:
        for batch in batches.run(0, lambda step: pixels):
            loss = heatmap_loss(network(batch.crops), batch.target, batch.weight)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            yield float(loss.detach())

    return clocked(learned(), STEPS["step"], batches.close)


def plain(folder: Path, pixels: int, cores: int) -> Timed:
    loader = torch.utils.data.DataLoader(Plain(folder, pixels), BATCH, shuffle=True, num_workers=cores, drop_last=True)

    def endless() -> Iterator:
        while True:
            yield from loader

    batches = endless()
    return clocked(batches, STEPS["plain"], batches.close)


class Plain(torch.utils.data.Dataset):
    """The plain way: everything from the file, for one person after another."""

    def __init__(self, folder: Path, pixels: int) -> None:
        with np.load(folder / "made.npz") as labels:
            self.files = [str(folder / name) for name in labels["name"]]
            self.joints, self.boxes = labels["joints"].astype(np.float64), labels["box"].astype(np.float64)
        self.pixels = pixels

    def __len__(self) -> int:
        return BATCH * (max(STEPS.values()) + 2)  # one pass is enough for a round: workers begin once

    def __getitem__(self, index: int) -> tuple:
        rng, s, size = np.random.default_rng(index), AugmentSettings(), self.pixels
        row = index % len(self.files)
        image, joints, box = cv2.imread(self.files[row], cv2.IMREAD_COLOR_RGB), self.joints[row], self.boxes[row]
        way = rng.random()
        if way < s.half_body and (joints[UPPER_BODY, 2] > 0).sum() >= 4:
            upper = joints[list(UPPER_BODY)]
            upper = upper[upper[:, 2] > 0, :2]
            box = np.concatenate([upper.min(0), upper.max(0)])
        elif way < s.half_body + s.desk and joints[6, 2] and joints[7, 2]:
            edge = int(joints[7, 1] + (joints[6, 1] - joints[7, 1]) * rng.uniform(0.35, 1.35))
            image = image[: max(edge, 8)]
            box = np.array([box[0], box[1], box[2], edge + (edge - box[1]) * rng.uniform(0, 1.3)])
        side = max(*(box[2:] - box[:2]), 8.0) * (1 + 2 * rng.uniform(*s.margin)) * np.exp(rng.normal(0, s.scale))
        centre = (box[:2] + box[2:]) / 2 + rng.normal(0, s.shift, 2) * side
        roi = Roi(*centre, side, np.radians(np.clip(rng.normal(0, s.rotation), -36, 36)))
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        crop = cv2.warpAffine(image, crop_matrix(roi, size), (size, size), flags=flags, borderValue=(OUTSIDE,) * 3)
        xy = frame_to_crop(joints[:, :2], roi, size)
        crop = effects(crop, rng, s)
        present = (joints[:, 2] > 0) & ((xy > -0.5) & (xy < size - 0.5)).all(1) & (joints[:, 1] < image.shape[0])
        weight = np.where(joints[:, 2] > 1, 1.0, np.where(joints[:, 2] > 0, 0.5, 0.0)).astype(np.float32)
        if rng.random() < s.flip:
            crop = np.ascontiguousarray(crop[:, ::-1])
            xy = np.stack([size - 1 - xy[:, 0], xy[:, 1]], 1)[list(FLIP)]
            present, weight = present[list(FLIP)], weight[list(FLIP)]
        target = encode(crop_to_cells(xy.astype(np.float32)), 2.0 * size / 256, size // 4) * present[:, None, None]
        crop = torch.from_numpy(crop).permute(2, 0, 1).float() / 127.5 - 1
        return crop, torch.from_numpy(target.astype(np.float32)), torch.from_numpy(weight)


def effects(crop: np.ndarray, rng: np.random.Generator, s: AugmentSettings) -> np.ndarray:
    """The effects of `stickercam.train.augment` by their chances, the usual way."""
    size = crop.shape[0]
    if rng.random() < s.patches:
        for _ in range(rng.integers(1, 3)):
            wide, high = rng.integers(size // 12, size // 4, 2)
            x, y = rng.integers(0, size - wide), rng.integers(0, size - high)
            crop[y : y + high, x : x + wide] = rng.integers(0, 256, 3)
    if rng.random() < s.blur:
        crop = cv2.GaussianBlur(crop, (11, 11), rng.uniform(0.5, 1.8))
    if rng.random() < 0.8:
        vivid = np.exp(rng.normal(0, s.colour))
        mix = (vivid * np.eye(3) + (1 - vivid) * np.array([0.299, 0.587, 0.114])) * np.exp(rng.normal(0, s.colour))
        crop = cv2.transform(crop, np.column_stack([mix, np.full(3, rng.normal(0, 15))]))
    if rng.random() < s.noise:
        noise = rng.standard_normal(crop.shape, np.float32) * np.float32(rng.uniform(1.5, 6))
        crop = np.clip(crop + noise, 0, 255).astype(np.uint8)
    if rng.random() < s.jpeg:
        data = cv2.imencode(".jpg", crop[..., ::-1], (cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 85))))[1]
        crop = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)
    return crop


if __name__ == "__main__":
    main()
