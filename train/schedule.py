"""When a run learns how fast: its length, its clock, the learning rate, and what validations have to say about it."""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from stickercam.train.recipe import Recipe

FIRST_STEPS = 5  # before so many steps there is nothing to compare with
FIRST_LONGEST = 300.0  # seconds: a first step may include compiling the network
LONGEST = 10  # times the usual step: crops may grow fourfold, a machine that slept was away for longer


@dataclass(slots=True)
class Progress:
    """Where a run stands; what its log, its checkpoint and the bar on the screen carry. Losses are means."""

    step: int = 0
    epoch: float = 0.0
    people: int = 0
    seconds: float = 0.0  # spent learning, over all sittings
    share: float = 0.0  # of the run
    loss: float | None = None  # over the last lines of the log
    loss_sum: float = 0.0  # since the last line of the log
    loss_steps: int = 0
    learning_rate: float = 0.0
    photos_per_second: float = 0.0
    validations: int = 0
    validation_loss: float | None = None
    pck: float | None = None  # of the last validation
    validated_on: int = 0  # people
    best_pck: float | None = None
    best_step: int = 0
    lowest_loss: float | None = None  # of the validations
    waited: int = 0  # validations since then
    factor: float = 1.0  # of the learning rate, by plateaus
    stopped_early: bool = False

    def __str__(self) -> str:
        parts = [f"{self.photos_per_second:.3g} photos/s"] if self.photos_per_second else []
        loss = self.loss_sum / self.loss_steps if self.loss is None and self.loss_steps else self.loss
        parts += [f"loss {loss:.4f}"] if loss is not None else []
        parts += [f"PCK@0.2 {self.pck:.1f}"] if self.pck is not None else []
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Length:
    """How long a run is: in steps, then every run of it is the same, or in seconds of learning, then none is."""

    steps: int = 0
    seconds: float = 0.0

    def share(self, progress: Progress) -> float:
        return min(1.0, progress.step / self.steps if self.steps else progress.seconds / self.seconds)

    def share_at(self, step: int, progress: Progress) -> float:
        """The share at the beginning of a step to come; by time, the share now is the best guess."""
        return min(1.0, step / self.steps) if self.steps else self.share(progress)

    def seconds_left(self, progress: Progress) -> float | None:
        if not self.steps:
            return max(0.0, self.seconds - progress.seconds)
        return progress.seconds * (1 - progress.share) / progress.share if progress.share else None


def length_of(recipe: Recipe, steps_per_epoch: int) -> Length:
    if recipe.epochs:
        return Length(steps=max(1, round(recipe.epochs * steps_per_epoch)))
    return Length(seconds=60 * recipe.minutes)


class Clock:
    """Seconds spent learning. What lies between `pause` and `step` counts, but never more than a few usual steps: a
    laptop that was closed in between, or a process that was stopped, did not learn."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._recent: deque[float] = deque(maxlen=25)
        self._last = now()

    def pause(self) -> None:
        """What was done since the last step does not count."""
        self._last = self._now()

    def step(self) -> float:
        """Seconds that the step which just ended took."""
        now = self._now()
        longest = LONGEST * median(self._recent) if len(self._recent) >= FIRST_STEPS else FIRST_LONGEST
        taken = min(now - self._last, longest)
        self._last = now
        self._recent.append(taken)
        return taken

    def usual(self) -> float:
        """Seconds of a usual step, 0 before the first."""
        return median(self._recent) if self._recent else 0.0


def learning_rate(recipe: Recipe, share: float, factor: float = 1.0) -> float:
    """Linear warm-up; then half a cosine to zero, or the full rate times what plateaus have left of it."""
    if share < recipe.warm_up:
        return recipe.learning_rate * factor * max(share / recipe.warm_up, 0.01)
    if recipe.schedule == "plateau":
        return recipe.learning_rate * factor
    return recipe.learning_rate * 0.5 * (1 + math.cos(math.pi * (share - recipe.warm_up) / (1 - recipe.warm_up)))


def judge(progress: Progress, recipe: Recipe) -> None:
    """Take a validation's loss into account: a plateau lowers the rate, a long one ends the run."""
    loss = progress.validation_loss
    if progress.lowest_loss is None or loss < progress.lowest_loss:
        progress.lowest_loss, progress.waited = loss, 0
        return
    progress.waited += 1
    if recipe.schedule == "plateau" and progress.waited % recipe.plateau_patience == 0:
        progress.factor *= recipe.plateau_factor
    if recipe.early_stopping and progress.waited >= recipe.early_stopping:
        progress.stopped_early = True
