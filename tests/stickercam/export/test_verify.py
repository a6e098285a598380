"""Files with one thing wrong each, made by other programs than ours."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stickercam.errors import StickercamError
from stickercam.export import write_sticker
from stickercam.export.platforms import find_target
from stickercam.export.verify import accepted, verify
from stickercam.frames import Sticker

SLACK = find_target("slack-emoji")


def saved(path: Path, pictures: np.ndarray, **how) -> Path:
    first, *rest = (Image.fromarray(picture) for picture in pictures)
    first.save(path, save_all=True, append_images=rest, **{"duration": 50, "loop": 0, "disposal": 2} | how)
    return path


def failed(path: Path, target=SLACK) -> list[str]:
    return [check.rule for check in verify(path, target) if check.passed is False]


def test_a_good_file_passes(dancer, tmp_path):
    assert accepted(verify(saved(tmp_path / "good.gif", dancer), SLACK))


@pytest.mark.parametrize(
    ("how", "rule"),
    [({"duration": [10] + [50] * 11}, "shortest picture"), ({"loop": None}, "plays"), ({"loop": 3}, "plays")],
)
def test_times_and_loops_are_measured(dancer, tmp_path, how, rule):
    if how.get("loop", 0) is None:
        path = tmp_path / "once.gif"
        write_sticker(Sticker(dancer, np.full(12, 0.05), loops=False), path)
    else:
        path = saved(tmp_path / "bad.gif", dancer, **how)

    assert failed(path) == [rule]


def test_sizes_and_counts_are_measured(dancer, tmp_path):
    assert failed(saved(tmp_path / "flat.gif", dancer[:, :40])) == ["pixels"]
    many = np.concatenate([dancer] * 5)[:55]
    assert failed(saved(tmp_path / "many.gif", many)) == ["pictures"]
    large = np.repeat(np.repeat(dancer, 2, axis=1), 2, axis=2)
    assert failed(saved(tmp_path / "large.gif", large)) == ["pixels"]


def test_a_wrong_name_and_a_wrong_format_are_told_apart(dancer, tmp_path):
    (tmp_path / "really.gif").write_bytes(saved(tmp_path / "web.webp", dancer).read_bytes())

    assert failed(tmp_path / "really.gif") == ["format"]
    assert "file name" in failed(tmp_path / "web.webp")


def test_what_never_changes_does_not_move(dancer, tmp_path):
    blink = np.stack([dancer[0], dancer[1], dancer[0], dancer[1]])
    assert failed(saved(tmp_path / "moves.gif", blink)) == []

    assert "pictures" in failed(saved(tmp_path / "still.gif", dancer[:1]))


def test_an_empty_first_picture_is_seen(dancer, tmp_path):
    pictures = dancer.copy()
    pictures[0] = 0

    write_sticker(Sticker(pictures, np.full(12, 0.05)), tmp_path / "late.png")

    assert "first picture" in failed(tmp_path / "late.png", find_target("signal"))


def test_no_transparency_and_no_margin_are_advice(dancer, tmp_path):
    filled = dancer.copy()
    filled[..., 3] = 255

    rows = {check.rule: check for check in verify(saved(tmp_path / "filled.gif", filled), SLACK)}
    assert rows["transparency"].passed is None

    rows = {check.rule: check for check in verify(saved(tmp_path / "wide.gif", dancer[:, 12:84, 12:84]), SLACK)}
    assert rows["margin"].passed is None


def test_telegram_wants_vp9_and_no_sound(dancer, tmp_path):
    write_sticker(Sticker(dancer, np.full(12, 0.05)), tmp_path / "small.webm")

    assert failed(tmp_path / "small.webm", find_target("telegram")) == ["pixels"]


def test_a_cut_off_file_is_seen(dancer, tmp_path):
    whole = saved(tmp_path / "whole.gif", dancer).read_bytes()
    (tmp_path / "cut.gif").write_bytes(whole[: len(whole) * 2 // 3])

    assert "whole" in failed(tmp_path / "cut.gif")


@pytest.mark.parametrize("name", ["missing.gif", "empty.gif", "text.gif"])
def test_what_is_no_picture_is_named(tmp_path, name):
    (tmp_path / "empty.gif").touch()
    (tmp_path / "text.gif").write_text("no picture\n" * 99)

    with pytest.raises(StickercamError, match=name):
        verify(tmp_path / name, SLACK)
