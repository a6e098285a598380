import numpy as np
import pytest
from PIL import Image

from stickercam.capture import open_source

DELAYS = [100, 40, 250, 60]


def coloured(colour, mode="RGB", size=(40, 30)):
    return Image.new(mode, size, colour)


def write_animation(path, delays=DELAYS, **options):
    pictures = [coloured((60 * i, 0, 200)) for i in range(len(delays))]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=delays, loop=0, **options)
    return path


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.png"])
def test_an_animation_keeps_its_unequal_delays(tmp_path, name):
    path = write_animation(tmp_path / name)

    with open_source(path) as source:
        frames = list(source)

    assert [frame.time for frame in frames] == pytest.approx([0, 0.1, 0.14, 0.39])
    assert (source.size, source.count, source.fps, source.live, source.note) == ((40, 30), 4, None, False, None)
    assert source.seconds == pytest.approx(0.45)
    assert [int(frame.image[5, 5, 0]) for frame in frames] == pytest.approx([0, 60, 120, 180], abs=4)


def test_delays_that_no_browser_obeys_count_as_a_tenth_of_a_second(tmp_path):
    path = write_animation(tmp_path / "a.gif", [0, 10, 20])

    with open_source(path) as source:
        times = [frame.time for frame in source]

    assert times == pytest.approx([0, 0.1, 0.2])


def test_an_animated_png_hides_the_picture_for_old_programs(tmp_path):
    path = tmp_path / "a.png"
    shown = [coloured((0, 100 * i, 0)) for i in range(2)]
    coloured((255, 0, 0)).save(path, save_all=True, append_images=shown, duration=[50, 70], default_image=True)

    with open_source(path) as source:
        frames = list(source)

    assert [tuple(int(c) for c in frame.image[0, 0]) for frame in frames] == [(0, 0, 0), (0, 100, 0)]
    assert source.seconds == pytest.approx(0.12)


def test_a_transparent_picture_stands_on_grey(tmp_path):
    path = tmp_path / "a.png"
    coloured((255, 0, 0, 0), "RGBA").save(path)

    with open_source(path) as source:
        image = next(source).image

    assert image.shape == (30, 40, 3)
    assert np.all(image == 127)


def test_a_photo_is_one_frame_turned_as_its_exif_says(tmp_path):
    path = tmp_path / "a.jpg"
    photo = coloured((0, 0, 0))
    photo.paste((255, 255, 255), (0, 0, 40, 5))  # a bright bar at the top as stored
    exif = Image.Exif()
    exif[0x0112] = 6  # shown after a quarter turn clockwise
    photo.save(path, exif=exif, quality=95)

    with open_source(path) as source:
        (frame,) = list(source)

    assert (source.size, source.count, frame.time) == ((30, 40), 1, 0.0)
    assert frame.image[20, 28].mean() > 200 and frame.image[20, 2].mean() < 50


@pytest.mark.parametrize(("name", "kind"), [("a.jpg", "MPO"), ("a.tif", "TIFF")])
def test_what_lies_behind_a_photo_in_its_file_is_not_played(tmp_path, name, kind):
    """The small preview that cameras keep there, the further pages of a scan."""
    preview = coloured((0, 0, 0), size=(20, 15))
    coloured((200, 200, 200)).save(tmp_path / name, format=kind, save_all=True, append_images=[preview])

    with open_source(tmp_path / name) as source:
        frames = list(source)

    assert (len(frames), source.count, source.seconds) == (1, 1, None)
    assert frames[0].image.shape == (30, 40, 3)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "CMYK", "1"])
def test_every_kind_of_photo_becomes_rgb(tmp_path, mode):
    path = tmp_path / ("a.tif" if mode == "CMYK" else "a.png")
    coloured((90, 90, 90)).convert(mode).save(path)

    with open_source(path) as source:
        image = next(source).image

    assert image.shape == (30, 40, 3) and image.dtype == np.uint8


def test_sixteen_bits_are_scaled_not_clipped(tmp_path):
    path = tmp_path / "a.png"
    Image.fromarray(np.full((30, 40), 32768, np.uint16)).save(path)

    with open_source(path) as source:
        image = next(source).image

    assert abs(int(image[0, 0, 0]) - 127) <= 1


def test_sixteen_bits_are_turned_upright_too(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(np.full((30, 40), 32768, np.uint16)).save(tmp_path / "a.png", exif=exif)

    with open_source(tmp_path / "a.png") as source:
        assert source.size == (30, 40)


def test_a_gif_damaged_behind_its_first_picture_is_a_photo(tmp_path):
    """Pillow raises IndexError where a block should begin."""
    path = tmp_path / "a.gif"
    coloured((90, 90, 90)).save(path)
    path.write_bytes(path.read_bytes()[:-1] + b"!")

    with open_source(path) as source:
        frames = list(source)

    assert (len(frames), source.count) == (1, 1)


def test_a_gif_cut_in_the_middle_is_read_up_to_there_and_says_so(tmp_path):
    path = tmp_path / "a.gif"
    noise = np.random.default_rng(0).integers(0, 256, (8, 60, 80, 3), np.uint8)
    pictures = [Image.fromarray(picture) for picture in noise]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=50)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])

    with open_source(path) as source:
        frames = list(source)

    assert 2 <= len(frames) <= 5
    assert source.note.startswith("a.gif is cut off: ")
