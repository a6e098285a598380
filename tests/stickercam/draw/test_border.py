"""The die-cut edge, its gaps, the shadow."""

import cv2
import numpy as np

from stickercam.draw import open_style
from stickercam.draw.border import _core, _premultiplied
from tests.stickercam.draw.puppets import pose


def filled(mask: np.ndarray, **how) -> np.ndarray:
    core = np.zeros_like(mask)
    cv2.drawContours(core, [outline[:, None] for outline in _core(mask, **how)], -1, 1, cv2.FILLED)
    return core


def test_only_small_holes_are_filled():
    mask = np.full((64, 64), 255, np.uint8)
    mask[:4] = mask[-4:] = 0
    mask[10:14, 10:14] = 0
    mask[30:55, 20:50] = 0

    core = filled(mask, hole=50.0, slits=False)

    assert core[10:14, 10:14].all() and not core[33:52, 23:47].any()
    assert not core[:5].any() and not core[-5:].any()  # a pixel less than the mask


def test_a_slit_between_two_legs_is_closed_where_it_is_narrow():
    mask = np.zeros((64, 64), np.uint8)
    mask[10:50, 10:30] = mask[10:50, 32:52] = 255

    assert not filled(mask, hole=50.0, slits=False)[20:40, 30:32].any()
    assert filled(mask, hole=50.0, slits=True)[20:40, 30:32].all()


def test_a_shadow_is_premultiplied():
    table = _premultiplied(0xFF1A1030, 0.5).view(np.uint8).reshape(256, 4)

    assert table[0].tolist() == [0, 0, 0, 0]
    assert table[255].tolist() == [24, 8, 13, 128]  # blue, green, red, alpha: skia's order
    assert (table[:, :3] <= table[:, 3:]).all()


def test_the_figure_is_white_all_round():
    picture = open_style(shadow=False).render(None, pose(), 256)
    solid = picture[..., 3] > 250
    inner = solid.copy()
    for _ in range(2):  # two pixels in from the edge of what is opaque
        inner[1:-1, 1:-1] &= inner[:-2, 1:-1] & inner[2:, 1:-1] & inner[1:-1, :-2] & inner[1:-1, 2:]
    rim = solid & ~inner

    assert picture[rim][:, :3].min(-1).mean() > 250


def test_the_shadow_falls_below():
    plain, shaded = (
        open_style(shadow=shadow).render(None, pose(), 256)[..., 3].astype(int) for shadow in (False, True)
    )
    more = (shaded - plain).clip(0)

    rows = np.nonzero(more.sum(1))[0]
    bottom = np.nonzero(plain.sum(1))[0].max()
    assert rows.max() > bottom + 3
    assert more[bottom + 2].sum() > more[np.nonzero(plain.sum(1))[0].min() - 3].sum()
