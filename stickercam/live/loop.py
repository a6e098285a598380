"""The main thread's turn: take the newest estimate, draw, show, obey."""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from stickercam.capture.playback import Playback
from stickercam.capture.slot import Slot
from stickercam.capture.source import LiveSource
from stickercam.errors import StickercamError
from stickercam.live.buttons import faces
from stickercam.live.layout import MOST
from stickercam.live.light import Light
from stickercam.live.network import Estimate
from stickercam.live.parts import Looking, Maker, Screen
from stickercam.live.saver import Job
from stickercam.live.stats import LiveSummary, Stats
from stickercam.live.view import Shown, View
from stickercam.session import Choice, Ended, Keeper, Phase, Session

log = logging.getLogger(__name__)

TURN = 1 / 30  # seconds: how often the camera's picture is shown anew when no estimate comes
REST = 1 / 12  # the same while the picture waits for its skeleton anyway: what else moves is small
UNSEEN_PIXELS = 512  # side of the character's picture when no screen asks for another
SILENT = 1.5  # seconds without a picture after which that is said


class Loop:
    """Ties session, network, screen and saver together; `turn` until `over`, then `finish`.

    source:    the live source, or None while it is being opened.
    style:     Choice -> Style.
    estimator: name of a network -> what opens it.
    job:       a take that ended -> what to save.
    screen:    None without a window.
    report:    called with each sticker's path.
    clock:     that of the frames' times.
    """

    def __init__(
        self,
        session: Session,
        *,
        network: Looking,
        source: Callable[[], LiveSource | None],
        style: Callable[[Choice], object],
        saver: Maker,
        job: Callable[[Ended], Job],
        estimator: Callable[[str], Callable] | None = None,
        keeper: Keeper | None = None,
        screen: Screen | None = None,
        report: Callable[[Path], object] = print,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.session, self._network, self._source = session, network, source
        self._open_style, self._saver, self._job, self._estimator = style, saver, job, estimator
        self._keeper = keeper or Keeper(None)
        self._screen, self._report, self._clock = screen, report, clock
        self._styles: dict[Choice, object] = {}
        self._stats = Stats()
        self._estimate: Estimate | None = None
        self._picture: np.ndarray | None = None
        self._first: Estimate | None = None
        self._number = self._shown = self._seen = 0
        self._saved: deque[Shown] = deque(maxlen=MOST)
        self._coming: tuple[str, Slot] | None = None  # (network before, the one that is being loaded)
        self._silent = (0, clock())  # index of the camera's newest frame, and since when
        self._light = Light()
        self._reached: set[str] = set()

    @property
    def now(self) -> float:
        return self._clock()

    @property
    def seconds(self) -> float:
        """Since the first estimate: before that the network is being loaded."""
        return 0.0 if self._first is None else self._clock() - self._first.frame.time

    def turn(self) -> None:
        """Wait for an estimate, but not for long; then draw, show and do what was asked."""
        patience = REST if self.session.skeleton and self._estimate and self.session.phase is Phase.IDLE else TURN
        self._number, estimate = self._network.estimates.wait(self._number, patience)
        if estimate is not None:
            self._take_in(estimate)
        now = self._clock()
        self.session.lost = self._camera_is_lost(now)
        self.session.tick(now)
        self._keeper.follow(self.session)
        self._save()
        self._obey(now)
        self.show()
        if not self._styles and "picture" in self._reached:
            self.style()  # while the network is being loaded
        if estimate is not None:
            shown = self._clock()
            self._stats.add("show", shown - now)
            self._stats.add("latency", shown - estimate.frame.time)
            self._stats.tick(shown)

    def _camera_is_lost(self, now: float) -> bool:
        source = self._source()
        newest = source.newest() if source else None
        if newest is None:
            return False
        if newest.index != self._silent[0]:
            self._silent = (newest.index, now)
            if not isinstance(source, Playback):  # a file is as dark and as still as it is meant to be
                self.session.trouble = self._light(newest.image, now)
        return source.lost or now - self._silent[1] > SILENT

    def _take_in(self, estimate: Estimate) -> None:
        self._estimate = estimate
        self._first = self._first or estimate
        self._shown += 1
        self._seen += bool(estimate.raw.score.any())
        for stage, seconds in estimate.stages.items():
            self._stats.add(stage, seconds)
        self.session.pose(estimate.frame, estimate.raw, estimate.action, estimate.pose)
        started = self._clock()
        self._draw(estimate)
        self._stats.add("draw", self._clock() - started)

    def style(self):
        """What draws now; loading it takes a moment the first time."""
        choice = self.session.choice
        if choice not in self._styles:
            self._styles[choice] = self._open_style(choice)
        return self._styles[choice]

    def _draw(self, estimate: Estimate) -> None:
        if self._seen:  # before anybody came there is nothing that a character could do
            pixels = self._screen.character_pixels if self._screen else UNSEEN_PIXELS
            style = self.style()
            frame = estimate.frame if self.session.keeps_frames else None  # as it will be in the file
            self._picture = style.render(frame, estimate.pose, pixels, estimate.action)

    def _obey(self, now: float) -> None:
        """What the session wishes from the network's thread, and what became of it."""
        for what, which in self.session.take_wishes():
            if what == "person":
                self._network.other(which)
            elif self._estimator is not None:
                before, name = which
                self._coming = (before, self._network.change(self._estimator(name)))
        if self._coming is None:
            return
        before, coming = self._coming
        try:
            if coming.wait(0, 0.0)[1] is not None:
                self.session.model_came(now)
                self._coming = None
        except StickercamError as error:
            self.session.model_failed(before, str(error), now)
            self._coming = None

    def show(self) -> None:
        """Put on the screen what there is, and do what was asked."""
        if self._screen is None:
            self.style()  # loaded while the network is; with a screen, after the first picture
        else:
            view = self.view(self._clock())
            for command in self._screen.show(view):
                self.session.command(command.name, self._clock(), command.at)
            self._log(window=True, picture=view.camera is not None, joints=self._seen > 0)

    def _log(self, **reached: bool) -> None:
        """Each, once, when it is reached: how long the way to the first joints takes, and where."""
        for what, there in reached.items():
            if there and what not in self._reached:
                self._reached.add(what)
                log.info("on the screen for the first time: %s", what)

    def view(self, now: float) -> View:
        session = self.session
        return View(
            camera=self._camera_picture(),
            character=self._picture,
            now=now,
            status=session.status(now),
            faces=faces(session),
            facts=self._facts(now),
            action=session.action and session.action.replace("_", " "),
            mirror=session.mirror,
            help=session.help,
            countdown=session.countdown_left(now),
            recorded=session.recorded(now),
            message=session.message and (session.message.text, session.message.tone),
            saved=tuple(self._saved),
            saving=self._saver.shares,
        )

    def _facts(self, now: float) -> tuple[str, ...]:
        if self._estimate is None or not (rate := self._stats.fps(now)):
            return ()
        latency = self._stats.recent("latency")
        return tuple(fact for fact in (f"{rate:.0f} fps", f"{latency * 1000:.0f} ms", self._estimate.network) if fact)

    def _camera_picture(self) -> np.ndarray | None:
        if self.session.skeleton and self._estimate is not None and not self.session.lost:
            from stickercam.draw.overlay import draw_skeleton

            return draw_skeleton(self._estimate.frame.image, self._estimate.raw)  # on the frame that it was seen in
        source = self._source()
        newest = source.newest() if source else None
        return None if newest is None else newest.image

    def _save(self, timeout: float = 0.0) -> None:
        for ended in self.session.take_ended():
            job = self._job(ended)
            self._saver.submit(replace(job, journal=self._keeper.kept(ended, job.path)))
        if self.session.recording is None:
            self._keeper.drop()
        for done in self._saver.collect(timeout):
            if done.reason:
                self.session.was_not_saved(done.reason, self._clock())
                continue
            self.session.was_saved(done.path, self._clock())
            if done.thumbs is not None:
                self._saved.appendleft(Shown(done.path, done.thumbs, done.seconds))
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
