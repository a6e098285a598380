"""One sitting of a run: its steps, what is due after each, and what it writes."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError
from stickercam.models.weights import save_weights
from stickercam.train.batches import Batch, Batches
from stickercam.train.begin import Data
from stickercam.train.checkpoint import way_on, write_checkpoint
from stickercam.train.disk import writing
from stickercam.train.journal import Journal
from stickercam.train.provenance import commit, header_of, versions
from stickercam.train.schedule import Clock, Length, judge
from stickercam.train.state import NotFinite, Run
from stickercam.train.validate import Validation

LOG_EVERY = 10  # steps
TELL_EVERY = 0.5  # seconds, to whoever watches
WEIGHTS, BEST, BAD_BATCH = "weights.safetensors", "best.safetensors", "batch.npz"

# (what is being done, how many are done, how many there are or None); note="" is said beside it.
Tell = Callable[..., None]


def silent(what: str, done: int, total: int | None = None, note: str = "") -> None:
    """A Tell for those who do not watch."""


class Sitting:
    """One sitting of a run, from a start or a resume to its end or a stop."""

    def __init__(
        self, run: Run, data: Data, out: Path, *, batches: Batches, length: Length, checkpoint_every: float, tell: Tell
    ) -> None:
        self.run, self.data, self.out, self.tell = run, data, out, tell
        self.batches, self.length, self.checkpoint_every = batches, length, checkpoint_every
        self.validation = Validation(data.held_out, run.recipe, run.group)
        self.clock = Clock()
        self.journal = Journal(out, step=run.progress.step) if run.group.first else None
        if self.journal:
            self.journal.event(event="begin", step=run.progress.step, precision=run.precision,
                               device=run.group.device, commit=commit(), **versions())  # fmt: skip
        self.told = self.saved = time.monotonic()
        progress = run.progress
        progress.share = length.share(progress)
        # A run that is made longer has fewer of its validations behind it.
        progress.validations = min(progress.validations, self._validations_due())

    @property
    def over(self) -> bool:
        return self.run.progress.share >= 1 or self.run.progress.stopped_early

    def size_of(self, step: int) -> int:
        """Pixels of the crops of a step to come."""
        return self.run.recipe.size_at(self.length.share_at(step, self.run.progress))

    def _validations_due(self) -> int:
        """How many of a run's validations belong to what is done of it."""
        return int(self.run.progress.share * self.run.recipe.validations + 1e-9)

    def take(self, batch: Batch, stop: threading.Event) -> bool:
        """One step, and what is due after it. False if the sitting is to end."""
        run, progress = self.run, self.run.progress
        if not self.clock.usual():
            self.clock.pause()  # waiting for a sitting's first batch is not learning
        try:
            loss = run.learn(batch)
        except NotFinite as error:
            raise self._not_finite(batch, error) from None
        self._count(loss, batch.people)
        asked, progress.seconds = run.group.largest(float(stop.is_set()), progress.seconds)
        progress.share = self.length.share(progress)
        if progress.step % LOG_EVERY == 0 or progress.step == 1 or self.over:
            self._log(batch.crops.shape[-1])
        self._tell()
        if self.data.held_out and self._validations_due() > progress.validations:
            self._validate()
            (asked,) = run.group.largest(float(stop.is_set()))
        if time.monotonic() - self.saved > self.checkpoint_every:
            self.save()
        return not (asked or self.over)

    def _count(self, loss: float, people: int) -> None:
        progress, batch = self.run.progress, self.run.recipe.batch
        progress.seconds += self.clock.step()
        progress.step += 1
        progress.people += people
        progress.epoch = progress.step / self.batches.steps_per_epoch
        progress.photos_per_second = batch / max(self.clock.usual(), 1e-9)
        progress.loss_sum += loss
        progress.loss_steps += 1

    def _log(self, size: int) -> None:
        progress = self.run.progress
        progress.loss = progress.loss_sum / progress.loss_steps
        progress.loss_sum, progress.loss_steps = 0.0, 0
        if self.journal:
            self.journal.step(progress, size=size)

    def _tell(self) -> None:
        if time.monotonic() - self.told < TELL_EVERY:
            return
        self.told = time.monotonic()
        left = self.length.seconds_left(self.run.progress)
        note = f"{self.run.progress}, {_spoken(left)} left" if left is not None else str(self.run.progress)
        self.tell("learning", round(100 * self.run.progress.share), 100, note=note)

    def _validate(self) -> None:
        run, progress = self.run, self.run.progress
        progress.validations = self._validations_due()

        def seen(done: int, total: int) -> None:
            self.tell("validating", done, total)

        progress.validation_loss, progress.pck = self.validation.look(run.averaged(), seen)
        progress.validated_on = len(self.data.held_out)
        judge(progress, run.recipe)
        if progress.pck is not None and (progress.best_pck is None or progress.pck > progress.best_pck):
            progress.best_pck, progress.best_step = progress.pck, progress.step
            if self.journal:
                self._write_weights(BEST)
        if self.journal:
            self.journal.validation(progress)
        self.save()

    def save(self) -> None:
        """Weights and checkpoint, by the first process. Weights first: they refuse what is not finite, and a checkpoint
        of that is nothing to go on from."""
        if self.journal:
            self._write_weights(WEIGHTS)
            record = self.run.record() | {"data_digest": self.data.facts["data_digest"]}
            write_checkpoint(self.out, self.run.tensors(), record)
        self.saved = time.monotonic()
        self.clock.pause()  # writing and looking are not learning

    def _write_weights(self, name: str) -> None:
        with writing(self.out / name, way_on(self.out)):
            save_weights(self.out / name, self.run.average, header_of(self.run))

    def end(self) -> None:
        """The last words of a sitting."""
        self.save()
        if self.journal:
            self.journal.end(self.run.progress, event="end" if self.over else "stopped")

    def close(self) -> None:
        self.validation.close()
        if self.journal:
            self.journal.close()

    def _not_finite(self, batch: Batch, error: NotFinite) -> StickercamError:
        """The batch saved, and the sentence about it."""
        rank, step = self.run.group.rank, self.run.progress.step + 1
        way_out = "look at the batch, or go on with --resume --set learning_rate=LOWER"
        if not error.mine:
            return StickercamError(f"{error.what} of another process is no number any more at step {step}", way_out)
        file = self.out / (BAD_BATCH if rank == 0 else f"batch.{rank}.npz")
        arrays = {"crops": batch.crops, "target": batch.target, "weight": batch.weight}
        with writing(file, "go on with --resume"):
            np.savez(file, names=np.array(batch.names), **{name: value.cpu().numpy() for name, value in arrays.items()})
        told = ", ".join(batch.names[:3]) + (f" and {len(batch.names) - 3} more" if len(batch.names) > 3 else "")
        what = f"{error.what} became {error.value} at step {step}, at {told} (saved as {file})"
        return StickercamError(what, way_out)


def _spoken(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
