import numpy as np
import pytest

from stickercam.live.canvas import Canvas, View

HINTS = (("space", "record"), ("q", "leave"))


def view(**changes):
    usual = {"camera": None, "character": None, "now": 0.0, "status": ("waking up", "wait"), "hints": HINTS}
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

    left = around(painted, canvas.camera, 0.1, 0.5)
    assert (left[2] > left[0]) == mirror


@pytest.mark.parametrize("shape", [16 / 9, 4 / 3, 9 / 16, 1.0])
@pytest.mark.parametrize("size", [(1280, 640), (480, 300), (800, 1000)])
def test_the_camera_keeps_its_shape_and_both_cards_fit(size, shape):
    canvas = Canvas(size, shape)

    cards = (canvas.camera, canvas.stage)

    assert canvas.camera.w / canvas.camera.h == pytest.approx(shape, rel=0.02)
    assert all(card.x >= 0 and card.x + card.w <= size[0] for card in cards)
    assert all(card.y >= 0 and card.y + card.h <= size[1] for card in cards)
    assert canvas.camera.x + canvas.camera.w < canvas.stage.x


@pytest.mark.parametrize("size", [(3000, 1), (1, 3000)])
def test_a_strip_of_a_picture_is_shown_too(size):
    canvas = Canvas((480, 300), size[1] / size[0])

    painted = canvas.paint(view(camera=np.full((*size, 3), 200, np.uint8)))

    assert np.all(around(painted, canvas.camera, 0.5, 0.5) == 200)


def test_the_character_stands_on_its_card_mirrored_too():
    canvas = Canvas()
    side = canvas.character_pixels
    character = np.zeros((side, side, 4), np.uint8)
    character[:, : side // 2] = (10, 200, 10, 255)

    painted = canvas.paint(view(character=character))

    assert tuple(around(painted, canvas.stage, 0.75, 0.5)) == (10, 200, 10)
    assert around(painted, canvas.stage, 0.25, 0.5)[2] > 200  # the ground is seen through


def test_a_character_of_another_size_is_scaled_into_its_card():
    canvas = Canvas()

    painted = canvas.paint(view(character=np.full((64, 64, 4), 255, np.uint8)))

    assert np.all(around(painted, canvas.stage, 0.1, 0.1) == 255)


def test_recording_is_seen_at_a_glance():
    canvas = Canvas()
    quiet = canvas.paint(view(camera=half_and_half(720, 1280))).copy()

    painted = canvas.paint(view(camera=half_and_half(720, 1280), recorded=(1.0, 3.0), status=("recording", "record")))

    edge = painted[canvas.camera.y + canvas.camera.h // 2, canvas.camera.x]
    assert edge[0] > 200 and edge[1] < 120
    assert not np.array_equal(quiet, painted)


def test_what_was_painted_once_is_gone_the_next_time():
    canvas = Canvas()
    before = canvas.paint(view()).copy()

    canvas.paint(view(countdown=1.5, message=("saved " + "a" * 300 + ".gif", "good"), fps=30.0))
    after = canvas.paint(view())

    assert np.array_equal(before, after)
    assert np.all(after[..., 3] == 255)
