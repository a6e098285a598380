import numpy as np
import pytest
from PIL import Image

from stickercam.capture import open_source
from stickercam.errors import StickercamError


def save(path, grey, size=(40, 30)):
    Image.new("RGB", size, (grey, grey, grey)).save(path)


def test_photos_come_in_the_order_in_which_people_count(tmp_path):
    for number in (10, 2, 1):
        save(tmp_path / f"img{number}.png", number * 20)

    with open_source(tmp_path) as source:
        frames = list(source)

    assert [int(frame.image[0, 0, 0]) for frame in frames] == [20, 40, 200]
    assert [frame.time for frame in frames] == pytest.approx([0, 0.1, 0.2])
    assert (source.size, source.count, source.fps) == ((40, 30), 3, 10)


def test_other_files_and_hidden_ones_do_not_count(tmp_path):
    save(tmp_path / "a.jpg", 100)
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "._a.jpg").write_bytes(b"\0\5\x16\7")
    (tmp_path / "b.png").mkdir()

    with open_source(tmp_path) as source:
        frames = list(source)

    assert len(frames) == 1 and source.note is None


def test_a_photo_of_another_size_is_fitted_without_stretching(tmp_path):
    save(tmp_path / "1.png", 200, (40, 30))
    save(tmp_path / "2.png", 200, (60, 90))

    with open_source(tmp_path) as source:
        _, second = list(source)

    assert second.image.shape == (30, 40, 3)
    assert np.all(second.image[:, 11:29] > 190) and np.all(second.image[:, :9] == 127)


def test_a_broken_photo_is_left_out_and_named(tmp_path):
    save(tmp_path / "1.png", 10)
    (tmp_path / "2.png").write_bytes((tmp_path / "1.png").read_bytes()[:30])
    save(tmp_path / "3.png", 30)

    with open_source(tmp_path) as source:
        frames = list(source)

    assert [frame.index for frame in frames] == [0, 2]
    assert source.note == "1 of 3 pictures could not be read: 2.png"


def test_a_folder_without_pictures_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("hello")

    with pytest.raises(StickercamError, match=r"holds no pictures: put \.jpg or \.png files into it"):
        open_source(tmp_path)
