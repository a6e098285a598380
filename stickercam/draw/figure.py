"""The person's joints -> the character's: directions from the person, lengths from the character, for one pose."""

import math

from stickercam.draw.joints import LEGS, SIDES, UP, Figure, Person
from stickercam.draw.limbs import arms, bulge
from stickercam.draw.look import Look
from stickercam.draw.plane import clip, smoothstep, turned, unit
from stickercam.models import skeleton as sk

STAGE = 150.0  # art units: the root strays no farther from the middle, else a walk would leave a tiny figure
HOP = 70.0  # art units that a jump of one torso length adds: people jump low, stickers high


def build(p: Person, look: Look) -> Figure:
    """The figure of one pose."""
    body = look.body
    spine, full, across = _torso(p)
    width = clip((across / (spine * 1j)).real, -1.0, 1.0)
    scale = sum(body["leg"]) / p.measure.legs  # art units for a torso length, below the waist
    pelvis, lift = _pelvis(p, scale, look)
    thorax = pelvis + spine * body["torso"] * (0.3 + 0.7 * full)
    hips, knees, ankles = _legs(p, scale, pelvis, look)
    head, roll, yaw, pitch = _head(p, thorax, spine, look, width=width)
    figure = Figure(pelvis, thorax, spine, width, hips, knees, ankles, head, roll, yaw, pitch, lift, [])
    figure.arms = arms([thorax + side * body["shoulders"] * across - 9 * spine for side in SIDES], figure, p, look)
    return figure


def _torso(p: Person) -> tuple[complex, float, complex]:
    """Spine direction, torso length over its full value, right to left shoulder over the full width."""
    line = p.z[sk.L_SHOULDER] - p.z[sk.R_SHOULDER]
    shoulders = p.together(sk.R_SHOULDER, sk.L_SHOULDER)
    # Without a pelvis the spine stands on the shoulder line, half: people lift one shoulder without leaning.
    level = line if line.real >= 0 else -line
    guess = unit(unit(level, 1 + 0j) * UP + UP, UP) if abs(line) > 0.3 else UP
    guess = turned(UP, guess, shoulders)
    back = p.z[sk.THORAX] - p.z[sk.PELVIS]
    share = p.together(sk.THORAX, sk.PELVIS)
    spine = turned(guess, unit(back, UP), share)
    full = 1 + share * (clip(abs(back), 0.0, 1.05) - 1)
    across = line / p.measure.shoulders
    across /= max(1.0, abs(across))
    return spine, full, spine * 1j + shoulders * (across - spine * 1j)


def _pelvis(p: Person, scale: float, look: Look) -> tuple[complex, float]:
    """Where the pelvis is, and how far the lower foot is off the ground.

    Seen legs: the person's own place to the scale of the legs, so that standing feet do not skate. Unseen ones
    stand still in the middle, and the body sways and dips over them with the chest.
    """
    length, z = sum(look.body["leg"]), p.z
    air = _air(p)
    height = clip(scale * (-z[sk.PELVIS].imag - air), 0.40 * length, 1.08 * length)
    seen = complex(STAGE * math.tanh(scale * z[sk.PELVIS].real / STAGE), -height - (scale + HOP) * air)
    share, chest = p.sure[sk.THORAX], (p.measure.chest - p.measure.ground) / p.measure.unit
    sway = 14 * math.tanh(2 * z[sk.THORAX].real) * share
    dip = clip(30 * (z[sk.THORAX].imag - chest), -3.0, 20.0) * share
    idle = complex(sway, dip - 0.97 * length)
    legs = min(p.together(sk.PELVIS, sk.R_HIP, sk.L_HIP), max(p.sure[sk.R_KNEE], p.sure[sk.L_KNEE]))
    return idle + legs * (seen - idle) - 1j * look.body["ankle"], (scale + HOP) * air * legs


def _air(p: Person) -> float:
    """How far the lower foot is off the ground in a jump, torso lengths.

    The pelvis must be up as well: ankles alone are lost too often, and then a standing figure would fly.
    """
    z, feet = p.z, p.together(sk.R_ANKLE, sk.L_ANKLE)
    foot = -max(z[sk.R_ANKLE].imag, z[sk.L_ANKLE].imag)
    air = feet * max(0.0, min(foot, -z[sk.PELVIS].imag - 0.95 * p.measure.legs))
    return air * air / (air + 0.06)  # soft threshold: ankles tremble by 0.02 on the ground


def _legs(p: Person, scale: float, pelvis: complex, look: Look) -> tuple[list, list, list]:
    """Hips, knees, ankles: the person's, to scale, hung on the character's hips; standing where unseen."""
    body, z = look.body, p.z
    length = sum(body["leg"])
    ground = -1j * body["ankle"]
    line = (z[sk.L_HIP] - z[sk.R_HIP]) / p.measure.hips
    line /= max(1.0, abs(line))
    line = 1 + p.together(sk.R_HIP, sk.L_HIP, sk.PELVIS) * (line - 1)
    lower = -max(z[sk.R_ANKLE].imag, z[sk.L_ANKLE].imag)  # one foot stands on the ground, but in a jump
    air = _air(p)
    floating = p.together(sk.R_ANKLE, sk.L_ANKLE) * max(0.0, lower - air)
    hips, knees, ankles = [], [], []
    for side, (h, k, a) in zip(SIDES, LEGS):
        hip = pelvis + side * body["hips"] * line
        share = p.together(h, k, sk.PELVIS)
        off = -z[a].imag - floating
        rise = scale * off * smoothstep(off, 0.02, 0.16) if off > 0 else scale * off * 0.5
        knee = hip + scale * (z[k] - z[h])
        rise += HOP * air
        ankle = complex(hip.real + 4 * side * line.real + scale * (z[a] - z[h]).real, 0) + ground - 1j * rise
        ankle = complex(knee.real, ground.imag) + p.sure[a] * (ankle - complex(knee.real, ground.imag))
        stands = complex(side * (body["hips"] + 6), 0) + ground
        ankle = stands + share * (ankle - stands)
        knee = (hip + stands) / 2 + share * (knee - (hip + stands) / 2)
        leg = ankle - hip
        ankle = hip + leg * min(1.0, 1.25 * length / max(abs(leg), 1e-6))
        hips.append(hip)
        knees.append(bulge(hip, knee, ankle, length=length, outward=side * (1 if line.real >= 0 else -1) + 0j))
        ankles.append(ankle)
    return hips, knees, ankles


def _head(
    p: Person, thorax: complex, spine: complex, look: Look, *, width: float
) -> tuple[complex, complex, float, float]:
    """Middle of the head, its roll, yaw and pitch.

    Yaw: where the head stands off the shoulders' middle, weighed by how far the shoulders have turned (fitted on
    motions with known faces: offsets of .09 torso lengths belong to 45 degrees and more).
    """
    z, body = p.z, look.body
    neck = z[sk.HEAD_TOP] - z[sk.UPPER_NECK]
    share = p.together(sk.UPPER_NECK, sk.HEAD_TOP)
    lean = body["lean"]
    up = turned(spine, unit(lean * unit(neck, UP) + (1 - lean) * spine, UP), share)
    share = min(share, p.together(sk.R_SHOULDER, sk.L_SHOULDER))
    middle = (z[sk.R_SHOULDER] + z[sk.L_SHOULDER]) / 2
    offset = ((0.8 * z[sk.HEAD_TOP] + 0.2 * z[sk.UPPER_NECK] - middle) / (spine * 1j)).real
    yaw = share * clip(offset / 0.09, -1.0, 1.0) * (0.45 + 0.55 * math.sqrt(1 - width * width))
    pitch = share * clip(1 - abs(neck) / p.measure.head, -0.3, 0.6)
    head = thorax + spine * body["neck"] + up * 0.86 * body["head"][1]
    return head, up / UP, yaw, pitch
