"""Whether a place takes a file: what it measures, against the place's rules, row by row."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stickercam.export.facts import Facts, examine
from stickercam.export.platforms import Target

KINDS = {".gif": "GIF", ".webp": "WebP", ".png": "PNG", ".apng": "PNG", ".webm": "WebM", ".mp4": "MP4"}
MARGIN = 16 / 512  # of the side: WhatsApp and Signal advise to keep it free


@dataclass(frozen=True, slots=True)
class Check:
    """One rule. passed: None for advice that was not followed."""

    rule: str
    found: str
    limit: str
    passed: bool | None


def verify(path: Path, target: Target) -> list[Check]:
    """Every rule that the target has, checked. StickercamError if the file cannot be opened at all."""
    return list(_checks(Path(path), examine(Path(path)), target))


def accepted(checks: list[Check]) -> bool:
    return all(check.passed is not False for check in checks)


def _checks(path: Path, facts: Facts, target: Target) -> Iterator[Check]:
    kind = KINDS[target.suffix]
    yield Check("format", facts.kind, kind, facts.kind == kind)
    yield Check("file name", path.suffix or "no ending", target.suffix, path.suffix.lower() == target.suffix)
    yield Check("whole", facts.fault or "yes", "can be read to its end", not facts.fault)
    if target.bytes:
        yield Check("bytes", f"{facts.bytes:,}", f"at most {target.bytes:,}", facts.bytes <= target.bytes)
    yield _size(facts, target)
    yield from _time(facts, target)
    if target.plays and facts.frames > 1 and facts.plays is not None:
        low, high = target.plays
        limit = "for ever" if high == 0 else f"{low} to {high} times"
        yield Check("plays", _times(facts.plays), limit, low <= facts.plays <= high)
    if kind == facts.kind == "WebM":
        yield Check("codec", facts.codec, "vp9", facts.codec == "vp9")
        yield Check("sound", "yes" if facts.sound else "none", "none", not facts.sound)
    yield from _content(facts, target)


def _times(plays: int) -> str:
    return "for ever" if plays == 0 else f"{plays} times"


def _size(facts: Facts, target: Target) -> Check:
    (least_w, most_w), (least_h, most_h) = target.width, target.height
    good = least_w <= facts.width <= most_w and least_h <= facts.height <= most_h
    limit = f"{most_w}x{most_h}" if (least_w, least_h) == (most_w, most_h) else f"at most {most_w}x{most_h}"
    if target.side:
        good = good and target.side in (facts.width, facts.height)
        limit += f", one side {target.side}"
    if target.square:
        good = good and facts.width == facts.height
        limit += ", square"
    return Check("pixels", f"{facts.width}x{facts.height}", limit, good)


def _time(facts: Facts, target: Target) -> Iterator[Check]:
    least, most = target.frames
    limit = "1" if most == 1 else f"{least} to {most}"
    yield Check("pictures", str(facts.frames), limit, least <= facts.frames <= most)
    if not target.moves or facts.frames < 2:
        return
    if target.seconds:
        good = facts.seconds <= target.seconds + 5e-4
        yield Check("seconds", f"{facts.seconds:.2f}", f"at most {target.seconds:g}", good)
    if target.whole and facts.plays:
        total = facts.seconds * facts.plays
        good = abs(total - round(total)) < 0.005 and 1 <= round(total) <= 4
        yield Check("seconds in all", f"{total:.2f}", "1, 2, 3 or 4", good)
    shortest = 0.02 if target.suffix in (".gif", ".webp", ".png") else 0.008
    found, limit = f"{1000 * facts.shortest:.0f} ms", f"at least {1000 * shortest:.0f} ms"
    yield Check("shortest picture", found, limit, facts.shortest >= shortest - 5e-4)
    if target.fps:
        rate = facts.frames / max(facts.seconds, 1e-9)
        yield Check("pictures a second", f"{rate:.1f}", f"at most {target.fps:g}", rate <= target.fps + 0.05)
    yield Check("moves", "yes" if facts.moves else "no", "yes", facts.moves)


def _content(facts: Facts, target: Target) -> Iterator[Check]:
    found = "empty" if facts.first_empty else "shows something"
    yield Check("first picture", found, "not empty", not facts.first_empty)
    if target.ground:
        return
    found = "yes" if facts.transparent else "none"  # taken without as well, but then it is no sticker
    yield Check("transparency", found, "advised", True if facts.transparent else None)
    if facts.transparent and not facts.first_empty:
        wanted = 3 if target.pixels < 256 else round(MARGIN * facts.width)  # small ones need every pixel
        found = "touches the edge" if facts.margin == 0 else f"{facts.margin} px"
        yield Check("margin", found, f"{wanted} px advised", True if facts.margin >= wanted else None)
