"""What takes time."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stickercam.draw.springs import Clock, Ease, Latch, Spring, Tame


def test_a_spring_overshoots_by_its_formula():
    spring, damping = Spring(3.0, 0.3), 0.3
    spring.step(0j, 1 / 60)

    highest = max(spring.step(1 + 0j, 1 / 240).real for _ in range(240))

    assert highest - 1 == pytest.approx(math.exp(-math.pi * damping / math.sqrt(1 - damping**2)), abs=0.03)


@given(st.lists(st.floats(0.001, 0.25), min_size=1, max_size=60))
def test_a_spring_never_runs_away_however_slow_the_frames(steps):
    spring = Spring(4.0, 0.3)
    spring.step(0j, 0.0)

    assert all(abs(spring.step(1 + 0j, dt)) < 2.5 for dt in steps)


def test_an_ease_does_not_depend_on_the_frame_rate():
    slow, fast = Ease(0.2), Ease(0.2)
    slow.step(0.0, 0.0), fast.step(0.0, 0.0)

    at_10 = [slow.step(1.0, 0.1) for _ in range(5)][-1]
    at_50 = [fast.step(1.0, 0.02) for _ in range(25)][-1]

    assert at_10 == pytest.approx(at_50, abs=1e-9)


def test_a_latch_ignores_what_lasts_one_frame():
    latch = Latch(0.06)

    values = [latch.step(wanted, 1 / 30) for wanted in "aaabaaabbbbb"]

    assert "".join(values) == "aaaaaaaaabbb"


def test_tame_lets_slow_things_pass_and_shortens_leaps():
    tame = Tame(300.0)
    tame.step(0j, 0.0)

    assert tame.step(5 + 0j, 1 / 30) == 5
    assert tame.step(105 + 0j, 1 / 30) == pytest.approx(5 + 10 + 45)


@pytest.mark.parametrize("seconds", [1.3, 2.0, 3.7, 6.0])
def test_breath_blinks_and_glances_fit_a_loop(seconds: float):
    clock = Clock(5, seconds)

    for time in np.linspace(0, seconds, 50):
        assert clock.open_eyes(time) == pytest.approx(clock.open_eyes(time + seconds), abs=1e-6)
        assert clock.glance(time + 1e-4) == clock.glance(time + 1e-4 + seconds)
        assert clock.breath(time) == pytest.approx(clock.breath(time + seconds), abs=1e-9)


def test_eyes_blink_now_and_then_and_not_always_alike():
    times = np.arange(0, 30, 1 / 30)

    shut = [[Clock(seed, None).open_eyes(t) < 0.3 for t in times] for seed in (0, 1)]

    assert all(6 < np.diff(np.array(one).astype(int)).clip(0).sum() < 12 for one in shut)
    assert shut[0] != shut[1]
