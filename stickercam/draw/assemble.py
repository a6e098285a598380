"""A living figure -> its pieces, back to front."""

import math
from functools import cache

from stickercam.draw.art import Art, Extra
from stickercam.draw.face import TURN, Face
from stickercam.draw.look import Look
from stickercam.draw.motion import Living
from stickercam.draw.paint import Placed
from stickercam.draw.pieces import Piece
from stickercam.draw.plane import rotation, unit
from stickercam.draw.shapes import Detail, Part, flat, matrix, moved, quad, shade_of, skia

ROUND = 0.4  # yaw from which something of the face or the clothes may hang over the edge
THIN = 0.65  # of its width: a hand or shoe in the middle of turning over; thinner looks like a spear
OUT = 12  # art units that an arm over somebody who is all head starts farther out
LIGHT = -2 - 2.4j  # how far a hose's lit side is shifted


def assemble(living: Living, art: Art, face: Face, look: Look) -> list[Placed]:
    """What hangs behind, legs, hanging arms, body, raised legs, head, and the arms that reach over it all."""
    legs = [_leg(n, living, art, look) for n in (0, 1)]
    arms = [_arm(n, living, art, look) for n in (0, 1)]
    away = living.mien.away
    body, head = _body(living, art), _head(living, art, face)
    order = (0, 1) if living.figure.yaw <= 0 else (1, 0)  # the far limb first
    over = living.arms_over
    behind, front = _hung("body", living, art)
    crown_behind, crown = _hung("head", living, art)
    pieces = [*crown_behind, *behind]
    for n in order:
        pieces += [] if living.legs_front[n] else legs[n]
    for n in order:
        pieces += arms[n] if not over[n] else arms[n][:1] if over[n] == "crown" else []
    pieces += body + front
    for n in order:
        pieces += legs[n] if living.legs_front[n] else []
    # Without a body the head is one: what lies over the one lies over the other.
    last = ("head",) if body else () if away else ("head", "body")
    for n in order:
        pieces += arms[n] if over[n] == "body" and "body" not in last else []
    pieces += head + crown
    for n in order:
        pieces += arms[n] if over[n] in last else arms[n][1:] if over[n] == "crown" else []
    return pieces


def _tube(ends: tuple[complex, complex, complex], kind: str, look: Look) -> Part:
    """A hose: one curve, its light side shifted towards the light; sleeves and rings on it."""
    hose, path = look.hose, quad(*ends)
    width = hose[kind]
    details = _lit(path, look.color(hose[f"{kind}_color"]), width)
    if apart := hose[f"{kind}_rings"]:
        dark = shade_of(shade_of(look.color(hose[f"{kind}_color"])))
        details += (Detail(_rings(*ends, width=width, apart=max(4.0, apart)), _butt(dark, 3.5)),)
    if share := hose[f"{kind}_sleeve"]:
        cut = _up_to(*ends, min(1.0, share))
        ink = look.color("ink")
        bounds = (Detail(cut, _butt(ink, width)),) if share < 1 else ()
        start = _up_to(*ends, min(1.0, share) * 0.94) if share < 1 else cut
        cloth = look.color(hose[f"{kind}_sleeve_color"])
        details += (*bounds, Detail(start, _butt(shade_of(cloth), width)))
        details += (Detail(moved(start, LIGHT), _butt(cloth, width - 7)),)
    return Part(path, look.line["width"], details, tube=width)


def _lit(path, color: int, width: float) -> tuple[Detail, ...]:
    light = Detail(moved(path, LIGHT), flat(color, max(1.0, width - 7), False))
    return Detail(path, flat(shade_of(color), width, False)), light


def _rings(start: complex, control: complex, end: complex, *, width: float, apart: float):
    """Lines across a curve at even distances, from edge to edge."""
    path = skia.Path()
    count = max(1, min(40, round((abs(control - start) + abs(end - control) + abs(end - start)) / 2 / apart)))
    for k in range(count):
        t = (k + 0.5) / count
        a, b = start + t * (control - start), control + t * (end - control)
        across = unit(b - a, 1j) * 1j * (width / 2)
        at = a + t * (b - a)
        path.moveTo((at - across).real, (at - across).imag)
        path.lineTo((at + across).real, (at + across).imag)
    return path


@cache
def _butt(color: int, width: float):
    return skia.Paint(AntiAlias=True, Color=color, Style=skia.Paint.kStroke_Style, StrokeWidth=width)


def _up_to(start: complex, control: complex, end: complex, share: float):
    """The first part of a curve."""
    a, b = start + share * (control - start), control + share * (end - control)
    return quad(start, a, a + share * (b - a))


def _flat(flip: float) -> float:
    return math.copysign(max(THIN, abs(flip)), flip)


def _leg(n: int, living: Living, art: Art, look: Look) -> list[Placed]:
    f, hose = living.figure, look.hose
    if hose["leg"] <= 0:
        return []
    control = f.knees[n] + hose["leg_bend"] * (f.knees[n] - (f.hips[n] + f.ankles[n]) / 2)
    pieces = [Placed(_tube((f.hips[n], control, f.ankles[n]), "leg", look))]
    turn, flip = rotation(living.shoes_turn[n]), _flat(living.shoes_flip[n])
    return pieces + _end("foot", art.pieces.get("foot"), art, f.ankles[n], turn=turn, flip=flip)


def _arm(n: int, living: Living, art: Art, look: Look) -> list[Placed]:
    arm = living.figure.arms[n]
    if look.hose["arm"] <= 0:
        return []
    # Over the body an arm starts higher, where the chin hides its round end.
    raised = 14 if "body" in art.pieces else 0
    shoulder = arm.shoulder + raised * living.figure.spine * (living.arms_over[n] == "body")
    if look.single and living.arms_over[n]:  # from the edge, not out of the middle of the face
        shoulder += OUT * unit(arm.shoulder - living.figure.thorax, 1 + 0j)
    control = arm.elbow + arm.bend * (arm.elbow - (shoulder + arm.wrist) / 2)
    tube = Placed(_tube((shoulder, control, arm.wrist), "arm", look))
    turn = unit(arm.wrist - control, 1j) / 1j  # the hose arrives from its control point
    flip = _flat(living.hands_flip[n])
    return [tube, *_end("hand", art.hand(living.hands[n]), art, arm.wrist, turn=turn, flip=flip)]


def _end(bone: str, piece: Piece | None, art: Art, at: complex, *, turn: complex, flip: float) -> list[Placed]:
    """A hand or foot with what hangs on it."""
    if piece is None:
        return []
    place = matrix(at, turn, flip, 1)
    hung = [(e, Placed(e.piece.part, matrix(at + turn * complex(e.offset.real * flip, e.offset.imag), turn, flip, 1)))
            for e in art.extras if e.bone == bone]  # fmt: skip
    behind = [p for e, p in hung if e.place == "behind"]
    return [*behind, Placed(piece.part, place), *(p for e, p in hung if e.place != "behind")]


def _body_frame(living: Living) -> tuple[complex, float, float]:
    """The body's direction (1: upright), and its stretch across and along."""
    f = living.figure
    along = (f.thorax - f.pelvis) / living.torso
    turn = unit(along, -1j) / -1j
    return turn, (0.78 + 0.22 * abs(f.width)) * living.squash.real, abs(along)


def _body(living: Living, art: Art) -> list[Placed]:
    f, piece = living.figure, art.pieces.get("body")
    if piece is None:
        return []
    turn, slim, tall = _body_frame(living)
    place = matrix(f.pelvis, turn, slim, tall)
    shift = matrix(f.pelvis + turn * 13 * f.yaw, turn, slim * (0.75 + 0.25 * abs(f.width)), tall)
    clothes = piece.back if living.mien.away else piece.front
    return [Placed(piece.part, place, tuple((one, shift) for one in clothes), abs(f.yaw) > ROUND)]


def _head(living: Living, art: Art, face: Face) -> list[Placed]:
    f, squash = living.figure, living.squash
    piece = art.pieces["head"]
    place = matrix(f.head, f.roll, squash.real, squash.imag)
    inside = tuple(face.inside(living.mien, f.head, f.roll, squash))
    return [Placed(piece.part, place, inside, abs(f.yaw) > ROUND)]


def _hung(bone: str, living: Living, art: Art) -> tuple[list[Placed], list[Placed]]:
    """The extras of the head or the body: those behind it, those in front of it."""
    f, squash, away = living.figure, living.squash, living.mien.away
    behind, front = [], []
    for extra in art.extras:
        if extra.bone != bone or (extra.place == "face" and away):
            continue
        if bone == "head":
            origin, turn, stretch = f.head, f.roll, squash
        else:
            turn, slim, tall = _body_frame(living)
            origin, stretch = f.pelvis, complex(slim, tall)
        spot = _turned(extra, living)
        at = origin + turn * complex(spot.real * stretch.real, spot.imag * stretch.imag)
        swing = rotation(living.swings.get(extra.name, 0.0))
        piece = Placed(extra.piece.part, matrix(at, turn * swing, -extra.side if away else extra.side, 1))
        hidden = extra.place == "behind" or (extra.place == "back" and not away)
        (behind if hidden else front).append(piece)
    return behind, front


def _turned(extra: Extra, living: Living) -> complex:
    """Where an extra sits on its bone after the turn of the head or the body."""
    yaw, away = living.figure.yaw, living.mien.away
    if extra.ball:  # on the rim of a hat, say: it goes round
        radius = max(1.0, abs(extra.offset.real) / math.sin(0.75))
        longitude = math.copysign(0.75, extra.offset.real) + TURN * yaw + (math.pi if away else 0)
        return complex(radius * math.sin(longitude), extra.offset.imag + 5 * living.mien.pitch)
    mirrored = -1 if away else 1
    return complex(
        mirrored * extra.offset.real + extra.turn * yaw, extra.offset.imag + 5 * living.mien.pitch * (extra.turn != 0)
    )
