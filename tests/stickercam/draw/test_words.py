"""Captions and shouts."""

import numpy as np
import pytest

from stickercam.draw import draw_take, open_style
from stickercam.draw.caption import WIDE, caption, check_caption, missing_letters
from stickercam.errors import UsageError
from stickercam.frames import Action
from tests.stickercam.draw.puppets import motion, pose, take_of

COLORS = (0xFFFFD23F, 0xFF2A1A4A, 0xFFFFFFFF)


def test_short_words_stand_in_one_line_and_long_ones_in_two():
    short, long = caption("Yay", *COLORS), caption("love you to the moon and back, always and ever", *COLORS)

    assert short.width < WIDE / 2 and long.width < WIDE + 30
    assert long.height < 2.2 * short.height


def test_hebrew_and_accents_are_in_the_font_that_ships():
    assert missing_letters("Łódź, café, שלום!") == ""


def test_letters_that_no_font_has_are_named_and_not_drawn_as_boxes():
    with pytest.raises(UsageError, match="no font on this machine can draw “\U0001f8ff”"):
        check_caption("yay \U0001f8ff")


def test_a_caption_too_long_to_read_is_refused():
    with pytest.raises(UsageError, match="80 fit"):
        check_caption("ha" * 60)


def test_spaces_and_lines_of_a_caption_become_single_spaces():
    assert check_caption("  so\n much   fun ") == "so much fun"


def test_the_caption_stands_below_and_the_figure_above_it():
    take = take_of(pose(t / 20) for t in range(4))

    plain = draw_take(open_style(shadow=False), take, 256)[1]
    worded = draw_take(open_style(shadow=False, caption="Hello!"), take, 256)[1]

    yellow = np.abs(worded[..., :3].astype(int) - (0xFF, 0xD2, 0x3F)).max(-1) < 3
    ys, xs = np.nonzero(yellow & (worded[..., 3] == 255))
    wide = (xs > 80) & (xs < 176) & (ys > 215)
    assert wide.sum() > 300
    feet = np.nonzero((plain[..., 3] == 255).any(1))[0].max(), np.nonzero((worded[:205, :, 3] == 255).any(1))[0].max()
    assert feet[1] < feet[0] - 20  # it made room


def test_a_shout_pops_up_with_its_action_and_goes_with_it():
    take = take_of(pose(t / 20) for t in range(50))
    actions = [Action("hands_up", 0.5, 1.5)]

    pictures = draw_take(open_style(words=True, shadow=False), take, 192, actions)

    above = [(picture[:16, :, 3] > 250).sum() for picture in pictures]
    assert above[8] == 0 and max(above[14:28]) > 300 and above[45] == 0
    silent = draw_take(open_style(shadow=False), take, 192, actions)
    assert silent[20].shape == pictures[20].shape and not np.array_equal(silent[20], pictures[20])


def test_words_do_not_move_the_figure_within_a_take():
    take = motion("own/cheer")
    take = take_of(take.poses[::6])

    pictures = draw_take(open_style(words=True, shadow=False), take, 192, [Action("hands_up", 0.6, 1.4)])

    shoes = [np.nonzero((picture[..., 3] > 250).any(1))[0].max() for picture in pictures]
    assert np.ptp(shoes) <= 8
