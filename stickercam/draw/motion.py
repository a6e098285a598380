"""Poses -> a living figure: what eases, swings, blinks and holds still between one pose and the next."""

import math
from dataclasses import dataclass

from stickercam.draw.art import Art
from stickercam.draw.face import Mien
from stickercam.draw.figure import build
from stickercam.draw.joints import SIDES, Figure, person
from stickercam.draw.limbs import Detour, over, settle
from stickercam.draw.look import Look
from stickercam.draw.measure import Measure
from stickercam.draw.plane import angle, clip, smoothstep, unit
from stickercam.draw.springs import Clock, Ease, Latch, Spring, Tame
from stickercam.frames import Pose

ON, OFF = 0.35, 0.20  # scores between which a joint stays as it was (design)
FOOT = 7.0  # art units that a standing foot may be off before it follows: noise does not make it skate
FAST = 1200.0  # art units a second relative to the chest; a quick wave reaches 1000
SWITCH = 0.14  # seconds that a change of expression takes
FACE_HOLD = 0.5  # seconds that an expression stays at least


@dataclass(slots=True)
class Living:
    """A figure with all that the drawing wants to know. Pairs are (right, left).

    arms_over: what each arm is drawn over, see `limbs.over`. legs_front: drawn over the body. hands: kinds.
    hands_flip, shoes_flip: -1..1, mirror images and the turn between them. shoes_turn: radians.
    squash: stretch in x (real) and y (imag). swings: radians that each sprung part is off. torso: its rest length.
    effect: what flies about it, effect_share: how much of that (0..1). time, period: seconds, see `rounds`.
    """

    figure: Figure
    mien: Mien
    arms_over: list[str]
    legs_front: list[bool]
    hands: list[str]
    hands_flip: list[float]
    shoes_flip: list[float]
    shoes_turn: list[float]
    squash: complex
    swings: dict[str, float]
    torso: float
    effect: str
    effect_share: float
    time: float
    period: float | None

    def rounds(self, seconds: float) -> float:
        """How often something that takes about so long has gone round; a whole number of times in a loop."""
        rate = max(1, round(self.period / seconds)) / self.period if self.period else 1 / seconds
        return self.time * rate


class Motion:
    """Keeps what must not change at once. period: seconds of a loop, for what repeats; None for a stream."""

    def __init__(self, look: Look, art: Art, seed: int, period: float | None = None) -> None:
        self.look = look
        self.swingers = [
            (extra, Spring(extra.spring["hz"], extra.spring["damping"])) for extra in art.extras if extra.spring
        ]
        self.clock = Clock(seed, period)
        self.time: float | None = None
        self.seen: list[bool] = []
        self.sure = [Ease(0.12, 0.25) for _ in range(16)]
        self.yaw, self.pitch, self.gaze = Ease(0.15), Ease(0.15), Ease(0.05)
        self.away = Latch(0.4)
        self.arms = [Latch(0.06), Latch(0.06)]
        self.legs = [Latch(0.08), Latch(0.08)]
        self.kinds = [Latch(0.1), Latch(0.1)]
        self.flips = [(Latch(0.1), Ease(0.06)) for _ in range(4)]
        self.feet: list[complex | None] = [None, None]
        self.stretch = Spring(4.0, 0.4)
        self.height: float | None = None
        clear = look.body["clear"]
        self.detours = [(Detour(clear), Detour(clear - 10)) for _ in (0, 1)]
        self.tame: dict[str, Tame] = {}
        self.effect, self.effect_share = "", Ease(0.07)
        self.face, self.face_before, self.face_since = "", "", -1e9

    def step(self, pose: Pose, m: Measure, action: str | None = None) -> Living:
        dt = 0.0 if self.time is None else clip(pose.time - self.time, 0.0, 0.25)
        self.time = pose.time
        figure = build(person(pose, self._sure(pose, dt), m), self.look)
        for arm, detours in zip(figure.arms, self.detours):
            settle(arm, detours, figure, self.look, dt=dt)
        self._tame(figure, dt)
        self._plant(figure)
        self._hover(figure)
        squash = self._squash(figure, dt)
        mien = self._mien(figure, action, dt)
        figure.yaw = mien.yaw
        facing = math.copysign(math.sqrt(1 - figure.width**2), mien.yaw) if abs(mien.yaw) > 0.15 else 0.0
        arms = [self._arm_over(n, figure, facing, dt) for n in (0, 1)]
        legs = [self.legs[n].step(figure.ankles[n].imag < figure.hips[n].imag + 40, dt) for n in (0, 1)]
        flips, turns = self._ends(figure, facing, dt)
        kinds = [self._hand(n, figure, dt) for n in (0, 1)]
        swings = self._swings(figure, dt)
        effect, share = self._effect(action, dt)
        return Living(figure, mien, arms, legs, kinds, flips[:2], flips[2:], turns, squash, swings,
                      self.look.body["torso"], effect, share, self.time, self.clock.period)  # fmt: skip

    def _sure(self, pose: Pose, dt: float) -> list[float]:
        scores = pose.score.tolist()
        if not self.seen:
            self.seen = [score >= OFF for score in scores]
        self.seen = [score >= (OFF if was else ON) for score, was in zip(scores, self.seen)]
        return [ease.step(1.0 if seen else 0.0, dt) for ease, seen in zip(self.sure, self.seen)]

    def _tame(self, figure: Figure, dt: float) -> None:
        """No joint jumps across the picture from one frame to the next, whatever the pose does."""
        names = ("thorax", "head", "roll", "elbow 0", "elbow 1", "wrist 0", "wrist 1")
        if not self.tame:
            self.tame = {name: Tame(12.0 if name == "roll" else FAST) for name in names}
        shift = self.tame["thorax"].step(figure.thorax - figure.pelvis, dt) - (figure.thorax - figure.pelvis)
        figure.thorax += shift
        figure.head = figure.thorax + self.tame["head"].step(figure.head + shift - figure.thorax, dt)
        figure.roll = unit(self.tame["roll"].step(figure.roll, dt), figure.roll)
        for n, arm in enumerate(figure.arms):
            arm.shoulder += shift
            arm.elbow = figure.thorax + self.tame[f"elbow {n}"].step(arm.elbow + shift - figure.thorax, dt)
            arm.wrist = figure.thorax + self.tame[f"wrist {n}"].step(arm.wrist + shift - figure.thorax, dt)

    def _plant(self, figure: Figure) -> None:
        """A foot on the ground stays while the ankle moves within FOOT of it; a lifted one follows at once."""
        for n in (0, 1):
            ankle = figure.ankles[n]
            loose = FOOT * (1 - smoothstep(-ankle.imag - self.look.body["ankle"], 2, 14))
            held = ankle if self.feet[n] is None else self.feet[n]
            off = held - ankle
            self.feet[n] = figure.ankles[n] = ankle + off * min(1.0, loose / max(abs(off), 1e-6))

    def _hover(self, figure: Figure) -> None:
        """What has no feet on the ground bobs in the air."""
        if far := self.look.body["hover"]:
            up = 1j * far * self.clock.bob(self.time)
            figure.pelvis, figure.thorax, figure.head = (p + up for p in (figure.pelvis, figure.thorax, figure.head))
            figure.hips, figure.knees, figure.ankles = (
                [p + up for p in joints] for joints in (figure.hips, figure.knees, figure.ankles)
            )
            for arm in figure.arms:
                arm.shoulder, arm.elbow, arm.wrist = arm.shoulder + up, arm.elbow + up, arm.wrist + up

    def _squash(self, figure: Figure, dt: float) -> complex:
        """Stretch with the body's rise, squash on landing; breath. Moves the upper body, not the feet."""
        rise = 0.0 if self.height is None or dt <= 0 else (self.height - figure.pelvis.imag) / dt
        self.height = figure.pelvis.imag
        s = self.stretch.step(clip(0.0008 * rise, -0.12, 0.14), dt).real + 0.010 * self.clock.breath(self.time)

        def lift(point: complex) -> complex:
            return complex(point.real, figure.pelvis.imag + (point.imag - figure.pelvis.imag) * (1 + 0.6 * s))

        figure.thorax, figure.head = lift(figure.thorax), lift(figure.head)
        for arm in figure.arms:
            arm.shoulder, arm.elbow, arm.wrist = lift(arm.shoulder), lift(arm.elbow), lift(arm.wrist)
        return complex(1 - 0.5 * s, 1 + 0.6 * s)

    def _mien(self, figure: Figure, action: str | None, dt: float) -> Mien:
        away = self.away.step(figure.width < (0.0 if self.away.value else -0.3), dt, 0.2 if self.away.value else None)
        yaw = figure.yaw - clip(figure.yaw, -0.08, 0.08)
        yaw, pitch = self.yaw.step(yaw, dt), self.pitch.step(figure.pitch - clip(figure.pitch, -0.1, 0.1), dt)
        wanted = self.look.actions.get(action or "", "smile")
        if not self.face:
            self.face = self.face_before = wanted
        if wanted != self.face and not 0 <= self.time - self.face_since < FACE_HOLD:
            self.face_before, self.face, self.face_since = self.face, wanted, self.time
        change = (self.time - self.face_since) / SWITCH  # shuts the old eyes, then opens the new ones
        calm = abs(1 - 2 * change) if 0 <= change <= 1 else 1.0
        name = self.face_before if 0 <= change < 0.5 else self.face
        gaze = self.gaze.step(self.clock.glance(self.time) + complex(0.45 * yaw, 0.5 * pitch), dt)
        return Mien(name, min(calm, self.clock.open_eyes(self.time)), 0.5 + 0.5 * calm, yaw, pitch, gaze, away)

    def _effect(self, action: str | None, dt: float) -> tuple[str, float]:
        """The effect of the action; the old one shrinks away before a new one grows."""
        wanted = self.look.effects.get(action or "", "")
        share = self.effect_share.step(float(wanted == self.effect and wanted != ""), dt)
        if share < 0.06:
            self.effect = wanted
        return self.effect, share

    def _arm_over(self, n: int, figure: Figure, facing: float, dt: float) -> str:
        """ "head" or "body" if the arm goes over it: for its hand, or as the nearer arm of a body seen from the side.

        Turned away it is the other way round, and the head hides nothing that the body does not.
        """
        was = self.arms[n].wanted if not self.away.value else None
        wanted = over(figure.arms[n], figure, self.look, was) or ("body" if facing * SIDES[n] < -0.8 else "")
        if self.away.value:
            wanted = "" if wanted else "body"
        return self.arms[n].step(wanted, dt)

    def _ends(self, figure: Figure, facing: float, dt: float) -> tuple[list[float], list[float]]:
        """Mirror factors of hands and shoes, turns of the shoes."""
        back = -1 if self.away.value else 1
        wanted, turns = [], []
        for n, side in enumerate(SIDES):
            arm = figure.arms[n]
            raised = unit(arm.wrist - arm.elbow, 1j).imag
            latch = self.flips[n][0]
            was_up = latch.value is not None and latch.value * side * back > 0
            up = raised < (0.3 if was_up else -0.3)
            wanted.append((1 if up else -1) * side * back)  # the thumb towards the body, towards the head when raised
        for n, side in enumerate(SIDES):
            was = self.flips[2 + n][0].value
            aside = abs(facing) > (0.55 if was not in (None, side * back) else 0.75)
            wanted.append((1 if facing > 0 else -1) if aside else side * back)
            shin = angle(unit(figure.ankles[n] - figure.knees[n], 1j) / 1j)
            height = -figure.ankles[n].imag - self.look.body["ankle"]
            turns.append(shin * (0.12 + 0.75 * smoothstep(height, 12, 45)))
        return [ease.step(latch.step(w, dt), dt) for w, (latch, ease) in zip(wanted, self.flips)], turns

    def _hand(self, n: int, figure: Figure, dt: float) -> str:
        arm = figure.arms[n]
        open_from = arm.shoulder.imag + (10 if self.kinds[n].value == "open" else -25)
        kind = "open" if arm.wrist.imag < open_from else "mitt"
        if self.face in ("effort", "cool"):
            kind = "fist"
        return self.kinds[n].step(kind, dt, 0.08 if kind == "open" else 0.5)  # fingers do not flutter

    def _swings(self, figure: Figure, dt: float) -> dict[str, float]:
        """The tip of each sprung part lags behind its bone like a weight on a spring."""
        along = unit(figure.thorax - figure.pelvis, -1j) / -1j
        swings = {}
        for extra, spring in self.swingers:
            origin, turn = (figure.head, figure.roll) if extra.bone == "head" else (figure.pelvis, along)
            reach = complex(extra.side * extra.piece.reach.real, extra.piece.reach.imag)
            far = max(20.0, abs(reach))
            root, way = origin + turn * extra.offset, turn * unit(reach, -1j)
            rel = (spring.step(root + way * far, dt) - root) / way
            limit = math.radians(extra.spring["limit"])
            swing = extra.spring["gain"] * math.atan2(rel.imag, max(rel.real, 0.4 * far))
            swings[extra.name] = clip(swing, -limit, limit)
        return swings
