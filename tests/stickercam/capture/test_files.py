"""Files that cannot be read: one sentence, with a way out."""

import os
import struct

import pytest

from stickercam.capture import open_source
from stickercam.errors import StickercamError, UsageError

as_a_user = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")


def refusal(path) -> str:
    with pytest.raises(StickercamError) as caught:
        open_source(path)
    assert caught.value.way_out
    return str(caught.value)


def test_a_text_file_named_mp4(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_text("grüße\n" * 200)

    assert "a.mp4 is text, not a video" in refusal(path)


def test_an_empty_file(tmp_path):
    path = tmp_path / "a.mp4"
    path.touch()

    assert "a.mp4 is empty" in refusal(path)


def test_a_video_whose_index_was_never_written(tmp_path, write_video):
    path = write_video(tmp_path / "a.mp4", [i / 25 for i in range(50)])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])

    assert "a.mp4 is cut off before its index" in refusal(path)


def test_a_video_without_pictures(tmp_path):
    import av
    import numpy as np

    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.rate = 44100
        file.mux(stream.encode(frame))
        file.mux(stream.encode())

    assert "sound.mp4" in refusal(path)


def test_bytes_that_mean_nothing(tmp_path):
    path = tmp_path / "a.gif"
    path.write_bytes(bytes(range(256)) * 20)

    assert "a.gif is no video or picture that can be read here: convert it" in refusal(path)


def test_a_photo_cut_before_its_first_line(tmp_path):
    from PIL import Image

    path = tmp_path / "a.png"
    Image.new("RGB", (40, 30)).save(path)
    path.write_bytes(path.read_bytes()[:45])

    assert "a.png is cut off" in refusal(path)


def test_a_box_larger_than_can_be(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(struct.pack(">I4s8xI4sQ", 16, b"ftyp", 1, b"free", 2**64 - 1) + bytes(100))

    assert "a.mp4 is cut off before its index" in refusal(path)


@pytest.mark.parametrize("name", ["a.svg", "a.eps"])
def test_a_drawing(tmp_path, name):
    head = {"a.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>", "a.eps": "%!PS-Adobe-3.0 EPSF-3.0\n"}[name]
    path = tmp_path / name
    path.write_text(head + "%%BoundingBox: 0 0 9 9\n" * (name == "a.eps"))

    assert f"{name} is text, not a video" in refusal(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.mp4")

    assert "a.mp4 is a pipe or a device" in refusal(tmp_path / "a.mp4")


def test_a_link_to_nowhere(tmp_path):
    (tmp_path / "a.mp4").symlink_to("golf.mp4")

    assert "a.mp4 leads to golf.mp4, which was not found" in refusal(tmp_path / "a.mp4")


@pytest.mark.parametrize("name", ["a" * 300, "~nobody-of-this-name/a.mp4"])
def test_a_name_that_the_system_does_not_take(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)

    assert name in refusal(name)


def test_no_name_at_all_is_wrong_usage():
    with pytest.raises(UsageError, match="the source has no name"):
        open_source("")


def test_a_missing_file_with_a_near_miss(tmp_path):
    (tmp_path / "golf.mp4").touch()

    assert refusal(tmp_path / "glof.mp4").endswith(f"did you mean {tmp_path / 'golf.mp4'}?")


def test_a_missing_folder(tmp_path):
    assert f"the folder {tmp_path / 'nowhere'} does not exist" in refusal(tmp_path / "nowhere" / "a.mp4")


def test_a_word_that_is_neither_file_nor_camera(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert "there is no file and no camera called webcam" in refusal("webcam")


@as_a_user
@pytest.mark.parametrize("name", ["a.mp4", "", "b.mp4"])
def test_a_folder_that_may_not_be_read(tmp_path, name):
    folder = tmp_path / "locked"
    folder.mkdir()
    (folder / "a.mp4").touch()
    folder.chmod(0)

    assert "permission denied" in refusal(folder / name)
    folder.chmod(0o700)


@as_a_user
def test_a_file_that_may_not_be_read(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"x" * 100)
    path.chmod(0)

    assert "permission denied" in refusal(path)
