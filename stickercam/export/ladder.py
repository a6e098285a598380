"""What is given up to get below a byte limit, in the order that hurts least, and the search for how far to go.

The order is measured on our characters (docs/formats.md has the table): what nobody sees in a picture goes first, then
the shadow, then pictures a second, then what can be seen.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from stickercam.export.detail import Detail

# (what changes, its value); each rung keeps what those before it gave up.
PALETTE = (
    ("loss", 40), ("colors", 64), ("loss", 80), ("shadow", False), ("fps", 16.7), ("loss", 120), ("fps", 14.3),
    ("fps", 12.5), ("colors", 32), ("fps", 11.1), ("fps", 10.0), ("colors", 24),
)  # fmt: skip
GIF = (
    ("loss", 40), ("colors", 32), ("loss", 80), ("fps", 16.7), ("loss", 120), ("fps", 14.3), ("fps", 12.5),
    ("fps", 11.1), ("colors", 16), ("fps", 10.0),
)  # fmt: skip
# From 24 on nobody sees a difference; above 50 flat colour begins to crawl.
VIDEO = (
    *(("crf", crf) for crf in range(26, 44, 2)), ("shadow", False), ("crf", 46), ("crf", 50), ("fps", 16.7),
    ("fps", 12.5), ("crf", 54), ("fps", 10.0), ("crf", 60),
)  # fmt: skip
PHOTO = (
    ("crf", 30), ("crf", 40), ("crf", 50), ("fps", 16.7), ("crf", 60), ("fps", 12.5), ("crf", 63), ("fps", 10.0),
)  # fmt: skip
SHORTER = (0.75, 0.5)  # of the length, where nothing else is left
SMALLER = (0.85, 0.7, 0.5)  # of the side, where the place takes less
DROP = 0.12  # of the logarithm of bytes from rung to rung, usually: for the first guess

BEGIN = {"video": Detail(crf=24), "photo": Detail(crf=20), "gif": Detail(colors=64), "palette": Detail(colors=128)}
STEPS = {"video": VIDEO, "photo": PHOTO, "gif": GIF, "palette": PALETTE}


@dataclass(frozen=True, slots=True)
class Rung:
    """A step down: how pictures are encoded, how many a second, with a shadow, what share of side and length."""

    detail: Detail
    fps: float
    shadow: bool = True
    side: float = 1.0
    part: float = 1.0


def ladder(kind: str, *, fps: float, drawn: bool, soft: bool, smallest: float) -> list[Rung]:
    """From what looks as drawn down to the least that is still worth having.

    kind: a key of STEPS. fps: of the first rung. drawn: whether a shadow can be left out. soft: whether the format
    shows one. smallest: share of the side that the place still takes.
    """
    rungs = [Rung(BEGIN[kind], fps, shadow=soft)]
    for what, value in STEPS[kind]:
        last = rungs[-1]
        if what == "fps":
            if value < last.fps:
                rungs.append(replace(last, fps=value))
        elif what == "shadow":
            if drawn and last.shadow:
                rungs.append(replace(last, shadow=False))
        else:
            rungs.append(replace(last, detail=replace(last.detail, **{what: value})))
    rungs += [replace(rungs[-1], side=side) for side in SMALLER if side >= smallest - 1e-6]
    return rungs + [replace(rungs[-1], part=part) for part in SHORTER]


def first_that_fits(size_of: Callable[[int], float], count: int, limit: float, least: int = 0) -> int | None:
    """The first of `count` rungs of falling size from `least` on that is within the limit, None if none is.

    size_of is asked as seldom as can be: bytes fall evenly in their logarithm, so a guess lands near.
    """
    low, high, guess = least - 1, count, least  # low is too large, high fits
    sizes: dict[int, float] = {}
    while high - low > 1:
        sizes[guess] = size = max(size_of(guess), 1.0)
        if size <= limit:
            high = guess
        else:
            low = guess
        if high in sizes and low in sizes:
            span = math.log(sizes[low]) - math.log(sizes[high])
            share = (math.log(sizes[low]) - math.log(limit)) / span if span > 0 else 0.5
            guess = low + math.ceil(share * (high - low))
        else:
            guess = low + math.ceil(math.log(size / limit) / DROP) if size > limit else guess // 2
        guess = min(max(guess, low + 1), high - 1)
    return high if high < count else None


def in_words(first: Rung, chosen: Rung, pixels: int) -> str:
    """What a rung gave up against the first one."""
    said = []
    if chosen.detail.colors != first.detail.colors:
        said.append(f"{chosen.detail.colors} colours instead of {first.detail.colors}")
    if chosen.detail.loss > first.detail.loss:
        said.append("simpler edges" if chosen.detail.loss > 80 else "edges a little simpler")
    if chosen.detail.crf != first.detail.crf:
        said.append(f"more compression ({chosen.detail.crf} instead of {first.detail.crf})")
    if first.shadow and not chosen.shadow:
        said.append("no shadow")
    if chosen.fps < first.fps:
        said.append(f"{chosen.fps:.3g} pictures a second instead of {first.fps:.3g}")
    if chosen.side < 1:
        said.append(f"{round(pixels * chosen.side)} px instead of {pixels}")
    if chosen.part < 1:
        said.append(f"{chosen.part:.0%} of the length")
    return ", ".join(said)
