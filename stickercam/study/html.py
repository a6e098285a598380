"""The report as one HTML file: pictures embedded, no script, nothing that is fetched."""

import base64
import re
from html import escape
from pathlib import Path

from stickercam.study.content import Block, Bullets, Cell, Figure, Heading, Panel, Table, Text, numbers, resolved
from stickercam.study.theme import style

KINDS = {".webp": "image/webp", ".png": "image/png"}


def as_html(title: str, by: str, blocks: list[Block], folder: Path) -> str:
    """folder: where the files of pictures lie."""
    page = _Page(folder, numbers(blocks))
    chapters = [block for block in blocks if isinstance(block, Heading) and block.level == 2]
    links = "".join(f'<li><a href="#{one.anchor}">{escape(one.words)}</a></li>' for one in chapters)
    first = next((number for number, block in enumerate(blocks) if isinstance(block, Heading)), 0)
    lead = "".join(page.inner(block) for block in blocks[:first])
    body = "\n".join(page.block(block) for block in blocks[first:])
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{style('page')}{style('chart')}</style></head>\n<body><main>"
        f'<header><h1>{escape(title)}</h1><p class="by">{page.inline(by)}</p></header>'
        f'<section class="lead">{lead}</section><nav class="small"><ol>{links}</ol></nav>\n'
        f"{body}\n</main></body></html>\n"
    )


class _Page:
    def __init__(self, folder: Path, found: dict[str, str]) -> None:
        self.folder, self.found = folder, found

    def inline(self, words: str) -> str:
        """Text of `content` as HTML."""
        words = escape(resolved(words, self.found), quote=False)
        words = re.sub(r"`([^`]+)`", r"<code>\1</code>", words)
        words = re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", words)
        words = re.sub(r"\*([^*]+)\*", r"<em>\1</em>", words)
        return re.sub(r"\[([^]]+)\]\(([^)]+)\)", r'<a href="\2">\1</a>', words)

    def inner(self, block: Block) -> str:
        if isinstance(block, Bullets):
            return f"<ul>{''.join(f'<li>{self.inline(item)}</li>' for item in block.items)}</ul>"
        return f"<p>{self.inline(block.words)}</p>"

    def block(self, block: Block) -> str:
        if isinstance(block, Heading):
            return f'<h{block.level} id="{block.anchor}">{escape(block.words)}</h{block.level}>'
        if isinstance(block, Text):
            return f'<p class="{block.kind}">{self.inline(block.words)}</p>' if block.kind else self.inner(block)
        if isinstance(block, Table):
            return self.table(block)
        return self.figure(block) if isinstance(block, Figure) else self.inner(block)

    def table(self, table: Table) -> str:
        number = self.found[f"table:{table.key}"]
        caption = f"<caption><b>Table {number}.</b> {self.inline(table.caption)}</caption>"
        head = "".join(self.cell(cell, "th") for cell in table.head)
        rows = []
        for row in table.rows:
            if isinstance(row, str):
                rows.append(f'<tr class="part"><th colspan="{len(table.head)}">{self.inline(row)}</th></tr>')
            else:
                first, *others = row
                rows.append(f"<tr>{self.cell(first, 'th')}{''.join(self.cell(cell, 'td') for cell in others)}</tr>")
        note = f'<p class="note">{self.inline(table.note)}</p>' if table.note else ""
        return (f'<div class="scroll" id="table-{table.key}"><table>{caption}<thead><tr>{head}</tr></thead>'
                f"<tbody>{''.join(rows)}</tbody></table>{note}</div>")  # fmt: skip

    def cell(self, cell: str | Cell, tag: str) -> str:
        if isinstance(cell, str):
            return f"<{tag}>{self.inline(cell)}</{tag}>"
        mark = {"hg": "mark-hg", "sb": "mark-sb"}.get(cell.mark, cell.mark)
        below = f"<small>{self.inline(cell.below)}</small>" if cell.below else ""
        words = f'<span class="{mark}">{self.inline(cell.words)}</span>' if mark else self.inline(cell.words)
        return f"<{tag}>{words}{below}</{tag}>"

    def figure(self, figure: Figure) -> str:
        caption = f"<b>Figure {self.found[f'fig:{figure.key}']}.</b> {self.inline(figure.caption)}"
        body = "".join(
            f'<p class="row-name">{self.inline(name)}</p><div class="panels strip">'
            f"{''.join(self.panel(panel) for panel in panels)}</div>"
            for name, panels in figure.rows
        )
        if figure.panels:
            kind = "" if figure.layout == "charts" else f" {figure.layout}"
            body += f'<div class="panels{kind}">{"".join(self.panel(panel) for panel in figure.panels)}</div>'
        return f'<figure id="fig-{figure.key}">{body}<figcaption>{caption}</figcaption></figure>'

    def panel(self, panel: Panel, kind: str = "panel") -> str:
        if panel.sides:
            content = f'<div class="sides">{"".join(self.panel(side, "side") for side in panel.sides)}</div>'
        else:
            content = panel.svg or f'<img src="{self.embedded(panel.file)}" alt="{escape(panel.alt)}" loading="lazy">'
        words = f"<p>{self.inline(panel.words)}</p>" if panel.words else ""
        return f'<div class="{kind}">{content}{words}</div>'

    def embedded(self, file: str) -> str:
        data = base64.b64encode((self.folder / file).read_bytes()).decode()
        return f"data:{KINDS[Path(file).suffix]};base64,{data}"
