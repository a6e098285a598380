"""A video, an animation, a photo or a camera becomes a sticker, or a file of joints."""

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stickercam.capture import open_source
from stickercam.draw import Style, open_style
from stickercam.errors import StickercamError, UsageError
from stickercam.export import format_of, write_sticker
from stickercam.export.make import FASTEST, Made, make_all
from stickercam.export.material import Drawn
from stickercam.export.platforms import Target
from stickercam.frames import Take
from stickercam.models.skeleton import JOINTS
from stickercam.pipeline import (
    Progress,
    Seen,
    estimate_poses,
    make_clip,
    open_network,
    shadow_fits,
    silent,
    steady,
)
from stickercam.pose import find_weights
from stickercam.shoot import Cue, cue_for, watched
from stickercam.system import check_writable, partial
from stickercam.take import as_json, write_take

JOINT_FILES = (".json", ".csv", ".npz")
KEPT = ".take.json"  # beside a sticker: the take that it was drawn from


@dataclass(frozen=True, slots=True)
class RecordSummary:
    """What was made of what. frames, found: looked at, with somebody in them. seconds: of the source.

    took: seconds of work after the network was ready. stages: name -> seconds. actions: their names in order.
    loop, seam: see `clip.Loop`. notes: for the user.
    """

    path: Path
    bytes: int
    frames: int
    found: int
    seconds: float
    pictures: int
    plays: float
    took: float
    stages: dict[str, float]
    actions: tuple[str, ...]
    loop: str
    seam: float
    notes: tuple[str, ...] = ()

    @property
    def times_real_time(self) -> float:
        """How many seconds of the source a second of work got through."""
        return self.seconds / max(self.took, 1e-9)

    def __str__(self) -> str:
        did = f", did {', '.join(dict.fromkeys(self.actions)).replace('_', ' ')}" if self.actions else ""
        ways = {"cut": "a seamless loop", "blend": "a loop with its seam blended", "boomerang": "there and back"}
        size, work = f"{self.bytes / 1000:.0f} kB", f"{self.took:.1f} s of work"
        lines = [
            f"somebody in {self.found} of {self.frames} frames ({self.seconds:.1f} s){did}",
            f"{self.pictures} pictures, {self.plays:.1f} s, {size}, {ways.get(self.loop, 'no loop')}; "
            f"{work}, {self.times_real_time:.1f} x real time",
        ]
        if self.frames == 1:  # a photo takes no time
            lines = [f"somebody in the picture{did}", f"a still picture, {size}; {work}"]
        return "\n".join([*lines, *self.notes])


@dataclass(frozen=True, slots=True)
class JointsSummary:
    """What was seen. frames, found: looked at, with somebody in them. note: the source's own, see `capture.Source`."""

    frames: int
    found: int
    note: str | None = None

    def __str__(self) -> str:
        return "\n".join([f"somebody in {self.found} of {self.frames} frames", *([self.note] if self.note else [])])


def record(
    source: str, out: Path, *, model: str = "hourglass", size: str | None = None, device: str = "auto",
    character: str | None = None, style: str = "character", pixels: int = 512, fps: float = 20.0, loop: str = "auto",
    seconds: float | None = None, shadow: bool | None = None, seed: int = 0, caption: str = "", words: bool = False,
    background: str = "none", keep_take: bool = False, cue: Cue | None = None, progress: Progress = silent,
) -> RecordSummary:  # fmt: skip
    """Make OUT from SOURCE. shadow: None puts one where the format can show it. caption and so on: `open_style`.

    keep_take: write OUT's take beside it, for `stickercam draw`. cue: how a recording from a camera begins and ends.
    StickercamError where nobody is found or a file cannot be read or written; nothing is left half-written.
    """
    out = Path(out)
    format_of(out)
    check_writable(out)
    if os.path.exists(source) and os.path.exists(out) and os.path.samefile(source, out):
        raise UsageError(f"{out} is the source itself", "choose another name with --out")
    find_weights(model, size)  # refuses unknown names before anything takes time
    shadow = shadow_fits(out) if shadow is None else shadow
    said = {"caption": caption, "words": words, "background": background}
    drawing = open_style(style, character=character, seed=seed, shadow=shadow, **said)
    network = {"model": model, "size": size, "device": device}
    with watched(source, out, fps, network=network, cue=cue_for(seconds, cue), progress=progress) as found:
        if keep_take:
            write_take(found.seen.take, out.with_suffix(KEPT))
        how = {"pixels": pixels, "fps": fps, "mode": loop, "progress": progress}
        return make_sticker(found.seen, drawing, out, how=how, notes=found.notes, start=found.start)


def make_sticker(
    seen: Seen, drawing: Style, out: Path, *, how: dict, notes: Sequence[str] = (), start: float | None = None
) -> RecordSummary:
    """A take that was seen to its file. how: what `make_clip` takes. start: when the work began, if not now."""
    start = time.perf_counter() if start is None else start
    clip = make_clip(seen.take, drawing, **how)
    how["progress"]("writing", 0)
    writing = time.perf_counter()
    written = write_sticker(clip.sticker, out)
    end = time.perf_counter()
    return RecordSummary(
        path=out, bytes=written, frames=len(seen.take.poses), found=seen.found, seconds=_length(seen.take),
        pictures=len(clip.sticker.pictures), plays=float(clip.sticker.seconds.sum()), took=end - start,
        stages=seen.seconds | clip.seconds | {"write": end - writing},
        actions=tuple(action.name for action in clip.actions), loop=clip.loop, seam=clip.seam, notes=tuple(notes),
    )  # fmt: skip


def record_for(
    source: str, stem: Path, targets: Sequence[Target], *, model: str = "hourglass", size: str | None = None,
    device: str = "auto", character: str | None = None, style: str = "character", loop: str = "auto",
    seconds: float | None = None, seed: int = 0, caption: str = "", words: bool = False, background: str = "none",
    cue: Cue | None = None, progress: Progress = silent,
) -> tuple[list[Made], list[StickercamError], list[str]]:  # fmt: skip
    """STEM-TARGET.suffix for every target, each drawn anew in its size; why others could not be made; notes."""
    find_weights(model, size)
    how = {"style": style, "character": character, "seed": seed}
    how |= {"caption": caption, "words": words, "background": background}
    open_style(**how)  # refuses unknown names, too
    network = {"model": model, "size": size, "device": device}
    with watched(source, stem, FASTEST, network=network, cue=cue_for(seconds, cue), progress=progress) as found:
        material = Drawn(steady(found.seen.take, FASTEST), style=how, loop=loop)
        return *make_all(targets, material, stem, progress=progress), found.notes


def _length(take: Take) -> float:
    """Seconds that the take covers, the last frame included."""
    times = [pose.time for pose in take.poses]
    return float(times[-1] - times[0] + np.median(np.diff(times))) if len(times) > 1 else 0.0


def write_joints(
    source: str, out: Path, *, model: str = "hourglass", size: str | None = None, device: str = "auto",
    progress: Progress = silent,
) -> JointsSummary:  # fmt: skip
    """Write the joints of every frame as the network gave them; "-" writes JSON to the standard output.

    A pose for each frame, scores 0 where nobody is. .json: {"format", "size", "joints", "poses": [{"time", "xy",
    "score"}]}; .csv: a line a joint; .npz: xy (N, 16, 2), score (N, 16), time (N,), size, joints.
    """
    out = Path(out)
    piped = str(out) == "-"
    if not piped:
        if out.suffix.lower() not in JOINT_FILES:
            raise UsageError(f"joints are not written as {out.suffix or out}", f"use {', '.join(JOINT_FILES)}, or -")
        check_writable(out)
    with open_source(source) as opened:
        progress("loading the network", 0)
        engine = open_network(model, size, device)
        seen = estimate_poses(opened, engine, progress=progress)
        note = opened.note
    if piped:
        sys.stdout.write(as_json(seen.take) + "\n")
    else:
        with partial(out) as beside:
            _WRITERS[out.suffix.lower()](seen.take, beside)
    return JointsSummary(len(seen.take.poses), seen.found, note)


def _write_json(take: Take, path: Path) -> None:
    path.write_text(as_json(take), encoding="utf-8")


def _write_csv(take: Take, path: Path) -> None:
    lines = ["frame,time,joint,x,y,score"]
    for number, pose in enumerate(take.poses):
        for joint, (x, y), score in zip(JOINTS, pose.xy, pose.score, strict=True):
            lines.append(f"{number},{pose.time:.6f},{joint},{x:.2f},{y:.2f},{score:.4f}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_npz(take: Take, path: Path) -> None:
    xy = np.array([pose.xy for pose in take.poses], np.float32).reshape(-1, len(JOINTS), 2)
    score = np.array([pose.score for pose in take.poses], np.float32).reshape(-1, len(JOINTS))
    time_ = np.array([pose.time for pose in take.poses], np.float64)
    with path.open("wb") as file:  # a name without a suffix of its own would get one
        np.savez_compressed(file, xy=xy, score=score, time=time_, size=np.array(take.size), joints=np.array(JOINTS))


_WRITERS = {".json": _write_json, ".csv": _write_csv, ".npz": _write_npz}
