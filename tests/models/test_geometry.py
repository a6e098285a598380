"""Coordinates of frame, crop and heatmap."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stickercam.models import geometry
from stickercam.models.geometry import Roi

number = st.floats(-500, 500, allow_nan=False)
rois = st.builds(Roi, number, number, st.floats(4, 4000), st.floats(-4, 4))
points = st.tuples(number, number)


@given(rois, points)
def test_a_point_goes_to_the_crop_and_back(roi: Roi, point: tuple[float, float]) -> None:
    there = geometry.frame_to_crop(np.array(point), roi)

    assert np.allclose(geometry.crop_to_frame(there, roi), point, atol=1e-6)


@given(points)
def test_a_cell_goes_to_the_crop_and_back(point: tuple[float, float]) -> None:
    there = geometry.cells_to_crop(np.array(point))

    assert np.allclose(geometry.crop_to_cells(there), point, atol=1e-9)


@given(rois, points)
def test_the_matrix_says_what_the_function_says(roi: Roi, point: tuple[float, float]) -> None:
    by_matrix = geometry.crop_matrix(roi) @ (*point, 1.0)

    assert np.allclose(by_matrix, geometry.crop_to_frame(np.array(point), roi), atol=1e-6)


def test_the_first_cell_stands_for_the_middle_of_four_pixels() -> None:
    assert np.array_equal(geometry.cells_to_crop(np.array([0.0, 63.0])), [1.5, 253.5])


@given(st.floats(0, 63))
def test_a_mirrored_cell_is_the_cell_of_the_mirrored_pixel(cell: float) -> None:
    mirrored_pixel = geometry.CROP - 1 - geometry.cells_to_crop(np.array(cell))

    assert np.isclose(geometry.crop_to_cells(mirrored_pixel), geometry.CELLS - 1 - cell)


def test_a_dot_lands_where_the_geometry_says_it_does() -> None:
    image = np.zeros((300, 400, 3), np.uint8)
    cv2.circle(image, (210, 130), 6, (255, 255, 255), -1)
    roi = Roi(190.0, 150.0, 180.0, turn=0.5)

    crop = cv2.warpAffine(image, geometry.crop_matrix(roi), (256, 256), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    rows, columns = np.nonzero(crop[..., 0] > 127)

    assert np.allclose(geometry.frame_to_crop(np.array([210, 130]), roi), [columns.mean(), rows.mean()], atol=0.3)


def test_the_square_about_a_box_holds_it_with_its_margin() -> None:
    roi = geometry.roi_of((10, 20, 50, 120), margin=1.25)

    assert (roi.x, roi.y, roi.side) == (30, 70, 125)
