"""The way in: styles, takes, what is refused, what is promised of every picture."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from stickercam.draw import character_names, draw_take, open_style
from stickercam.errors import UsageError
from stickercam.frames import Action, Pose, Take
from tests.stickercam.draw.puppets import motion, pose, take_of, without_legs

EDGE = [np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]]


def edge_alpha(picture: np.ndarray) -> int:
    return max(int(picture[edge][..., 3].max()) for edge in EDGE)


def box(picture: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is opaque."""
    ys, xs = np.nonzero(picture[..., 3] > 250)
    return int(xs.min()), int(ys.min()), int(xs.max()), int(ys.max())


def every(take: Take, step: int) -> Take:
    return take_of(take.poses[::step])


def test_a_picture_is_a_square_of_straight_rgba():
    picture = open_style(shadow=False).render(None, pose(), 160)

    assert picture.shape == (160, 160, 4) and picture.dtype == np.uint8
    rim = picture[(picture[..., 3] > 60) & (picture[..., 3] < 250)]
    assert len(rim) and rim[:, :3].min(-1).max() == 255


def test_the_same_take_and_seed_give_the_same_bytes():
    take, actions = every(motion("own/jumping_jack"), 4), [Action("jumping_jack", 0.0, None)]

    first, second = (draw_take(open_style(seed=3), take, 128, actions) for _ in range(2))

    assert np.array_equal(first, second)


def test_a_style_that_has_drawn_something_else_draws_the_same_after_a_reset():
    style, take = open_style(), every(motion("own/wave_right"), 6)
    first = draw_take(style, take, 128)
    draw_take(style, every(motion("own/squat"), 6), 128)

    again = draw_take(style, take, 128)
    style.reset()
    live = [style.render(None, p, 128) for p in take.poses[:3]]
    style.reset()
    live_again = [style.render(None, p, 128) for p in take.poses[:3]]

    assert np.array_equal(first, again)
    assert np.array_equal(live, live_again)
    assert not np.array_equal(live[0], first[0])  # the take's framing is forgotten too


@pytest.mark.parametrize(
    ("name", "action"), [("own/jump", "jump"), ("own/cheer", "hands_up"), ("m2m/backflip", None), ("own/run", None)]
)
def test_no_picture_of_a_take_is_cropped(name: str, action: str | None):
    actions = [Action(action, 0.0, None)] if action else []

    pictures = draw_take(open_style(), every(motion(name, 40), 5), 160, actions)

    assert max(edge_alpha(picture) for picture in pictures) == 0
    assert all(picture[..., 3].max() == 255 for picture in pictures)


def test_the_live_picture_keeps_whoever_jumps_about_inside():
    style = open_style()
    poses = motion("own/jumping_jack").poses[::3]
    wide = [Pose(p.xy + (300 * np.sin(k), -80 * (k % 3)), p.score, p.time) for k, p in enumerate(poses)]

    pictures = [style.render(None, p, 160, "hands_up") for p in wide]

    assert max(edge_alpha(picture) for picture in pictures) == 0


def test_a_take_keeps_one_scale():
    """The head is as large in the first picture as in every other: the framing does not follow the arms."""
    take = every(motion("own/cheer"), 8)

    pictures = draw_take(open_style(shadow=False), take, 192)

    shoes = [box(picture)[3] for picture in pictures]
    assert np.ptp(shoes) <= 8  # feet stand at one height, unless they hop


def test_the_progress_counts_the_pictures():
    seen = []
    draw_take(open_style(), every(motion("own/squat"), 12), 64, progress=lambda *told: seen.append(told))

    assert seen == [("drawing", k + 1, 5) for k in range(5)]


def test_a_take_without_poses_gives_no_pictures():
    assert draw_take(open_style(), Take((), None, (640, 480)), 64).shape == (0, 64, 64, 4)


def test_border_and_shadow_can_be_left_out():
    with_all = open_style().render(None, pose(), 160)
    bare = open_style(border=False, shadow=False).render(None, pose(), 160)
    no_shadow = open_style(shadow=False).render(None, pose(), 160)

    faint = [int(((picture[..., 3] > 0) & (picture[..., 3] < 100)).sum()) for picture in (with_all, no_shadow)]
    assert (bare[..., 3] > 0).sum() < (no_shadow[..., 3] > 0).sum() < (with_all[..., 3] > 0).sum()
    assert faint[1] < faint[0] / 4  # without the shadow only edge pixels are half transparent


def test_unknown_names_are_refused_with_the_known_ones():
    with pytest.raises(UsageError, match=r"there is no character grape: choose one of berry"):
        open_style(character="grape")
    with pytest.raises(UsageError, match=r"there is no style neon: choose one of character, skeleton"):
        open_style("neon")
    assert character_names()[0] == "berry"


@pytest.mark.parametrize("spoil", ["xy", "score", "time"])
def test_numbers_that_are_not_finite_are_refused_at_the_door(spoil: str):
    fields = {"xy": pose().xy.copy(), "score": pose().score.copy(), "time": 0.0}
    fields[spoil] = float("nan") if spoil == "time" else np.full_like(fields[spoil], np.nan)
    bad = Pose(**fields)

    with pytest.raises(ValueError, match="not finite"):
        open_style().render(None, bad, 64)
    with pytest.raises(ValueError, match="not finite"):
        draw_take(open_style(), take_of([bad]), 64)


# Whatever a network may say: joints anywhere, on one spot, outside the frame, unseen.
spots = arrays.arrays(np.float32, (16, 2), elements=st.floats(-2000, 2000, width=32), fill=st.floats(0, 640, width=32))
scores = arrays.arrays(np.float32, (16,), elements=st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0]))


@given(st.lists(st.tuples(spots, scores, st.floats(0, 0.5)), min_size=1, max_size=4))
def test_any_pose_is_drawn_whole(steps):
    style, time, pictures = _opened("berry"), 0.0, []
    style.reset()

    for xy, score, dt in steps:
        time += dt
        pictures.append(style.render(None, Pose(xy, score, time), 48, "wave"))

    assert all(edge_alpha(picture) == 0 and picture[..., 3].max() == 255 for picture in pictures)


@pytest.mark.parametrize("name", character_names()[1:])
@settings(max_examples=12)
@given(st.lists(st.tuples(spots, scores, st.floats(0, 0.5)), min_size=1, max_size=3))
def test_any_pose_is_drawn_whole_as_anybody(name: str, steps):
    style, time, pictures = _opened(name), 0.0, []
    style.reset()

    for xy, score, dt in steps:
        time += dt
        pictures.append(style.render(None, Pose(xy, score, time), 48, "hands_up"))

    assert all(edge_alpha(picture) == 0 and picture[..., 3].max() == 255 for picture in pictures)


@cache
def _opened(name: str):
    return open_style(character=name)


def test_nobody_at_all_is_a_figure_at_rest():
    nobody = Pose(np.zeros((16, 2), np.float32), np.zeros(16, np.float32), 0.0)

    picture = draw_take(open_style(), take_of([nobody]), 128)[0]

    left, _, right, _ = box(picture)
    assert abs((left + right) / 2 - 63.5) < 6


def test_few_colours_make_a_small_gif():
    picture = open_style(shadow=False).render(None, pose(), 512, "hands_up")
    solid = picture[picture[..., 3] == 255][:, :3]
    colors, counts = np.unique(solid, axis=0, return_counts=True)

    flat = counts[np.argsort(-counts)][:24].sum() / counts.sum()
    assert flat > 0.8 and len(colors) < 5000  # the rest are the edges between them


def test_a_desk_take_stands_still_below_the_chest():
    take = without_legs(every(motion("own/desk_talk"), 6))

    pictures = draw_take(open_style(), take, 192)

    floor = np.stack([picture[165:186, :, :3].astype(int) * (picture[165:186, :, 3:] > 250) for picture in pictures])
    assert np.abs(np.diff(floor, axis=0)).mean() < 1.5  # shoes in one place; a hand may hang there
