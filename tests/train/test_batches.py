"""Batches depend on seed, step and size alone; whoever prepares them, errors and ends are orderly."""

import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from stickercam.errors import StickercamError, UsageError
from stickercam.models.geometry import crop_to_cells
from stickercam.models.heatmap import encode
from stickercam.train.augment import AugmentSettings
from stickercam.train.batches import Batch, Batches, targets
from stickercam.train.datasets import open_data
from stickercam.train.epochs import Epochs
from stickercam.train.sample import Dataset, Sample
from tests.train.people import STANDING, draw

ROOT = Path(__file__).parent.parent.parent


def people(number: int, *, name: str = "drawn", nobody: bool = False, masked: bool = False) -> list[Sample]:
    """Drawn people of sizes and places of their own."""
    rng = np.random.default_rng(len(name))
    made = []
    for row in range(number):
        joints = np.column_stack([STANDING + rng.normal(0, 4, (16, 2)), np.full(16, 2)]).astype(np.float32)
        image = np.full((200, 150, 3), 40 + row, np.uint8) if nobody else draw(joints[:, :2])
        mask = (image.max(2) > 50).astype(np.uint8) * 255
        box = np.concatenate([joints[:, :2].min(0), joints[:, :2].max(0)])
        joints = np.zeros((16, 3), np.float32) if nobody else joints
        made.append(Sample(lambda image=image: image, joints, box, nobody=nobody, name=f"{name} {row}",
                           mask=(lambda mask=mask: mask) if masked else None))  # fmt: skip
    return made


def equal(first: Batch, second: Batch) -> bool:
    return first.names == second.names and all(
        torch.equal(getattr(first, name), getattr(second, name)) for name in ("crops", "target", "weight")
    )


@pytest.fixture
def opened():
    """Makes Batches that are closed at the end."""
    made = []

    def opened(sets: list[Dataset] | None = None, batch: int = 4, **more) -> Batches:
        more = {"sigma": 2.0, "seed": 1} | more
        made.append(Batches(sets or [Dataset("drawn", people(10))], batch, **more))
        return made[-1]

    yield opened
    for batches in made:
        batches.close()


def test_a_batch_is_normalised_and_has_targets_where_the_joints_are(opened) -> None:
    batch = opened().at(0, 128)

    assert batch.crops.shape == (4, 3, 128, 128) and batch.crops.dtype == torch.float32
    assert batch.crops.is_contiguous(memory_format=torch.channels_last)
    assert batch.crops.min() >= -1 and batch.crops.max() <= 1
    assert batch.target.shape == (4, 16, 32, 32) and batch.weight.shape == (4, 16)
    assert batch.target.amax((2, 3)).max() > 0.9
    assert len(set(batch.names)) == 4 and batch.names[0].startswith("drawn ")


def test_targets_are_those_of_the_heatmap_code() -> None:
    xy = torch.from_numpy(np.random.default_rng(0).uniform(-10, 200, (3, 16, 2)).astype(np.float32))
    present = torch.rand(3, 16, generator=torch.Generator().manual_seed(0)) > 0.3

    made = targets(xy, present, 2.0, 192)

    expected = encode(crop_to_cells(xy), 2.0 * 48 / 64, 48) * present[:, :, None, None]
    assert torch.allclose(made, expected, atol=1e-6)


def test_a_batch_is_the_same_in_any_order_and_with_any_number_of_threads(opened) -> None:
    plain, busy = opened(), opened(workers=2)

    first = [plain.at(step, size) for step, size in ((0, 128), (7, 192), (3, 128))]
    again = [busy.at(step, size) for step, size in ((3, 128), (0, 128), (7, 192))]

    assert equal(first[0], again[1]) and equal(first[1], again[2]) and equal(first[2], again[0])
    assert not torch.equal(first[0].crops, first[2].crops)


def test_what_runs_ahead_is_what_is_asked_for_one_by_one(opened) -> None:
    batches = opened()

    run = batches.run(5, lambda step: 64 if step < 7 else 128)
    found = [next(run) for _ in range(4)]

    assert all(equal(batch, opened().at(5 + k, 64 if k < 2 else 128)) for k, batch in enumerate(found))


@pytest.mark.slow
def test_another_process_makes_the_same_batch(opened) -> None:
    code = """
import sys, hashlib, torch
torch.set_num_threads(1)
from stickercam.train.batches import Batches
from stickercam.train.sample import Dataset
from tests.train.test_batches import digest, people
print(digest(Batches([Dataset("drawn", people(10))], 4, sigma=2.0, seed=1).at(6, 128)))
"""

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)

    assert done.stdout.strip() == digest(opened().at(6, 128))


def digest(batch: Batch) -> str:
    import hashlib

    data = b"".join(tensor.contiguous().numpy().tobytes() for tensor in (batch.crops, batch.target, batch.weight))
    return hashlib.sha256(data + repr(batch.names).encode()).hexdigest()


def test_ranks_share_the_global_batch(opened) -> None:
    whole = opened(batch=6).at(2, 64)

    parts = [opened(batch=6, rank=rank, world=3).at(2, 64) for rank in range(3)]

    assert torch.equal(torch.cat([part.crops for part in parts]), whole.crops)
    assert torch.equal(torch.cat([part.target for part in parts]), whole.target)
    assert sum((part.names for part in parts), ()) == whole.names


def test_a_batch_that_ranks_cannot_share_is_refused(opened) -> None:
    with pytest.raises(UsageError, match="cannot be shared by 3 processes"):
        opened(batch=4, world=3)


def test_in_an_epoch_everybody_comes_as_often_as_the_weight_says() -> None:
    sets = [Dataset("a", people(10)), Dataset("b", people(8), weight=0.5), Dataset("c", people(4), weight=2.25)]
    epochs = Epochs(sets, 23, 0)

    drawn = [[tuple(pick) for step in range(epochs.steps) for pick in epochs.at(step + e * epochs.steps)[1].tolist()]
             for e in range(2)]  # fmt: skip

    assert epochs.steps == 1  # 10 + 4 + 9 people
    for epoch in drawn:
        counts = {name: [epoch.count((number, k)) for k in range(size)]
                  for number, (name, size) in enumerate((("a", 10), ("b", 8), ("c", 4)))}  # fmt: skip
        assert counts["a"] == [1] * 10
        assert sorted(counts["b"]) == [0] * 4 + [1] * 4
        assert sorted(counts["c"]) == [2, 2, 2, 3]
    assert drawn[0] != drawn[1]


def test_the_last_batch_of_an_epoch_is_full_and_nobody_is_left_out() -> None:
    epochs = Epochs([Dataset("a", people(10))], 4, 0)

    places = [epochs.at(step)[1][:, 1] for step in range(3)]

    assert epochs.steps == 3 and all(len(part) == 4 for part in places)
    assert sorted(np.concatenate(places)[:10].tolist()) == list(range(10))


def test_data_without_people_is_said() -> None:
    with pytest.raises(StickercamError, match="nobody to learn from in empty"):
        Epochs([Dataset("empty", [])], 4, 0)


def test_people_with_masks_get_rooms_behind_them(opened) -> None:
    sets = [Dataset("drawn", people(4, masked=True)), Dataset("rooms", people(3, name="room", nobody=True), weight=0.0)]
    plain = AugmentSettings(colour=0, grey=0, blur=0, patches=0, noise=0, jpeg=0, scale=0, shift=0, rotation=0)

    before = opened(sets, settings=replace(plain, background=0.0)).at(0, 128)
    behind = opened(sets, settings=replace(plain, background=1.0)).at(0, 128)

    changed = (before.crops - behind.crops).abs().amax(1) > 0.005
    assert 0.1 < changed.float().mean() < 0.9  # neither the people nor what lies beyond the pictures
    assert torch.equal(before.target, behind.target)


def test_an_error_while_preparing_reaches_who_uses_the_batches(opened) -> None:
    def broken():
        raise StickercamError("the photo x is broken", "mend it")

    samples = people(6)
    samples[3] = replace(samples[3], load=broken)
    batches = opened([Dataset("drawn", samples)], batch=6)

    with pytest.raises(StickercamError, match="the photo x is broken"):
        next(batches.run(0, lambda step: 64))


def test_closing_ends_every_thread_whenever_it_is_called(opened) -> None:
    before = set(threading.enumerate())
    running, waiting, unused = (opened(workers=1) for _ in range(3))
    runs = [running.run(0, lambda step: 64), waiting.run(0, lambda step: time.sleep(0.05) or 64)]
    first = [next(run) for run in runs]

    for batches in (running, waiting, unused):
        batches.close()
        batches.close()

    assert len(first) == 2 and set(threading.enumerate()) <= before
    with pytest.raises(RuntimeError, match="closed"):
        for _ in range(9):  # those that were ready may still be taken
            next(runs[0])


def test_leaving_the_loop_ends_its_thread(opened) -> None:
    before = set(threading.enumerate())
    for _ in opened().run(0, lambda step: 64):
        break

    deadline = time.monotonic() + 10
    while set(threading.enumerate()) - before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert set(threading.enumerate()) <= before


@pytest.mark.slow
def test_made_up_people_come_from_workers_once_and_are_those_of_no_worker(opened) -> None:
    helped, alone = (open_data("synthetic:3", "train", seed=5) for _ in range(2))
    batches = opened(helped, batch=3, workers=1)

    run = batches.run(0, lambda step: 64)
    found = [next(run) for _ in range(2)]

    assert all(equal(batch, opened(alone, batch=3).at(step, 64)) for step, batch in enumerate(found))
    assert len(helped[0].samples.made) == 3
    run.close()
    batches.ahead(5)
    assert not batches._people._asked  # nothing is left to be rendered


@pytest.mark.slow
def test_fresh_people_are_others_in_each_epoch_and_the_same_from_workers(opened) -> None:
    sets = open_data("fresh:2", "train", seed=5)
    alone, helped = opened(sets, batch=2), opened(sets, batch=2, workers=1)

    run = helped.run(0, lambda step: 64)
    found = [next(run) for _ in range(2)]

    expected = [alone.at(step, 64) for step in range(2)]
    assert all(equal(*pair) for pair in zip(found, expected, strict=True))
    assert alone.steps_per_epoch == 1
    order = [np.argsort(batch.names) for batch in expected]
    assert not torch.equal(expected[0].target[order[0]], expected[1].target[order[1]])
