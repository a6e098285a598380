import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from stickercam.errors import StickercamError, UsageError
from stickercam.export import write_sticker
from stickercam.export.facts import examine
from stickercam.export.pack import pack
from stickercam.export.platforms import find_target
from stickercam.export.verify import accepted, verify
from stickercam.frames import Sticker


@pytest.fixture
def stickers(dancer, tmp_path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    for number, name in enumerate(("wave.gif", "big jump.png", "hello.webp")):
        write_sticker(Sticker(np.roll(dancer, number, axis=0), np.full(12, 0.05)), folder / name)
    return folder


@pytest.mark.slow
def test_a_whatsapp_pack_is_ready_for_the_sample_app(stickers):
    (stickers / "emoji.txt").write_text("hello 👋 😀\n", encoding="utf-8")

    made = pack(stickers, "whatsapp", title="My own")

    record = json.loads((made.path / "contents.json").read_text(encoding="utf-8"))["sticker_packs"][0]
    assert made.path == stickers.with_name("mine-whatsapp")
    assert record["animated_sticker_pack"] is True
    assert [one["image_file"] for one in record["stickers"]] == ["01_big_jump.webp", "02_hello.webp", "03_wave.webp"]
    assert [one["emojis"] for one in record["stickers"]] == [["🤸"], ["👋", "😀"], ["👋"]]
    for one in record["stickers"]:
        assert accepted(verify(made.path / one["image_file"], find_target("whatsapp")))
    assert accepted(verify(made.path / "tray.png", find_target("whatsapp-tray")))
    with zipfile.ZipFile(made.path / "My own.wastickers") as archive:
        assert {"title.txt", "author.txt", "tray.png", "01_big_jump.webp"} <= set(archive.namelist())


@pytest.mark.slow
def test_a_signal_pack_has_its_cover_and_emoji(stickers):
    made = pack(stickers, "signal", author="somebody")

    record = json.loads((made.path / "manifest.json").read_text(encoding="utf-8"))
    assert record["author"] == "somebody"
    assert record["cover"]["file"] == "01_big_jump.png"
    assert (made.path / "emoji.txt").read_text(encoding="utf-8").splitlines()[2] == "03_wave.png 👋"


def test_a_telegram_pack_has_what_its_bots_ask_for(stickers):
    made = pack(stickers, "telegram-emoji", stickers.with_name("out"))

    record = json.loads((made.path / "sticker_set.json").read_text(encoding="utf-8"))
    assert [one["emoji_list"] for one in record["stickers"]] == [["🤸"], ["🙂"], ["👋"]]
    thumbnail = examine(made.path / "thumbnail.webm")
    assert (thumbnail.width, thumbnail.height) == (100, 100)
    assert thumbnail.bytes <= 32_000


@pytest.mark.slow
def test_a_file_that_is_right_already_is_not_touched(stickers, dancer):
    from stickercam.export.make import make
    from stickercam.export.material import Film

    target = find_target("telegram-emoji")
    sticker = Sticker(dancer, np.full(12, 0.05))
    right = make(target, Film(sticker), stickers / "a.webm").path.read_bytes()

    made = pack(stickers, "telegram-emoji")

    assert (made.path / "01_a.webm").read_bytes() == right


def test_too_few_stickers_are_said_and_not_padded(stickers):
    (stickers / "wave.gif").unlink()

    with pytest.raises(StickercamError, match=r"at least 3 stickers, and .*mine holds 2: make 1 more"):
        pack(stickers, "whatsapp")

    assert [path.name for path in stickers.parent.iterdir()] == ["mine"]


def test_a_bad_sticker_leaves_no_half_pack(stickers):
    (stickers / "text.gif").write_text("no picture")

    with pytest.raises(StickercamError, match=r"text\.gif"):
        pack(stickers, "telegram-emoji")

    assert [path.name for path in stickers.parent.iterdir()] == ["mine"]


def test_places_without_packs_are_named(stickers):
    with pytest.raises(UsageError, match="line has no packs"):
        pack(stickers, "line")


def test_an_existing_folder_is_left_alone(stickers):
    stickers.with_name("mine-telegram-emoji").mkdir()

    with pytest.raises(StickercamError, match="exists already"):
        pack(stickers, "telegram-emoji")


@pytest.mark.parametrize("line", ["wave", "wave :)", "wave 😀 😀 😀 😀"])
def test_a_line_of_emoji_that_says_nothing_is_named(stickers, line):
    (stickers / "emoji.txt").write_text(line, encoding="utf-8")

    with pytest.raises(StickercamError, match="line 1"):
        pack(stickers, "telegram-emoji")
