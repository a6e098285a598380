"""Colours, lengths and the order in which styles win."""

import pytest

from stickercam.draw.svg.style import Sheet, color, number, style_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#f80", (255, 136, 0, 1.0)),
        ("#ff8800", (255, 136, 0, 1.0)),
        ("#ff880080", (255, 136, 0, 128 / 255)),
        ("#f808", (255, 136, 0, 136 / 255)),
        ("rgb(255, 136, 0)", (255, 136, 0, 1.0)),
        ("rgb(100% 0% 0% / 0.5)", (255, 0, 0, 0.5)),
        ("rgba(1,2,3,.25)", (1, 2, 3, 0.25)),
        ("Orange", (255, 165, 0, 1.0)),
        ("hsl(120, 100%, 50%)", (0, 255, 0, 1.0)),
        ("none", None),
        ("transparent", None),
    ],
)
def test_a_colour_in_any_spelling(text: str, expected):
    assert color(text) == pytest.approx(expected) if expected else color(text) is None


def test_what_is_no_colour_is_refused():
    with pytest.raises(ValueError, match="unknown color"):
        color("octarine")


@pytest.mark.parametrize(("text", "expected"), [("3", 3), ("3px", 3), ("1in", 96), ("50%", 1.5), (None, 7), ("x", 7)])
def test_a_length_in_any_unit(text: str | None, expected: float):
    assert number(text, 7, 3) == expected


def test_the_style_attribute_wins_over_classes_and_they_over_attributes():
    sheet = Sheet()
    sheet.add(".a { fill: red } .b, #it { stroke: blue } /* .a { fill: black } */ path { fill-opacity: .5 }")
    attributes = {"class": "a b", "fill": "green", "stroke-width": "3", "style": "stroke: lime", "id": "it"}

    style = style_of(attributes, "path", sheet, {"stroke-linecap": "round", "opacity": "0.1"})

    assert (style["fill"], style["stroke"], style["stroke-width"]) == ("red", "lime", "3")
    assert style["fill-opacity"] == ".5" and style["stroke-linecap"] == "round"
    assert "opacity" not in style  # a group's own, not its children's


def test_selectors_that_are_not_understood_are_remembered():
    sheet = Sheet()

    sheet.add("g > path { fill: red } .ok { fill: red } a:hover { fill: red }")

    assert sheet.foreign == ["g > path", "a:hover"]
