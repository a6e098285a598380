"""The crop: where its pixels lie, what it looks like beyond the edge, and that shrinking moves nothing."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stickercam.models.engine.preprocess import calibrated, crop, crops, region_of, shrink, to_frame
from stickercam.models.geometry import OUTSIDE, Roi, crop_matrix, crop_to_cells, frame_to_crop

SIDES = st.floats(40, 1800)
TURNS = st.floats(-3.2, 3.2)


def blobs(points: np.ndarray, *, size: tuple[int, int], sigma: float) -> list[np.ndarray]:
    """For each point a frame of the outside's grey with one white Gaussian spot about it, sigma in pixels."""
    x, y = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    spots = [np.exp(-((x - px) ** 2 + (y - py) ** 2) / (2 * sigma**2)) for px, py in points]
    return [np.repeat(np.uint8(np.round(OUTSIDE + spot * (255 - OUTSIDE)))[..., None], 3, axis=2) for spot in spots]


def centroid(picture: np.ndarray) -> np.ndarray:
    grey = picture[..., 0].astype(np.float64) - OUTSIDE
    y, x = np.mgrid[: grey.shape[0], : grey.shape[1]]
    return np.array([(x * grey).sum(), (y * grey).sum()]) / grey.sum()


@pytest.mark.parametrize("side", [180.0, 256.0, 511.0, 513.0, 640.0, 1000.0, 1500.0])
@pytest.mark.parametrize("turn", [0.0, 0.7, -2.0])
def test_a_drawn_spot_is_found_where_the_geometry_says(side: float, turn: float):
    # Right of the middle so that the region begins inside the frame, where blocks are aligned.
    roi = Roi(603.3, 421.7, side, turn)
    points = np.array([[603.0, 421.0], [603.0 + side / 5, 421.0 - side / 5], [603.4 - side / 6, 421.3 + side / 5]])
    frames = blobs(points, size=(1300, 900), sigma=max(2.0, side / 80))

    found = np.array([centroid(crop(frame, roi)) for frame in frames])

    assert np.abs(found - frame_to_crop(points, roi)).max() < 0.1  # crop pixels


def test_a_region_that_is_the_crop_is_copied():
    image = np.random.default_rng(0).integers(0, 256, (256, 256, 3), dtype=np.uint8)

    same = crop(image, Roi(127.5, 127.5, 256.0))

    np.testing.assert_array_equal(same, image)


def test_fine_stripes_shrink_to_grey_instead_of_a_pattern():
    image = np.zeros((1200, 1200, 3), np.uint8)
    image[:, ::2] = 254

    small = crop(image, Roi(600.0, 600.0, 1100.0))

    assert np.abs(small.astype(int) - 127).max() <= 1


def test_beyond_the_edge_lies_the_one_grey():
    image = np.full((100, 100, 3), 255, np.uint8)

    half = crop(image, Roi(99.5, 50.0, 60.0))
    far = crop(image, Roi(900.0, 50.0, 60.0))

    assert (half[:, :120] == 255).all() and (half[:, 136:] == OUTSIDE).all()
    assert (far == OUTSIDE).all()


@pytest.mark.parametrize("side", [700.0, 1300.0])
def test_a_shrunk_frame_ends_in_the_same_grey(side: float):
    """Frame sizes that no block divides: the last block is mixed with the grey, not stretched."""
    image = np.full((301, 403, 3), 255, np.uint8)
    roi = Roi(403.0, 301.0, side)
    x, y = np.meshgrid(*[np.arange(256)] * 2)
    inside = (frame_to_crop(np.array([402.5, 300.5]), roi) - np.stack([x, y], -1)).min(-1)  # crop px to the edge

    picture = crop(image, roi)

    assert (picture[inside < -2] == OUTSIDE).all()
    assert (picture[(inside > 2) & (x > 140 - 256 * 403 / side) & (y > 140 - 256 * 301 / side)] >= 254).all()


@given(side=SIDES, turn=TURNS, x=st.floats(-300, 900), y=st.floats(-300, 700))
def test_shrinking_first_gives_what_a_finely_sampled_crop_gives(side: float, turn: float, x: float, y: float):
    """On a smooth picture every way of sampling agrees: the one here, and OpenCV's own on the whole frame."""
    ramp = np.hypot(*np.meshgrid(np.arange(640) - 300, np.arange(480) - 200)) / 500
    image = np.repeat(np.uint8(100 + 60 * ramp)[..., None], 3, axis=2)
    roi = Roi(x, y, side, turn)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    plain = cv2.warpAffine(image, crop_matrix(roi), (256, 256), flags=flags, borderValue=(OUTSIDE,) * 3)
    within = cv2.warpAffine(np.full((480, 640), 255, np.uint8), crop_matrix(roi), (256, 256), flags=flags)
    within = cv2.erode(within, np.ones((5, 5))) == 255  # the border blends over one shrunk pixel instead of one pixel

    got = crop(image, roi)

    assert np.abs(got[within].astype(int) - plain[within]).max(initial=0) <= 3


@given(side=SIDES, turn=TURNS, x=st.floats(-50, 700), y=st.floats(-50, 500))
def test_joints_return_to_the_frame(side: float, turn: float, x: float, y: float):
    roi = Roi(320.0, 240.0, side, turn)
    cells = crop_to_cells(frame_to_crop(np.array([[[x, y]]]), roi))

    xy = to_frame(cells, [roi])

    np.testing.assert_allclose(xy, [[[x, y]]], atol=1e-3)
    assert xy.dtype == np.float32


def test_many_regions_are_one_array():
    image = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    rois = [Roi(100.0, 100.0, 90.0), Roi(200.0, 150.0, 700.0, 0.4), Roi(-999.0, 0.0, 20.0)]

    batch = crops(image, rois, 192)

    assert batch.shape == (3, 192, 192, 3) and batch.dtype == np.uint8
    for roi, one in zip(rois, batch):
        np.testing.assert_array_equal(one, crop(image, roi, 192))
    assert crops(image, [], 192).shape == (0, 192, 192, 3)


@pytest.mark.parametrize("view", ["mirrored", "upside down", "other channel order", "a part", "read-only"])
def test_any_view_of_a_frame_will_do(view: str):
    image = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    frozen = image.copy()
    frozen.flags.writeable = False
    views = {
        "mirrored": image[:, ::-1], "upside down": image[::-1], "other channel order": image[..., ::-1],
        "a part": image[20:200, 31:331], "read-only": frozen,
    }  # fmt: skip
    roi = Roi(150.0, 90.0, 130.0, 0.2)

    got = crop(views[view], roi)

    np.testing.assert_array_equal(got, crop(np.ascontiguousarray(views[view]), roi))


def test_blocks_do_not_move_with_the_region():
    """A person standing still while the region drifts: the same frame pixels make up the same small pixels."""
    image = np.random.default_rng(0).integers(0, 256, (900, 1200, 3), dtype=np.uint8)

    starts = [region_of([Roi(600.0 + dx, 450.0, 620.0)], image.shape, size=256, block=2)[0] for dx in range(8)]

    assert all(start % 2 == 0 for start in starts)
    first, later = (shrink(image[:, start : start + 400], 2) for start in (starts[0], starts[0] + 2))
    np.testing.assert_array_equal(first[:, 1:], later[:, :-1])


def test_scores_follow_the_calibration_of_the_weights():
    peaks = np.array([[-0.1, 0.0, 0.25, 0.5, 2.0]], np.float32)

    plain = calibrated(peaks, None)
    bent = calibrated(peaks, {"raw": [0.0, 0.5, 1.0], "score": [0.1, 0.8, 0.9]})

    np.testing.assert_allclose(plain, [[0, 0, 0.25, 0.5, 1]])
    np.testing.assert_allclose(bent, [[0.1, 0.1, 0.45, 0.8, 0.9]], atol=1e-6)
    assert plain.dtype == bent.dtype == np.float32
