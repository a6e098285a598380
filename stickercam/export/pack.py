"""A folder of stickers becomes a pack as a messenger's own uploader takes it: files, icon, emoji, metadata."""

import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stickercam.errors import StickercamError, UsageError
from stickercam.export.facts import KINDS_READ
from stickercam.export.make import make, silent
from stickercam.export.material import Film
from stickercam.export.opening import open_sticker
from stickercam.export.platforms import Target, find_target, targets
from stickercam.export.verify import accepted, verify

EMOJI_FILE = "emoji.txt"  # lines of: name of a sticker without its ending, then one to three emoji
# Words in a file's name that say what is done in it.
EMOJI = {
    "wave": "👋", "jump": "🤸", "heart": "❤️", "hands_up": "🙌", "cheer": "🙌", "dab": "😎", "squat": "🏋️", "clap": "👏",
    "kick": "🦵", "dance": "💃", "t_pose": "🧍", "sleep": "😴", "cry": "😭", "laugh": "😂", "point": "👉",
}  # fmt: skip
PLAIN = "🙂"


@dataclass(frozen=True, slots=True)
class Entry:
    """A sticker in a pack: its file there and its emoji."""

    file: str
    emoji: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """What was made. notes: for the user, what was done to single stickers."""

    path: Path
    entries: tuple[Entry, ...]
    notes: tuple[str, ...]


def pack(
    folder: Path, name: str, out: Path | None = None, *, title: str | None = None, author: str = "stickercam",
    progress: Callable[..., None] = silent,
) -> Pack:  # fmt: skip
    """Make the folder OUT (FOLDER-NAME beside it) of what FOLDER holds, in the order of the names.

    name: a target that has packs. StickercamError for too few or too many stickers, or one that cannot be made to fit;
    then there is no folder.
    """
    target = find_target(name)
    if target.pack is None:
        able = [other.name for other in targets().values() if other.pack]
        raise UsageError(f"{target.name} has no packs", f"choose {' or '.join(able)}")
    files = stickers_in(Path(folder), target)
    emoji = read_emoji(Path(folder))
    out = Path(out) if out else Path(folder).resolve().with_name(f"{Path(folder).resolve().name}-{target.name}")
    if out.exists():
        raise StickercamError(f"{out} exists already", "choose another folder with --out, or remove it")
    if not out.parent.is_dir():
        raise StickercamError(f"the folder {out.parent} does not exist", "make it, or choose another place")
    title = title or Path(folder).resolve().name
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".part-") as beside:
        made, entries, notes = Path(beside) / out.name, [], []
        made.mkdir()
        for number, file in enumerate(files, 1):
            progress("packing", number, len(files))
            words = re.sub(r"[^A-Za-z0-9]+", "_", file.stem).strip("_").lower() or "sticker"
            path = made / f"{number:02}_{words}{target.suffix}"
            notes += _brought(file, target, path)
            entries.append(Entry(path.name, emoji.get(file.stem) or _guessed(words)))
        _FINISH[target.name](made, entries, title=title, author=author)
        made.rename(out)
    return Pack(out, tuple(entries), tuple(notes))


def stickers_in(folder: Path, target: Target) -> list[Path]:
    """The animations in a folder by name; refuses as many as no pack may have."""
    if not folder.is_dir():
        raise StickercamError(f"{folder} is no folder", "name one that holds stickers")
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in KINDS_READ and path.is_file())
    least, most = target.pack
    if len(files) < least:
        missing = least - len(files)
        raise StickercamError(
            f"a {target.name} pack has at least {least} stickers, and {folder} holds {len(files)}",
            f"make {missing} more; copies of the same one are no help to anybody",
        )
    if len(files) > most:
        raise StickercamError(f"a {target.name} pack has at most {most} stickers, not {len(files)}", "make two packs")
    return files


def read_emoji(folder: Path) -> dict[str, tuple[str, ...]]:
    """Name of a sticker -> its one to three emoji, from emoji.txt if there is one."""
    path = folder / EMOJI_FILE
    if not path.exists():
        return {}
    found = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise StickercamError(f"{path} cannot be read", "save it as text in UTF-8") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        name, *emoji = line.split()
        if not 1 <= len(emoji) <= 3 or any(sign.isascii() for sign in emoji):
            raise StickercamError(f"line {number} of {path} is not understood", "write: NAME EMOJI, with up to 3 emoji")
        found[name] = tuple(emoji)
    return found


def _guessed(words: str) -> tuple[str, ...]:
    return tuple(sign for word, sign in EMOJI.items() if word in words)[:3] or (PLAIN,)


def _brought(file: Path, target: Target, path: Path) -> list[str]:
    """The file as it is if the place takes it, else made anew for it."""
    if file.suffix.lower() == target.suffix and accepted(verify(file, target)):
        shutil.copyfile(file, path)
        return []
    sticker, notes = open_sticker(file)
    try:
        made = make(target, Film(sticker), path)
    except StickercamError as error:
        raise StickercamError(f"{file.name}: {error.what}", error.way_out) from error
    return [*notes, f"{file.name} made anew: {made}"]


def _icon(folder: Path, entries: Sequence[Entry], target: Target, name: str) -> None:
    """The pack's icon, of its first sticker."""
    sticker, _ = open_sticker(folder / entries[0].file)
    make(target, Film(sticker), folder / name)


def _finish_whatsapp(folder: Path, entries: Sequence[Entry], *, title: str, author: str) -> None:
    """contents.json as the sample app reads it, and a .wastickers file for importer apps."""
    _icon(folder, entries, find_target("whatsapp-tray"), "tray.png")
    record = {
        "identifier": re.sub(r"[^A-Za-z0-9_. -]+", "_", title)[:128] or "stickers",
        "name": title[:128], "publisher": author[:128], "tray_image_file": "tray.png", "image_data_version": "1",
        "avoid_cache": False, "publisher_email": "", "publisher_website": "", "privacy_policy_website": "",
        "license_agreement_website": "", "animated_sticker_pack": True,
        "stickers": [
            {"image_file": entry.file, "emojis": list(entry.emoji), "accessibility_text": _words(entry)}
            for entry in entries
        ],
    }  # fmt: skip
    _write_json(folder / "contents.json", {"android_play_store_link": "", "ios_app_store_link": "",
                                           "sticker_packs": [record]})  # fmt: skip
    with zipfile.ZipFile(folder / f"{record['identifier']}.wastickers", "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("title.txt", title)
        archive.writestr("author.txt", author)
        for name in ("tray.png", *(entry.file for entry in entries)):
            archive.write(folder / name, name)


def _finish_telegram(folder: Path, entries: Sequence[Entry], *, title: str, author: str) -> None:
    """What the Bot API's createNewStickerSet wants, a line for each file for @Stickers, and the set's thumbnail."""
    thumbnail = replace(find_target("telegram-emoji"), name="thumbnail", bytes=32_000)
    _icon(folder, entries, thumbnail, "thumbnail.webm")
    stickers = [
        {"sticker": entry.file, "format": "video", "emoji_list": list(entry.emoji), "keywords": [_words(entry)[:64]]}
        for entry in entries
    ]
    _write_json(folder / "sticker_set.json", {"title": title[:64], "sticker_type": "regular", "stickers": stickers})
    _write_lines(folder, entries)


def _finish_signal(folder: Path, entries: Sequence[Entry], *, title: str, author: str) -> None:
    """manifest.json as signal-cli uploads it; Signal Desktop takes the pictures and asks for the emoji."""
    stickers = [
        {"file": entry.file, "contentType": "image/png", "emoji": entry.emoji[0]}
        for entry in entries
    ]  # fmt: skip
    _write_json(folder / "manifest.json", {"title": title, "author": author, "cover": stickers[0],
                                           "stickers": stickers})  # fmt: skip
    _write_lines(folder, entries)


_FINISH = {"whatsapp": _finish_whatsapp, "telegram": _finish_telegram, "telegram-emoji": _finish_telegram,
           "signal": _finish_signal}  # fmt: skip


def _write_lines(folder: Path, entries: Sequence[Entry]) -> None:
    lines = [f"{entry.file} {' '.join(entry.emoji)}\n" for entry in entries]
    (folder / EMOJI_FILE).write_text("".join(lines), encoding="utf-8")


def _write_json(path: Path, record: dict) -> None:
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _words(entry: Entry) -> str:
    return Path(entry.file).stem.partition("_")[2].replace("_", " ")
