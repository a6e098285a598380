"""Colours and type of the report, for light and dark, for the page and for every chart.

Blue and vermilion of Okabe and Ito's palette are told apart by every kind of colour vision, and by their lightness in
print. A family has a colour; a recipe a way of drawing (solid or broken, filled or hollow), so nothing hangs on colour.
"""

from functools import cache
from pathlib import Path

LIGHT = {
    "paper": "#fdfcfa", "panel": "#f4f2ee", "ink": "#1d2126", "ink2": "#5b626b", "rule": "#dcd8d0",
    "hg": "#0072b2", "sb": "#d55e00", "right": "#c8501e", "left": "#2b78c5", "mid": "#6d7580", "truth": "#9aa1a9",
    "good": "#00735c", "bad": "#a33a16",
}  # fmt: skip
DARK = {
    "paper": "#15181d", "panel": "#1e2228", "ink": "#e9e7e2", "ink2": "#a4abb5", "rule": "#363c45",
    "hg": "#56b4e9", "sb": "#f0935a", "right": "#f08a58", "left": "#6db4f2", "mid": "#aab2bd", "truth": "#6b737d",
    "good": "#4fcfae", "bad": "#f0a07c",
}  # fmt: skip


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items())


VARIABLES = (
    f":root{{{_variables(LIGHT)}}}"
    f"@media (prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}}}"
    f"@media print{{:root{{{_variables(LIGHT | {'paper': '#ffffff', 'panel': '#f7f7f5'})}}}}}"
)


@cache
def style(name: str) -> str:
    """The rules of "page" or "chart"."""
    return VARIABLES * (name == "chart") + (Path(__file__).parent / f"{name}.css").read_text(encoding="utf-8")
