"""The gated One Euro filter: still joints stand still, moving ones are followed almost without lag.

A One Euro filter (Casiez et al., CHI 2012) opens in proportion to speed, and noise has speed. Here speed and drift
must first rise above what noise alone reaches; below, the filter all but closes. Measured on white noise of .02 T: a
tenth of the tremor at rest, 14 ms of lag in a wave of 2 Hz; the best plain One Euro keeps a quarter at 30 ms.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class GateSettings:
    """Lengths in T (torso lengths), times in seconds. The same for 15 to 60 frames a second."""

    rest: float = 0.1  # Hz, cutoff of a still joint
    beta: float = 12.0  # Hz per T/s of speed above the noise
    speed_cutoff: float = 1.0  # Hz: speed is itself low-passed
    speed_floor: float = 25.0  # times sigma, in T/s: what the speed of pure noise stays below
    drift: float = 20.0  # Hz per T of drift above the noise: slow moves have no speed to open the gate
    drift_floor: float = 2.5  # times sigma
    drift_cutoff: float = 1.5  # Hz
    release: float = 0.2  # s: opens at once, closes slowly, or each turn of a wave would stick
    cap: float = 12.0  # Hz; 20 would take 4 ms off the lag and pass more tremor in motion
    settle: int = 15  # frames: so long a joint come to rest is averaged before the slow filter takes over


def portion(cutoff, dt):
    """The share of a step that a first-order low-pass of cutoff (Hz) makes in dt (s)."""
    turn = 2 * np.pi * cutoff * dt
    return turn / (turn + 1)


class Gate:
    """The filter for M points at once: x is the filtered place, (M, 2) in pixels."""

    def __init__(self, xy: np.ndarray, settings: GateSettings | None = None) -> None:
        self.settings = settings or GateSettings()
        number = len(xy)
        self.x = np.array(xy, np.float64)
        self.velocity = np.zeros((number, 2))  # pixels a second
        self.moving = np.zeros(number, bool)
        self._last = self.x.copy()
        self._drift = np.zeros((number, 2))
        self._opening = np.zeros(number)  # Hz
        self._resting = np.zeros(number)  # frames

    def restart(self, joints: np.ndarray, xy: np.ndarray) -> None:
        """Forget the past of some joints ((M,) bool), set them to where xy (M, 2) has them, and believe what follows.

        A hand that comes back into the picture moves: waiting for its speed to show would take two slow frames.
        """
        self.x[joints] = self._last[joints] = xy[joints]
        for state in (self.velocity, self._drift, self._resting):
            state[joints] = 0
        self._opening[joints] = self.settings.cap

    def step(self, xy: np.ndarray, dt, unit, *, sigma: float, floor=1.0, measured=True) -> np.ndarray:
        """(M, 2) filtered places, given the measured ones.

        dt: seconds since the last step. unit: T in pixels. sigma: tremor of a still joint, in T per coordinate.
        floor: factor on the speed that counts as rest. measured: which joints have a place at all now; the others stay.
        dt, unit, floor and measured are numbers or (M,).
        """
        settings, wide = self.settings, np.reshape(dt, (-1, 1))
        keep = np.broadcast_to(np.asarray(measured, bool), self._opening.shape)[:, None]
        xy = np.where(keep, xy, self._last)
        speed = self.velocity + portion(settings.speed_cutoff, wide) * ((xy - self._last) / wide - self.velocity)
        drift = self._drift + portion(settings.drift_cutoff, wide) * (xy - self.x - self._drift)
        self.velocity, self._drift = np.where(keep, speed, self.velocity), np.where(keep, drift, self._drift)
        fast = np.hypot(*self.velocity.T) / unit - settings.speed_floor * sigma * floor
        far = np.hypot(*self._drift.T) / unit - settings.drift_floor * sigma
        excess = np.maximum(np.maximum(settings.beta * fast, settings.drift * far), 0)
        self._opening = np.maximum(excess, self._opening * np.exp(-np.asarray(dt) / settings.release))
        self.moving = excess > 0
        self._resting = np.where(self.moving, 1, self._resting + 1)
        part = portion(np.minimum(settings.rest + self._opening, settings.cap), dt)
        settling = np.where(self._resting < settings.settle, 1 / (self._resting + 1), 0)
        self.x = np.where(keep, self.x + np.maximum(part, settling)[:, None] * (xy - self.x), self.x)
        self._last = xy
        return self.x

    @property
    def settled(self) -> np.ndarray:
        """(M,) bool: joints that have been at rest for a while."""
        return self._resting >= self.settings.settle
