"""Stickers as files: the format follows from the suffix, and nothing is put in place that was not read back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stickercam.errors import StickercamError, UsageError
from stickercam.export import gif, webp
from stickercam.export.readback import problem
from stickercam.export.sheet import contact_sheet
from stickercam.export.timing import in_ticks
from stickercam.frames import Sticker
from stickercam.system import partial

__all__ = ["FORMATS", "Format", "contact_sheet", "format_of", "write_sticker"]


@dataclass(frozen=True, slots=True)
class Format:
    """How files of one suffix are written.

    write:      puts a sticker whose times are whole ticks into a file: write(sticker, path, colors=...).
    per_second: ticks in a second.
    colors:     how many look as drawn.
    """

    write: Callable[..., None]
    per_second: int
    colors: int


FORMATS = {
    ".gif": Format(gif.write_gif, gif.PER_SECOND, gif.COLORS),
    ".webp": Format(webp.write_webp, webp.PER_SECOND, webp.COLORS),
}


def format_of(path: Path) -> Format:
    """How `path` is going to be written; refuses unknown suffixes, so call it before the work begins."""
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        cause = f"stickers are not written as {path.suffix}" if path.suffix else f"{path} does not say which format"
        raise UsageError(cause, f"end the file's name with {' or '.join(FORMATS)}")
    return kind


def write_sticker(sticker: Sticker, path: Path, *, colors: int | None = None) -> int:
    """Write the file beside, read it back with another decoder, put it in place; its size in bytes.

    colors: of the palette for the whole clip, 2 to 256; None for as many as it takes to look as drawn. Pictures shown
    for less than 20 ms are left out, their time is not: a file plays as long as the sticker lasts.
    """
    kind = format_of(path)
    if not len(sticker.pictures):
        raise StickercamError(f"there is no picture to write to {path}", "record until somebody has been seen")
    if colors is not None and not 2 <= colors <= 256:
        raise UsageError(f"a palette cannot have {colors} colours", "choose 2 to 256")
    held = in_ticks(sticker, kind.per_second)
    try:
        with partial(path) as beside:
            kind.write(held, beside, colors=colors or kind.colors)
            if what := problem(beside, held):
                raise StickercamError(f"{path} was not kept: read back, {what}", "try another format, and report this")
            return beside.stat().st_size
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StickercamError(f"{path} could not be written ({reason})", "choose another place") from error
