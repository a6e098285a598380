"""The main thread's turn: take the newest estimate, draw, show, obey."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np

from stickercam.capture.slot import Slot
from stickercam.capture.source import LiveSource
from stickercam.live.canvas import View
from stickercam.live.network import Estimate
from stickercam.live.saver import Done, Job
from stickercam.live.session import Ended, Phase, Session
from stickercam.live.stats import LiveSummary, Stats

TURN = 1 / 30  # seconds: how often the camera's picture is shown anew when no estimate comes
UNSEEN_PIXELS = 512  # side of the character's picture when no screen asks for another


class Screen(Protocol):
    """What the window gives to the loop."""

    character_pixels: int

    def show(self, view: View) -> list[str]: ...


class Maker(Protocol):
    """What the saver gives to the loop."""

    busy: bool

    def submit(self, job: Job) -> None: ...
    def collect(self, timeout: float = 0.0) -> list[Done]: ...


class Loop:
    """Ties session, network, screen and saver together; `turn` until `over`, then `finish`.

    estimates: where the network puts what it saw.
    source:    the live source, or None while it is being opened.
    style:     character -> Style.
    job:       a recording that ended -> what to save.
    screen:    None without a window.
    report:    called with each sticker's path.
    clock:     that of the frames' times.
    """

    def __init__(
        self,
        session: Session,
        *,
        estimates: Slot[Estimate],
        source: Callable[[], LiveSource | None],
        style: Callable[[str | None], object],
        saver: Maker,
        job: Callable[[Ended], Job],
        screen: Screen | None = None,
        report: Callable[[Path], object] = print,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.session, self._estimates, self._source = session, estimates, source
        self._style_of, self._saver, self._job = style, saver, job
        self._screen, self._report, self._clock = screen, report, clock
        self._drawn_as, self._style = session.character, style(session.character)
        self._stats = Stats()
        self._number = 0
        self._estimate: Estimate | None = None
        self._picture: np.ndarray | None = None
        self._first: Estimate | None = None
        self._shown = self._seen = 0

    @property
    def now(self) -> float:
        return self._clock()

    @property
    def seconds(self) -> float:
        """Since the first estimate: before that the network is being loaded."""
        return 0.0 if self._first is None else self._clock() - self._first.frame.time

    def turn(self) -> None:
        """Wait for an estimate, but not for long; then draw, show and do what was asked."""
        self._number, estimate = self._estimates.wait(self._number, TURN)
        if estimate is not None:
            self._take_in(estimate)
        now = self._clock()
        source = self._source()
        self.session.lost = source is not None and source.lost
        self.session.tick(now)
        self._save()
        self.show()
        if estimate is not None:
            shown = self._clock()
            self._stats.add("show", shown - now)
            self._stats.add("latency", shown - estimate.frame.time)
            self._stats.tick(shown)

    def _take_in(self, estimate: Estimate) -> None:
        self._estimate = estimate
        self._first = self._first or estimate
        self._shown += 1
        self._seen += bool(estimate.raw.score.any())
        for stage, seconds in estimate.stages.items():
            self._stats.add(stage, seconds)
        self.session.pose(estimate.frame, estimate.raw)
        started = self._clock()
        self._draw(estimate)
        self._stats.add("draw", self._clock() - started)

    def _draw(self, estimate: Estimate) -> None:
        if self._drawn_as != self.session.character:
            self._drawn_as, self._style = self.session.character, self._style_of(self.session.character)
        if self._seen:  # before anybody came there is nothing that a character could do
            pixels = self._screen.character_pixels if self._screen else UNSEEN_PIXELS
            self._picture = self._style.render(estimate.frame, estimate.pose, pixels, estimate.action)

    def show(self) -> None:
        """Put on the screen what there is, and do what was asked."""
        if self._screen is not None:
            for command in self._screen.show(self.view(self._clock())):
                self.session.command(command, self._clock())

    def view(self, now: float) -> View:
        session = self.session
        return View(
            camera=self._camera_picture(),
            character=self._picture,
            now=now,
            status=session.status(now),
            hints=hints(session),
            mirror=session.mirror,
            countdown=session.countdown_left(now),
            recorded=session.recorded(now),
            message=session.message and (session.message.text, session.message.tone),
            fps=self._stats.fps(now) or None,
        )

    def _camera_picture(self) -> np.ndarray | None:
        if self.session.skeleton and self._estimate is not None:
            from stickercam.draw.overlay import draw_skeleton

            return draw_skeleton(self._estimate.frame.image, self._estimate.pose)  # on the frame that it was seen in
        source = self._source()
        newest = source.newest() if source else None
        return None if newest is None else newest.image

    def _save(self, timeout: float = 0.0) -> None:
        for ended in self.session.take_ended():
            self._saver.submit(self._job(ended))
        for done in self._saver.collect(timeout):
            if done.reason:
                self.session.was_not_saved(done.reason, self._clock())
            else:
                self.session.was_saved(done.path, self._clock())
                self._report(done.path)

    def finish(self) -> None:
        """End what is being recorded and wait until everything is saved."""
        self.session.stop(self._clock())
        self._save()
        while self._saver.busy:
            self._save(TURN)
            if self._screen is not None:
                self._screen.show(self.view(self._clock()))

    def summary(self, *, detailed: bool = False, interrupted: bool = False) -> LiveSummary:
        first, last = self._first, self._estimate
        return LiveSummary(
            frames=last.frame.index - first.frame.index + 1 if first and last else 0,
            shown=self._shown,
            seen=self._seen,
            seconds=last.frame.time - first.frame.time if first and last else 0.0,
            stages=self._stats.stages(),
            stickers=tuple(self.session.saved),
            notes=tuple(self.session.notes),
            interrupted=interrupted,
            detailed=detailed,
        )


def hints(session: Session) -> tuple[tuple[str, str], ...]:
    """(key, what it does) for what can be done now; the first is what is most wanted."""
    if session.phase is Phase.RECORDING:
        return ("space", "stop and save"), ("q", "save and leave")
    if session.phase is Phase.COUNTDOWN:
        return ("space", "not yet"), ("q", "leave")
    more = (("c", "next character"),) if session.can_change else ()
    return (("space", "record"), *more, ("m", "mirror"), ("s", "skeleton"), ("q", "leave"))
