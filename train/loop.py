"""The training loop: from the next batch to the next checkpoint, until the run's length is reached."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch

from stickercam.errors import StickercamError, reason
from stickercam.train.batches import Batches
from stickercam.train.begin import Data, Words, open_run
from stickercam.train.checkpoint import sweep
from stickercam.train.distributed import join
from stickercam.train.provenance import write_facts
from stickercam.train.schedule import length_of
from stickercam.train.sitting import BEST, WEIGHTS, Sitting, Tell, silent
from stickercam.train.state import Run

CHECKPOINT_EVERY = 120.0  # seconds: what a kill costs at most


@dataclass(frozen=True, slots=True)
class Result:
    """What a sitting left. weights: of the end; best: those with the highest PCK in a validation, if there was one."""

    weights: Path
    best: Path | None
    finished: bool  # or stopped by a signal, to be gone on with
    network: str
    steps: int
    epochs: float
    people: int
    seconds: float
    loss: float | None
    validation_loss: float | None
    pck: float | None
    best_pck: float | None
    stopped_early: bool


def train(
    words: Words, out: Path, *, resume: bool = False, device: str = "auto", threads: int | None = None,
    workers: int | None = None, checkpoint_every: float = CHECKPOINT_EVERY, tell: Tell = silent,
    say: Callable[[str], None] = lambda text: None,
) -> Result:  # fmt: skip
    """Train a network in the folder OUT, from its beginning or from its checkpoint.

    workers: processes that render made-up people, threads that warp pictures; None: as many as are of use. tell is
    called with every bit of progress, say with a sentence now and then. SIGINT (Ctrl-C) and SIGTERM end the sitting and
    keep what was learned.
    """
    if threads:
        torch.set_num_threads(threads)
    with _no_denormals(), join(device) as group:
        if not group.first:
            tell, say = silent, lambda text: None
        run, data = open_run(words, out, group, resume=resume, progress=tell)
        if group.first:
            _open_folder(run, out, data)
        say(_opening(run, resume=resume))
        say(data.words)
        finished = fit(run, data, out, workers=workers, checkpoint_every=checkpoint_every, tell=tell)
    return _result(run, out, finished=finished)


@contextmanager
def _no_denormals() -> Iterator[None]:
    """Values next to 0 count as 0 meanwhile: they cost a processor a hundred times as much."""
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)  # the caller's arithmetic is none of ours


def _opening(run: Run, *, resume: bool) -> str:
    """A sentence about what begins or goes on."""
    plan = run.plan
    if resume:
        start = f"goes on at step {run.progress.step}"
    else:
        sources = [f"the weights {plan.weights}"] if plan.weights else []
        sources += [f"the trunk of {plan.trunk}"] if plan.trunk else []
        start = f"begins with {' and '.join(sources) or 'random values'}"
    return f"{plan.network} {start} and {run.precision}"


def _open_folder(run: Run, out: Path, data: Data) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StickercamError(f"the folder {out} cannot be made ({reason(error)})", "choose another --out") from None
    sweep(out)
    write_facts(run, out, data.facts)


def _result(run: Run, out: Path, *, finished: bool) -> Result:
    progress = run.progress
    best = out / BEST if progress.best_pck is not None else None
    return Result(
        out / WEIGHTS, best, finished, run.plan.network, progress.step, progress.epoch, progress.people,
        progress.seconds, progress.loss, progress.validation_loss, progress.pck, progress.best_pck,
        progress.stopped_early,
    )  # fmt: skip


def fit(
    run: Run, data: Data, out: Path, *, workers: int | None = None, checkpoint_every: float = CHECKPOINT_EVERY,
    tell: Tell = silent,
) -> bool:  # fmt: skip
    """Learn until the run's length is reached; False if a signal ended it before."""
    recipe, group, plan = run.recipe, run.group, run.plan
    batches = Batches(
        data.sets, recipe.batch, sigma=recipe.sigma, seed=plan.seed, device=group.device, rank=group.rank,
        world=group.world, settings=recipe.augment,
        workers=_useful(data, group.device) if workers is None else workers,
    )  # fmt: skip
    length = length_of(recipe, batches.steps_per_epoch)
    sitting = Sitting(run, data, out, batches=batches, length=length, checkpoint_every=checkpoint_every, tell=tell)
    try:
        with stopping() as stop:
            sitting.save()  # before the first step too: from now on --resume has something to go on from
            for batch in () if sitting.over else batches.run(run.progress.step, sitting.size_of):
                if not sitting.take(batch, stop):
                    break
        sitting.end()
    except torch.OutOfMemoryError:  # of a step, a validation, or the batches that are made ahead
        crops = f"{recipe.batch // group.world} crops of {recipe.size_at(run.progress.share)} pixels"
        what = f"the card's memory does not hold a batch of {crops}"
        raise StickercamError(what, "go on with --resume and a smaller --batch, or on more cards") from None
    finally:
        batches.close()
        sitting.close()
    return sitting.over


def _useful(data: Data, device: str) -> int:
    """Workers: on a CPU that learns itself only for made-up people; a card leaves the cores idle."""
    cores = os.cpu_count() or 1
    if device != "cpu":
        return max(1, min(8, cores - 1))
    return max(1, cores // 2) if any(dataset.made_up for dataset in data.sets) else 0


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set; a second signal does what it always does."""
    stop = threading.Event()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in numbers}
    mine = threading.current_thread() is threading.main_thread()  # elsewhere Python allows no handlers

    def handle(number: int, frame) -> None:
        stop.set()
        signal.signal(number, before[number])

    for number in numbers if mine else ():
        signal.signal(number, handle)
    try:
        yield stop
    finally:
        for number in numbers if mine else ():
            signal.signal(number, before[number])
