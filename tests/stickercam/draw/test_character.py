"""How it looks: golden pictures, and the file that a character is."""

import numpy as np
import pytest

from stickercam.draw import character_names, draw_take, open_style
from stickercam.draw.art import read_art
from stickercam.draw.effects import Effects
from stickercam.draw.face import Face
from stickercam.draw.look import read_look
from stickercam.frames import Action
from tests.stickercam.draw.puppets import check_golden, motion, pose, take_of, without_legs

MOMENTS = {  # name -> motion, turn in degrees, action, which part of the take
    "berry_wave": ("own/wave_right", 0.0, "wave", 0.45),
    "berry_jump": ("own/jump", 0.0, "jump", 0.55),
    "berry_dab": ("own/dab", 0.0, "dab", 0.5),
    "berry_squat": ("own/squat", 0.0, "squat", 0.5),
    "berry_heart": ("own/heart_overhead", 0.0, "heart", 0.5),
    "berry_kick_aside": ("own/kick_right", 50.0, "kick", 0.45),
    "berry_from_behind": ("own/cheer", 180.0, "hands_up", 0.6),
}


# One moment of each of the others: a part that swings, a turn, a single body, hands at the head.
OTHERS = {
    "astronaut": ("own/wave_right", 0.0, "wave", 0.45),
    "cat": ("own/dance_disco", 0.0, "dance", 0.5),
    "dino": ("own/cheer", 0.0, "hands_up", 0.55),
    "frog": ("own/squat", 0.0, "squat", 0.5),
    "ghost": ("own/heart_overhead", 0.0, "heart", 0.5),
    "pizza": ("own/dab", 0.0, "dab", 0.5),
    "robot": ("own/kick_right", 50.0, "kick", 0.45),
    "skater": ("own/cheer", 180.0, "hands_up", 0.6),
}


@pytest.mark.parametrize("name", OTHERS)
def test_every_character_looks_as_it_did(name: str):
    clip, degrees, action, part = OTHERS[name]
    take = motion(clip, degrees)
    style = open_style(character=name)
    style.prepare(take, 256, [Action(action, 0.0, None)])

    picture = style.render(None, take.poses[int(part * len(take.poses))], 256)

    check_golden(picture, name)


@pytest.mark.parametrize("name", MOMENTS)
def test_a_moment_looks_as_it_did(name: str):
    clip, degrees, action, part = MOMENTS[name]
    take = motion(clip, degrees)
    style = open_style()
    style.prepare(take, 256, [Action(action, 0.0, None)])

    picture = style.render(None, take.poses[int(part * len(take.poses))], 256)

    check_golden(picture, name)


def test_a_desk_looks_as_it_did():
    take = without_legs(motion("own/desk_talk"))

    check_golden(draw_take(open_style(shadow=False), take_of(take.poses[:20]), 128)[-1], "berry_desk")


def test_a_live_picture_looks_as_it_did():
    check_golden(open_style().render(None, pose(), 192), "berry_live")


@pytest.mark.parametrize("name", character_names())
def test_a_characters_file_names_only_what_there_is(name: str):
    look = read_look(name)
    face, effects = Face(look, read_art(look)), Effects(look, [0.5] * 64)

    assert {kinds["eyes"] for kinds in look.expressions.values()} <= {*face.eyes, "shades"}
    assert {kinds["mouth"] for kinds in look.expressions.values()} <= set(face.mouths)
    assert set(look.actions.values()) <= set(look.expressions) and "smile" in look.expressions
    assert set(look.effects.values()) <= set(effects.kinds)


def test_every_action_that_is_recognised_has_a_face():
    from stickercam.actions import NAMES

    assert set(NAMES) <= set(read_look("berry").actions)


@pytest.mark.parametrize("expression", list(read_look("berry").expressions))
def test_expressions_differ_in_the_face(expression: str):
    look = read_look("berry")
    action = next((a for a, face in look.actions.items() if face == expression and a not in look.effects), None)
    if action is None:
        action = next(a for a, face in look.actions.items() if face == expression)
    calm = open_style().render(None, pose(), 128)

    picture = open_style().render(None, pose(), 128, action)

    changed = np.abs(picture[30:70].astype(int) - calm[30:70]).max(-1) > 60
    assert changed.sum() > 60 or expression == "smile"
