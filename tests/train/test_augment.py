"""Augmentation keeps joints where they are on the body, and teaches absence where they are not to be seen."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stickercam.models.geometry import OUTSIDE, Roi, crop_matrix, frame_to_crop
from stickercam.models.skeleton import FLIP
from stickercam.train.augment import AugmentSettings, augment
from stickercam.train.augment.crops import into_crops, place_crops
from stickercam.train.augment.draws import NORMAL, UNIFORM, draw_numbers, rows_of
from stickercam.train.augment.effects import draw_effects, gaussian, motion
from stickercam.train.augment.host import changed, finished, paste
from stickercam.train.sample import ABSENT, Sample
from tests.train.people import STANDING, draw

PLAIN = AugmentSettings(colour=0, grey=0, blur=0, patches=0, noise=0, jpeg=0, half_body=0, desk=0)
STILL = replace(PLAIN, scale=0, shift=0, rotation=0, flip=0, margin=(0.2, 0.2))
SHAPE = (200, 150)


def person(image: np.ndarray | None = None, **more) -> Sample:
    image = draw(STANDING) if image is None else image
    joints = np.column_stack([STANDING, np.full(16, 2)]).astype(np.float32)
    return Sample(lambda: image, joints, np.array([40, 25, 110, 180], np.float32), **more)


def placed(people: list[Sample], settings: AugmentSettings, *, seed: int = 0, size: int = 192):
    numbers = draw_numbers(len(people), np.random.default_rng(seed))
    return place_crops(people, [SHAPE] * len(people), numbers, size=size, settings=settings)


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


@given(seed=st.integers(0, 2**32), full=st.floats(0, 1))
def test_every_joint_of_a_batch_lies_where_its_matrix_says(seed: int, full: float) -> None:
    people = [person(any_turn=True)] * 5
    crops = placed(people, AugmentSettings(any_turn=full), seed=seed)

    back = np.einsum("nij,nkj->nki", crops.matrix[:, :, :2], crops.xy) + crops.matrix[:, None, :, 2]

    mirrored = np.linalg.det(crops.matrix[:, :, :2]) < 0
    for row in range(5):
        expected = STANDING[list(FLIP)] if mirrored[row] else STANDING
        assert np.abs(back[row] - expected).max() < 1e-3


def test_the_matrices_of_a_batch_are_those_of_the_product() -> None:
    crops = placed([person()], replace(STILL, rotation=18.0), seed=3, size=256)
    turn = np.arctan2(crops.matrix[0, 1, 0], crops.matrix[0, 0, 0])
    roi = Roi(75.0, 102.5, 155 * 1.4, turn)

    expected = crop_matrix(roi, 256)

    assert abs(turn) > 0.01
    assert np.allclose(crops.matrix[0], expected)
    assert np.allclose(into_crops(STANDING[None], crops.matrix)[0], frame_to_crop(STANDING, roi, 256))


def test_a_mirrored_crop_is_the_crop_mirrored_with_the_sides_exchanged() -> None:
    rng = np.random.default_rng(1)
    image = cv2.GaussianBlur(rng.integers(0, 256, (200, 150, 3), dtype=np.uint8), (0, 0), 2)

    straight, mirrored = (
        augment(person(image), 192, np.random.default_rng(5), replace(PLAIN, flip=flip)) for flip in (0.0, 1.0)
    )

    assert np.abs(straight.crop[:, ::-1].astype(int) - mirrored.crop).max() <= 1
    assert np.allclose(191 - straight.xy[list(FLIP), 0], mirrored.xy[:, 0], atol=1e-4)
    assert np.allclose(straight.xy[list(FLIP), 1], mirrored.xy[:, 1], atol=1e-4)


def test_mirroring_exchanges_the_sides() -> None:
    examples = [augment(person(), 192, np.random.default_rng(seed), PLAIN) for seed in range(20)]
    for example in examples:
        # Frontal and upright up to 36 degrees: the person's left shoulder is always to the right in the crop.
        assert example.xy[13, 0] > example.xy[12, 0]


def test_aspect_is_never_stretched() -> None:
    crops = placed([person(any_turn=True)] * 64, AugmentSettings())

    along, across = np.moveaxis(crops.matrix[:, :, :2], 2, 0)

    assert np.allclose(np.linalg.norm(along, axis=1), np.linalg.norm(across, axis=1))
    assert np.allclose((along * across).sum(1), 0)


def test_full_turns_are_for_sets_whose_people_come_at_any_angle() -> None:
    settings = replace(PLAIN, any_turn=1.0, flip=0)

    turns = {}
    for any_turn in (False, True):
        matrix = placed([person(any_turn=any_turn)] * 200, settings).matrix
        turns[any_turn] = np.abs(np.degrees(np.arctan2(matrix[:, 1, 0], matrix[:, 0, 0])))

    assert turns[False].max() <= 36.001
    assert turns[True].max() > 170 and 70 < turns[True].mean() < 110


def test_the_margin_of_the_study_is_a_tenth_to_three_tenths() -> None:
    crops = placed([person()] * 300, replace(STILL, margin=(0.1, 0.3)), size=192)

    sides = np.linalg.norm(crops.matrix[:, :, 0], axis=1) * 192

    assert 155 * 1.2 <= sides.min() < 155 * 1.22 and 155 * 1.58 < sides.max() <= 155 * 1.6


def test_joints_beyond_the_crop_teach_absence() -> None:
    close = AugmentSettings(half_body=1.0, desk=0.0, scale=0.0, shift=0.0, rotation=0.0)

    example = augment(person(), 192, np.random.default_rng(0), close)

    assert not example.present[[0, 5]].any() and (example.weight[[0, 5]] == 1).all()
    assert example.present[[8, 12, 13]].all()


def test_a_desk_crop_ends_in_grey_and_has_no_legs() -> None:
    desk = AugmentSettings(half_body=0.0, desk=1.0, rotation=0.0)

    examples = [augment(person(), 192, np.random.default_rng(seed), desk) for seed in range(20)]

    assert all(not example.present[[0, 1, 4, 5]].any() for example in examples)
    assert all((example.weight[[0, 5]] == 1).all() for example in examples)
    assert sum((example.crop[-4:] == OUTSIDE).all() for example in examples) >= 10


def test_a_joint_that_lies_beyond_its_picture_teaches_absence() -> None:
    sample = person()
    sample.joints[0, :2] = (60, 215)  # the picture has 200 rows

    crops = placed([sample], replace(STILL, margin=(0.5, 0.5)))

    assert not crops.present[0, 0] and crops.weight[0, 0] == 1
    assert crops.present[0, 1]


def test_unknown_joints_teach_nothing_and_unsure_ones_half() -> None:
    sample = person()
    sample.joints[3] = 0
    sample.joints[9, 2] = 1

    crops = placed([sample], STILL)

    assert np.flatnonzero(crops.weight[0] == 0).tolist() == [3] and not crops.present[0, 3]
    assert np.flatnonzero(crops.weight[0] == 0.5).tolist() == [9] and crops.present[0, 9]


def test_a_joint_that_is_known_to_be_absent_teaches_an_empty_map_mirrored_or_not() -> None:
    sample = person()
    sample.joints[10] = (0, 0, ABSENT)  # the corner of the picture, which the crop may show

    for flip, joint in ((0.0, 10), (1.0, 15)):
        crops = placed([sample], replace(STILL, flip=flip, margin=(0.5, 0.5)))
        assert not crops.present[0, joint] and (crops.weight[0] == 1).all() and crops.present[0].sum() == 15


def test_lying_people_and_upside_down_ones_get_no_desk_crop() -> None:
    lying = person()
    lying.joints[:, :2] = lying.joints[:, 1::-1]

    crops = placed([lying] * 50, AugmentSettings(half_body=0.5, desk=0.5))

    assert (crops.height == SHAPE[0]).all()


def test_an_empty_room_teaches_empty_maps() -> None:
    sample = Sample(lambda: np.zeros((90, 120, 3), np.uint8), np.zeros((16, 3), np.float32),
                    np.array([0, 0, 120, 90], np.float32), nobody=True)  # fmt: skip

    example = augment(sample, 128, np.random.default_rng(0), AugmentSettings())

    assert not example.present.any() and (example.weight == 1).all()


@pytest.mark.parametrize("size", [128, 192, 256])
def test_the_same_seed_gives_the_same_crop(size: int) -> None:
    first, second = (augment(person(any_turn=True), size, np.random.default_rng(7), AugmentSettings()) for _ in "ab")

    assert np.array_equal(first.crop, second.crop) and np.array_equal(first.xy, second.xy)


def test_the_numbers_of_a_person_depend_on_its_place_in_the_batch_alone() -> None:
    whole = draw_numbers(8, np.random.default_rng(3))

    part = rows_of(whole, slice(4, 8))

    assert {name: values.shape for name, values in whole.items()} == {
        name: (8, count) for name, count in (UNIFORM | NORMAL).items()
    }
    assert np.array_equal(part["scale"], whole["scale"][4:])


def test_beyond_the_picture_it_is_the_grey_of_use_whatever_is_done_to_the_picture() -> None:
    settings = replace(STILL, margin=(0.5, 0.5), colour=0.5, blur=1, noise=1, jpeg=1, patches=1)
    numbers = draw_numbers(1, np.random.default_rng(2))
    crops = place_crops([person()], [SHAPE], numbers, size=192, settings=settings)

    crop = finished(person().load(), crops, draw_effects(numbers, 192, settings), row=0, size=192)

    left = into_crops(np.array([[(0.0, 0.0)]]), crops.matrix)[0, 0, 0]  # where the picture begins
    assert left > 10
    assert (crop[:, : int(left) - 2] == OUTSIDE).all() and (crop[90:100, 92:100] != OUTSIDE).any()


@pytest.mark.parametrize("effect", ["colour", "grey", "blur", "patches", "noise", "jpeg"])
def test_each_effect_changes_the_picture_and_leaves_its_middle_level(effect: str) -> None:
    rng = np.random.default_rng(0)
    crop = cv2.GaussianBlur(rng.integers(60, 196, (192, 192, 3), dtype=np.uint8), (0, 0), 1)
    settings = replace(PLAIN, **{effect: 0.1 if effect == "colour" else 1.0})
    numbers = draw_numbers(40, rng)

    effects, none = draw_effects(numbers, 192, settings), draw_effects(numbers, 192, PLAIN)

    made = [changed(crop.copy(), effects, row) for row in range(40)]
    assert sum(not np.array_equal(one, crop) for one in made) >= 25
    assert abs(np.mean([one.mean() for one in made]) - crop.mean()) < 12
    assert np.array_equal(changed(crop.copy(), none, 0), crop)


def test_kernels_keep_a_flat_picture_flat() -> None:
    kernels = [np.outer(gaussian(1.2), gaussian(1.2)), *(motion(5.0, angle) for angle in np.linspace(0, np.pi, 7))]

    assert np.allclose([kernel.sum() for kernel in kernels], 1, atol=1e-6)
    assert all((kernel >= 0).all() for kernel in kernels)


def test_a_pasted_room_is_behind_the_person_and_soft_at_its_edge() -> None:
    image, room = np.full((120, 90, 3), 200, np.uint8), np.full((60, 80, 3), 20, np.uint8)
    mask = np.zeros((120, 90), np.uint8)
    mask[40:100, 30:60] = 255

    pasted = paste(image, mask, room, np.array([0.5, 0.5, 0.5]))

    assert (pasted[60:80, 38:52] == 200).all() and (pasted[:30] == 20).all() and (pasted[:, 70:] == 20).all()
    edge = pasted[70, 24:36, 0].astype(int)
    assert (np.diff(edge) >= 0).all() and ((edge > 25) & (edge < 195)).sum() >= 2
