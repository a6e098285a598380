import numpy as np
import pytest

from stickercam.live.buttons import BUTTONS, Command, Face
from stickercam.live.canvas import Canvas
from stickercam.live.view import Shown, View

FACES = {button.command: Face(button.command) for button in BUTTONS}


def view(**changes):
    usual = {"camera": None, "character": None, "now": 0.0, "status": ("waking up", "wait"), "faces": FACES}
    return View(**(usual | changes))


def half_and_half(height, width):
    """Left half red, right half blue."""
    image = np.zeros((height, width, 3), np.uint8)
    image[:, : width // 2, 0] = image[:, width // 2 :, 2] = 200
    return image


def around(canvas, box, x, y):
    """The colour at a share (x, y) of a card."""
    return canvas[round(box.y + y * box.h), round(box.x + x * box.w), :3].astype(int)


@pytest.mark.parametrize("mirror", [True, False])
def test_the_camera_is_a_mirror_unless_it_is_told_not_to_be(mirror):
    canvas = Canvas()

    painted = canvas.paint(view(camera=half_and_half(720, 1280), mirror=mirror))

    left = around(painted, canvas.layout.camera, 0.1, 0.5)
    assert (left[2] > left[0]) == mirror


@pytest.mark.parametrize("shape", [16 / 9, 4 / 3, 9 / 16, 1.0])
@pytest.mark.parametrize("size", [(1280, 640), (480, 300), (800, 1000), (1280, 720)])
def test_the_camera_keeps_its_shape_and_both_cards_fit(size, shape):
    canvas = Canvas(size, shape)

    cards = (canvas.layout.camera, canvas.layout.stage)

    assert canvas.layout.camera.w / canvas.layout.camera.h == pytest.approx(shape, rel=0.02)
    assert all(card.x >= 0 and card.x + card.w <= size[0] for card in cards)
    assert all(card.y >= 0 and card.y + card.h <= size[1] for card in cards)
    assert canvas.layout.camera.x + canvas.layout.camera.w < canvas.layout.stage.x


@pytest.mark.parametrize("size", [(3000, 1), (1, 3000)])
def test_a_strip_of_a_picture_is_shown_too(size):
    canvas = Canvas((480, 300), size[1] / size[0])

    painted = canvas.paint(view(camera=np.full((*size, 3), 200, np.uint8)))

    assert np.all(around(painted, canvas.layout.camera, 0.5, 0.5) == 200)


def test_the_character_stands_on_its_card_mirrored_too():
    canvas = Canvas()
    side = canvas.layout.character_pixels
    character = np.zeros((side, side, 4), np.uint8)
    character[:, : side // 2] = (10, 200, 10, 255)

    painted = canvas.paint(view(character=character))

    assert tuple(around(painted, canvas.layout.stage, 0.75, 0.5)) == (10, 200, 10)
    assert around(painted, canvas.layout.stage, 0.25, 0.5)[2] > 200  # the ground is seen through


def test_a_character_of_another_size_is_scaled_into_its_card():
    canvas = Canvas()

    painted = canvas.paint(view(character=np.full((64, 64, 4), 255, np.uint8)))

    assert np.all(around(painted, canvas.layout.stage, 0.1, 0.1) == 255)


def test_recording_is_seen_at_a_glance():
    canvas = Canvas()
    quiet = canvas.paint(view(camera=half_and_half(720, 1280))).copy()

    painted = canvas.paint(view(camera=half_and_half(720, 1280), recorded=(1.0, 3.0), status=("recording", "record")))

    edge = painted[canvas.layout.camera.y + canvas.layout.camera.h // 2, canvas.layout.camera.x]
    assert edge[0] > 200 and edge[1] < 120
    assert not np.array_equal(quiet, painted)


def test_what_was_painted_once_is_gone_the_next_time():
    canvas = Canvas()
    before = canvas.paint(view()).copy()

    canvas.paint(view(countdown=1.5, message=("saved " + "a" * 300 + ".gif", "good"), facts=("30 fps",), help=True))
    after = canvas.paint(view())

    assert np.array_equal(before, after)
    assert np.all(after[..., 3] == 255)


@pytest.mark.parametrize("shape", [16 / 9, 4 / 3, 9 / 16])
@pytest.mark.parametrize("size", [(1280, 720), (480, 300), (800, 1000), (1920, 1080)])
def test_buttons_stand_on_the_canvas_and_on_nothing_else(size, shape):
    layout = Canvas(size, shape).layout

    boxes = [*layout.buttons.values(), *layout.strip, layout.camera, layout.stage]

    assert all(box.x >= 0 and box.x + box.w <= size[0] and box.y >= 0 and box.y + box.h <= size[1] for box in boxes)
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = one.x + one.w <= other.x or other.x + other.w <= one.x
            assert apart or one.y + one.h <= other.y or other.y + other.h <= one.y, (one, other)


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.command)
def test_a_click_on_a_button_is_its_command(button):
    layout = Canvas().layout

    assert layout.command_at(layout.buttons[button].centre, view()) == Command(button.command)


def test_a_click_on_the_picture_is_a_person_at_that_place_of_the_frame():
    layout = Canvas(shape=2.0).layout
    box = layout.camera
    at = (box.x + box.w * 0.25, box.y + box.h * 0.5)

    mirrored = layout.command_at(at, view(camera=np.zeros((100, 200, 3), np.uint8)))
    straight = layout.command_at(at, view(camera=np.zeros((100, 200, 3), np.uint8), mirror=False))

    assert mirrored == Command("person", pytest.approx((150, 50), abs=1))
    assert straight == Command("person", pytest.approx((50, 50), abs=1))


def test_a_click_on_a_saved_sticker_names_it_and_one_beside_everything_means_nothing(tmp_path):
    layout = Canvas().layout
    saved = (Shown(tmp_path / "a.gif", np.zeros((3, 128, 128, 4), np.uint8), 1.0),) * 2

    second = layout.command_at(layout.strip[2].centre, view(saved=saved, saving=(0.5,)))

    assert second == Command("show", 1)
    assert layout.command_at((2, 2), view(saved=saved)) is None


def test_any_click_takes_the_help_away():
    assert Canvas().layout.command_at((2, 2), view(help=True)) == Command("help")


def test_the_newest_sticker_plays_in_the_strip_and_the_others_rest(tmp_path):
    canvas = Canvas()
    pictures = np.stack([np.full((128, 128, 4), (level, 0, 0, 255), np.uint8) for level in (255, 0)])
    saved = (Shown(tmp_path / "a.gif", pictures, 1.0),) * 2

    first = canvas.paint(view(saved=saved, now=0.2)).copy()
    later = canvas.paint(view(saved=saved, now=0.7))

    newest, other = canvas.layout.strip[:2]
    moved = np.abs(first.astype(int) - later).max(axis=2) > 0
    assert not moved[other.y : other.y + other.h, other.x : other.x + other.w].any()
    assert moved[newest.y : newest.y + newest.h, newest.x : newest.x + newest.w].any()


def test_a_button_under_the_mouse_looks_pressable():
    canvas = Canvas()
    box = next(iter(canvas.layout.buttons.values()))
    before = canvas.paint(view()).copy()

    painted = canvas.paint(view(), box.centre)

    assert not np.array_equal(before, painted)
    assert np.array_equal(before, canvas.paint(view(), (1, 1)))
