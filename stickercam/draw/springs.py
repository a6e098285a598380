"""Things that take time: springs, low passes, latches, and a face's blinks, all clocked by seconds handed in."""

import math
from functools import lru_cache

import numpy as np

BLINK = 3.4  # seconds between blinks, about
GLANCE = 1.3  # seconds between glances
SUBSTEP = 1 / 90  # seconds: a 5 Hz spring is still stable and nearly exact


class Spring:
    """A damped spring about a target: hz, damping (1 = no overshoot; .3 overshoots by 37 %)."""

    def __init__(self, hz: float, damping: float) -> None:
        self.omega, self.damping = 2 * math.pi * hz, damping
        self.place: complex | None = None
        self.speed: complex = 0

    def step(self, target: complex, dt: float) -> complex:
        if self.place is None:
            self.place = target
        steps = max(1, math.ceil(dt / SUBSTEP))
        for _ in range(steps):
            pull = self.omega**2 * (target - self.place) - 2 * self.damping * self.omega * self.speed
            self.speed += pull * dt / steps
            self.place += self.speed * dt / steps
        return self.place


class Tame:
    """Lets a point go where it wants, but what is faster than `speed` (units a second) only at half the excess."""

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self.place: complex | None = None

    def step(self, target: complex, dt: float) -> complex:
        if self.place is None:
            self.place = target
        free, way = self.speed * dt, abs(target - self.place)
        if way > free:
            target = self.place + (target - self.place) * (free + 0.5 * (way - free)) / way
        self.place = target
        return target


class Ease:
    """A low pass with one time constant up and one down (seconds)."""

    def __init__(self, up: float, down: float | None = None) -> None:
        self.up, self.down = up, up if down is None else down
        self.value: complex | None = None

    def step(self, target, dt: float):
        if self.value is None:
            self.value = target
        tau = self.up if abs(target) >= abs(self.value) else self.down
        self.value += (target - self.value) * (1 - math.exp(-dt / tau))
        return self.value


class Latch:
    """A choice that changes only after the new one has been wanted for `hold` seconds."""

    def __init__(self, hold: float) -> None:
        self.hold, self.wanted_for, self.value, self.wanted = hold, 0.0, None, None

    def step(self, wanted, dt: float, hold: float | None = None):
        if self.value is None:
            self.value = wanted
        self.wanted_for = self.wanted_for + dt if wanted == self.wanted else 0.0
        self.wanted = wanted
        if self.wanted_for >= (self.hold if hold is None else hold):
            self.value = wanted
        return self.value


class Clock:
    """Events at irregular times, the same for the same seed; with a period they fit it a whole number of times."""

    def __init__(self, seed: int, period: float | None) -> None:
        self.seed, self.period = seed, period

    def cell(self, time: float, spacing: float) -> tuple[float, np.ndarray, float]:
        """Seconds into the present cell of about `spacing`, four random numbers of that cell, its length."""
        count = max(1, round(self.period / spacing)) if self.period else 0
        length = self.period / count if self.period else spacing
        number = math.floor(time / length)
        key = number % count if count else number % 100_000
        return time - number * length, _random(self.seed, round(spacing * 10), key), length

    def open_eyes(self, time: float) -> float:
        """1, but for about 0.17 s around a blink: shut in .06, kept for .03, open again in .08."""
        now, random, length = self.cell(time, BLINK)
        since = now - (0.15 + 0.6 * random[0]) * length
        if since < 0 or since > 0.17:
            return 1.0
        return 1 - since / 0.06 if since < 0.06 else max(0.0, (since - 0.09) / 0.08)

    def glance(self, time: float) -> complex:
        """Where the eyes wander, within a third of the unit circle; mostly straight ahead."""
        _, random, _ = self.cell(time, GLANCE)
        if random[0] < 0.6:
            return 0j
        turn = 2 * math.pi * random[1]
        return 0.35 * complex(math.cos(turn), 0.5 * math.sin(turn))

    def breath(self, time: float) -> float:
        """-1..1 about four times in 16 seconds."""
        return self._wave(time, 0.25)

    def bob(self, time: float) -> float:
        """-1..1 about every two seconds: something light in the air."""
        return self._wave(time, 0.5)

    def _wave(self, time: float, hz: float) -> float:
        rate = max(1, round(hz * self.period)) / self.period if self.period else hz
        return math.sin(2 * math.pi * rate * time)


@lru_cache(maxsize=64)
def _random(seed: int, kind: int, key: int) -> np.ndarray:
    return np.random.default_rng([seed, kind, key]).random(4)
