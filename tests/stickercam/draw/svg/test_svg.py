"""Pages as Inkscape, Illustrator and Figma write them, and pages that mean harm."""

import re
from pathlib import Path

import pytest

from stickercam.draw.svg import Group, read_svg
from stickercam.errors import StickercamError

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 100">'


def page(tmp_path: Path, inside: str, opening: str = OPEN) -> Group:
    file = tmp_path / "art.svg"
    file.write_text(f"{opening}{inside}</svg>", encoding="utf-8")
    return read_svg(file)


def one(group: Group):
    (shape,) = group.shapes()
    return shape


def bounds(shape) -> tuple[float, ...]:
    box = shape.path.getBounds()
    return tuple(round(v, 2) for v in (box.left(), box.top(), box.right(), box.bottom()))


def test_transforms_of_groups_add_up(tmp_path: Path):
    drawn = page(tmp_path, '<g transform="translate(10 20)"><rect transform="scale(2)" width="5" height="6"/></g>')

    assert bounds(one(drawn)) == (10, 20, 20, 32)


def test_inkscapes_layer_name_is_in_the_label(tmp_path: Path):
    opening = OPEN.replace("viewBox", 'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" viewBox')

    drawn = page(tmp_path, '<g id="layer1" inkscape:label="Left Ear"><circle r="3"/></g>', opening)

    assert drawn.children[0].name == "left-ear"


@pytest.mark.parametrize(
    ("written", "name"),
    [("hand_x5F_open", "hand-open"), ("head_2", "head"), ("Head_1_", "head"), ("eye_open", "eye-open")],
)
def test_illustrators_and_figmas_names_become_plain_again(tmp_path: Path, written: str, name: str):
    assert page(tmp_path, f'<g id="{written}"><circle r="3"/></g>').children[0].name == name


def test_classes_of_illustrator_paint(tmp_path: Path):
    drawn = page(tmp_path, '<style type="text/css">.st0{fill:#FF0000;}</style><g><path class="st0" d="M0 0h9v9z"/></g>')

    assert one(drawn).color == (255, 0, 0, 1.0)
    assert drawn.problems == []


def test_opacity_of_groups_reaches_the_shapes(tmp_path: Path):
    drawn = page(tmp_path, '<g opacity="0.5"><circle r="3" fill="red" fill-opacity="0.5"/></g>')

    assert one(drawn).color[3] == pytest.approx(0.25)


def test_a_clone_is_drawn_again_in_its_place(tmp_path: Path):
    drawn = page(
        tmp_path, '<defs><circle id="dot" r="2"/></defs><use xlink:href="#dot" x="10" y="5"/><use href="#dot"/>'
    )

    assert [bounds(shape) for shape in drawn.shapes()] == [(8, 3, 12, 7), (-2, -2, 2, 2)]


def test_a_clip_is_kept(tmp_path: Path):
    inside = '<clipPath id="c"><rect width="4" height="4"/></clipPath><circle r="9" clip-path="url(#c)"/>'

    box = one(page(tmp_path, inside)).clip.getBounds()

    assert (box.left(), box.right(), box.bottom()) == (0, 4, 4)


def test_gradients_paint_also_those_that_borrow_their_stops(tmp_path: Path):
    stops = '<stop offset="0" stop-color="red"/><stop offset="1" style="stop-color:#0000ff"/>'
    inside = (
        f'<defs><linearGradient id="a">{stops}</linearGradient>'
        '<radialGradient id="b" xlink:href="#a" cx="5" cy="5" r="5" gradientUnits="userSpaceOnUse"/></defs>'
        '<circle r="9" fill="url(#a)"/><circle r="9" fill="url(#b)"/>'
    )

    drawn = page(tmp_path, inside)

    assert all(shape.fill.getShader() is not None for shape in drawn.shapes()) and drawn.problems == []


def test_what_is_hidden_is_not_drawn(tmp_path: Path):
    inside = '<circle r="3" display="none"/><g style="display:none"><circle r="3"/></g><rect width="2" height="2"/>'

    assert len(page(tmp_path, inside).shapes()) == 1


@pytest.mark.parametrize(
    ("inside", "element", "words"),
    [
        ('<text id="hello">hi</text>', "text “hello”", "turn it into paths"),
        ('<circle id="glow" r="4" filter="url(#f)"/>', "circle “glow”", "filter"),
        ('<g id="veil" mask="url(#m)"><circle r="4"/></g>', "g “veil”", "mask"),
        ('<image id="photo" href="data:image/png;base64,AA"/>', "image “photo”", "PNG part"),
        ('<rect id="shade" style="mix-blend-mode:multiply" width="3" height="3"/>', "rect “shade”", "blend"),
        ('<pattern id="p"/><rect id="dots" fill="url(#p)" width="3" height="3"/>', "rect “dots”", "pattern"),
        ('<path id="torn" d="M 0 0 C 3"/>', "path “torn”", "breaks off"),
        ('<path id="odd" fill="octarine" d="M 0 0 L 3 3"/>', "path “odd”", "colo"),
        ('<use id="lost" href="#nowhere"/>', "use “lost”", "not there"),
        ("<style>g > path {fill:red}</style>", "style g > path", "selector"),
        ('<circle id="far" r="1e9"/>', "circle “far”", "beyond"),
    ],
)
def test_what_cannot_be_drawn_is_named_by_its_element(tmp_path: Path, inside: str, element: str, words: str):
    (problem,) = page(tmp_path, inside).problems

    assert problem[0] == element and words in problem[1]


CLONES = "".join(f'<g id="g{k}"><use href="#g{k + 1}"/><use href="#g{k + 1}"/></g>' for k in range(14))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f'<!DOCTYPE svg [<!ENTITY a "b">]>{OPEN}</svg>', "declares entities"),
        (f'<!DOCTYPE svg [<!ENTITY % a SYSTEM "file:///etc/passwd">]>{OPEN}</svg>', "declares entities"),
        (f'{OPEN}<image href="https://example.com/a.png"/></svg>', "points outside itself"),
        (f'{OPEN}<use xlink:href="other.svg#head"/></svg>', "points outside itself"),
        (f"{OPEN}<style>@import url(a.css);</style></svg>", "points outside itself"),
        (f"{OPEN}<style>.a {{ fill: url(https://example.com/x) }}</style></svg>", "points outside itself"),
        (f'{OPEN}<path d="M0 0{"L1 1" * 30_000}"/></svg>', "more than 20000 path segments"),
        (f"{OPEN}{'<g>' * 300}{'</g>' * 300}</svg>", "more than 40 deep"),
        (f'{OPEN}<defs>{CLONES}<circle id="g14" r="3"/></defs><use href="#g0"/></svg>', "more than"),
        (f'{OPEN}<g id="a"><use href="#a"/></g></svg>', "more than 40 deep"),
        (f"{OPEN}<!--{'x' * 2_000_001}--></svg>", "2.0 MB"),
        ("<svg", "not valid XML"),
        ("<html/>", "holds no <svg>"),
    ],
)
def test_a_hostile_or_broken_page_is_refused_in_one_sentence(tmp_path: Path, text: str, words: str):
    file = tmp_path / "art.svg"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(StickercamError, match=re.escape(words)) as refused:
        read_svg(file)

    assert "\n" not in str(refused.value) and str(file) in str(refused.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path):
    file = tmp_path / "art.svg"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xff")

    with pytest.raises(StickercamError, match="not UTF-8"):
        read_svg(file)
    with pytest.raises(StickercamError, match="could not be read"):
        read_svg(tmp_path / "nothing.svg")


def test_illustrators_document_type_does_no_harm(tmp_path: Path):
    file = tmp_path / "art.svg"
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    file.write_text(f'{doctype}{OPEN}<circle r="3"/></svg>', encoding="utf-8")

    assert len(read_svg(file).shapes()) == 1
