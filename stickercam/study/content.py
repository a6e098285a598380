"""What a report consists of, whatever it is written as. Text may hold **bold**, *emphasis*, `code`, [words](address)
and references: {fig:key} and {table:key} become the numbers of figures and tables in their order."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heading:
    words: str
    anchor: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Text:
    words: str
    kind: str = ""  # "lead" stands in a box at the top, "note" in small type


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of two lines; mark: "hg" and "sb" give a network's colour, "yes" and "no" a verdict's."""

    words: str
    below: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """rows: cells, or one word alone: a heading of the rows below it. The first cell of a row names it."""

    key: str
    caption: str
    head: tuple[str | Cell, ...]
    rows: tuple[tuple[str | Cell, ...] | str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a figure: a chart (svg), or a picture (file, from the report's folder), or sides of either."""

    words: str = ""
    svg: str = ""
    file: str = ""
    alt: str = ""
    sides: tuple["Panel", ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """layout: "charts", "tiles" (small pictures), "pairs" and "triples" (panels of so many sides), "strip"
    (six a row)."""

    key: str
    caption: str
    panels: tuple[Panel, ...]
    layout: str = "charts"
    rows: tuple[tuple[str, tuple[Panel, ...]], ...] = field(default=())  # of strips: a name and its panels


Block = Heading | Text | Bullets | Table | Figure


def numbers(blocks: list[Block]) -> dict[str, str]:
    """{"fig:key": "3", "table:key": "1", ...} in the order in which they stand."""
    found: dict[str, str] = {}
    for kind, prefix in ((Figure, "fig"), (Table, "table")):
        for number, block in enumerate((block for block in blocks if isinstance(block, kind)), 1):
            found[f"{prefix}:{block.key}"] = str(number)
    return found


def resolved(words: str, found: dict[str, str]) -> str:
    """Text with its references as numbers; KeyError for one to nothing."""
    for key, number in found.items():
        words = words.replace("{" + key + "}", number)
    if "{fig:" in words or "{table:" in words:
        raise KeyError(f"a reference to nothing in: {words}")
    return words
