"""Stickers for places: within every rule, or refused in words with nothing left behind."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stickercam.errors import StickercamError
from stickercam.export.facts import examine
from stickercam.export.make import make, make_all
from stickercam.export.material import Film
from stickercam.export.platforms import find_target, find_targets
from stickercam.export.verify import accepted, verify
from stickercam.frames import Sticker

SLACK = find_target("slack-emoji")


def film(pictures: np.ndarray, seconds: float = 0.05) -> Film:
    return Film(Sticker(pictures, np.full(len(pictures), seconds)))


@pytest.mark.parametrize("name", ["telegram-emoji", "whatsapp-tray", "slack-emoji", "mastodon-emoji"])
def test_what_is_made_is_accepted(dancer, tmp_path, name):
    target = find_target(name)

    made = make(target, film(dancer), tmp_path / f"x{target.suffix}")

    assert accepted(verify(made.path, target))
    assert made.bytes == made.path.stat().st_size
    assert made.likeness > 0.9
    assert [path.name for path in tmp_path.iterdir()] == [f"x{target.suffix}"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["telegram", "whatsapp", "signal", "discord-sticker", "imessage-large", "bluesky", "kakao", "line"]
)
def test_what_is_made_large_is_accepted(dancer, tmp_path, name):
    target = find_target(name)

    assert accepted(verify(make(target, film(dancer), tmp_path / f"x{target.suffix}").path, target))


def test_the_search_ends_below_the_limit_and_says_what_it_took(dancer, tmp_path):
    free = make(SLACK, film(dancer), tmp_path / "free.gif")

    made = make(replace(SLACK, bytes=int(free.bytes * 0.7)), film(dancer), tmp_path / "fitted.gif")

    assert made.bytes <= free.bytes * 0.7
    assert free.note == "enlarged from 96 px, so it is soft"
    assert "kB would be too large" in made.note
    assert "32 colours instead of 64" in made.note
    assert made.likeness < free.likeness


def test_nothing_is_played_faster_to_fit(dancer, tmp_path):
    tight = make(replace(SLACK, bytes=9000), film(dancer), tmp_path / "tight.gif")

    assert tight.seconds == pytest.approx(0.6, abs=0.01) or "of the length" in tight.note


def test_what_cannot_fit_names_the_nearest_that_can(dancer, tmp_path):
    with pytest.raises(StickercamError, match=r"takes 1 kB.*the least that can be made.*or mastodon-emoji"):
        make(replace(SLACK, bytes=1000), film(dancer), tmp_path / "never.gif")

    assert not list(tmp_path.iterdir())


def test_a_still_picture_goes_only_where_pictures_stand_still(dancer, tmp_path):
    with pytest.raises(StickercamError, match=r"something that moves.*whatsapp-static"):
        make(SLACK, film(dancer[:1]), tmp_path / "still.gif")

    made = make(find_target("whatsapp-tray"), film(dancer[:1]), tmp_path / "still.png")

    assert examine(made.path).frames == 1


def test_a_long_film_is_cut_to_its_best_stretch(dancer, tmp_path):
    target = replace(find_target("telegram-emoji"), pixels=64, width=(64, 64), height=(64, 64), aim=0.7)

    made = make(target, film(np.concatenate([dancer] * 3)[2:]), tmp_path / "part.webm")

    assert made.seconds == pytest.approx(0.6, abs=0.06)
    assert "out of 1.7 s" in made.note


def test_line_gets_whole_seconds(dancer, tmp_path):
    made = make(find_target("line"), film(np.concatenate([dancer] * 3)), tmp_path / "line.png")  # 1.8 s

    facts = examine(made.path)
    assert facts.seconds == pytest.approx(2.0)
    assert facts.plays == 2
    assert "11% slower" in made.note


def test_some_targets_fail_and_the_others_are_made(dancer, tmp_path):
    targets = [SLACK, replace(SLACK, name="tiny", bytes=500), find_target("whatsapp-tray")]

    made, failed = make_all(targets, film(dancer), tmp_path / "new" / "x")

    assert [one.path.name for one in made] == ["x-slack-emoji.gif", "x-whatsapp-tray.png"]
    assert [error.what.split()[0] for error in failed] == ["tiny"]
    assert len(list((tmp_path / "new").iterdir())) == 2


def test_an_interrupt_leaves_nothing(dancer, tmp_path):
    def stop(what: str, *_: object) -> None:
        if what.startswith("writing"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_all(find_targets("slack-emoji"), film(dancer), tmp_path / "x", progress=stop)

    assert not list(tmp_path.iterdir())


def test_progress_is_told_of_each_target(dancer, tmp_path):
    said: list[str] = []

    make(SLACK, film(dancer), tmp_path / "x.gif", progress=lambda what, *_: said.append(what))

    assert said == ["fitting for slack-emoji", "writing for slack-emoji"]


def test_ten_thousand_pictures_are_no_more_work_than_the_place_shows(tmp_path):
    pictures = np.broadcast_to(np.uint8(0), (10_000, 8, 8, 4)).copy()
    pictures[np.arange(10_000), np.arange(10_000) % 8, 2:6] = (250, 60, 20, 255)

    made = make(SLACK, film(pictures, 0.02), Path(tmp_path) / "long.gif")

    assert made.pictures == 50
    assert made.seconds == pytest.approx(200)
