"""Arms that keep what the hands touch, and bends that keep a limb's length."""

import math

from stickercam.draw.joints import ARMS, SIDES, UP, Arm, Figure, Person
from stickercam.draw.look import Look
from stickercam.draw.plane import clip, smoothstep, turned, unit
from stickercam.models import skeleton as sk

REACH = 1.75  # times its length: rubber
BEYOND = 72.0  # art units from the head's edge for each head length of the person's: the big head takes the rest


def bulge(start: complex, middle: complex, end: complex, *, length: float, outward: complex) -> complex:
    """The middle joint moved outward as far as a limb of that length must bend between its ends (60 % of it)."""
    chord = end - start
    need = 0.6 * math.sqrt(max(0.0, (length / 2) ** 2 - (abs(chord) / 2) ** 2))
    normal = unit(chord, 1j) * 1j
    if (normal / outward).real < 0:
        normal = -normal
    along, away = ((middle - start) / normal).imag, ((middle - start) / normal).real
    away += max(0.0, need - abs(away))
    return start + normal * complex(away, along)


def arms(shoulders: list[complex], figure: Figure, p: Person, look: Look) -> list[Arm]:
    """Both arms: the person's angles, then moved so that the hands meet what the person's hands meet.

    They may still pass through the head: `settle`.
    """
    result = [_reached(number, shoulder, figure, p, look=look) for number, shoulder in enumerate(shoulders)]
    _join_hands(*result, p)
    return result


def _reached(number: int, shoulder: complex, figure: Figure, p: Person, *, look: Look) -> Arm:
    s, e, w = ARMS[number]
    side, long = SIDES[number], look.body["arm"]
    upper, fore = p.z[e] - p.z[s], p.z[w] - p.z[e]
    share, share_fore = p.together(s, e), p.together(e, w)
    down = unit(complex(0.42 * side, 1), 1j)
    toward = turned(down, unit(upper, down), share)
    hang = unit(toward + complex(-0.1 * side, 0.7), 1j)
    fore_toward = turned(hang, unit(fore, hang), share_fore)
    elbow = shoulder + toward * long[0] * _length(abs(upper) / p.measure.upper_arm, share)
    wrist = elbow + fore_toward * long[1] * _length(abs(fore) / p.measure.forearm, share_fore)
    near, at_head, by_head = _at_head(w, figure, p, look)
    aside, at_body, by_body = _at_body(w, figure, p, look)
    weight = min(1.0, by_head + by_body)
    meet = (by_head * at_head + by_body * at_body) / max(by_head + by_body, 1e-6)
    elbow += 0.6 * weight * (meet - wrist)
    wrist += weight * (meet - wrist)
    off = smoothstep(aside * side, 0.15, 0.4)
    return Arm(
        shoulder,
        _aside(elbow, figure, look, clear=0, share=off),
        _aside(wrist, figure, look, clear=10, share=off),
        near,
        0.0,
        _behind(number, p),
        by_body,
    )


class Detour:
    """Leads a point round the head. It remembers on which side it was: in the middle of the head no side is near."""

    def __init__(self, margin: float) -> None:
        self.margin = margin  # art units beside the head
        self.way: complex | None = None  # unit number, from the middle of the head

    def step(self, point: complex, figure: Figure, look: Look, *, share: float, dt: float) -> complex:
        rx, ry = look.body["head"][0] + self.margin, look.body["head"][1] + self.margin
        rel = point - figure.head
        inside = math.hypot(rel.real / rx, rel.imag / ry)
        seen = unit(rel, UP)
        if self.way is None or inside >= 1:
            self.way = seen
        if inside >= 1:
            return point
        self.way = turned(self.way, seen, smoothstep(inside, 0.2, 0.9) * (1 - math.exp(-dt / 0.08)))
        edge = 1 / math.hypot(self.way.real / rx, self.way.imag / ry)
        return point + share * (figure.head + self.way * edge - point)


def settle(arm: Arm, detours: tuple[Detour, Detour], figure: Figure, look: Look, *, dt: float) -> None:
    """Round the head, unless the hand is at the face, and within reach. detours: of the hand, of the elbow."""
    apart = max(smoothstep(arm.near_head, 0.6, 0.85), arm.behind)
    apart *= 1 - arm.before * look.single  # a hand before the body of somebody who is all head
    arm.wrist = detours[0].step(arm.wrist, figure, look, share=apart, dt=dt)
    stretch = abs(arm.wrist - arm.shoulder)
    arm.wrist = arm.shoulder + (arm.wrist - arm.shoulder) * min(1.0, REACH * sum(look.body["arm"]) / max(stretch, 1e-6))
    free = detours[1].step(arm.elbow, figure, look, share=apart, dt=dt)
    arm.bend = look.hose["arm_bend"] + 0.5 * smoothstep(abs(free - arm.elbow), 0, 40)
    arm.elbow = free


def _length(ratio: float, share: float) -> float:
    """How long a foreshortened bone is drawn: shorter, but never collapsed."""
    return 0.45 + 0.55 * (1 + share * (clip(ratio, 0.3, 1.05) - 1))


def _at_head(w: int, figure: Figure, p: Person, look: Look) -> tuple[float, complex, float]:
    """How near the head the wrist is (head lengths), where it belongs by the figure's, and how firmly (0..1)."""
    sure = p.together(w, sk.UPPER_NECK, sk.HEAD_TOP)
    rel = (p.z[w] - (p.z[sk.UPPER_NECK] + p.z[sk.HEAD_TOP]) / 2) / p.measure.head
    near, direction = abs(rel) if sure > 0 else 9.0, unit(rel, 1j)
    rx, ry = look.body["head"]
    edge = 1 / math.hypot(
        direction.real / rx, direction.imag / (ry + look.body["crown"] * smoothstep(-direction.imag, 0.2, 1))
    )
    inside = min(1.0, near / 0.5)
    # More than in proportion: hands keep off the middle of the face, which is what the sticker says.
    away = edge * inside * (1.6 - 0.6 * inside) + BEYOND * max(0.0, near - 0.5)
    return near, figure.head + direction * away, sure * (1 - smoothstep(near, 1.1, 2.0))


def _at_body(w: int, figure: Figure, p: Person, look: Look) -> tuple[float, complex, float]:
    """How far to the left of the spine the wrist is (torso lengths), where it belongs by the body, how firmly."""
    across = figure.spine * 1j
    spot = (p.z[w] - p.z[sk.THORAX]) / across  # x to the left, y down the spine
    place = figure.thorax + across * complex(spot.real * 120, spot.imag * look.body["torso"])
    firm = p.together(w, sk.THORAX, sk.PELVIS) * (1 - smoothstep(abs(spot.real), 0.28, 0.48))
    firm *= smoothstep(spot.imag, -0.1, 0.2) * (1 - smoothstep(spot.imag, 0.75, 1.05))
    return spot.real, place, firm


def _aside(point: complex, figure: Figure, look: Look, *, clear: float, share: float) -> complex:
    """A hanging arm held off the body, which is wider than a person's; by its side of it."""
    rel = (point - figure.thorax) / (figure.spine * 1j)
    wide = look.body["bottom"] + clear
    zone = smoothstep(rel.imag, 0, 50)
    outward = math.copysign(max(0.0, wide - abs(rel.real)), rel.real)
    return point + share * zone * figure.spine * 1j * outward


def _behind(number: int, p: Person) -> float:
    """0..1: the hand of a raised elbow by the head is behind it, as after a golf swing, not before the face.

    Sixteen joints cannot tell, and a face is worth more than a hand. A dab's hand is lower than the head's middle.
    """
    s, e, w = ARMS[number]
    level = (p.z[w].imag - (p.z[sk.UPPER_NECK] + p.z[sk.HEAD_TOP]).imag / 2) / p.measure.head
    return smoothstep(p.z[s].imag - p.z[e].imag, 0.0, 0.12) * (1 - smoothstep(level, 0.1, 0.25)) * p.together(s, e, w)


def over(arm: Arm, figure: Figure, look: Look, was: str | None) -> str:
    """What an arm lies over: "" nothing, "body", "crown" (the hand alone lies over the head), "head" (the whole arm).

    was: the last answer; what it was it stays a little beyond the edge.
    """
    rx, ry = look.body["head"]
    head = (arm.wrist - figure.head) / figure.roll
    from_head = math.hypot(head.real / rx, head.imag / ry)
    if arm.behind > (0.4 if was in ("", "crown") else 0.6):
        high = head.imag < (-0.45 if was == "crown" else -0.65) * ry
        return "crown" if high and from_head < (1.9 if was == "crown" else 1.6) else ""
    if from_head < (1.15 if was == "head" else 0.95):
        return "head"
    body, slack = (arm.wrist - figure.pelvis) / figure.spine, 14 if was == "body" else 0
    inside = -30 - slack < body.real < look.body["torso"] + slack and abs(body.imag) < look.body["bottom"] + slack
    return "body" if inside else ""


def _join_hands(right: Arm, left: Arm, p: Person) -> None:
    """Hands that are together stay so: palms meet although the arms are other ones."""
    gap = p.z[sk.L_WRIST] - p.z[sk.R_WRIST]
    share = p.together(sk.L_WRIST, sk.R_WRIST) * (1 - smoothstep(abs(gap), 0.2, 0.6))
    both = max(right.behind, left.behind)  # one behind the head: so is the other
    right.behind += share * (both - right.behind)
    left.behind += share * (both - left.behind)
    middle = (right.wrist + left.wrist) / 2
    half = unit(gap, 1 + 0j) * max(26.0, 100 * abs(gap)) / 2
    right.wrist += share * (middle - half - right.wrist)
    left.wrist += share * (middle + half - left.wrist)
