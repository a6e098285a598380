"""The report as Markdown, its charts as SVG files beside its pictures."""

import re
from html import unescape
from pathlib import Path

from stickercam.study.charts import alone
from stickercam.study.content import Block, Bullets, Cell, Figure, Heading, Panel, Table, Text, numbers, resolved

CHARTS = "charts"  # the folder of the SVG files
ACROSS = {"charts": 2, "tiles": 5, "pairs": 2, "triples": 1, "strip": 6}  # panels in a row


def as_markdown(title: str, by: str, blocks: list[Block], folder: Path) -> str:
    """The text; its charts are written into FOLDER/charts."""
    (folder / CHARTS).mkdir(exist_ok=True)
    keys = "|".join(re.escape(block.key) for block in blocks if isinstance(block, Figure))
    for old in (folder / CHARTS).iterdir():
        if re.fullmatch(rf"({keys}|clip\.\w+)\.\d+\.svg", old.name):  # of an earlier report, and no other's
            old.unlink()
    page = _Page(folder, numbers(blocks))
    return "\n\n".join([f"# {title}", page.inline(by), *(page.block(block) for block in blocks)]) + "\n"


class _Page:
    def __init__(self, folder: Path, found: dict[str, str]) -> None:
        self.folder, self.found, self.made = folder, found, 0

    def inline(self, words: str) -> str:
        return resolved(words, self.found)

    def block(self, block: Block) -> str:
        if isinstance(block, Heading):
            return f"{'#' * block.level} {block.words}"
        if isinstance(block, Text):
            return self.inline(block.words)
        if isinstance(block, Bullets):
            return "\n".join(f"- {self.inline(item)}" for item in block.items)
        return self.table(block) if isinstance(block, Table) else self.figure(block)

    def table(self, table: Table) -> str:
        caption = f"**Table {self.found[f'table:{table.key}']}.** {self.inline(table.caption)}"
        head = [self.cell(cell) for cell in table.head]
        rows = [
            [f"**{self.inline(row)}**", *[""] * (len(head) - 1)]
            if isinstance(row, str)
            else [self.cell(c) for c in row]
            for row in table.rows
        ]
        lines = [head, ["---"] * len(head), *rows]
        text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return "\n\n".join([caption, text] + ([self.inline(table.note)] if table.note else []))

    def cell(self, cell: str | Cell) -> str:
        words = cell if isinstance(cell, str) else cell.words + (f"<br>{cell.below}" if cell.below else "")
        return self.inline(words).replace("|", "\\|")

    def figure(self, figure: Figure) -> str:
        parts = []
        for name, panels in figure.rows:
            parts += [f"**{self.inline(name)}**", *([self.grid(figure, panels, "strip")] if panels else [])]
        if figure.panels:
            parts.append(self.grid(figure, figure.panels, figure.layout))
        parts.append(f"**Figure {self.found[f'fig:{figure.key}']}.** {self.inline(figure.caption)}")
        return "\n\n".join(parts)

    def grid(self, figure: Figure, panels: tuple[Panel, ...], layout: str) -> str:
        """A table of pictures with words below each."""
        wide = min(ACROSS[layout], len(panels))
        lines = []
        for start in range(0, len(panels), wide):
            row = [self.panel(figure, panel) for panel in panels[start : start + wide]]
            row += [""] * (wide - len(row))
            lines += [f"| {' | '.join(row)} |"] + ([f"|{' --- |' * wide}"] if not start else [])
        return "\n".join(lines)

    def panel(self, figure: Figure, panel: Panel) -> str:
        inner = (
            " ".join(self.panel(figure, side) for side in panel.sides) if panel.sides else self.picture(figure, panel)
        )
        return inner + (f"<br>{self.inline(panel.words)}".replace("|", "\\|") if panel.words else "")

    def picture(self, figure: Figure, panel: Panel) -> str:
        if panel.file:
            return f"![{panel.alt}]({panel.file})"
        self.made += 1
        file = f"{CHARTS}/{figure.key}.{self.made}.svg"
        (self.folder / file).write_text(alone(panel.svg), encoding="utf-8")
        alt = re.search(r'aria-label="([^"]*)"', panel.svg)
        return f"![{unescape(alt[1]) if alt else figure.key}]({file})"
