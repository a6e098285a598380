"""One sticker for one place: its size and times, made to fit its byte limit, checked before it is put there."""

import math
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError
from stickercam.export import FORMATS, Format, write_sticker
from stickercam.export.detail import Detail
from stickercam.export.film import extent
from stickercam.export.gif import hard_edged
from stickercam.export.ladder import Rung, first_that_fits, in_words, ladder
from stickercam.export.likeness import likeness
from stickercam.export.material import Material, Wanted
from stickercam.export.platforms import SAFE, Target, targets
from stickercam.export.timing import in_ticks
from stickercam.export.verify import verify
from stickercam.export.video import even, expected_bytes, on_ground
from stickercam.export.webp import is_drawn
from stickercam.frames import Sticker

FASTEST = 20.0  # pictures a second: exact in every format, and no sticker gains from more
SAMPLE = 12  # pictures that are encoded to learn what all of them would take: right to 1 % with GIF, WebP, PNG
SLOWER = 1.25  # a loop may be stretched so much to fill a whole second; more is seen
TRIES = 4  # files that are written whole before a place is given up


def silent(*_: object, **__: object) -> None:
    """The progress of whoever does not ask for it."""


@dataclass(frozen=True, slots=True)
class Made:
    """likeness: SSIM of what is in the file against what was drawn for it. note: what was given up, and why."""

    target: Target
    path: Path
    bytes: int
    pictures: int
    seconds: float
    likeness: float
    note: str

    def __str__(self) -> str:
        limit = f" of {self.target.bytes / 1000:.0f}" if self.target.bytes else ""
        time = f", {self.pictures} pictures, {self.seconds:.2f} s" if self.pictures > 1 else ""
        note = f"; {self.note}" if self.note else ""
        return f"{self.target.name}: {self.bytes / 1000:.0f}{limit} kB{time}, SSIM {self.likeness:.3f}{note}"


class Job:
    """A target, the material, and the pictures of the rung that was drawn last."""

    def __init__(self, target: Target, material: Material) -> None:
        self.target, self.material = target, material
        self.format: Format = FORMATS[target.suffix]
        self.longest, self.slower, self.plays = _time_for(target, material)
        seconds = material.seconds(self.longest) * self.slower
        fps = min(material.fps, FASTEST, target.fps or FASTEST)
        if target.moves:
            fps = min(fps, target.frames[1] / seconds)
            fps = max(fps, target.frames[0] / seconds)
        self.fps = fps
        self.rungs = self._rungs()

    def _rungs(self) -> list[Rung]:
        target = self.target
        kind = {".gif": "gif", ".webm": "video", ".mp4": "video"}.get(target.suffix, "palette")
        if target.suffix == ".webp" and not is_drawn(self.sticker(Rung(Detail(), self.fps)).pictures):
            kind = "photo"
        smallest = target.smallest / target.pixels if target.smallest else 1.0
        rungs = ladder(kind, fps=self.fps, drawn=self.material.drawn, soft=self.format.soft, smallest=smallest)
        if target.ground:
            rungs = [replace(rung, detail=replace(rung.detail, ground=target.ground)) for rung in rungs]
        if not target.moves:
            rungs = list(dict.fromkeys(replace(rung, fps=self.fps, part=1.0) for rung in rungs))
        elif target.frames[0] > 2:  # too few pictures are refused, too
            least = target.frames[0] / (self.material.seconds(self.longest) * self.slower)
            rungs = [rung for rung in rungs if rung.fps >= least - 1e-6 and rung.part == 1.0]
        if self.plays:
            rungs = [replace(rung, detail=replace(rung.detail, plays=self.plays)) for rung in rungs if rung.part == 1.0]
        return rungs

    def sticker(self, rung: Rung) -> Sticker:
        """Drawn or scaled for a rung, as the format can hold it."""
        longest = self.longest
        if rung.part < 1:
            longest = self.material.seconds(longest) * rung.part
        pixels = max(2, round(self.target.pixels * rung.side / 2) * 2)
        wanted = Wanted(pixels, rung.fps, longest, rung.shadow, self.slower, self.target.still)
        sticker = self.material.sticker(wanted)
        if not self.target.moves:
            best = int(np.argmax(extent(sticker.pictures)))
            return Sticker(sticker.pictures[best : best + 1], np.array([0.1]))
        if self.plays:
            sticker = Sticker(sticker.pictures, sticker.seconds, loops=False)
        if self.target.ground:
            sticker = on_ground(sticker, self.target.ground)
        return even(sticker) if self.target.suffix in (".webm", ".mp4") else sticker

    def expected(self, rung: Rung) -> float:
        """Bytes of the file of a rung, from a part of it."""
        sticker = self.sticker(rung)
        detail = replace(rung.detail, quick=True)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"part{self.target.suffix}"
            if self.target.suffix in (".webm", ".mp4"):
                return expected_bytes(sticker, path, detail)
            every = max(1, len(sticker.pictures) // SAMPLE)
            part = Sticker(sticker.pictures[::every], sticker.seconds[::every], sticker.loops)
            self.format.write(in_ticks(part, self.format.per_second), path, detail)
            return path.stat().st_size * len(sticker.pictures) / len(part.pictures)


def make(target: Target, material: Material, path: Path, *, progress: Callable[..., None] = silent) -> Made:
    """Write the sticker for `target` to `path`. StickercamError where it cannot be made to fit, and no file."""
    if target.moves and not material.moves:
        still = [other.name for other in targets().values() if not other.moves]
        way_out = f"a still picture goes to {' or '.join(still)}"
        raise StickercamError(f"{target.name} wants something that moves", way_out)
    job = Job(target, material)
    if not target.bytes:
        progress(f"writing for {target.name}", 0)
        made = _written(job, job.rungs[0], path, math.inf)
        return replace(made, note=_note(job, 0, None))
    expected: dict[int, float] = {}

    def size_of(number: int) -> float:
        if number not in expected:
            progress(f"fitting for {target.name}", len(expected) + 1)
            expected[number] = job.expected(job.rungs[number])
        return expected[number]

    limit, least = target.bytes * SAFE, 0
    for _ in range(TRIES):
        # A rung that turned out too large is not tried again; what it teaches about expectations lowers the limit.
        found = first_that_fits(size_of, len(job.rungs), limit, least)
        if found is None:
            break
        progress(f"writing for {target.name}", 0)
        made = _written(job, job.rungs[found], path, target.bytes)
        if isinstance(made, Made):
            return replace(made, note=_note(job, found, expected.get(0)))
        limit, least = min(limit, target.bytes * SAFE * expected[found] / made), found + 1
        expected[found] = made
    raise _too_large(job, size_of(len(job.rungs) - 1))


def _written(job: Job, rung: Rung, path: Path, limit: float) -> Made | int:
    """What was made, or how many bytes it would have been if that is too many."""
    sticker = job.sticker(rung)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".part-") as folder:
        trial = Path(folder) / path.name
        size = write_sticker(sticker, trial, rung.detail)
        if size > limit:
            return size
        wrong = [check for check in verify(trial, job.target) if check.passed is False]
        if wrong:
            cause = f"{job.target.name} would refuse {path.name} ({wrong[0].rule}: {wrong[0].found})"
            raise StickercamError(cause, f"it takes {wrong[0].limit}; choose another target")
        alike = _likeness(sticker, trial, job.format)
        os.replace(trial, path)
    return Made(job.target, path, size, len(sticker.pictures), float(sticker.seconds.sum()), alike, "")


def _likeness(sticker: Sticker, path: Path, kind: Format) -> float:
    """SSIM of a file's pictures with those that were written into it, at a few moments."""
    held = in_ticks(sticker, kind.per_second)
    moments = np.cumsum(held.seconds) - held.seconds / 2
    chosen = iter(np.unique(np.linspace(0, len(moments) - 1, min(10, len(moments))).round().astype(int)).tolist())
    number, found = next(chosen), []
    for shown in kind.read(path):
        end = shown.start + shown.seconds if shown.seconds else math.inf
        while number is not None and moments[number] < end:
            drawn = held.pictures[number]
            drawn = drawn if kind.soft else hard_edged(drawn)  # a GIF cannot do better
            found.append(likeness([drawn], [shown.picture]))
            number = next(chosen, None)
    return float(np.mean(found)) if found else 0.0


def _time_for(target: Target, material: Material) -> tuple[float | None, float, int]:
    """(most seconds, factor by which it is stretched, rounds or 0) for a place."""
    longest = target.longest if target.moves else None
    if not target.whole:
        return longest, 1.0, 0
    seconds = material.seconds(longest)
    whole = max(1, math.ceil(seconds - 1e-6))
    if whole > 1 and whole / seconds > SLOWER:  # that much slower would be seen: a shorter stretch
        longest = float(whole - 1)
        seconds = material.seconds(longest)
        whole = max(1, math.ceil(seconds - 1e-6))
    rounds = int(target.seconds // whole) if target.plays[1] else 0
    return longest, max(1.0, whole / seconds), max(target.plays[0], min(rounds, target.plays[1]))


def _note(job: Job, found: int, unreduced: float | None) -> str:
    """What was given up and why, in one line."""
    said = [job.material.note(job.longest) if job.target.moves else ""]
    if job.material.side < job.target.pixels:
        said.append(f"enlarged from {job.material.side} px, so it is soft")
    if job.slower > 1.001:
        said.append(f"{job.slower - 1:.0%} slower, to last whole seconds")
    if found and unreduced:
        less = in_words(job.rungs[0], job.rungs[found], job.target.pixels)
        said.append(f"{less}, because {unreduced / 1000:.0f} kB would be too large")
    return "; ".join(part for part in said if part)


def _too_large(job: Job, least: float) -> StickercamError:
    target = job.target
    near = [
        other for other in targets().values()
        if other.suffix == target.suffix and other.moves == target.moves and (other.bytes or math.inf) >= least
    ]  # fmt: skip
    near.sort(key=lambda other: (other.bytes or math.inf, abs(other.pixels - target.pixels)))
    cause = f"{target.name} takes {target.bytes / 1000:.0f} kB, and the least that can be made is {least / 1000:.0f} kB"
    shorter = "a shorter take" if target.moves else "a simpler picture"
    return StickercamError(cause, f"use {shorter}" + (f", or {near[0].name}, the nearest that can" if near else ""))


def make_all(
    wanted: Sequence[Target], material: Material, stem: Path, *, progress: Callable[..., None] = silent
) -> tuple[list[Made], list[StickercamError]]:
    """STEM-TARGET.suffix for every target, and why the others could not be made. A missing folder is made."""
    try:
        stem.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StickercamError(f"the folder {stem.parent} cannot be made ({reason})", "choose another place") from None
    made, failed = [], []
    for target in wanted:
        path = stem.with_name(f"{stem.name}-{target.name}{target.suffix}")
        try:
            made.append(make(target, material, path, progress=progress))
        except StickercamError as error:
            failed.append(error)
    return made, failed
