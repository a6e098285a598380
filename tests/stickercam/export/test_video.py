"""WebM and MP4, opened by decoders that had no part in writing them."""

import numpy as np
import pytest

from stickercam.export import Detail, write_sticker
from stickercam.export.likeness import overlap
from stickercam.export.video import even, expected_bytes, on_ground, read_video
from stickercam.frames import Sticker
from stickercam.system import import_av


def of(pictures: np.ndarray, seconds: float = 0.05) -> Sticker:
    return Sticker(pictures, np.full(len(pictures), seconds))


@pytest.fixture(scope="module")
def film(dancer, tmp_path_factory):
    path = tmp_path_factory.mktemp("webm") / "dancer.webm"
    write_sticker(of(dancer, 1 / 30), path)
    return path


def test_a_webm_keeps_its_transparency(film, dancer):
    shown = [one.picture for one in read_video(film)]

    assert len(shown) == len(dancer)
    assert min(map(overlap, dancer, shown)) > 0.97
    assert shown[0][0, 0, 3] == 0
    assert shown[0][60, 48, 3] == 255


def test_libvpx_reads_the_same_transparency(film):
    av = import_av()
    ours = [one.picture[..., 3] for one in read_video(film)]

    with av.open(str(film)) as file:
        decoder = av.CodecContext.create("libvpx-vp9", "r")
        frames = [frame for packet in file.demux(video=0) if packet.size for frame in decoder.decode(packet)]

    for frame, alpha in zip(frames, ours, strict=True):
        assert frame.format.name == "yuva420p"
        assert np.abs(frame.to_ndarray(format="rgba")[..., 3].astype(int) - alpha).max() <= 1


def test_a_webm_is_what_telegram_asks_for(film):
    with import_av().open(str(film)) as file:
        assert [stream.type for stream in file.streams] == ["video"]
        assert file.streams.video[0].codec_context.name == "vp9"
        assert file.streams.video[0].metadata["alpha_mode"] == "1"
        assert file.duration == 400_000  # microseconds: 12 pictures, 30 a second


def test_times_carry_the_remainder(film):
    lasts = [round(1000 * one.seconds) for one in read_video(film)]

    assert lasts == [33, 34, 33] * 4


def test_more_compression_makes_a_smaller_film(dancer, tmp_path):
    sizes = [write_sticker(of(dancer), tmp_path / "a.webm", Detail(crf=crf)) for crf in (20, 40, 60)]

    assert sizes[0] > sizes[1] > sizes[2]


def test_an_mp4_stands_on_its_colour(dancer, tmp_path):
    write_sticker(of(dancer), tmp_path / "dancer.mp4", Detail(ground=(40, 160, 90)))

    shown = next(read_video(tmp_path / "dancer.mp4")).picture
    assert (shown[..., 3] == 255).all()
    assert np.abs(shown[:8, :8, :3].astype(int) - (40, 160, 90)).max() < 12


def test_pictures_on_a_ground_have_its_colour_where_nothing_is(dancer):
    flat = on_ground(of(dancer), (10, 20, 30)).pictures

    assert (flat[dancer[..., 3] == 0] == (10, 20, 30, 255)).all()
    assert (flat[dancer[..., 3] == 255] == dancer[dancer[..., 3] == 255]).all()


def test_even_sides_stay_and_odd_ones_grow_by_nothing_seen(dancer):
    assert even(of(dancer)).pictures is dancer
    grown = even(of(dancer[:, 1:, 1:])).pictures
    assert grown.shape == (12, 96, 96, 4)
    assert not grown[:, -1].any() and not grown[:, :, -1].any()


def test_what_a_film_will_take_is_known_from_its_beginning(dancer, tmp_path):
    sticker = of(np.concatenate([dancer] * 4))

    expected = expected_bytes(sticker, tmp_path / "part.webm", Detail(crf=30, quick=True))

    assert 0.6 < expected / write_sticker(sticker, tmp_path / "all.webm", Detail(crf=30)) < 1.6
