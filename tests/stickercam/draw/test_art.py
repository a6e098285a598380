"""Folders of drawings become pieces that hang where they should."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from stickercam.draw.art import Art, read_art
from stickercam.draw.character import CharacterStyle
from stickercam.draw.look import read_look
from stickercam.draw.shapes import shade_of
from stickercam.errors import StickercamError
from tests.stickercam.draw.puppets import pose

HEAD = '<g id="head"><ellipse cx="100" cy="100" rx="90" ry="80" fill="#00aa00"/></g>'


def folder(tmp_path: Path, drawing: str, table: str = "") -> Path:
    (tmp_path / "character.toml").write_text(f"format = 1\n{table}", encoding="utf-8")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">{drawing}</svg>'
    (tmp_path / "art.svg").write_text(svg, encoding="utf-8")
    return tmp_path


def art(tmp_path: Path, drawing: str, table: str = "") -> Art:
    return read_art(read_look(str(folder(tmp_path, drawing, table))))


def box(path) -> tuple[int, ...]:
    bounds = path.getBounds()
    return tuple(round(v) for v in (bounds.left(), bounds.top(), bounds.right(), bounds.bottom()))


def test_a_head_without_a_pivot_hangs_by_its_middle(tmp_path: Path):
    piece = art(tmp_path, HEAD).pieces["head"]

    assert piece.pivot == 100 + 100j and box(piece.part.path) == (-90, -80, 90, 80)


def test_a_pivot_is_a_joint_and_is_not_drawn(tmp_path: Path):
    hand = '<g id="hand"><circle id="pivot" cx="20" cy="10" r="3"/><rect x="10" y="10" width="20" height="40"/></g>'

    piece = art(tmp_path, HEAD + hand).pieces["hand"]

    assert piece.pivot == 20 + 10j and box(piece.part.path) == (-10, 0, 10, 40)


def test_what_is_inside_is_cut_at_the_edge(tmp_path: Path):
    inside = HEAD.replace("</g>", '<g id="inside-band"><rect width="400" height="90" fill="#ff0000"/></g></g>')

    piece = art(tmp_path, inside).pieces["head"]

    assert box(piece.part.path) == (-90, -80, 90, 80)
    red = [one for one in piece.part.details if one.paint.getColor() == 0xFFFF0000]
    assert len(red) == 1 and red[0].path.getBounds().right() < 91


def test_a_bright_piece_is_shaded_and_one_that_does_not_want_it_is_not(tmp_path: Path):
    shaded = art(tmp_path, HEAD).pieces["head"].part
    plain = art(tmp_path, HEAD, "[parts.head]\nshade = false").pieces["head"].part

    assert [one.paint.getColor() for one in shaded.details] == [0xFF00AA00, shade_of(0xFF00AA00)]
    assert len(plain.details) == 1


def test_what_is_seen_from_one_side_alone_is_kept_apart(tmp_path: Path):
    spots = '<g id="spots"><circle cx="130" cy="90" r="4"/></g>'
    sides = f'<g id="front"><circle r="3"/></g><g id="back-seam"><circle r="3"/></g>{spots}'

    piece = art(tmp_path, HEAD.replace("</g>", sides + "</g>"), "[body]\nhead = [90, 80]").pieces["head"]

    assert (len(piece.front), len(piece.back), len(piece.spots)) == (1, 1, 1)
    longitude, height, _ = piece.spots[0]
    assert 0.2 < longitude < 0.5 and height == pytest.approx(-10 / 80)


def test_extras_hang_where_they_are_drawn_and_mirrored_ones_twice(tmp_path: Path):
    ear = '<g id="ear"><circle id="pivot" cx="150" cy="40" r="2"/><circle cx="160" cy="20" r="20"/></g>'

    made = art(tmp_path, HEAD + ear, '[parts.ear]\nmirror = true\nplace = "behind"\nspring = { hz = 4.0 }')

    assert [(extra.side, extra.offset) for extra in made.extras] == [(1, 50 - 60j), (-1, -50 - 60j)]
    assert made.extras[0].spring["hz"] == 4.0 and made.extras[0].spring["damping"] == 0.3


def test_names_that_nobody_knows_are_told_with_the_nearest_one(tmp_path: Path):
    odd = '<g id="boddy"><circle r="9"/></g><circle id="stray" r="3"/>'

    problems = dict(art(tmp_path, HEAD + odd, "[parts.tail]\nbone = 'body'").problems)

    assert "did you mean body?" in problems["group “boddy”"]
    assert "no part" in problems["shape “stray”"]
    assert "no group of that name" in problems["[parts.tail]"]


def test_an_extra_on_a_bone_that_is_not_drawn_is_told(tmp_path: Path):
    bow = '<g id="bow"><circle r="9"/></g>'

    problems = art(tmp_path, HEAD + bow, "[parts.bow]\nbone = 'body'").problems

    assert problems == [("[parts.bow]", "hangs on a body, but no body is drawn")]


def test_own_eyes_take_the_place_where_they_are_drawn(tmp_path: Path):
    eye = '<g id="eye-open"><circle cx="130" cy="90" r="12"/></g>'

    made = art(tmp_path, HEAD + eye)

    assert made.places["eye-open"] == 30 - 10j and box(made.features["eye-open"][0].path) == (-12, -12, 12, 12)


def test_a_drawing_without_a_head_is_refused(tmp_path: Path):
    with pytest.raises(StickercamError, match=r"draws no head: name a group"):
        art(tmp_path, '<g id="body"><circle r="9"/></g>')


def test_pictures_are_parts_whose_outline_is_that_of_their_alpha(tmp_path: Path):
    image = Image.new("RGBA", (200, 160))
    ImageDraw.Draw(image).ellipse((20, 20, 180, 140), fill=(200, 80, 80, 255))
    image.save(tmp_path / "head.png")

    made = art(tmp_path, "", '[parts.head]\npng = "head.png"\nsize = 0.5')

    piece = made.pieces["head"]
    assert box(piece.part.path) == pytest.approx((-40, -30, 40, 30), abs=1)
    picture = CharacterStyle(read_look(str(tmp_path))).render(None, pose(), 128)
    reddish = (picture[..., 0] > 180) & (picture[..., 1] < 100) & (picture[..., 3] == 255)
    assert reddish.sum() > 300


@pytest.mark.parametrize(("content", "words"), [(b"no picture", "could not be read as a picture"), (None, "is empty")])
def test_pictures_that_are_none_are_refused(tmp_path: Path, content: bytes | None, words: str):
    if content is None:
        Image.new("RGBA", (20, 20)).save(tmp_path / "head.png")
    else:
        (tmp_path / "head.png").write_bytes(content)

    with pytest.raises(StickercamError, match=words):
        art(tmp_path, "", '[parts.head]\npng = "head.png"')


def test_a_gradient_moves_with_its_part(tmp_path: Path):
    shiny = (
        '<defs><linearGradient id="g"><stop offset="0" stop-color="#ff0000"/><stop offset="1" stop-color="#0000ff"/>'
        '</linearGradient></defs><g id="head"><rect x="200" y="200" width="180" height="160" fill="url(#g)"/></g>'
    )

    look = read_look(str(folder(tmp_path, shiny, "[hose]\narm = 0\nleg = 0\n[face]\ncheeks = false\nbrows = false")))
    picture = CharacterStyle(look, shadow=False).render(None, pose(), 256)

    solid = picture[..., 3] == 255
    ys, xs = np.nonzero(solid & (picture[..., 1] < 60) & (picture[..., :3].max(-1) > 150))
    left, right = xs.min() + 6, xs.max() - 6
    middle = int(np.median(ys))
    assert picture[middle, left, 0] > picture[middle, left, 2] + 100
    assert picture[middle, right, 2] > picture[middle, right, 0] + 100
