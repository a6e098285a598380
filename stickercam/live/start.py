"""`stickercam live`: camera and window first, the network in its thread meanwhile, stickers in another process."""

import os
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

from stickercam.capture import open_source
from stickercam.capture.slot import Slot
from stickercam.capture.source import LiveSource, Source
from stickercam.errors import StickercamError, UsageError, reason
from stickercam.frames import Frame
from stickercam.live.loop import Loop
from stickercam.live.network import Estimate, Estimator, Network
from stickercam.live.saver import Job, Saver
from stickercam.live.stats import LiveSummary
from stickercam.session import Choice, Ended, Keeper, Session, TakeSettings
from stickercam.system import check_writable, import_cv2, require_display

# A wrong name of a file is known within this; only then is it worth to load a network.
QUICK = 0.5


class Opening:
    """A source that is opened in a thread of its own: some cameras take many seconds."""

    def __init__(self, open_it: Callable[[], Source]) -> None:
        self._open = open_it
        self._opened: Slot[LiveSource] = Slot()
        self._thread = threading.Thread(target=self._run, name="stickercam-opening", daemon=True)

    def __enter__(self) -> "Opening":
        if sys.platform == "darwin":  # the right to use a camera is asked for on the main thread alone
            self._run()
        else:
            self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._opened.close()
        source = self._opened.newest()[1]
        if source is not None:
            source.__exit__(*exception)

    def _run(self) -> None:
        try:
            source = self._open()
        except BaseException as error:  # raised again for whoever waits
            self._opened.close(error)
            return
        self._opened.put(source)
        if self._opened.closed:  # nobody waited for it
            source.__exit__(None, None, None)

    def now(self) -> LiveSource | None:
        """The source, None while it is being opened; raises why it cannot be."""
        return self.wait(0.0)

    def wait(self, timeout: float | None = None) -> LiveSource | None:
        """The same, after waiting for it. None as well once the `with` block has been left before it came."""
        return self._opened.wait(0, timeout)[1]


def open_estimator(model: str, size: str | None, device: str) -> Callable[[Frame], Estimate]:
    """Loads the network; takes seconds."""
    from stickercam.pipeline import open_network

    return Estimator(open_network(model, size, device))


def run(
    camera: str | int = "0",
    *,
    model: str = "hourglass",
    size: str | None = None,
    device: str = "auto",
    character: str | None = None,
    style: str = "character",
    headless: bool = False,
    seconds: float | None = None,
    out: Path = Path("."),
    stats: bool = False,
    mirror: bool = True,
    record: bool = False,
    settings: TakeSettings | None = None,
    countdown: float | None = None,
    start_on: str | None = None,
    shutter: str | None = None,
    report: Callable[[Path], object] = print,
    estimator: Callable[[], Callable[[Frame], Estimate]] | None = None,
) -> LiveSummary:
    """Show the camera and the character side by side until the user leaves.

    camera:   number, name, address, or a file that plays one. out: folder for stickers, or a sticker's file name.
    headless: no window. seconds: end after so many, counted from the first estimate. stats: a table in the summary.
    record:   record once by itself, as soon as somebody is seen. report: called with each sticker's path.
    countdown, start_on, shutter: see `TakeSettings`; the last two are gestures.
    estimator: opens something else that sees people, instead of model, size and device.
    """
    from stickercam.pose import find_weights

    check_target(out)
    check_choice(style, character)
    networks = {"": estimator} if estimator else networks_from(find_weights(model, size), device)
    import_cv2().setNumThreads(1)  # three threads and a process of ours share the cores already
    session = Session(
        characters_from(character),
        styles=styles_from(style),
        models=tuple(networks),
        settings=settings or settings_for(0.0 if record and countdown is None else countdown, start_on, shutter),
        mirror=mirror,
    )
    with ExitStack() as stack:
        if not headless:
            require_display()
        saver = stack.enter_context(Saver())
        opening = Opening(lambda: open_source(camera, realtime=True))
        first = networks[session.models.name]
        network = stack.enter_context(Network(first, opening.wait, patience=QUICK))
        stack.enter_context(opening)  # closed before the network's thread is waited for
        network.start()
        screen = None if headless else stack.enter_context(_window())
        loop = Loop(
            session,
            network=network,
            source=opening.now,
            style=open_choice,
            saver=saver,
            job=Jobs(out),
            estimator=networks.get,
            keeper=Keeper(),
            screen=screen,
            report=report,
        )
        interrupted = _go_on(loop, (saver, network), seconds=seconds, record=record)
        loop.finish()
        return loop.summary(detailed=stats, interrupted=interrupted)


def _go_on(loop: Loop, workers: tuple[Saver, Network], *, seconds: float | None, record: bool) -> bool:
    """Turn until it is over; whether that was by Ctrl-C."""
    saver, network = workers
    try:
        loop.show()
        while not loop.session.left and not network.ended.is_set():
            loop.turn()
            if loop.session.ready:
                saver.start()  # the first time: after the network, which needs the cores more
            if record and loop.session.sees_somebody:
                loop.session.command("record", loop.now)
                record = False
            if seconds is not None and loop.seconds >= seconds:
                break
    except KeyboardInterrupt:
        return True
    except StickercamError:
        loop.finish()  # what was recorded before the camera went is kept
        raise
    return False


def _window():
    from stickercam.live.window import Window

    return Window()


def networks_from(weights: Path, device: str) -> dict[str, Callable[[], Callable[[Frame], Estimate]]]:
    """Name -> what opens it: the chosen weights first, then the others that are shipped."""
    from stickercam.pose import shipped

    files = {weights.stem: weights} | {name: path for name, path in shipped().items() if path != weights}
    return {name: partial(open_estimator, str(path), None, device) for name, path in files.items()}


def settings_for(countdown: float | None, start_on: str | None, shutter: str | None) -> TakeSettings:
    """From what the command line says; None means the usual."""
    gestures = {}
    if start_on or shutter:
        from stickercam.shoot import find_gesture

        gestures = {"start_on": find_gesture(start_on), "shutter": find_gesture(shutter)}
    return TakeSettings(**gestures) if countdown is None else TakeSettings(countdown=countdown, **gestures)


def check_choice(style: str, character: str | None) -> None:
    """Refuse unknown names before anything takes time."""
    from stickercam.draw import STYLES
    from stickercam.draw.look import DEFAULT, read_look

    if style not in STYLES:
        raise UsageError(f"there is no style {style}", f"choose one of {', '.join(STYLES)}")
    read_look(character or DEFAULT)


def open_choice(choice: Choice):
    """The style of a choice."""
    from stickercam.draw import open_style

    return open_style(choice.style, character=choice.character)


def characters_from(character: str | None) -> tuple[str | None, ...]:
    """Who can be changed to while it runs, beginning with the chosen one."""
    from stickercam.draw import DEFAULT, character_names

    first = character or DEFAULT
    return (first, *(name for name in character_names() if name != first))


def styles_from(style: str) -> tuple[str, ...]:
    """How people can be drawn, beginning with the chosen way."""
    from stickercam.draw import STYLES

    return (style, *(other for other in STYLES if other != style))


def names_a_file(out: Path) -> bool:
    """Whether --out is one sticker's name; else it is the folder for stickers, made when the first one is."""
    return bool(out.suffix) and not os.path.isdir(out)


def check_target(out: Path) -> None:
    """Refuse a place where no sticker can be written before anybody dances for it."""
    if names_a_file(out):
        from stickercam.export import format_of

        format_of(out)
        check_writable(out)
        return
    folder = out
    while not os.path.exists(folder):
        folder = folder.parent
    if not folder.is_dir():
        raise StickercamError(f"{folder} is not a folder", "choose another with --out")
    try:
        with tempfile.TemporaryFile(dir=folder):  # asking for the right is not enough: some places have other reasons
            pass
    except OSError as error:
        raise StickercamError(
            f"nothing can be written into {folder.resolve()} ({reason(error)})", "choose another folder with --out"
        ) from error


class Jobs:
    """Names what is recorded: `out` itself if that is a file's name, else one with the time inside that folder."""

    def __init__(self, out: Path, moment: Callable[[], datetime] = datetime.now) -> None:
        self._out, self._moment = out, moment
        self._given: set[Path] = set()  # those that are not written yet count as taken, too

    def __call__(self, ended: Ended) -> Job:
        named, number = names_a_file(self._out), 1
        kind, suffix = ("photo", ".png") if ended.still else ("sticker", ".gif")
        first = self._out if named else self._out / f"{kind}_{self._moment():%Y-%m-%d_%H-%M-%S}{suffix}"
        if ended.still and named:
            first = first.with_suffix(suffix)
        path = first
        while path.exists() or path in self._given:
            number += 1
            path = first.with_name(f"{first.stem}_{number}{first.suffix}")
        self._given.add(path)
        return Job(ended.take, path, ended.choice, ended.still)
