"""Path data and transforms of SVG."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stickercam.draw.svg.path import path_of, transform_of


def box(path) -> tuple[float, ...]:
    bounds = path.computeTightBounds()
    return tuple(round(v, 2) for v in (bounds.left(), bounds.top(), bounds.right(), bounds.bottom()))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("M 1 2 L 11 2 L 11 12 Z", (1, 2, 11, 12)),
        ("m1,2 10,0 0,10z", (1, 2, 11, 12)),
        ("M1 2h10v10H1z", (1, 2, 11, 12)),
        ("M0 0C0 10 10 10 10 0S20-10 20 0", (0, -7.5, 20, 7.5)),
        ("M0 0Q5 10 10 0T20 0", (0, -5, 20, 5)),
        ("M-5 0A5 5 0 0 1 5 0", (-5, -5, 5, 0)),
        ("M-5 0a5 5 0 1 0 10 0", (-5, 0, 5, 5)),
        ("M-5 0a5 5 0 0010 0", (-5, 0, 5, 5)),  # flags without spaces, as svgo writes them
        ("M.5.5 1.5.5", (0.5, 0.5, 1.5, 0.5)),
        ("M1e1-1e1L2E1 0", (10, -10, 20, 0)),
    ],
)
def test_path_data_of_all_kinds_is_read(data: str, expected: tuple[float, ...]):
    assert box(path_of(data)) == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("data", ["M 0", "L 3 4 5", "5 5", "M 0 0 C 1 2 3 4", "M 0 0 K 3", "M 0 0 A 3 3 0 7 1 4 4"])
def test_path_data_that_breaks_off_is_refused_in_words(data: str):
    with pytest.raises(ValueError, match=r"path data"):
        path_of(data)


def test_an_arc_with_radii_too_small_is_grown_until_it_reaches():
    assert box(path_of("M0 0A1 1 0 0 1 20 0")) == pytest.approx((0, -10, 20, 0), abs=0.02)


@given(st.floats(-180, 180), st.floats(1, 50), st.booleans(), st.booleans())
def test_an_arc_ends_where_it_should(degrees: float, radius: float, large: bool, sweep: bool):
    path = path_of(f"M 3 4 A {radius} {2 * radius} {degrees} {large:d} {sweep:d} 13 -6 L 13 -6")

    last = path.getPoint(path.countPoints() - 1)
    assert (last.x(), last.y()) == pytest.approx((13, -6), abs=1e-3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("translate(3)", (4, 2)),
        ("translate(3,-2)", (4, 0)),
        ("scale(2)", (2, 4)),
        ("scale(2 -1)", (2, -2)),
        ("rotate(90)", (-2, 1)),
        ("rotate(180 1 2)", (1, 2)),
        ("matrix(1 0 0 1 5 6)", (6, 8)),
        ("skewX(45)", (3, 2)),
        ("translate(10 0) scale(2)", (12, 4)),
        ("", (1, 2)),
    ],
)
def test_transforms_move_the_point_one_two(text: str, expected: tuple[float, float]):
    point = transform_of(text).mapXY(1, 2)

    assert (point.x(), point.y()) == pytest.approx(expected, abs=1e-5)


def test_an_unknown_transform_is_named():
    with pytest.raises(ValueError, match="no transform spin"):
        transform_of("spin(4)")
    with pytest.raises(ValueError, match="too few"):
        transform_of("matrix(1 2)")


def test_a_path_is_read_no_farther_than_it_may_be_long():
    assert path_of("M0 0" + "L1 1" * 1000, 10).countVerbs() == 10
    assert math.isclose(path_of("M0 0L7 7", 10).getBounds().right(), 7)
