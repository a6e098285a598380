"""The stages in their order: frames become a take of poses, a take becomes a sticker. Every sticker goes this way."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from stickercam.actions import find_actions
from stickercam.capture import Source
from stickercam.clip import display_seconds, loop, resample, trim
from stickercam.crop import TAKE, Follower, nobody
from stickercam.draw import Style, draw_take
from stickercam.errors import StickercamError
from stickercam.frames import Action, Frame, Pose, Sticker, Take
from stickercam.smooth import smooth_take

Progress = Callable[..., None]  # (what is being done, how many are done, how many there are or None)

AHEAD = 4  # decoded frames that wait for the network: reading and looking overlap, memory stays small


def silent(*_: object, **__: object) -> None:
    """The progress of whoever does not ask for it."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the network saw in a source.

    take:    the poses as they came, one a frame, score 0 throughout where nobody was.
    found:   frames with somebody in them.
    seconds: name of a stage -> seconds spent in it.
    cut:     whether the source went on after the time that was asked for.
    """

    take: Take
    found: int
    seconds: dict[str, float]
    cut: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A sticker and how it came about: the poses drawn, what they do, how the loop was closed, how far it jumps."""

    sticker: Sticker
    take: Take
    actions: tuple[Action, ...]
    loop: str
    seam: float
    seconds: dict[str, float]


def open_network(model: str, size: str | None = None, device: str = "auto"):
    """The engine for what --model, --size and --device say; converted networks are kept in the cache folder."""
    from stickercam.models.engine import open_engine
    from stickercam.pose import find_weights
    from stickercam.system import cache_folder

    return open_engine(find_weights(model, size), device, cache=cache_folder())


def _read_ahead(source: Source, fps: float | None) -> Iterator[Frame]:
    """The source's frames, at most `fps` a second, decoded in a thread of their own."""
    ready: queue.Queue = queue.Queue(AHEAD)
    enough = threading.Event()

    def put(item: Frame | BaseException | None) -> None:
        while not enough.is_set():
            try:
                return ready.put(item, timeout=0.1)
            except queue.Full:
                continue

    def read() -> None:
        try:
            due = None
            for frame in source:
                due = frame.time if due is None else due
                if enough.is_set():
                    break
                if frame.time < due - 1e-3:  # stamps are rounded to milliseconds
                    continue
                put(frame)
                if fps:
                    due = max(due + 1 / fps, frame.time)
            put(None)
        except BaseException as error:  # handed over: it is raised again where the frames are used
            put(error)

    reader = threading.Thread(target=read, daemon=True, name="stickercam-reader")
    reader.start()
    try:
        while (item := ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        enough.set()
        if not source.live:  # a camera that gives nothing more would be waited for; closing it ends its reader
            reader.join()


def estimate_poses(
    source: Source, engine, *, seconds: float | None = None, fps: float | None = None, progress: Progress = silent,
    keep_frames: bool = False,
) -> Seen:  # fmt: skip
    """Follow one person through a source. Ctrl-C on a camera ends the recording and keeps what was seen.

    fps: leave out frames that come faster. A sticker of 20 pictures a second gains nothing from 60.
    """
    follower = Follower(engine, None if source.live else TAKE)
    poses: list[Pose] = []
    kept: list[Frame] = []
    spent = {"read": 0.0, "pose": 0.0}
    total = None if source.live or seconds is not None else source.count
    found, cut, last = 0, False, time.perf_counter()
    try:
        with closing(_read_ahead(source, fps)) as frames:
            for frame in frames:
                if seconds is not None and poses and frame.time - poses[0].time >= seconds:
                    cut = True
                    break
                arrived = time.perf_counter()
                pose = follower.step(frame)
                found += pose is not None
                poses.append(pose if pose is not None else nobody(frame.time))
                if keep_frames:
                    kept.append(frame)
                progress("looking", frame.index + 1 if total else len(poses), total)
                spent["read"] += arrived - last
                last = time.perf_counter()
                spent["pose"] += last - arrived
    except KeyboardInterrupt:
        if not source.live:
            raise
    take = Take(tuple(poses), tuple(kept) if keep_frames else None, source.size)
    return Seen(take, found, spent, cut)


def make_clip(
    take: Take, style: Style, *, pixels: int, fps: float, mode: str = "auto", progress: Progress = silent
) -> Clip:
    """A recorded take to a sticker: steady, on an even clock, trimmed, looped, drawn.

    StickercamError if nobody is in it.
    """
    start = time.perf_counter()
    take = steady(take, fps)
    closed = loop(take, mode)
    actions = find_actions(closed.take.poses)
    drawn_from = time.perf_counter()
    pictures = draw_take(style, closed.take, pixels, actions, progress=progress)
    spent = {"motion": drawn_from - start, "draw": time.perf_counter() - drawn_from}
    return Clip(Sticker(pictures, display_seconds(closed.take)), closed.take, actions, closed.kind, closed.seam, spent)


def steady(take: Take, fps: float) -> Take:
    """A recorded take without trembling, on an even clock, without idle ends. StickercamError if nobody is in it."""
    smooth = Take(smooth_take(take.poses), take.frames, take.size)
    take = trim(resample(smooth, fps)) if len(smooth.poses) > 1 else smooth
    if not any((pose.score > 0).any() for pose in take.poses):
        raise StickercamError("nobody was seen well enough", "more light helps, or a step back from the camera")
    return take


def shadow_fits(path: Path) -> bool:
    """Whether a format has soft edges: in a GIF a shadow becomes a dirty fringe."""
    return path.suffix.lower() != ".gif"
