"""What flies about: a closed form of the time, so that any picture can be drawn alone, and a loop closes."""

from dataclasses import replace

import pytest

from stickercam.draw.art import read_art
from stickercam.draw.effects import Effects
from stickercam.draw.look import read_look
from stickercam.draw.measure import measure_take
from stickercam.draw.motion import Living, Motion
from stickercam.draw.paint import box_of
from tests.stickercam.draw.puppets import pose, take_of

LOOK = read_look("berry")
EFFECTS = Effects(LOOK, [(0.37 * k) % 1 for k in range(64)])
PERIOD = 3.0


def living(effect: str, time: float) -> Living:
    p = pose(r_elbow=(-0.9, -2.9), r_wrist=(-1.2, -3.4), l_ankle=(0.9, -1.1), l_knee=(0.6, -1.2))
    one = Motion(LOOK, read_art(LOOK), 0, PERIOD).step(p, measure_take(take_of([pose(), p]).poses)[1])
    one.figure.lift = 60.0
    return replace(one, effect=effect, effect_share=1.0, time=time, period=PERIOD)


def boxes(effect: str, time: float) -> list[tuple[float, ...]]:
    pieces = EFFECTS.pieces(living(effect, time))
    return [tuple(round(v, 3) for v in box_of([piece], 0.0)) for piece in pieces]


@pytest.mark.parametrize("effect", sorted(EFFECTS.kinds))
def test_an_effect_moves_and_a_loop_closes(effect: str):
    first = boxes(effect, 0.4)

    assert first and boxes(effect, 0.4 + PERIOD) == first
    assert effect in ("dashes",) or boxes(effect, 0.55) != first  # dashes hang under the body


@pytest.mark.parametrize("effect", sorted(EFFECTS.kinds))
def test_effects_stay_near_the_figure_and_are_few(effect: str):
    f = living(effect, 0.0).figure

    for step in range(12):
        found = boxes(effect, step * PERIOD / 12)
        assert len(found) <= 24
        for left, top, right, bottom in found:
            assert f.head.real - 300 < left < right < f.head.real + 300
            assert f.head.imag - 300 < top < bottom < 120


def test_without_an_action_nothing_flies():
    assert EFFECTS.pieces(replace(living("confetti", 0.0), effect="", effect_share=0.0)) == []
