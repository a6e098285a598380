"""Stickers as files: the format follows from the suffix, and nothing is put in place that was not read back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stickercam.errors import StickercamError, UsageError
from stickercam.export import gif, png, spritesheet, video, webp
from stickercam.export.detail import Detail
from stickercam.export.readback import Reader, problem, read
from stickercam.export.sheet import contact_sheet
from stickercam.export.timing import in_ticks
from stickercam.frames import Sticker
from stickercam.system import partial

__all__ = ["FORMATS", "Detail", "Format", "contact_sheet", "format_of", "write_sticker"]

AS_DRAWN = Detail()


@dataclass(frozen=True, slots=True)
class Format:
    """How files of one suffix are written.

    write:      puts a sticker whose times are whole ticks into a file.
    per_second: ticks in a second.
    read:       opens such a file with code that had no part in writing it.
    held:       what of a sticker the format can hold: sides of even length, no transparency.
    soft:       whether pixels can be half transparent; without, a shadow becomes a dirty fringe.
    """

    write: Callable[[Sticker, Path, Detail], None]
    per_second: int
    read: Reader = read
    held: Callable[[Sticker, Detail], Sticker] = lambda sticker, _: sticker
    soft: bool = True


FORMATS = {
    ".gif": Format(gif.write_gif, gif.PER_SECOND, soft=False),
    ".webp": Format(webp.write_webp, webp.PER_SECOND),
    ".png": Format(png.write_png, png.PER_SECOND),
    ".apng": Format(png.write_png, png.PER_SECOND),
    ".webm": Format(video.write_webm, video.PER_SECOND, video.read_video, lambda sticker, _: video.even(sticker)),
    ".mp4": Format(
        video.write_mp4,
        video.PER_SECOND,
        video.read_video,
        lambda sticker, detail: video.on_ground(video.even(sticker), detail.ground),
    ),
    ".sheet.png": Format(spritesheet.write_spritesheet, spritesheet.PER_SECOND, spritesheet.read_spritesheet),
}


def format_of(path: Path) -> Format:
    """How `path` is going to be written; refuses unknown suffixes, so call it before the work begins."""
    name = path.name.lower()
    suffix = max((suffix for suffix in FORMATS if name.endswith(suffix)), key=len, default=None)
    if suffix is None:
        cause = f"stickers are not written as {path.suffix}" if path.suffix else f"{path} does not say which format"
        *most, last = FORMATS
        raise UsageError(cause, f"end the file's name with {', '.join(most)} or {last}")
    return FORMATS[suffix]


def write_sticker(sticker: Sticker, path: Path, detail: Detail = AS_DRAWN) -> int:
    """Write the file beside, read it back with another decoder, put it in place; its size in bytes.

    Pictures shown for less than 20 ms are left out, their time is not: a file plays as long as the sticker lasts.
    """
    kind = format_of(path)
    if not len(sticker.pictures):
        raise StickercamError(f"there is no picture to write to {path}", "record until somebody has been seen")
    held = in_ticks(kind.held(sticker, detail), kind.per_second)
    try:
        with partial(path) as beside:
            kind.write(held, beside, detail)
            if what := problem(beside, held, kind.read):
                raise StickercamError(f"{path} was not kept: read back, {what}", "try another format, and report this")
            return beside.stat().st_size
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StickercamError(f"{path} could not be written ({reason})", "choose another place") from error
