"""The filter of the live loop: poses in, steady poses out, no look ahead."""

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from stickercam.crop import at_rest, torso_length
from stickercam.crop.body import LENGTHS
from stickercam.frames import Pose
from stickercam.smooth.gate import Gate, GateSettings
from stickercam.smooth.mend import smoothstep
from stickercam.smooth.repair import (
    AGREE,
    CHILDREN,
    GROUPS,
    PARENTS,
    SPIKE,
    SPIKE_SPEED,
    STEADY,
    exchange,
    is_break,
    pull_back,
    sides_exchanged,
    without_doubles,
)


@dataclass(frozen=True, slots=True)
class SmoothSettings:
    """Scores are the network's, times seconds, lengths in T (torso lengths)."""

    on: float = 0.35  # a joint appears from this score ...
    off: float = 0.20  # ... and goes below this one
    score_time: float = 0.08  # scores are low-passed: single frames do not switch joints
    hold: float = 0.15  # a joint just lost stays where it was
    leave: float = 0.4  # and then swings to where it would rest
    come_back: float = 0.15
    window: float = 2.5  # T is a median over so long: the current one shakes
    gap: float = 0.25  # without a pose for so long, the past is over
    tremor: float = 0.02  # T, of a network's joints at rest, until it has been measured
    tremor_range: tuple[float, float] = (0.01, 0.04)  # correlated noise measures low; more is motion
    gate: GateSettings = field(default_factory=GateSettings)


class LiveFilter:
    """Called with every pose in order of time, also with those of score 0 where nobody is.

    Joints that are not seen rest where a body has them and have score 0: legs below the picture are never invented.
    """

    def __init__(self, settings: SmoothSettings | None = None) -> None:
        self.settings = settings or SmoothSettings()
        self.reset()

    def reset(self) -> None:
        """Forget everything: the next pose is somebody new."""
        self._gate: Gate | None = None

    def __call__(self, pose: Pose) -> Pose:
        pose = Pose(pose.xy, without_doubles(pose.xy, pose.score, self.settings.off), pose.time)
        measured = pose.score >= self.settings.off
        if self._gate is None or self._is_over(pose, measured):
            if not measured.any():
                return pose
            self._start(pose)
        dt, before = float(np.clip(pose.time - self._time, 0.005, 0.1)), self._time
        self._time = pose.time
        if measured.any():
            self._measured_at = pose.time
        xy, score = self._repaired(pose, measured)
        measured &= ~self._spikes(xy, measured, dt)
        newly = self._switch(score, measured, dt)
        measured &= self._on
        self._gate.restart(newly, xy)
        self._offset[newly] = (self._shown - xy)[newly]
        self._back_at[newly] = before  # it came at some time since: at seven frames a second easing would be lag
        unsure = np.where(score < self.settings.on, 2.0, 1.0)  # a weak peak trembles more
        self._gate.step(xy, dt, self._unit, sigma=self._sigma, floor=STEADY * unsure, measured=measured)
        self._learn(xy, measured, dt)
        self._show(pose.time)
        marks = np.where(self._on, np.maximum(self._score, self.settings.on), 0.0)
        return Pose(self._shown.astype(np.float32), marks.astype(np.float32), pose.time)

    def _is_over(self, pose: Pose, measured: np.ndarray) -> bool:
        dt = pose.time - self._measured_at
        if not measured.any():
            return False
        seen = measured & self._on
        return dt > self.settings.gap or dt < 0 or is_break(self._last, pose.xy, seen=seen, unit=self._unit, dt=dt)

    def _start(self, pose: Pose) -> None:
        """Begin with somebody new at this pose."""
        xy = pose.xy.astype(np.float64)
        self._on = pose.score >= self.settings.on
        self._units: deque[tuple[float, float]] = deque()
        self._unit = torso_length(xy, pose.score >= self.settings.off) or float(np.ptp(xy, axis=0).max()) / 3 or 1.0
        self._shown = at_rest(xy, pose.score >= self.settings.off, self._unit)
        self._gate = Gate(self._shown, self.settings.gate)
        self._time, self._measured_at = pose.time, pose.time
        self._last, self._last_but_one = self._shown.copy(), self._shown.copy()
        self._waiting = np.full((16, 2), np.inf)  # a jump that no second frame has confirmed
        self._score = pose.score.astype(np.float64)
        self._sigma, self._lengths = self.settings.tremor, LENGTHS.copy()
        self._exchanged = [0] * len(GROUPS)  # frames in a row
        self._lost_at, self._back_at = np.full(16, -np.inf), np.full(16, -np.inf)
        self._lost, self._lost_speed = self._shown.copy(), np.zeros((16, 2))
        self._offset = np.zeros((16, 2))

    def _repaired(self, pose: Pose, measured: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Joints (16, 2) float64 and scores with sides put right and stretched limbs pulled back; keeps T."""
        xy, score = pose.xy.astype(np.float64), pose.score.astype(np.float64)
        length = torso_length(xy, measured)
        if length is not None:
            self._units.append((pose.time, length))
            while self._units[0][0] < pose.time - self.settings.window:
                self._units.popleft()
            self._unit = float(np.median([length for _, length in self._units]))
        for number, group in enumerate(GROUPS):
            both = group[0] + group[1]
            wrong = (measured & self._on)[both].all() and sides_exchanged(xy, self._last, group, self._unit)
            self._exchanged[number] = self._exchanged[number] + 1 if wrong else 0
            if wrong and self._exchanged[number] <= 5:  # longer: the person has turned, or the first reading was wrong
                xy, score = exchange(xy, group), exchange(score, group)
        moved = pull_back(xy, self._lengths, self._unit)
        score[moved] /= 2
        return xy, score

    def _spikes(self, xy: np.ndarray, measured: np.ndarray, dt: float) -> np.ndarray:
        """(16,) bool: joints that jump for the first time; the next frame tells whether it was true."""
        jump = np.hypot(*(xy - self._last).T) > max(SPIKE, SPIKE_SPEED * dt) * self._unit
        agreed = np.hypot(*(xy - self._waiting).T) <= AGREE * self._unit
        spikes = measured & self._on & jump & ~agreed
        self._waiting = np.where(spikes[:, None], xy, np.inf)
        return spikes

    def _switch(self, score: np.ndarray, measured: np.ndarray, dt: float) -> np.ndarray:
        """Switch joints on and off by their scores; (16,) bool, which came on just now."""
        self._score += (1 - np.exp(-dt / self.settings.score_time)) * (score - self._score)
        before = self._on
        self._on = np.where(before, self._score >= self.settings.off, (self._score >= self.settings.on) & measured)
        gone = before & ~self._on
        self._lost_at[gone] = self._time
        self._lost[gone], self._lost_speed[gone] = self._shown[gone], self._gate.velocity[gone]
        return self._on & ~before

    def _learn(self, xy: np.ndarray, measured: np.ndarray, dt: float) -> None:
        """Measure the tremor of joints at rest and the usual lengths of limbs; remember the places."""
        quiet = measured & self._gate.settled
        if quiet.sum() >= 4:
            second = np.abs(xy - 2 * self._last + self._last_but_one)[quiet]
            tremor = np.median(second) / (0.6745 * np.sqrt(6)) / self._unit  # the deviation of white noise
            self._sigma += (1 - np.exp(-dt)) * (np.clip(tremor, *self.settings.tremor_range) - self._sigma)
        both = measured[CHILDREN] & measured[PARENTS]
        lengths = np.hypot(*(xy[CHILDREN] - xy[PARENTS]).T) / self._unit
        # A running median: it goes towards each new value by the same small step, a third of T in a second.
        self._lengths[CHILDREN] += np.where(both, np.sign(lengths - self._lengths[CHILDREN]) * dt / 3, 0)
        self._last_but_one = np.where(measured[:, None], self._last, self._last_but_one)
        self._last = np.where(measured[:, None], xy, self._last)

    def _show(self, time: float) -> None:
        """Put together where each joint is shown: filtered, just come back, held, or on its way to rest."""
        settings = self.settings
        back = 1 - smoothstep((time - self._back_at) / settings.come_back)
        shown = np.where(self._on[:, None], self._gate.x + self._offset * back[:, None], self._shown)
        rest = at_rest(shown, self._on, self._unit)
        lost = time - self._lost_at
        glide = 0.1 * (1 - np.exp(-np.minimum(lost, 9.0) / 0.1))  # s: the speed at the loss dies away
        held = self._lost + self._lost_speed * glide[:, None]
        away = smoothstep((lost - settings.hold) / settings.leave)[:, None]
        self._shown = np.where(self._on[:, None], shown, held + away * (rest - held))
