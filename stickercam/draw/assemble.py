"""A living figure -> its pieces, back to front."""

import math

from stickercam.draw.face import TURN, Face
from stickercam.draw.look import Look
from stickercam.draw.motion import Living
from stickercam.draw.paint import Placed
from stickercam.draw.parts import Parts
from stickercam.draw.plane import rotation, unit
from stickercam.draw.shapes import Detail, Part, matrix, moved, quad

# Leaves of the cap: degrees from upright, length, how much of the swing each takes; the hindmost first.
BLADES = ((-113, 1.0, 0.3), (113, 1.0, 0.3), (-75, 1.0, 0.6), (75, 1.0, 0.6), (-28, 0.85, 1.0), (36, 0.85, 1.0))
ROUND = 0.4  # yaw from which something of the face or the clothes may hang over the edge
THIN = 0.4  # of its width: a hand or shoe in the middle of turning over


def assemble(living: Living, parts: Parts, face: Face, look: Look) -> list[Placed]:
    """Legs, hanging arms, body, raised legs, head, and the arms that reach over it all."""
    legs = [_leg(n, living, parts, look) for n in (0, 1)]
    arms = [_arm(n, living, parts, look) for n in (0, 1)]
    body, head = _body(living, parts), _head(living, parts, face)
    order = (0, 1) if living.figure.yaw <= 0 else (1, 0)  # the far limb first
    over = living.arms_over
    pieces: list[Placed] = []
    for n in order:
        pieces += [] if living.legs_front[n] else legs[n]
    for n in order:
        pieces += arms[n] if not over[n] else arms[n][:1] if over[n] == "crown" else []
    pieces += body
    for n in order:
        pieces += legs[n] if living.legs_front[n] else []
    for n in order:
        pieces += arms[n] if over[n] == "body" else []
    pieces += head
    for n in order:
        pieces += arms[n] if over[n] == "head" else arms[n][1:] if over[n] == "crown" else []
    return pieces


def _tube(start: complex, control: complex, end: complex, *, width: float, line: float) -> Part:
    """A hose: one curve, its light side shifted towards the light."""
    path = quad(start, control, end)
    light = Detail(moved(path, -2 - 2.4j), "limb", width - 7)
    return Part(path, "limb_shade", line, tube=width, details=(light,))


def _flat(flip: float) -> float:
    return math.copysign(max(THIN, abs(flip)), flip)


def _leg(n: int, living: Living, parts: Parts, look: Look) -> list[Placed]:
    f, hose = living.figure, look.hose
    control = f.knees[n] + hose["leg_bend"] * (f.knees[n] - (f.hips[n] + f.ankles[n]) / 2)
    tube = _tube(f.hips[n], control, f.ankles[n], width=hose["leg"], line=look.line["width"])
    shoe = matrix(f.ankles[n], rotation(living.shoes_turn[n]), _flat(living.shoes_flip[n]), 1)
    return [Placed(tube), Placed(parts.shoe, shoe)]


def _arm(n: int, living: Living, parts: Parts, look: Look) -> list[Placed]:
    arm = living.figure.arms[n]
    # Over the body an arm starts higher, where the chin hides its round end.
    shoulder = arm.shoulder + 14 * living.figure.spine * (living.arms_over[n] == "body")
    control = arm.elbow + arm.bend * (arm.elbow - (shoulder + arm.wrist) / 2)
    tube = _tube(shoulder, control, arm.wrist, width=look.hose["arm"], line=look.line["width"])
    turn = unit(arm.wrist - control, 1j) / 1j  # the hose arrives from its control point
    hand = parts.hands[living.hands[n]]
    return [
        Placed(tube),
        Placed(hand, matrix(arm.wrist, turn, _flat(living.hands_flip[n]), 1)),
        Placed(parts.cuff, matrix(arm.wrist, turn)),
    ]


def _body(living: Living, parts: Parts) -> list[Placed]:
    f = living.figure
    along = (f.thorax - f.pelvis) / parts.torso
    turn = unit(along, -1j) / -1j
    slim = (0.78 + 0.22 * abs(f.width)) * living.squash.real
    place = matrix(f.pelvis, turn, slim, abs(along))
    shift = matrix(f.pelvis + turn * 13 * f.yaw, turn, slim * (0.75 + 0.25 * abs(f.width)), abs(along))
    clothes = parts.back if living.mien.away else parts.front
    inside = [(detail, shift if moves else place) for detail, moves in clothes]
    return [Placed(parts.body, place, tuple(inside), abs(f.yaw) > ROUND)]


def _head(living: Living, parts: Parts, face: Face) -> list[Placed]:
    f, squash = living.figure, living.squash
    ry = face.half[1]
    place = matrix(f.head, f.roll, squash.real, squash.imag)
    inside = tuple(face.inside(living.mien, f.head, f.roll, squash))
    root = f.head + f.roll * complex(9 * f.yaw * squash.real, (-0.88 * ry + 5 * living.mien.pitch) * squash.imag)
    pieces = [
        Placed(parts.head, place, inside, abs(f.yaw) > ROUND),
        Placed(parts.sprout, matrix(root, f.roll * rotation(living.leaf))),
    ]
    for degrees, length, swing in BLADES:
        turn = f.roll * rotation(math.radians(degrees) + swing * living.leaf)
        pieces.append(Placed(parts.blade, matrix(root, turn, 1, length)))
    round_head = 0.75 + TURN * f.yaw + (math.pi if living.mien.away else 0)
    bloom = root + f.roll * complex(52 * math.sin(round_head), 21)
    return pieces + [Placed(part, matrix(bloom, f.roll)) for part in parts.flower]
