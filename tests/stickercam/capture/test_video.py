import numpy as np
import pytest

from stickercam.capture import open_source
from stickercam.capture.video import OtherVideo
from stickercam.errors import StickercamError

UNEVEN = [0.0, 0.04, 0.08, 0.2, 0.24, 0.5, 0.9, 1.0]
STEADY = [i / 25 for i in range(100)]


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "libx264"), ("a.mkv", "libx264"), ("a.webm", "libvpx-vp9")])
def test_frames_carry_their_true_times_where_the_rate_varies(tmp_path, write_video, name, codec):
    path = write_video(tmp_path / name, UNEVEN, codec=codec)

    with open_source(path) as source:
        frames = list(source)

    assert [frame.time for frame in frames] == pytest.approx(UNEVEN, abs=0.002)
    assert [frame.index for frame in frames] == list(range(8))
    assert source.note is None


def test_pictures_are_rgb_and_the_announced_figures_are_right(tmp_path, write_video):
    path = write_video(tmp_path / "a.mp4", STEADY, size=(160, 90))

    with open_source(str(path)) as source:
        frame = list(source)[20]

    assert (source.size, source.fps, source.count, source.live, source.name) == ((160, 90), 25, 100, False, "a.mp4")
    assert frame.image.shape == (90, 160, 3) and frame.image.dtype == np.uint8
    assert abs(frame.image.astype(int) - 100).max() <= 3


def test_red_stays_red(tmp_path):
    import av

    path = tmp_path / "red.mp4"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=10)
        stream.width = stream.height = 64
        red = np.zeros((64, 64, 3), np.uint8)
        red[..., 0] = 200
        for _ in range(3):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(red)))
        file.mux(stream.encode())

    with open_source(path) as source:
        r, g, b = next(source).image[32, 32]

    assert r > 180 and g < 20 and b < 20


def test_a_turned_video_stands_upright(tmp_path, write_video, turn_video):
    path = turn_video(write_video(tmp_path / "phone.mp4", STEADY[:5], size=(160, 90)))

    with open_source(path) as source:
        image = next(source).image

    assert source.size == (90, 160)
    assert image.shape == (160, 90, 3)


@pytest.mark.parametrize(("name", "options"), [("a.mp4", {"movflags": "faststart"}), ("a.mkv", None)])
def test_a_video_cut_in_the_middle_is_read_up_to_there_and_says_so(tmp_path, write_video, name, options):
    path = write_video(tmp_path / name, STEADY, options=options)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * 0.7)])

    with open_source(path) as source:
        frames = list(source)

    assert 10 < len(frames) < 95
    assert source.note.startswith(f"{name} is cut off: ") and source.note.endswith("of its 4.0 seconds could be read")


def test_a_time_of_day_is_a_name_and_no_address(tmp_path, monkeypatch, write_video):
    """ffmpeg looks for a protocol before the first colon; then the true times would be lost."""
    write_video(tmp_path / "a.mp4", UNEVEN).rename(tmp_path / "2026-11-25T12:30:05.mp4")
    monkeypatch.chdir(tmp_path)

    with open_source("2026-11-25T12:30:05.mp4") as source:
        frames = list(source)

    assert [frame.time for frame in frames] == pytest.approx(UNEVEN, abs=0.002)


def test_a_video_that_goes_away_while_it_plays_the_camera_is_said(tmp_path, write_video):
    path = write_video(tmp_path / "a.mp4", STEADY[:3])

    with open_source(path, realtime=True) as source:
        path.unlink()
        with pytest.raises(StickercamError, match=r"a\.mp4 can no longer be opened"):
            list(source)


def test_rewinding_gives_the_same_frames_again(tmp_path, write_video):
    path = write_video(tmp_path / "a.mp4", UNEVEN)

    with open_source(path) as source:
        first = list(source)
        source.rewind()
        second = list(source)

    assert [(f.time, f.index) for f in first] == [(f.time, f.index) for f in second]
    assert all(np.array_equal(a.image, b.image) for a, b in zip(first, second))


def test_the_last_resort_reads_a_video_too(tmp_path, write_video):
    path = write_video(tmp_path / "a.mp4", STEADY[:10], size=(160, 90))

    with OtherVideo(path) as source:
        frames = list(source)

    assert source.size == (160, 90) and len(frames) == 10
    assert frames[9].time == pytest.approx(0.36)
    assert frames[9].image.shape == (90, 160, 3)
