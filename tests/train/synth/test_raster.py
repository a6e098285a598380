"""The z-buffer against answers that can be worked out by hand."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stickercam.train.synth.raster import rasterise

# Counter-clockwise in space: clockwise numbers on the screen, whose y runs down, read the other way round.
FRONT = np.array([[0, 2, 1]])


def draw(points, faces, size=(16, 12), **options):
    faces = np.asarray(faces)
    options.setdefault("both_sides", np.zeros(len(faces), bool))
    return rasterise(np.asarray(points, np.float32), faces, size, **options)


def test_a_triangle_covers_the_samples_inside_it():
    hits = draw([(1, 1, 1), (5, 1, 1), (1, 5, 1)], FRONT)

    cells = {(int(s) % 16, int(s) // 16) for s in hits.sample}
    assert cells == {(x, y) for x in range(1, 6) for y in range(1, 6) if x + y <= 6}


def test_a_triangle_seen_from_behind_is_drawn_only_if_it_has_two_sides():
    points, behind = [(1, 1, 1), (9, 1, 1), (1, 9, 1)], np.array([[0, 1, 2]])

    assert len(draw(points, behind).sample) == 0
    assert len(draw(points, behind, both_sides=np.ones(1, bool)).sample) > 0


def test_the_nearer_triangle_wins():
    far = [(0, 0, 0.5), (15, 0, 0.5), (0, 11, 0.5)]
    near = [(0, 0, 2), (6, 0, 2), (0, 6, 2)]

    hits = draw(far + near, np.concatenate([FRONT, FRONT + 3]))

    face = dict(zip(hits.sample.tolist(), hits.face.tolist()))
    assert face[0] == 1
    assert face[14] == 0


def test_weights_are_right_in_space_not_on_the_screen():
    # The left end at 1 m, the right one at 3 m: half way on the screen is a quarter of the way in space.
    points = [(0, 0, 1), (12, 0, 1 / 3), (0, 11, 1), (12, 11, 1 / 3)]

    hits = draw(points, [(0, 2, 1), (1, 2, 3)])

    depth = np.array([1, 3, 1, 3])[np.array([(0, 2, 1), (1, 2, 3)])[hits.face].T]
    middle = hits.sample == 6 + 16 * 5
    assert np.isclose((hits.weights * depth).sum(0)[middle], 1.5, atol=1e-3)
    assert np.allclose(1 / hits.nearness, (hits.weights * depth).sum(0), rtol=1e-3)


def test_a_hole_in_the_texture_shows_what_is_behind():
    points = [(0, 0, 2), (8, 0, 2), (0, 8, 2), (0, 0, 1), (8, 0, 1), (0, 8, 1)]
    faces = np.concatenate([FRONT, FRONT + 3])

    hits = draw(points, faces, see_through=np.array([True, False]), is_solid=lambda face, weights: weights[0] < 0.5)

    assert set(hits.face[hits.sample == 0]) == {1}
    assert 0 in hits.face


def test_nothing_behind_the_camera_is_drawn():
    assert len(draw([(1, 1, 1), (9, 1, -1), (1, 9, 1)], FRONT).sample) == 0


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_cut_up_square_has_neither_cracks_nor_overhang(seed):
    rng = np.random.default_rng(seed)
    inner = rng.uniform((2, 2), (13, 9))
    points = np.array([(1, 1, 1), (14, 1, 1), (14, 10, 1), (1, 10, 1), (*inner, 1)])
    fan = np.array([(4, b, a) for a, b in ((0, 1), (1, 2), (2, 3), (3, 0))])

    hits = draw(points, fan)

    assert len(hits.sample) == 14 * 10
    assert np.allclose(hits.weights.sum(0), 1, atol=1e-5)
    assert hits.weights.min() >= 0
