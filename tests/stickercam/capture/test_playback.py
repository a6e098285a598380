import itertools
import time

import pytest
from PIL import Image

from stickercam.capture import open_source


def write_gif(path, delays):
    pictures = [Image.new("RGB", (20, 10), (20 * i, 0, 0)) for i in range(len(delays))]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=delays)
    return path


def test_a_file_plays_at_its_own_pace_and_over_and_over(tmp_path):
    path = write_gif(tmp_path / "a.gif", [30, 60, 90])

    before = time.perf_counter()
    with open_source(path, realtime=True) as source:
        frames = list(itertools.islice(source, 7))
        after = time.perf_counter()

    steps = [later.time - earlier.time for earlier, later in itertools.pairwise(frames)]
    assert source.live and source.count is None and source.size == (20, 10)
    if [frame.index for frame in frames] == list(range(7)):  # a busy machine may have made us late
        assert steps == pytest.approx([0.03, 0.06, 0.09, 0.03, 0.06, 0.09], abs=0.25)
    assert min(steps) > 0
    assert before <= frames[0].time and frames[-1].time <= after


def test_a_slow_reader_gets_the_newest_frame_alone(tmp_path):
    path = write_gif(tmp_path / "a.gif", [20] * 10)

    with open_source(path, realtime=True) as source:
        next(source)
        time.sleep(0.3)
        frame = next(source)

    assert frame.index >= 2
    assert source.newest() is not None


def test_a_photo_is_taken_again_and_again(tmp_path):
    Image.new("RGB", (20, 10)).save(tmp_path / "a.png")

    with open_source(tmp_path / "a.png", realtime=True) as source:
        first, second = next(source), next(source)

    assert second.time - first.time >= 0.099


def test_leaving_ends_the_thread_and_the_frames(tmp_path):
    path = write_gif(tmp_path / "a.gif", [20] * 3)

    with open_source(path, realtime=True) as source:
        next(source)

    assert not source._thread.is_alive()
    with pytest.raises(StopIteration):
        next(source)
