"""The process that makes stickers while the live view goes on. Imports no torch, so it is there at once."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stickercam.errors import StickercamError
from stickercam.frames import Take

PIXELS, FPS = 512, 20.0  # what every messenger takes and a GIF can time exactly


@dataclass(frozen=True, slots=True)
class Job:
    """A take and what to make of it."""

    take: Take
    path: Path
    character: str | None = None
    style: str = "character"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome of a job: reason is "" if the sticker lies at path."""

    path: Path
    reason: str = ""


def make_sticker(job: Job) -> None:
    """The take to the file, the same way that a recorded video goes."""
    from stickercam.draw import open_style
    from stickercam.export import write_sticker
    from stickercam.pipeline import make_clip, shadow_fits

    style = open_style(job.style, character=job.character, seed=job.seed, shadow=shadow_fits(job.path))
    clip = make_clip(job.take, style, pixels=PIXELS, fps=FPS)
    job.path.parent.mkdir(parents=True, exist_ok=True)
    write_sticker(clip.sticker, job.path)


def serve(pipe, work: Callable[[Job], None]) -> None:
    """What the process does: jobs from the pipe, one after the other, until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; the take must still be saved
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # not at once: the file that is half written is removed
    if hasattr(os, "nice"):
        os.nice(5)  # the view must not stutter while a sticker is made
    while True:
        try:
            job = pipe.recv()
        except EOFError:
            return
        if job is None:
            return
        try:
            work(job)
            pipe.send(Done(job.path))
        except StickercamError as error:
            pipe.send(Done(job.path, str(error)))
        except Exception as error:  # a bug must not take the live view with it; its name goes to the screen
            pipe.send(Done(job.path, f"{job.path.name} could not be made ({type(error).__name__}: {error})"))


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

    def __init__(self, work: Callable[[Job], None] = make_sticker) -> None:
        context = multiprocessing.get_context("spawn")  # never fork: Qt and CUDA do not survive it
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, work), name="stickercam-saver", daemon=True)
        self._theirs = theirs
        self._waiting: list[Path] = []

    def start(self) -> None:
        """Early, for it takes a second; but not before it is known that there is something to see."""
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

    def submit(self, job: Job) -> None:
        self._waiting.append(job.path)
        self._tell(job)

    def _tell(self, job: Job | None) -> None:
        try:
            self._pipe.send(job)
        except OSError:  # it has died; collect says so
            return

    def collect(self, timeout: float = 0.0) -> list[Done]:
        """What was finished since the last call; waits up to `timeout` seconds for the first."""
        done = []
        while self._waiting and self._pipe.poll(0.0 if done else timeout):
            try:
                done.append(self._pipe.recv())
                self._waiting.remove(done[-1].path)
            except (EOFError, OSError):
                reason = "the process that makes stickers has ended; start again"
                done += [Done(path, reason) for path in self._waiting]
                self._waiting = []
        return done
