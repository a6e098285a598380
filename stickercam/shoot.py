"""A take from a camera without a window: a countdown or a gesture begins it, time or a gesture ends it."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from stickercam.actions import NAMES, Actions
from stickercam.capture import Source, open_source
from stickercam.crop import Follower, nobody
from stickercam.errors import StickercamError, UsageError
from stickercam.frames import Take
from stickercam.pipeline import Progress, Seen, estimate_poses, open_network, silent
from stickercam.session import HOLD, Ended, Keeper, Phase, Session, TakeSettings
from stickercam.smooth import LiveFilter

LONGEST = 60.0  # seconds of a source that become one sticker; what is longer is cut, and that is said
CAMERA_SECONDS = 3.0  # of a recording from a camera, where nothing else is said
COUNTDOWN = 3.0  # to get away from the keyboard; after a gesture there is nowhere to go, and one second is enough
AFTER_GESTURE = 1.0


@dataclass(frozen=True, slots=True)
class Cue:
    """How a take from a camera begins and ends; seconds, names of gestures, None for the usual."""

    seconds: float | None = None
    countdown: float | None = None
    start_on: str | None = None
    shutter: str | None = None

    @property
    def asked_for(self) -> bool:
        """Whether a file, too, is to be watched for it."""
        return any(value is not None for value in (self.countdown, self.start_on, self.shutter))

    def settings(self) -> TakeSettings:
        usual = COUNTDOWN if self.start_on is None else AFTER_GESTURE
        length = min(self.seconds or (LONGEST if self.shutter else CAMERA_SECONDS), LONGEST)
        return TakeSettings(
            countdown=usual if self.countdown is None else self.countdown,
            length=length,
            longest=LONGEST,
            shortest=min(0.4, length / 2),
            start_on=find_gesture(self.start_on),
            shutter=find_gesture(self.shutter),
        )


def cue_for(seconds: float | None, cue: Cue | None) -> Cue:
    return replace(cue or Cue(), seconds=seconds)


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """What the network saw, what the user should know, when the work began; the journal that holds it on disk."""

    seen: Seen
    start: float
    notes: list[str] = field(default_factory=list)
    journal: Path | None = None


@contextmanager
def watched(
    source: str, out: Path, fps: float, *, network: dict, cue: Cue, progress: Progress
) -> Iterator[Watched]:  # fmt: skip
    """Yield what was seen in a source; StickercamError where nobody is found.

    A take from a camera lies on disk until the block is done with it, and stays there if it fails.
    """
    settings = cue.settings()  # refuses unknown gestures before anything takes time
    found = _watch(source, out, fps, network=network, cue=cue, settings=settings, progress=progress)
    try:
        yield found
    except StickercamError as error:
        if found.journal is None:
            raise
        raise StickercamError(error.what, f"{error.way_out}; the take is kept: run stickercam recover") from error
    if found.journal is not None:
        found.journal.unlink(missing_ok=True)


def _watch(
    source: str, out: Path, fps: float, *, network: dict, cue: Cue, settings: TakeSettings, progress: Progress
) -> Watched:
    with open_source(source) as opened:
        progress("loading the network", 0)
        engine = open_network(**network)
        start = time.perf_counter()
        if opened.live or cue.asked_for:
            seen, journal, notes = shoot(opened, engine, settings, path=out, progress=progress)
            start = time.perf_counter()  # waiting for somebody is no work
        else:
            longest = min(cue.seconds or math.inf, LONGEST)
            seen, journal, notes = estimate_poses(opened, engine, seconds=longest, fps=fps, progress=progress), None, []
        name, notes = opened.name, [*notes, *([opened.note] if opened.note else [])]
    if seen.cut and (cue.seconds or math.inf) > LONGEST:
        notes.append(f"only the first {LONGEST:.0f} s were used: a longer sticker is too large to send")
    if not seen.found:
        way_out = "one person, well lit and mostly in the picture, is found best"
        raise StickercamError(f"nobody was found in {name}", way_out)
    return Watched(seen, start, notes, journal)


def find_gesture(name: str | None) -> str | None:
    """The action, or holding still, that a name or the beginning of one means; hyphens count as underscores."""
    if name is None:
        return None
    meant = name.lower().replace("-", "_").replace(" ", "_")
    known = (*NAMES, HOLD)
    found = [meant] if meant in known else [gesture for gesture in known if meant and gesture.startswith(meant)]
    if len(found) != 1:
        raise UsageError(f"there is no gesture {name}", f"choose one of {', '.join(known)}")
    return found[0]


def shoot(
    source: Source, engine, settings: TakeSettings, *, path: Path, keeper: Keeper | None = None,
    progress: Progress = silent,
) -> tuple[Seen, Path | None, list[str]]:  # fmt: skip
    """What was seen between start and end, the journal that holds it meanwhile, and notes for the user.

    path: where the sticker is going to be. Ctrl-C ends the take and keeps it; so does a camera that goes away.
    """
    session, keeper, spent = Session(settings=settings), keeper or Keeper(), {"pose": 0.0}
    follower, steady, actions = Follower(engine), LiveFilter(), Actions()
    notes: list[str] = []
    try:
        for frame in source:
            arrived = time.perf_counter()
            pose = follower.step(frame) or nobody(frame.time)
            first = not session.ready
            calm = steady(pose)
            session.pose(frame, pose, actions.step(calm), calm)
            if first and settings.start_on is None:
                session.command("record", frame.time)
            session.tick(frame.time)
            keeper.follow(session)
            spent["pose"] += time.perf_counter() - arrived
            if ended := session.take_ended():
                return _seen(ended[0], spent), keeper.kept(ended[0], path), notes
            if session.notes:
                break
            _tell(progress, session, frame.time)
    except KeyboardInterrupt:
        if session.phase is not Phase.RECORDING:
            raise
    except StickercamError as error:
        if session.phase is not Phase.RECORDING:
            raise
        notes.append(f"{error.what}; what was recorded before is kept")
    session.stop(math.inf)
    if ended := session.take_ended():
        return _seen(ended[0], spent), keeper.kept(ended[0], path), notes
    keeper.drop()
    if session.notes:
        said = session.notes[-1].split(",")[0]
    elif session.ready and settings.start_on:
        said = f"nobody did {settings.start_on.replace('_', ' ')} in {source.name}"
    else:
        said = f"{source.name} ended before a take could be made"
    raise StickercamError(said, "try again, well lit and mostly in the picture")


def _seen(ended: Ended, spent: dict[str, float]) -> Seen:
    take: Take = ended.take
    return Seen(take, sum(bool(pose.score.any()) for pose in take.poses), spent)


def _tell(progress: Progress, session: Session, now: float) -> None:
    left, recorded = session.countdown_left(now), session.recorded(now)
    if recorded:
        progress("recording", 0, note=f"{recorded[0]:.1f} of {recorded[1]:.1f} s")
    elif left is not None:
        progress(f"recording in {max(1, math.ceil(left))}", 0)
    elif session.sees_somebody:
        progress(f"waiting for {(session.settings.start_on or 'you').replace('_', ' ')}", 0)
    else:
        progress("waiting for somebody", 0)
