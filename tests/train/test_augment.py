"""Augmentation keeps joints where they are on the body."""

import numpy as np
import pytest

from stickercam.train.augment import AugmentSettings, augment
from stickercam.train.sample import Sample
from tests.train.people import STANDING, draw

PLAIN = AugmentSettings(colour=0.0, blur=0.0, patches=0.0, half_body=0.0, desk=0.0)


def person(image: np.ndarray | None = None, **more) -> Sample:
    image = draw(STANDING) if image is None else image
    joints = np.column_stack([STANDING, np.full(16, 2)]).astype(np.float32)
    return Sample(lambda: image, joints, np.array([40, 25, 110, 180], np.float32), **more)


@pytest.mark.parametrize(("joint", "partner"), [(15, 10), (1, 4)])
def test_a_dot_stays_under_its_joint_or_after_a_mirror_under_its_partner(joint: int, partner: int) -> None:
    image = np.zeros((200, 150, 3), np.uint8)
    x, y = STANDING[joint].astype(int)
    image[y - 2 : y + 3, x - 2 : x + 3] = 255

    found = {joint: 0, partner: 0}
    for seed in range(16):
        example = augment(person(image), 192, np.random.default_rng(seed), PLAIN)
        rows, columns = np.nonzero(example.crop[..., 0] > 140)  # the grey outside is 127
        gaps = np.linalg.norm(example.xy[[joint, partner]] - (columns.mean(), rows.mean()), axis=1)
        assert gaps.min() < 2.5
        found[(joint, partner)[gaps.argmin()]] += 1

    assert min(found.values()) >= 3  # both ways were seen


def test_mirroring_exchanges_the_sides() -> None:
    examples = [augment(person(), 192, np.random.default_rng(seed), PLAIN) for seed in range(20)]
    for example in examples:
        # Frontal and upright up to 36 degrees: the person's left shoulder is always to the right in the crop.
        assert example.xy[13, 0] > example.xy[12, 0]


def test_joints_beyond_the_crop_teach_absence() -> None:
    sample = person()
    close = AugmentSettings(half_body=1.0, desk=0.0, scale=0.0, shift=0.0, rotation=0.0)

    example = augment(sample, 192, np.random.default_rng(0), close)

    assert not example.present[[0, 5]].any() and (example.weight[[0, 5]] == 1).all()
    assert example.present[[8, 12, 13]].all()


def test_a_desk_crop_ends_in_grey_and_has_no_legs() -> None:
    desk = AugmentSettings(half_body=0.0, desk=1.0, rotation=0.0, colour=0.0, patches=0.0, blur=0.0)

    examples = [augment(person(), 192, np.random.default_rng(seed), desk) for seed in range(20)]

    assert all(not example.present[[0, 1, 4, 5]].any() for example in examples)
    assert all((example.weight[[0, 5]] == 1).all() for example in examples)
    assert sum((example.crop[-4:] == 127).all() for example in examples) >= 10


def test_unknown_joints_teach_nothing() -> None:
    sample = person()
    sample.joints[3] = 0

    example = augment(sample, 192, np.random.default_rng(3), PLAIN)

    unknown = np.flatnonzero(example.weight == 0)
    assert unknown.size == 1 and unknown[0] in (2, 3)
    assert not example.present[unknown].any()


def test_an_empty_room_teaches_empty_maps() -> None:
    sample = Sample(lambda: np.zeros((90, 120, 3), np.uint8), np.zeros((16, 3), np.float32),
                    np.array([0, 0, 120, 90], np.float32), nobody=True)  # fmt: skip

    example = augment(sample, 128, np.random.default_rng(0), AugmentSettings())

    assert not example.present.any() and (example.weight == 1).all()


@pytest.mark.parametrize("size", [128, 192, 256])
def test_the_same_seed_gives_the_same_crop(size: int) -> None:
    first, second = (augment(person(any_turn=True), size, np.random.default_rng(7), AugmentSettings()) for _ in "ab")

    assert np.array_equal(first.crop, second.crop) and np.array_equal(first.xy, second.xy)
