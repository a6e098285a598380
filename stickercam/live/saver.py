"""The process that makes stickers while the live view goes on. Imports no torch, so it is there at once."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError
from stickercam.frames import Sticker, Take
from stickercam.session import Choice
from stickercam.take import hold

PIXELS, FPS = 512, 20.0  # what every messenger takes and a GIF can time exactly
THUMB, THUMBS = 128, 24  # side and number of the small pictures for the strip: they must not take long to hand over
DRAWN = 0.55  # of the time goes into drawing, the rest into writing and reading back
TELL_EVERY = 0.03  # of the work: the other end paints thirty times a second at most

Tell = Callable[[object], None]  # sends something to the other end


@dataclass(frozen=True, slots=True)
class Job:
    """A take and what to make of it. journal: where it lies on disk until it is made; it is taken away then."""

    take: Take
    path: Path
    choice: Choice = field(default_factory=Choice)
    still: bool = False
    seed: int = 0
    journal: Path | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """So much of a job is done."""

    path: Path
    done: float


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """The outcome of a job: reason is "" if the sticker lies at path.

    thumbs: (N, THUMB, THUMB, 4) uint8 RGBA, straight alpha. seconds: how long one round of them takes.
    """

    path: Path
    reason: str = ""
    thumbs: np.ndarray | None = None
    seconds: float = 0.0


def make_sticker(job: Job, tell: Tell) -> Done:
    """The take to the file, the same way that a recorded video goes."""
    from stickercam.draw import open_style
    from stickercam.export import write_sticker
    from stickercam.pipeline import make_clip, shadow_fits

    style = open_style(job.choice.style, character=job.choice.character, seed=job.seed, shadow=shadow_fits(job.path))
    told = 0.0

    def drawing(_: str, done: int, total: int | None = None) -> None:
        nonlocal told
        share = DRAWN * done / (total or 1)
        if share - told >= TELL_EVERY:
            told = share
            tell(Share(job.path, share))

    clip = make_clip(job.take, style, pixels=PIXELS, fps=FPS, progress=drawing)
    tell(Share(job.path, DRAWN))
    job.path.parent.mkdir(parents=True, exist_ok=True)
    write_sticker(clip.sticker, job.path)
    return Done(job.path, "", thumbs(clip.sticker), float(clip.sticker.seconds.sum()))


def thumbs(sticker: Sticker) -> np.ndarray:
    """(N, THUMB, THUMB, 4) uint8: a few small pictures, evenly spread."""
    from stickercam.system import import_cv2

    cv2, count = import_cv2(), len(sticker.pictures)
    chosen = np.linspace(0, count, min(count, THUMBS), endpoint=False).astype(int)
    return np.stack([cv2.resize(sticker.pictures[n], (THUMB, THUMB), interpolation=cv2.INTER_AREA) for n in chosen])


def serve(pipe, work: Callable[[Job, Tell], Done]) -> None:
    """What the process does: jobs from the pipe, one after the other, until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; the take must still be saved
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # not at once: the file that is half written is removed
    if hasattr(os, "nice"):
        os.nice(5)  # the view must not stutter while a sticker is made

    def tell(what: object) -> None:
        with suppress(OSError):  # the view is gone; what was begun is made all the same
            pipe.send(what)

    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError):
            return
        if job is None:
            return
        tell(_done(job, work, tell))


def _done(job: Job, work: Callable[[Job, Tell], Done], tell: Tell) -> Done:
    try:
        with _held(job.journal):
            done = work(job, tell)
        if job.journal:
            job.journal.unlink(missing_ok=True)
        return done
    except StickercamError as error:
        return Done(job.path, str(error))
    except Exception as error:  # a bug must not take the live view with it; its name goes to the screen
        return Done(job.path, f"{job.path.name} could not be made ({type(error).__name__}: {error})")


@contextmanager
def _held(journal: Path | None) -> Iterator[None]:
    """So that `stickercam recover` sees that somebody works on it."""
    if journal is None or not journal.exists():
        yield
        return
    with journal.open("rb") as file:
        hold(file)
        yield


@contextmanager
def _ctrl_c_ignored() -> Iterator[None]:
    """For the moment; in another thread than the main one nothing changes, and nothing needs to."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Saver:
    """Hands jobs to the process and collects what became of them.

    work: a top-level function, for it is found by name in the other process.
    """

    def __init__(self, work: Callable[[Job, Tell], Done] = make_sticker) -> None:
        self._work = work
        self._waiting: dict[Path, float] = {}  # and how much of it is done
        self._ready()

    def _ready(self) -> None:
        context = multiprocessing.get_context("spawn")  # never fork: Qt and CUDA do not survive it
        self._pipe, self._theirs = context.Pipe()
        arguments = (self._theirs, self._work)
        self._process = context.Process(target=serve, args=arguments, name="stickercam-saver", daemon=True)

    def start(self) -> None:
        """Early, for it takes a second; but not before it is known that there is something to see."""
        if self._process.pid is not None:
            return
        with _ctrl_c_ignored():  # inherited: the new process must not die of it while it still loads
            self._process.start()
        self._theirs.close()  # so that its end is seen here

    def __enter__(self) -> "Saver":
        return self

    def __exit__(self, kind: type | None, *exception: object) -> None:
        if self._process.pid is None:  # never started
            self._pipe.close()
            self._theirs.close()
            return
        if kind is not None and self._waiting:
            self._process.terminate()
        else:
            self._tell(None)
        self._process.join(5.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._pipe.close()
        self._process.close()

    @property
    def busy(self) -> bool:
        return bool(self._waiting)

    @property
    def shares(self) -> tuple[float, ...]:
        """How much is done of each job."""
        return tuple(self._waiting.values())

    def submit(self, job: Job) -> None:
        self._waiting[job.path] = 0.0
        self.start()
        self._tell(job)

    def _tell(self, job: Job | None) -> None:
        try:
            self._pipe.send(job)
        except OSError:  # it has died; collect says so
            return

    def collect(self, timeout: float = 0.0) -> list[Done]:
        """What was finished since the last call; waits up to `timeout` seconds for the first."""
        done: list[Done] = []
        while self._waiting and self._pipe.poll(0.0 if done else timeout):
            try:
                told = self._pipe.recv()
            except (EOFError, OSError):
                reason = "the process that makes stickers has ended; the take is kept: run stickercam recover"
                done += [Done(path, reason) for path in self._waiting]
                self._waiting = {}
                self._pipe.close()
                self._process.join()
                self._ready()  # the next one gets another process
                break
            if isinstance(told, Share):
                self._waiting[told.path] = told.done
                timeout = 0.0  # something to paint
            else:
                done.append(told)
                self._waiting.pop(told.path)
        return done
