"""Charts, diagrams and their colours."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stickercam.models.configurations import NETWORKS
from stickercam.study.charts import Series, alone, bars, blank, lines, log_ticks, ticks
from stickercam.study.diagrams import network, people
from stickercam.study.theme import DARK, LIGHT
from tests.stickercam.study.sample import anatomy_of

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))


@given(st.tuples(NUMBERS, NUMBERS).filter(lambda ends: ends[1] - ends[0] > 0.01))
def test_ticks_are_round_few_and_within(ends: tuple[float, float]):
    found = ticks(*ends)

    assert 2 <= len(found) <= 8
    assert all(ends[0] - 1e-6 <= value <= ends[1] + 1e-6 for value in found)


def test_ticks_of_a_logarithm_are_ones_twos_and_fives():
    assert log_ticks(0.008, 0.3) == [0.01, 0.02, 0.05, 0.1, 0.2]
    assert log_ticks(1, 10_000) == [1, 10, 100, 1000, 10_000]


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=20))
def test_any_points_make_a_chart_that_stays_on_its_ground(points: list):
    chart = lines([Series("a", "hourglass", points, dots=True)], title="t", x="x", y="y")

    ElementTree.fromstring(chart)
    spots = [(float(x), float(y)) for x, y in re.findall(r'cx="([-\d.]+)" cy="([-\d.]+)"', chart)]
    height = float(re.search(r'viewBox="0 0 360 ([\d.]+)"', chart)[1])
    assert all(0 <= x <= 360 and 0 <= y <= height for x, y in spots)


def test_bars_without_a_value_are_left_out_and_names_are_escaped():
    rows = [("a & b", [(50.0, (40.0, 60.0)), (None, None)])]
    chart = bars(rows, [("<x>", "hourglass", False), ("y", "simplebaseline", True)], title="t", x="%", high=100)

    assert len(ElementTree.fromstring(chart).findall(".//{*}rect")) == 1
    assert "a &amp; b" in chart and "&lt;x&gt;" in chart


def test_a_blank_says_why():
    chart = blank("Loss", "there is no training log beside it " * 3)

    assert "there is no training log" in "".join(ElementTree.fromstring(chart).itertext())


def test_a_chart_alone_brings_its_size_and_colours():
    chart = alone(blank("Loss", "why"))

    assert 'width="360"' in chart and "prefers-color-scheme:dark" in chart


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_is_drawn_from_its_module(name: str):
    found = anatomy_of(name)
    chart = network(found, name.split("-")[0], name)

    drawn = ElementTree.fromstring(chart)
    kinds = [part["kind"] for part in found["parts"]]
    assert sum("head" in box.get("class") for box in drawn.findall(".//{*}rect")) == found["outputs"]
    assert len(drawn.findall(".//{*}path[@class='tie']")) == found["outputs"] - 1
    assert ("deconvolution" in kinds) == name.startswith("simplebaseline")
    assert found["output"] == [16, 64, 64]


def test_an_hourglass_has_a_skip_branch_at_each_scale_of_each_stack():
    found = anatomy_of("hourglass")
    drawn = ElementTree.fromstring(network(found, "hourglass", "Hourglass"))

    assert len(drawn.findall(".//{*}path[@class='arc']")) == 16
    assert found["skips"] == {"residual": 115, "across": 16, "between": 3}


def test_unsure_bones_are_not_drawn_and_the_truth_always_is():
    joints = [[0.1 * (k % 10), 0.05 * k] for k in range(16)]
    chart = people([(joints, [1.0] * 16, "truth"), (joints, [0.1] * 16, "")], "p")

    assert chart.count('class="bone t"') == 15 and chart.count("bone") == 15


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_stand_out_from_their_ground(colours: dict[str, str]):
    paper = luminance(colours["paper"])

    def contrast(name: str) -> float:
        bright, dim = sorted((luminance(colours[name]), paper), reverse=True)
        return (bright + 0.05) / (dim + 0.05)

    assert all(contrast(name) >= 4.5 for name in ("ink", "ink2", "good", "bad"))  # text, by WCAG
    assert all(contrast(name) >= 3 for name in ("hg", "sb", "right", "left", "mid"))  # graphics
