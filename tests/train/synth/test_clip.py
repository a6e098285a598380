"""Clips on disk."""

import json
from pathlib import Path

import av
import numpy as np
import pytest

import stickercam.assets
from stickercam.errors import StickercamError, UsageError
from stickercam.train.synth import View, render_clip, write_clip


def decode(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as container:
        return list(container.decode(video=0))


def test_a_clip_has_its_frames_at_their_times(tmp_path):
    calls = []

    out = write_clip("wave_right", tmp_path / "wave.mp4", size=(48, 64), fps=4, joints=True,
                     progress=lambda done, total: calls.append((done, total)))  # fmt: skip

    frames = decode(out)
    assert [round(frame.time * 4) for frame in frames] == list(range(10))
    assert (frames[0].width, frames[0].height) == (48, 64)
    assert calls == [(k, 10) for k in range(1, 11)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["wave.json", "wave.mp4"]

    truth = json.loads((tmp_path / "wave.json").read_text())
    assert truth["size"] == [48, 64]
    assert [pose["time"] for pose in truth["poses"]] == [k / 4 for k in range(10)]
    assert np.array(truth["poses"][3]["xy"]).shape == (16, 2)


def test_a_motion_can_go_on_in_a_loop():
    pictures = list(render_clip("m2m/shiver", size=(32, 48), fps=5, seconds=0.6))

    assert [picture.time for picture in pictures] == [0.0, 0.2, 0.4]
    assert pictures[0].image.shape == (48, 32, 3)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"motion": "wav_right"}, "wave_right"),
        ({"size": (47, 64)}, "even"),
        ({"out": "wave.txt"}, "mp4"),
        ({"fps": 0}, "fps"),
        ({"seconds": 0}, "last"),
        ({"view": View(framing="feet")}, "waist"),
    ],
)
def test_a_wrong_wish_is_answered_in_words_and_leaves_nothing(tmp_path, options, said):
    wish = {"motion": "t_pose", "out": "wave.mp4", "size": (48, 64)} | options

    with pytest.raises(UsageError, match=said):
        write_clip(wish.pop("motion"), tmp_path / wish.pop("out"), **wish)

    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(StickercamError, match="nowhere"):
        write_clip("t_pose", tmp_path / "nowhere" / "a.mp4", size=(48, 64))


def test_an_interrupted_clip_leaves_nothing_behind(tmp_path):
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_clip("t_pose", tmp_path / "a.mp4", size=(48, 64), fps=4, progress=stop)

    assert not list(tmp_path.iterdir())


def test_the_shipped_demo_is_small_and_loops():
    path = Path(stickercam.assets.__file__).parent / "clips" / "demo.mp4"

    frames = decode(path)
    first, last, up = (frames[k].to_ndarray(format="gray").astype(int) for k in (0, -1, 90))

    assert path.stat().st_size < 500_000
    assert 4 <= len(frames) / 30 <= 5
    assert 2 * np.abs(first - last).mean() < np.abs(first - up).mean()
