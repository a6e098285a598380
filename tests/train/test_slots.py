"""A card is given what a processor is given, from a cache that it holds, from one that it does not, or from neither."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from stickercam.errors import StickercamError
from stickercam.train.augment import AugmentSettings
from stickercam.train.augment.draws import draw_numbers
from stickercam.train.augment.host import Host
from stickercam.train.batches import Batches
from stickercam.train.cache import open_cache, prepare
from stickercam.train.datasets import open_data
from stickercam.train.sample import Dataset
from stickercam.train.slots import Slots
from tests.train.people import write_people
from tests.train.test_batches import people

SIZE = 128
PLAIN = AugmentSettings(colour=0.1, grey=0, blur=0, patches=0.5, noise=0, jpeg=0)
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("slots")
    spec = f"npz:{write_people(folder / 'drawn', 16)}"
    prepare([spec], folder / "cache", pixels=224, workers=1)
    return spec, folder / "cache"


def made(maker: Host | Slots, samples: list, settings: AugmentSettings = PLAIN) -> tuple[np.ndarray, np.ndarray]:
    numbers = draw_numbers(len(samples), np.random.default_rng(4))
    tensor, crops = maker.make(samples, numbers, size=SIZE, settings=settings)
    assert tensor.shape == (len(samples), 3, SIZE, SIZE) and tensor.dtype == torch.float32
    assert tensor.is_contiguous(memory_format=torch.channels_last)
    return (tensor.numpy() + 1) * 127.5, crops.xy


def test_a_held_cache_gives_the_processors_crops(data: tuple) -> None:
    sets = open_cache(data[1], "train")
    slots = Slots(sets, [], CPU)

    (one_by_one, xy), (at_once, held_xy) = made(Host([]), sets[0].samples), made(slots, sets[0].samples)

    assert len(slots.held) == 1 and slots.pixels == 224
    assert np.array_equal(xy, held_xy)
    gap = np.abs(one_by_one - at_once)
    assert gap.mean() < 0.5 and np.percentile(gap, 99) < 8  # the drawn bones have hard edges


def test_a_cache_that_does_not_fit_is_brought_up_and_gives_the_same(data: tuple) -> None:
    sets = open_cache(data[1], "train")
    held, brought = Slots(sets, [], CPU), Slots(sets, [], CPU)
    brought.held.clear()

    (first, _), (second, _) = made(held, sets[0].samples), made(brought, sets[0].samples)

    assert np.abs(first - second).max() < 1e-3


def test_people_of_a_cache_and_others_mix(data: tuple) -> None:
    cached, plain = open_cache(data[1], "train"), open_data(data[0], "train")
    mixed = cached[0].samples[:4] + plain[0].samples[4:8]

    (first, _), (second, _) = made(Slots(cached, [], CPU), mixed), made(Slots(plain, [], CPU), mixed)

    assert np.abs(first - second).max() < 3  # slots of 224 and of 320 pixels differ in rounding


def test_rooms_are_put_behind_people_with_masks() -> None:
    sets = [Dataset("drawn", people(4, masked=True)), Dataset("rooms", people(3, name="room", nobody=True))]
    settings = replace(PLAIN, background=1.0, patches=0)
    rooms = sets[1].samples

    (one_by_one, _), (at_once, _) = (
        made(maker, sets[0].samples, settings) for maker in (Host(rooms), Slots(sets, rooms, CPU))
    )
    without, _ = made(Host([]), sets[0].samples, settings)

    gap = np.abs(one_by_one - at_once)
    assert gap.mean() < 0.5 and np.percentile(gap, 99) < 8
    assert np.abs(one_by_one - without).mean() > 0.5


def test_a_damaged_cache_is_not_brought_to_a_card(data: tuple, tmp_path: Path) -> None:
    prepare([data[0]], tmp_path / "cache", pixels=64, workers=1)
    file = tmp_path / "cache" / "crops.u8"
    pictures = bytearray(file.read_bytes())
    pictures[5] ^= 1
    file.write_bytes(pictures)

    with pytest.raises(StickercamError, match=r"picture of .*p000\.jpg in the cache .* is damaged"):
        Slots(open_cache(tmp_path / "cache", "train"), [], CPU)


@pytest.mark.gpu
def test_batches_on_a_card_are_those_of_the_processor(data: tuple) -> None:
    sets = open_cache(data[1], "train")
    processor, card = (Batches(sets, 8, sigma=2.0, seed=0, device=device, settings=PLAIN) for device in ("cpu", "cuda"))

    run = card.run(3, lambda step: SIZE)
    found = [next(run) for _ in range(3)]

    for step, batch in enumerate(found, 3):
        expected = processor.at(step, SIZE)
        assert batch.crops.is_cuda and batch.names == expected.names
        assert (batch.crops.cpu() - expected.crops).abs().mean() < 0.01
        assert torch.allclose(batch.target.cpu(), expected.target, atol=1e-5)
    processor.close()
    card.close()
