import numpy as np

from stickercam.export.likeness import likeness, overlap


def test_equal_pictures_are_alike(dancer):
    assert likeness(dancer, dancer.copy()) == 1.0
    assert overlap(dancer[0], dancer[0]) == 1.0


def test_colour_that_cannot_be_seen_does_not_count(dancer):
    other = dancer.copy()
    other[other[..., 3] == 0, :3] = 200

    assert likeness(dancer, other) == 1.0


def test_more_noise_is_less_alike(dancer):
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 1, dancer[..., :3].shape)

    def shaken(size: float) -> np.ndarray:
        color = np.clip(dancer[..., :3] + size * noise, 0, 255).astype(np.uint8)
        return np.concatenate([color, dancer[..., 3:]], axis=-1)

    assert 1 > likeness(dancer, shaken(2)) > likeness(dancer, shaken(20)) > likeness(dancer, shaken(80))


def test_another_shape_overlaps_less(dancer):
    assert overlap(dancer[0], np.roll(dancer[0], 10, axis=1)) < 0.9
    assert overlap(dancer[0], np.zeros_like(dancer[0])) == 0
    assert overlap(np.zeros_like(dancer[0]), np.zeros_like(dancer[0])) == 1
