"""The usual eyes and mouths, for characters that do not draw their own. Each about its own middle."""

from stickercam.draw.look import Look
from stickercam.draw.shapes import HEART, Detail, common, detail, ellipse, matrix, moved, outline, placed, union

LAUGH = "M -28 -4 C -16 -1 16 -1 28 -4 C 30 16 18 30 0 30 C -18 30 -30 16 -28 -4 Z"
SMILE = "M -17 -1 C -9 3 9 3 17 -1 C 18 12 11 21 0 21 C -11 21 -18 12 -17 -1 Z"
TEETH = "M -15 -5 C -24 -5 -24 14 -15 14 L 15 14 C 24 14 24 -5 15 -5 Z"
LENS = "M -27 -17 C -10 -20 12 -19 24 -16 C 28 -13 27 0 21 10 C 16 18 -8 20 -17 13 C -24 7 -29 -11 -27 -17 Z"
STAR = "M 0 -24 L 7 -8 L 24 -7 L 11 4 L 15 21 L 0 12 L -15 21 L -11 4 L -24 -7 L -7 -8 Z"


def eyes(look: Look) -> tuple[dict[str, tuple[Detail, ...]], dict[str, tuple[Detail, ...]]]:
    """Eyes and pupils by kind, the left one (on the picture's right). `dots` are filled, without a pupil."""
    ink, white, heart_red = look.color(look.face["ink"]), look.color("white"), look.color("heart")
    heart, oval = outline(HEART, 1.5 + 1.5j), ellipse(0j, 21, 26)
    drawn = {
        "open": (detail(oval, ink, 10), detail(oval, white)),
        "wide": (detail(ellipse(0j, 24, 28), ink, 10), detail(ellipse(0j, 24, 28), white)),
        "happy": (detail(outline("M -19 9 C -15 -15 15 -15 19 9"), ink, 8.5),),
        "shut": (detail(outline("M -19 2 C -10 10 10 10 19 2"), ink, 7.5),),
        "squeeze": (detail(outline("M 14 -13 L -13 0 L 14 13"), ink, 8.5),),
        "half": (
            detail(oval, ink, 10),
            detail(oval, white),
            detail(common(oval, outline("M -40 -40 L 40 -40 L 40 -4 L -40 -4 Z")), ink),
        ),
        "stars": (detail(outline(STAR), ink, 9), detail(outline(STAR), look.color("star"))),
        "hearts": (
            detail(heart, ink, 9),
            detail(heart, heart_red),
            detail(outline("M -14 -11 C -13 -15 -11 -17 -8 -17"), white, 5),
        ),
    }
    pupil = (
        detail(ellipse(1j, 14, 18.5), ink),
        detail(union(ellipse(-5 - 7j, 5.6, 6.6), ellipse(5 + 9j, 2.8, 3.2)), white),
    )
    pupils = {
        "open": pupil,
        "half": (detail(ellipse(8j, 12, 14), ink), detail(ellipse(-4 + 4j, 4, 4.5), white)),
        "wide": (detail(ellipse(0j, 9, 11), ink), detail(ellipse(-3 - 4j, 3.4, 3.8), white)),
    }
    if look.face["eyes"] == "dots":
        drawn |= {
            "open": pupil,
            "wide": tuple(Detail(placed(one.path, matrix(0j, 1, 1.2, 1.2)), one.paint) for one in pupil),
        }
        pupils = {}
    return drawn, pupils


def mouths(look: Look) -> dict[str, tuple[Detail, ...]]:
    ink, white = look.color(look.face["ink"]), look.color("white")
    inside, tongue = look.color("mouth"), look.color("tongue")
    smile, laugh, teeth, oh = outline(SMILE), outline(LAUGH), outline(TEETH), ellipse(4j, 11, 14)
    return {
        "smile": (
            detail(smile, ink, 9),
            detail(smile, inside),
            detail(common(smile, ellipse(20j, 11, 9)), tongue),
        ),
        "laugh": (
            detail(laugh, ink, 9),
            detail(laugh, inside),
            detail(common(laugh, outline("M -40 -10 L 40 -10 L 40 4 C 20 7 -20 7 -40 4 Z")), white),
            detail(common(laugh, ellipse(29j, 17, 12)), tongue),
        ),
        "teeth": (
            detail(teeth, ink, 9),
            detail(teeth, white),
            detail(outline("M -20 4.5 L 20 4.5 M -7 -4 L -7 13 M 7 -4 L 7 13"), ink, 3.4),
        ),
        "smirk": (detail(outline("M -13 6 C -2 14 13 10 18 -2"), ink, 7),),
        "line": (detail(outline("M -16 4 C -6 9 6 9 16 4"), ink, 7),),
        "flat": (detail(outline("M -14 6 L 14 6"), ink, 7),),
        "cat": (detail(outline("M -18 2 C -18 14 -2 14 0 3 C 2 14 18 14 18 2"), ink, 6.5),),
        "tongue": (
            detail(outline("M -18 0 C -8 6 8 6 18 0"), ink, 7),
            detail(outline("M -1 5 L -1 14 C -1 24 15 23 15 13 L 15 4 Z"), ink, 8),
            detail(outline("M -1 5 L -1 14 C -1 24 15 23 15 13 L 15 4 Z"), tongue),
        ),
        "oh": (detail(oh, ink, 9), detail(oh, inside), detail(common(oh, ellipse(17j, 8, 6)), tongue)),
    }


def shades(look: Look) -> tuple[Detail, ...]:
    """Sunglasses for both eyes."""
    ink, lens_color, glint_color = look.color(look.face["ink"]), look.color("lens"), look.color("glint")
    left, right = outline(LENS, -1 + 1j), outline(LENS)
    lens = [moved(left, -34 + 0j), moved(right, 34 + 0j)]
    frame = outline("M -98 -15 L -58 -14 M -12 -13 C -5 -16 5 -16 12 -13 M 58 -14 L 98 -15")
    glint = outline("M -46 8 L -32 -10 M -36 9 L -26 -4 M 22 8 L 36 -10 M 32 9 L 42 -4")
    return (detail(frame, ink, 9), *(detail(p, ink, 7) for p in lens), *(detail(p, lens_color) for p in lens),
            detail(glint, glint_color, 4.5))  # fmt: skip
