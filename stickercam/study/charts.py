"""Charts as SVG of 360 units' width: legible on a phone as they are, beside each other on a desk."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from stickercam.study.theme import style

WIDTH, HEIGHT = 360, 236
LEFT, RIGHT, BOTTOM = 46, 10, 38
LETTER = 6.1  # units of an average letter at the charts' size
SHORT = {"hourglass": "hg", "simplebaseline": "sb", "truth": "truth"}


@dataclass(frozen=True, slots=True)
class Series:
    """A line. family: gives its colour. broken: of the study's recipe, or of a second kind. dots: marked points."""

    name: str
    family: str
    points: Sequence[tuple[float, float]]
    broken: bool = False
    dots: bool = False
    thin: bool = False


def svg(width: float, height: float, parts: list[str], *, alt: str) -> str:
    """A chart's element; `alone` makes a file of it."""
    head = f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img"'
    return f'{head} aria-label="{escape(alt)}"><title>{escape(alt)}</title>{"".join(parts)}</svg>'


def alone(chart: str) -> str:
    """A chart as a file of its own, with its size and colours in it."""
    sized = re.sub(r'viewBox="0 0 (\S+) (\S+)"', r'width="\1" height="\2" \g<0>', chart, count=1)
    return sized.replace("<title>", f"<style>{style('chart')}</style><title>", 1)


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}"' + (f' text-anchor="{anchor}"' if anchor != "start" else "")
    return f"<text {place}{f' class={chr(34)}{kind}{chr(34)}' if kind else ''}>{escape(words)}</text>"


def ticks(low: float, high: float, number: int = 5) -> list[float]:
    """Round values in a range, about so many."""
    if not high > low:
        return [low]
    raw = (high - low) / number
    unit = 10 ** math.floor(math.log10(raw))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [index * step for index in range(first, math.floor(high / step + 1e-9) + 1)]


def log_ticks(low: float, high: float) -> list[float]:
    """1, 2, 5 and their tens in a range; only the tens where there are many."""
    tens = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    found = [factor * 10.0**ten for ten in tens for factor in (1, 2, 5)]
    found = [value for value in found if low * 0.999 <= value <= high * 1.001]
    return found if len(found) <= 6 else [value for value in found if f"{value:e}"[0] == "1"]


def lines(
    series: Sequence[Series], *, title: str, x: str, y: str, log: bool = False,
    y_range: tuple[float, float] | None = None, x_factor: float = 1.0,
) -> str:  # fmt: skip
    """Series over one another. x, y: what the axes are. x_factor: what values of x are divided by."""
    points = [(a / x_factor, b) for one in series for a, b in one.points]
    if not points:
        return blank(title, "nothing to draw")
    legend, top = _legend([(one.name, one.family, one.broken, one.dots) for one in series], 34)
    x_low, x_high = min(a for a, _ in points), max(a for a, _ in points)
    x_low = 0.0 if x_low < 0.3 * x_high and x_low >= 0 else x_low
    x_high = x_high if x_high > x_low else x_low + 1
    y_low, y_high = y_range or _span([b for _, b in points], log)
    bottom = HEIGHT - BOTTOM + (top - 46)

    def across(value: float) -> float:
        return LEFT + (value - x_low) / (x_high - x_low) * (WIDTH - LEFT - RIGHT)

    def down(value: float) -> float:
        share = (value - y_low) / (y_high - y_low)
        if log:
            share = math.log(max(value, y_low) / y_low) / math.log(y_high / y_low)
        return bottom - min(max(share, 0), 1) * (bottom - top)

    parts = [text(0, 14, title, "title"), *legend]
    for value in log_ticks(y_low, y_high) if log else ticks(y_low, y_high):
        parts.append(f'<path class="grid" d="M{LEFT} {down(value):.1f}H{WIDTH - RIGHT}"/>')
        parts.append(text(LEFT - 5, down(value) + 4, f"{value:.3g}" if value < 1000 else f"{value:,.0f}", "", "end"))
    for value in ticks(x_low, x_high):
        parts.append(text(across(value), bottom + 15, f"{value:g}", "", "middle"))
    parts += [text(WIDTH - RIGHT, bottom + 31, x, "", "end"), text(0, top - 11, y)]
    for one in series:
        spots = [(across(a / x_factor), down(b)) for a, b in one.points]
        kind = f"line {SHORT[one.family]}{' broken' * one.broken}{' thin' * one.thin}"
        way = "L".join(f"{a:.1f} {b:.1f}" for a, b in spots)
        parts.append(f'<path class="{kind}" d="M{way}"/>')
        if one.dots or len(spots) < 3:
            hollow = " hollow" * one.broken
            parts += [f'<circle class="dot {SHORT[one.family]}{hollow}" cx="{a:.1f}" cy="{b:.1f}" r="3"/>'
                      for a, b in spots]  # fmt: skip
    return svg(WIDTH, bottom + 36, parts, alt=f"{title}: {', '.join(one.name for one in series)}")


def _span(values: list[float], log: bool) -> tuple[float, float]:
    low, high = min(values), max(values)
    if log:
        low = max(low, 1e-6)
        return low / 1.08, max(high, low * 1.5) * 1.08
    room = 0.06 * (high - low) or abs(high) * 0.1 or 1.0
    return (0.0 if 0 <= low < 0.4 * high else low - room), high + room


def _legend(entries: list[tuple[str, str, bool, bool]], y: float) -> tuple[list[str], float]:
    """Samples of lines with their names, in as many rows as they need; where the picture below them begins."""
    parts, x = [], 0.0
    for name, family, broken, dots in entries:
        wide = 30 + LETTER * len(name)
        if x and x + wide > WIDTH:
            x, y = 0.0, y + 16
        short = SHORT[family]
        parts.append(f'<path class="line {short}{" broken" * broken}" d="M{x:.1f} {y - 4:.1f}h20"/>')
        if dots:
            parts.append(f'<circle class="dot {short}{" hollow" * broken}" cx="{x + 10:.1f}" cy="{y - 4:.1f}" r="3"/>')
        parts.append(text(x + 25, y, name))
        x += wide + 12
    return parts, y + 33


def bars(
    rows: Sequence[tuple[str, Sequence[tuple[float | None, Sequence[float] | None]]]],
    kinds: Sequence[tuple[str, str, bool]], *, title: str, x: str, high: float | None = None,
) -> str:  # fmt: skip
    """Horizontal bars. rows: (label, a (value, interval) for each kind). kinds: (name, family, hollow)."""
    label, thick = 94, 9
    legend, top = _legend([(name, family, hollow, False) for name, family, hollow in kinds], 34)
    top -= 19
    values = [
        end for _, entries in rows for value, ends in entries if value is not None for end in (value, *(ends or ()))
    ]
    high = high or max(values, default=1.0) * 1.02 or 1.0
    step = len(kinds) * (thick + 1) + 7
    bottom = top + step * len(rows)

    def across(value: float) -> float:
        return label + min(value / high, 1) * (WIDTH - label - RIGHT - 26)

    parts = [text(0, 14, title, "title"), *legend]
    for value in ticks(0, high):
        parts.append(f'<path class="grid" d="M{across(value):.1f} {top:.1f}V{bottom:.1f}"/>')
        parts.append(text(across(value), bottom + 14, f"{value:g}", "", "middle"))
    for number, (name, entries) in enumerate(rows):
        y = top + number * step + 4
        parts.append(text(label - 6, y + step / 2 - 0.5, name, "", "end"))
        for (value, ends), (_, family, hollow) in zip(entries, kinds):
            if value is not None:
                wide = max(across(value) - label, 0.5)
                parts.append(f'<rect class="bar {SHORT[family]}{" hollow" * hollow}" x="{label}" y="{y:.1f}" '
                             f'width="{wide:.1f}" height="{thick}"/>')  # fmt: skip
                edge = across(value)
                if ends:
                    middle = y + thick / 2
                    parts.append(
                        f'<path class="whisker" d="M{across(ends[0]):.1f} {middle:.1f}H{across(ends[1]):.1f}"/>'
                    )
                    edge = max(edge, across(ends[1]))
                parts.append(text(edge + 4, y + thick - 0.5, f"{value:.0f}", "small value"))
            y += thick + 1
    parts.append(text(WIDTH - RIGHT, bottom + 30, x, "", "end"))
    return svg(WIDTH, bottom + 36, parts, alt=f"{title}, {x}: {', '.join(name for name, _, _ in kinds)}")


def blank(title: str, why: str) -> str:
    """What stands where a figure cannot be drawn, and why."""
    words, line = [], ""
    for word in why.split():
        if LETTER * len(f"{line} {word}") > WIDTH - 40:
            words.append(line)
            line = ""
        line = f"{line} {word}".strip()
    words.append(line)
    parts = [text(0, 14, title, "title"), f'<rect class="blank" x="1" y="26" width="{WIDTH - 2}" height="120" rx="6"/>']
    parts += [text(WIDTH / 2, 84 + 16 * (number - (len(words) - 1) / 2), line, "blank-words", "middle")
              for number, line in enumerate(words)]  # fmt: skip
    return svg(WIDTH, 150, parts, alt=f"{title}: {why}")
