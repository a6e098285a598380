"""From a file to a sticker and to a file of joints, with the weights and the clip that ship."""

import csv
import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from stickercam.errors import StickercamError, UsageError
from stickercam.models.skeleton import JOINTS
from stickercam.record import JointsSummary, record, write_joints
from tests.synthetic import room

DEMO = str(files("stickercam.assets") / "clips" / "demo.mp4")
LITE = "hourglass-lite"


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The first eight frames of the demo clip, as an animation."""
    from stickercam.capture import open_source

    path = tmp_path_factory.mktemp("short") / "short.webp"
    with open_source(DEMO) as source:
        pictures = [Image.fromarray(frame.image) for frame, _ in zip(source, range(8))]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=40, quality=90)
    return str(path)


@pytest.mark.slow
def test_the_demo_clip_becomes_a_gif_that_loops_and_is_cut_out(tmp_path: Path):
    out = tmp_path / "demo.gif"
    summary = record(DEMO, out, model=LITE, pixels=160, seconds=1.5)

    with Image.open(out) as gif:
        frames = [frame.convert("RGBA") for frame in ImageSequence.Iterator(gif)]
        milliseconds = sum(frame.info["duration"] for frame in ImageSequence.Iterator(gif))
        assert gif.info["loop"] == 0
    alpha = np.array([np.asarray(frame)[..., 3] for frame in frames])
    assert summary.found == summary.frames
    assert summary.bytes == out.stat().st_size
    assert milliseconds / 1000 == pytest.approx(summary.plays, abs=0.05)
    assert frames[0].size == (160, 160)
    assert set(np.unique(alpha)) == {0, 255}
    assert (alpha[:, [0, 0, -1, -1], [0, -1, 0, -1]] == 0).all()
    assert ((alpha > 0).mean((1, 2)) > 0.05).all()
    assert "x real time" in str(summary)


def test_joints_as_json(short: str, tmp_path: Path):
    summary = write_joints(short, tmp_path / "joints.json", model=LITE)
    written = json.loads((tmp_path / "joints.json").read_text())

    assert (summary.frames, summary.found) == (8, 8) and len(written["poses"]) == 8
    assert written["format"] == 1
    assert tuple(written["joints"]) == JOINTS
    assert np.shape([pose["xy"] for pose in written["poses"]]) == (8, 16, 2)
    assert np.min([max(pose["score"]) for pose in written["poses"]]) > 0.4  # none of the first frames is lost
    assert np.diff([pose["time"] for pose in written["poses"]]) == pytest.approx(0.04)


def test_joints_into_a_pipe_are_json(short: str, tmp_path: Path, monkeypatch, capsys: pytest.CaptureFixture):
    monkeypatch.chdir(tmp_path)
    write_joints(short, Path("-"), model=LITE)

    assert len(json.loads(capsys.readouterr().out)["poses"]) == 8
    assert list(tmp_path.iterdir()) == []


def test_a_summary_of_joints_says_what_is_wrong_with_the_source():
    assert str(JointsSummary(9, 7, "a.mkv is cut off")).splitlines() == [
        "somebody in 7 of 9 frames",
        "a.mkv is cut off",
    ]


def test_a_photo_becomes_a_still_sticker_and_its_summary_counts_no_seconds(short: str, tmp_path: Path):
    source = tmp_path / "photo.png"
    with Image.open(short) as picture:
        picture.convert("RGB").save(source)
    summary = record(str(source), tmp_path / "out.gif", model=LITE, pixels=64)

    assert (summary.frames, summary.found, summary.pictures) == (1, 1, 1)
    assert " 0.0 " not in str(summary) and "x real time" not in str(summary)


def test_what_is_longer_than_a_sticker_can_be_is_cut_and_that_is_said(short: str, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("stickercam.shoot.LONGEST", 0.1)
    summary = record(short, tmp_path / "out.gif", model=LITE, pixels=64, seconds=5)

    assert summary.frames == 2
    assert summary.notes[0].startswith("only the first 0 s were used")


def test_a_sticker_does_not_take_its_sources_place(short: str):
    before = Path(short).read_bytes()

    with pytest.raises(UsageError, match=r"short\.webp is the source itself"):
        record(short, Path(short))
    assert Path(short).read_bytes() == before


def test_joints_as_csv_and_npz_say_the_same(short: str, tmp_path: Path):
    for name in ("joints.csv", "joints.npz"):
        write_joints(short, tmp_path / name, model=LITE)
    with (tmp_path / "joints.csv").open() as file:
        rows = list(csv.DictReader(file))
    with np.load(tmp_path / "joints.npz") as arrays:
        xy, score, joints = arrays["xy"], arrays["score"], arrays["joints"]

    assert len(rows) == 8 * 16
    assert [row["joint"] for row in rows[:16]] == list(joints) == list(JOINTS)
    assert np.array([[row["x"], row["y"]] for row in rows], float).reshape(8, 16, 2) == pytest.approx(xy, abs=0.01)
    assert np.array([row["score"] for row in rows], float).reshape(8, 16) == pytest.approx(score, abs=1e-3)


def test_a_picture_without_anybody_makes_no_file(tmp_path: Path):
    source = tmp_path / "room.png"
    Image.fromarray(np.full_like(room(), 127)).save(source)

    with pytest.raises(StickercamError, match=r"nobody was found in .*room\.png"):
        record(str(source), tmp_path / "out.gif", model=LITE)
    assert [path.name for path in tmp_path.iterdir()] == ["room.png"]


@pytest.mark.parametrize("make", [record, write_joints])
@pytest.mark.parametrize("name", ["out.xyz", "out"])
def test_an_unknown_format_is_refused_before_the_source_is_looked_at(make, name: str, tmp_path: Path):
    with pytest.raises(UsageError):
        make("there is no such file.mp4", tmp_path / name)


@pytest.mark.parametrize(("make", "name"), [(record, "out.gif"), (write_joints, "out.json")])
def test_a_folder_that_is_not_there_is_said_before_the_source_is_looked_at(make, name: str, tmp_path: Path):
    with pytest.raises(StickercamError, match="missing"):
        make("there is no such file.mp4", tmp_path / "missing" / name)


def test_a_try_whether_a_file_can_be_written_leaves_what_was_there(tmp_path: Path):
    out = tmp_path / "out.gif"
    out.write_bytes(b"precious")

    with pytest.raises(StickercamError):
        record("there is no such file.mp4", out)
    assert out.read_bytes() == b"precious"
    assert list(tmp_path.iterdir()) == [out]
