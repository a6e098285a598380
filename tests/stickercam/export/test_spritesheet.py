import json

import numpy as np
import pytest
from PIL import Image

from stickercam.errors import StickercamError
from stickercam.export import write_sticker
from stickercam.export.likeness import overlap
from stickercam.export.spritesheet import read_spritesheet
from stickercam.frames import Sticker


def test_every_picture_lies_in_its_cell(dancer, tmp_path):
    path = tmp_path / "dancer.sheet.png"
    write_sticker(Sticker(dancer, np.linspace(0.05, 0.16, 12)), path)

    shown = list(read_spritesheet(path))
    with Image.open(path) as sheet:
        assert sheet.size == (4 * 96, 3 * 96)
        assert json.loads(sheet.text["stickercam"])["columns"] == 4
    assert min(overlap(one.picture, drawn) for one, drawn in zip(shown, dancer, strict=True)) > 0.99
    np.testing.assert_allclose([one.seconds for one in shown], np.linspace(0.05, 0.16, 12), atol=1e-9)


def test_a_sheet_that_nobody_could_open_is_refused(tmp_path):
    pictures = np.broadcast_to(np.uint8(0), (400, 512, 512, 4))  # takes no memory

    with pytest.raises(StickercamError, match="too large"):
        write_sticker(Sticker(pictures, np.full(400, 0.05)), tmp_path / "huge.sheet.png")

    assert not list(tmp_path.iterdir())
