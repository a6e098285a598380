"""Networks and people as line drawings: every part of a network as wide as its heatmap is large, joints as bones."""

import math
import re
from collections.abc import Sequence

from stickercam.models.skeleton import BONES
from stickercam.study.charts import SHORT, WIDTH, svg, text

ROW, BOX = 16, 12  # units of a part's row and of its box
MIDDLE = 168  # where the boxes are centred; what part of the network it is stands at the left, shapes at the right
SHAPES = 284
WIDEST, NARROWEST = 190, 34  # of the whole crop, of 4 x 4 cells
OUT = 8  # units by which an arc stands off
NAMES = {
    "stem": "stem", "stage": "residual stage", "block": "inverted residual", "down": "pool, residuals",
    "middle": "residuals", "up": "residuals, upsample", "residual": "residuals", "deconvolution": "deconvolution",
    "head": "heatmaps",
}  # fmt: skip
THIN, UNSURE = 0.35, 0.2  # scores: as the product draws them


def network(anatomy: dict, family: str, title: str) -> str:
    """A network from its crop above to its heatmaps below. anatomy: of `modules.anatomy`."""
    rows = _rows(anatomy)
    top = 30
    for number, row in enumerate(rows):
        row["y"] = top + ROW * number
    parts = [text(0, 14, title, "title"), *_groups(rows)]
    for before, row in zip([None, *rows], rows):
        parts += _box(row, before)
    place = {name: row for row in rows for name in row["names"]}
    parts += [arc for part in anatomy["parts"] if part["kind"] == "skip" for arc in [_arc(part, rows, place)] if arc]
    parts += _ties(rows)
    costs = anatomy["costs"]
    alt = f"{title}: {len(anatomy['parts'])} parts, {costs['parameters'] / 1e6:.2f} million parameters"
    body = f'<g class="{SHORT[family]}">{"".join(parts)}</g>'
    return svg(WIDTH, top + ROW * len(rows) + 6, [body], alt=alt)


def _wide(size: int) -> float:
    """Half as many cells, a step less wide."""
    return NARROWEST + (WIDEST - NARROWEST) * (math.log2(size) - 2) / 6


def _box(row: dict, before: dict | None) -> list[str]:
    """A part, with its name and shape where they are not those of the part above."""
    wide, y = _wide(row["size"]), row["y"]
    place = f'x="{MIDDLE - wide / 2:.1f}" y="{y}" width="{wide:.1f}" height="{BOX}" rx="2.5"'
    found = [f'<rect class="box {row["kind"]}" {place}/>']
    shape = f"{row['size']}×{row['size']}×{row['channels']}"
    if before is None or shape != before["shape"]:
        found.append(text(SHAPES, y + 9.5, shape, "small"))
    row["shape"] = shape
    if (before is None or row["words"] != before["words"]) and 4.9 * len(row["words"]) <= wide:
        kind = "small over" if row["kind"] == "head" else "small value"
        found.append(text(MIDDLE, y + 9.3, row["words"], kind, "middle"))
    return found


def _rows(anatomy: dict) -> list[dict]:
    """The parts below one another, like neighbours in one row; first the crop itself."""
    first = "backbone" if anatomy["backbone"] else "stem"
    rows = [{"kind": "input", "size": anatomy["input"], "channels": 3, "names": [], "words": "crop", "number": 1,
             "group": ""}]  # fmt: skip
    stack = 1
    for part in anatomy["parts"]:
        if part["kind"] == "skip":
            continue
        last, kind = rows[-1], part["kind"]
        if kind in ("block", "stem") and all(part[key] == last[key] for key in ("kind", "size", "channels")):
            last["names"].append(part["name"])
            last["number"] += 1
            continue
        begins = kind in ("stem", "stage", "block")
        group = first if begins else f"stack {stack}" if anatomy["outputs"] > 1 else "up again"
        rows.append({key: part[key] for key in ("kind", "size", "channels")}
                    | {"names": [part["name"]], "number": 1, "group": group})  # fmt: skip
        stack += kind == "head"
    for row in rows[1:]:
        many = f"{row['number']} × " if row["number"] > 1 else ""
        row["words"] = many + NAMES[row["kind"]]
    return rows


def _groups(rows: list[dict]) -> list[str]:
    """At the left, which rows belong together."""
    found = []
    for name in dict.fromkeys(row["group"] for row in rows if row["group"]):
        own = [row["y"] for row in rows if row["group"] == name]
        low, high = own[0] + 1, own[-1] + BOX - 1
        found.append(f'<path class="brace" d="M70 {low}H64V{high}H70"/>')
        found.append(text(58, (low + high) / 2 + 3.5, name, "group", "end"))
    return found


def _arc(part: dict, rows: list[dict], place: dict[str, dict]) -> str | None:
    """A skip branch: from the row whose maps go across to the row after which they are added."""
    name = part["name"]
    if name.startswith("skips."):  # from the backbone into the way up: the last row of that size
        target = place.get(name.replace("skips", "climb"))
        above = [row for row in rows if row["size"] == part["size"] and row["group"] == "backbone"]
        source = above[-1] if above else None
    else:  # what goes into an hourglass's way down also goes across
        target, below = place.get(name.removesuffix(".upper") + ".out"), place.get(re.sub(r"upper$", "down", name))
        source = rows[rows.index(below) - 1] if below else None
    if target is None or source is None or target["y"] - source["y"] < 2 * ROW:  # too near for an arc to be seen
        return None
    edge = MIDDLE + _wide(source["size"]) / 2
    start, end = source["y"] + BOX / 2, target["y"] + (BOX / 2 if name.startswith("skips.") else BOX + 2)
    tip = MIDDLE + _wide(target["size"]) / 2 + 1.5
    if not name.startswith("skips."):
        tip = edge - 2
    way = f"M{edge:.1f} {start:.1f}H{edge + OUT:.1f}V{end:.1f}H{tip:.1f}m4 -2.6l-4 2.6l4 2.6"
    return f'<path class="arc" d="{way}"/>'


def _ties(rows: list[dict]) -> list[str]:
    """Between stacks: features and heatmaps go back in, beside what went into the stack before."""
    edge = MIDDLE - _wide(64) / 2
    heads = [row["y"] + BOX / 2 for row in rows if row["kind"] == "head"]
    return [f'<path class="tie" d="M{edge:.1f} {y:.1f}h-{OUT}V{y + ROW:.1f}h{OUT + 8}"/>' for y in heads[:-1]]


def people(poses: Sequence[tuple[list, list, str]], alt: str, *, size: float = 200) -> str:
    """Joints as bones on a plain ground. poses: (joints in shares of the square, scores, kind), the lowest first.

    kind: "" as the product draws them, right warm and left cool; "truth" grey.
    """
    parts = [f'<rect class="ground" width="{size:g}" height="{size:g}" rx="6"/>']
    for joints, score, kind in poses:
        for start, end, side in BONES:
            sure = min(score[start], score[end])
            if (sure < UNSURE and kind != "truth") or sure <= 0:
                continue
            (x0, y0), (x1, y1) = joints[start], joints[end]
            faint = " faint" if sure < THIN and kind != "truth" else ""
            stroke = "t" if kind == "truth" else side
            parts.append(f'<path class="bone {stroke}{faint}" d="M{size * x0:.1f} {size * y0:.1f}'
                         f'L{size * x1:.1f} {size * y1:.1f}"/>')  # fmt: skip
    return svg(size, size, parts, alt=alt)
