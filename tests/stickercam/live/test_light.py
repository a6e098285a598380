import numpy as np
import pytest

from stickercam.live.light import Light

NOISE = np.random.default_rng(3)


def room(level, spread=30.0):
    return np.clip(NOISE.normal(level, spread, (90, 160, 3)), 0, 255).astype(np.uint8)


def told(pictures, step=0.1):
    light = Light()
    return [light(picture, number * step) for number, picture in enumerate(pictures)]


@pytest.mark.parametrize(
    ("level", "spread", "words"),
    [
        (120, 30, None),
        (2, 1, "is the camera covered?"),
        (25, 10, "more light would help"),
        (60, 20, None),
    ],
)
def test_dark_and_covered_are_told_apart_after_a_while(level, spread, words):
    said = told([room(level, spread) for _ in range(40)])

    assert not any(said[:19]) and said[-1] == words


def test_a_picture_that_stands_still_is_said():
    assert told([room(120)] * 40)[-1] == "the camera's picture stands still"


def test_a_hand_before_the_lens_for_a_moment_is_nothing():
    pictures = [room(120) for _ in range(20)] + [room(2, 1) for _ in range(12)] + [room(120) for _ in range(20)]

    assert not any(told(pictures))
