"""Words on a sticker: shaped and outlined, in the font that ships or, letter by letter, in what the system has."""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from stickercam.draw.shapes import flat
from stickercam.errors import UsageError
from stickercam.system import import_skia

skia = import_skia()  # this module is loaded by `open_style`, not before

OWN = "Fredoka"
TEXT = 58.0  # art units: the size of the letters, if they fit
LEAST = 26.0  # smaller nobody reads on a phone
WIDE = 470.0  # art units that a line may take
LINES = 2
INK, EDGE = 11.0, 26.0  # art units at TEXT: the strokes under the letters, dark and white
FILL = "#FFD23F"
LONGEST = 80  # characters; more is no caption


@dataclass(frozen=True, slots=True, eq=False)
class Caption:
    """Laid out words. picture: drawn about the middle of its box. width, height: art units, the strokes included."""

    picture: object
    width: float
    height: float


@cache
def _font():
    path = files("stickercam.assets") / "fonts" / "Fredoka_600SemiBold.ttf"
    return skia.FontMgr.New_Custom_Empty().makeFromFile(str(path))  # an empty one reads no font settings


def _stands_alone(letter: str) -> bool:
    """Whether a letter must have a shape of its own: spaces, joiners and marks need none."""
    return not letter.isspace() and unicodedata.category(letter) not in ("Cf", "Mn", "Me", "Cc")


@lru_cache(maxsize=512)
def _fallback(letter: str):
    """The system's typeface for a letter that ours does not have, None if it has none either."""
    return skia.FontMgr().matchFamilyStyleCharacter("", skia.FontStyle.Bold(), [], ord(letter))


def missing_letters(text: str) -> str:
    """Those that no font here can draw."""
    if text.isascii():  # all of it is in our font; asking for one makes skia read the system's font settings
        return ""
    own = _font()
    letters = [letter for letter in dict.fromkeys(text) if _stands_alone(letter)]
    return "".join(letter for letter in letters if not own.unicharToGlyph(ord(letter)) and _fallback(letter) is None)


def check_caption(text: str) -> str:
    """The words as they are drawn; UsageError for what cannot be."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if len(text) > LONGEST:
        raise UsageError(f"the caption has {len(text)} letters", f"{LONGEST} fit; shorten it")
    if lost := missing_letters(text):
        way_out = "install one that can, or leave that out"
        raise UsageError(f"no font on this machine can draw “{lost}” of the caption", way_out)
    return text


@lru_cache(maxsize=64)
def caption(text: str, fill: int, ink: int, edge: int) -> Caption:
    """Words in at most two lines, as large as they fit. Colours: 0xAARRGGBB of letters, outline and border."""
    provider, families = skia.textlayout.TypefaceFontProvider(), [OWN]
    provider.registerTypeface(_font(), OWN)
    for letter in dict.fromkeys(text):
        if _stands_alone(letter) and not _font().unicharToGlyph(ord(letter)) and (face := _fallback(letter)):
            provider.registerTypeface(face, f"fallback {len(families)}")
            families.append(f"fallback {len(families)}")
    fonts = skia.textlayout.FontCollection()
    fonts.setDefaultFontManager(provider)

    def laid(size: float, paint, width: float = WIDE):
        style = skia.textlayout.TextStyle()
        style.setFontSize(size)
        style.setFontFamilies(families)
        style.setForegroundPaint(paint)
        whole = skia.textlayout.ParagraphStyle()
        whole.setTextStyle(style)
        whole.setTextAlign(skia.textlayout.TextAlign.kCenter)
        builder = skia.textlayout.ParagraphBuilder.make(whole, fonts, skia.Unicodes.ICU.Make())
        builder.pushStyle(style)
        builder.addText(text)
        made = builder.Build()
        made.layout(width)
        return made

    size = _size(laid, flat(fill))
    recorder = skia.PictureRecorder()
    strokes = [size / TEXT * EDGE, size / TEXT * INK]
    lines = laid(size, flat(fill))
    width, height = min(WIDE, lines.LongestLine) + strokes[0], lines.Height + 0.5 * strokes[0]
    canvas = recorder.beginRecording(skia.Rect(-WIDE, -WIDE, WIDE, WIDE))
    for paint in (flat(edge, strokes[0], False), flat(ink, strokes[1], False), flat(fill)):
        laid(size, paint).paint(canvas, -WIDE / 2, -lines.Height / 2)
    return Caption(recorder.finishRecordingAsPicture(), width, height)


def _size(laid, paint) -> float:
    """The largest size at which the words take one line, or else two."""
    wanted = laid(TEXT, paint, 1e5).MaxIntrinsicWidth
    if wanted <= WIDE:
        return TEXT
    if TEXT * WIDE / wanted >= 0.62 * TEXT:
        return TEXT * WIDE / wanted
    size = 0.8 * TEXT
    line = laid(size, paint, 1e5).Height
    while size > LEAST and laid(size, paint).Height > (LINES + 0.5) * line * size / (0.8 * TEXT):
        size -= 2
    return size
