"""Makes a cache of data sets, in worker processes; a run that was ended in any way is gone on with by the next."""

import os
import shutil
import zlib
from collections.abc import Callable
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError, UsageError
from stickercam.train.cache.chunk import Chunk, make_chunk
from stickercam.train.cache.files import (
    BROKEN,
    MISSING,
    ROW,
    STORED,
    UNDONE,
    Plan,
    is_whole,
    mapped,
    packed,
    read_labels,
    read_plan,
    unpacked,
    write_plan,
)  # fmt: skip
from stickercam.train.cache.plan import make_plan
from stickercam.train.disk import write_whole, writing
from stickercam.train.workers import pool

CHUNK = 32  # people that are done together: what a killed run loses at most, for each worker


@dataclass(frozen=True, slots=True)
class Prepared:
    """people, rooms: how many are stored, and how many pictures without anybody. missing, broken: what was skipped, and
    why. mended: how many were found damaged. sets: a row for each set and split, to be shown."""

    people: int
    rooms: int
    missing: list[str]
    broken: list[str]
    mended: int
    sets: list[dict]


def prepare(
    data: list[str], out: Path, *, pixels: int = 320, seed: int = 0, workers: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Prepared:  # fmt: skip
    """Store the people of both splits of data sets in the folder OUT, in slots of pixels x pixels.

    What is there already and whole is kept; missing and broken pictures are tried again. progress(done, all).
    """
    out = Path(out)
    if not data:
        raise UsageError("a cache is made of data sets", "give --data KIND:PATH, as often as wanted")
    if pixels < 64 or pixels > 4096:
        raise UsageError(f"slots of {pixels} pixels are of no use", "choose 256 to 512")
    plan, sources, rows = make_plan(data, pixels, seed)
    done = _done(out, plan)
    mended = 0
    if done is not None:
        mended = _forget_damaged(out, plan, done)
        rows[done["state"] == STORED] = done[done["state"] == STORED]
    with writing(out, "run it again: it goes on"):
        _make_room(out, plan, rows)
        _work(out, plan, list(zip(plan.parts, sources)), rows, workers=workers, progress=progress)
        return _finish(out, plan, rows, mended)


def _done(out: Path, plan: Plan) -> np.ndarray | None:
    """(M,) ROW of what an earlier run of the same plan has done, None if there was none."""
    earlier = read_plan(out)
    if earlier is None:
        begun = out.is_dir() and all(path.name.startswith(".cache.json.") for path in out.iterdir())
        if out.exists() and not begun:
            raise UsageError(f"{out} is there already and no cache", "choose another folder")
        return None
    if earlier.made_of != plan.made_of:
        raise UsageError(
            f"{out} holds a cache of other data, or with other settings", "choose another folder or delete that one"
        )
    rows = read_labels(out, earlier) if earlier.labels else None
    rows = np.zeros(plan.people, ROW) if rows is None else rows.copy()
    for file in sorted((out / "parts").glob("*.npz")):
        part = unpacked(file)
        if part is not None:
            first = int(file.stem)
            rows[first : first + len(part)] = part
    return rows


def _forget_damaged(out: Path, plan: Plan, rows: np.ndarray) -> int:
    """Mark as undone what is not as it was written; returns how many."""
    crops, masks = mapped(out, plan, "crops.u8"), mapped(out, plan, "masks.u8")
    stored = np.flatnonzero(rows["state"] == STORED)
    if crops is None or (masks is None and plan.masks):
        damaged = stored
    else:
        damaged = np.array([k for k in stored if not is_whole(crops, masks, rows[k], k)], int)
    rows["state"][damaged] = UNDONE
    return len(damaged)


def _make_room(out: Path, plan: Plan, rows: np.ndarray) -> None:
    """The folder with files of full size, empty where nothing was written, and the plan."""
    out.mkdir(parents=True, exist_ok=True)
    earlier = read_plan(out)  # written first: from now on the folder is known as a cache
    write_plan(out, replace(plan, labels=earlier.labels if earlier else ""))
    (out / "parts").mkdir(exist_ok=True)
    for name in ("crops.u8", "masks.u8") if plan.masks else ("crops.u8",):
        with (out / name).open("ab") as file:
            file.truncate(np.prod(plan.shape(name), dtype=np.int64))
    undone = rows["state"] != STORED
    slots = 3 * undone.sum() + (undone & (rows["mask"] >= 0)).sum()
    needed, free = int(slots) * plan.pixels**2, shutil.disk_usage(out).free
    if needed > free:
        raise StickercamError(
            f"the cache needs {needed / 1e9:.1f} GB and {out} has {free / 1e9:.1f} GB left",
            "make room, or choose fewer --pixels",
        )


def _work(out: Path, plan: Plan, parts: list, rows: np.ndarray, *, workers: int | None, progress) -> None:
    """Do what is undone; rows are filled in."""
    chunks = []
    for part, source in parts:
        for start in range(0, part.people, CHUNK):
            first, last = part.first + start, part.first + min(start + CHUNK, part.people)
            if (rows["state"][first:last] != STORED).any():
                chunks.append(Chunk(out, plan.pixels, source, first, start, rows[first:last]))
    done = plan.people - sum(len(chunk.rows) for chunk in chunks)
    progress(done, plan.people)

    def take(chunk: Chunk, made: np.ndarray) -> None:
        nonlocal done
        rows[chunk.first : chunk.first + len(made)] = made
        done += len(made)
        progress(done, plan.people)

    workers = min(workers or os.cpu_count() or 1, len(chunks))
    if workers <= 1:
        for chunk in chunks:
            take(chunk, make_chunk(chunk))
        return
    with pool(workers) as processes:
        running = {processes.submit(make_chunk, chunk): chunk for chunk in chunks}
        try:
            for future in as_completed(running):
                take(running[future], future.result())
        except BrokenProcessPool:
            raise StickercamError(
                "a worker process ended, perhaps for want of memory", "run it again with fewer --workers: it goes on"
            ) from None


def _finish(out: Path, plan: Plan, rows: np.ndarray, mended: int) -> Prepared:
    """Write the labels, then the description that names them; only then the cache can be opened."""
    missing, broken = ([row["why"].decode(errors="ignore") for row in rows[rows["state"] == state]]
                       for state in (MISSING, BROKEN))  # fmt: skip
    if not (rows["state"] == STORED).any():
        raise StickercamError(
            f"not one of {len(rows)} pictures could be read ({(missing + broken)[0]})", "check where the data lies"
        )
    data = packed(rows)
    labels = f"labels-{zlib.crc32(data):08x}.npz"
    write_whole(out / labels, data)
    write_plan(out, replace(plan, labels=labels))
    shutil.rmtree(out / "parts")
    lines = [f"missing: {why}" for why in missing] + [f"broken: {why}" for why in broken]
    if lines:
        write_whole(out / "skipped.txt", "".join(f"{line}\n" for line in lines).encode())
    else:
        (out / "skipped.txt").unlink(missing_ok=True)
    for file in [*out.glob("labels-*.npz"), *out.glob(".*.part")]:
        if file.name != labels:
            file.unlink()
    sets = []
    for part in plan.parts:
        sets.append({"set": part.name, "split": part.split, **_counted(rows[part.first : part.first + part.people])})
    people, rooms = (sum(row[name] for row in sets) for name in ("people", "rooms"))
    return Prepared(people, rooms, missing, broken, mended, sets)


def _counted(rows: np.ndarray) -> dict[str, int]:
    stored, nobody = rows["state"] == STORED, rows["nobody"]
    counts = {"people": stored & ~nobody, "rooms": stored & nobody}
    counts |= {"missing": rows["state"] == MISSING, "broken": rows["state"] == BROKEN}
    return {name: int(which.sum()) for name, which in counts.items()}
