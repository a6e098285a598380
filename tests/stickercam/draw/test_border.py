"""The die-cut edge, its gaps, the shadow."""

import numpy as np

from stickercam.draw import open_style
from stickercam.draw.border import _gaps, _premultiplied
from tests.stickercam.draw.puppets import pose


def test_only_small_holes_are_gaps():
    mask = np.full((64, 64), 255, np.uint8)
    mask[:4] = mask[-4:] = 0
    mask[10:14, 10:14] = 0
    mask[30:55, 20:50] = 0

    gaps = _gaps(mask, 50.0)

    assert len(gaps) == 1 and gaps[0].min() >= 9 and gaps[0].max() <= 14


def test_a_shadow_is_premultiplied():
    table = _premultiplied(0xFF1A1030, 0.5)

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
