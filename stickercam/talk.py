"""What a command says: talk and progress on stderr, so that what it prints on stdout can be piped."""

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

# (what is being done, how many are done, how many there are or None); note="" is said beside it.
Progress = Callable[..., None]

LINE_EVERY = 20.0  # seconds between lines where there is no terminal: a log of an hour stays readable


def say(text: str, *, quiet: bool = False) -> None:
    """One line of talk."""
    if not quiet and text:
        print(text, file=sys.stderr)


def listen(verbose: bool) -> None:
    """If verbose, show what the library logs: what a bug report needs."""
    if verbose:
        logging.basicConfig(level=logging.INFO, format="%(relativeCreated)6d ms %(name)s: %(message)s")
        logging.getLogger("stickercam").setLevel(logging.DEBUG)


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Progress]:
    """Yield a function to call with every bit of progress.

    A bar where stderr is a terminal; where it is not, a line for each new thing being done and now and then a note.
    """
    if quiet:
        yield lambda what, done, total=None, note="": None
    elif sys.stderr.isatty():
        with _bar() as update:
            yield update
    else:
        yield _lines()


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    left = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*left, TextColumn("{task.fields[note]}"), console=Console(stderr=True), transient=True) as bars:
        tasks = {}

        def update(what: str, done: int, total: int | None = None, note: str = "") -> None:
            if what not in tasks:
                for earlier in tasks.values():
                    bars.update(earlier, visible=False)
                tasks[what] = bars.add_task(what, total=total, note=note)
            bars.update(tasks[what], completed=done, total=total, note=note)

        yield update


def _lines() -> Progress:
    said: dict[str, float] = {}

    def update(what: str, done: int, total: int | None = None, note: str = "") -> None:
        now = time.monotonic()
        if what not in said or (note and now - said[what] > LINE_EVERY):
            said[what] = now
            count = "" if total is None else f" {done}/{total}"
            say(" ".join([what + count, note]).strip())

    return update


def show(rows: Sequence[dict], *, as_json: bool) -> None:
    """Print rows that share their keys: a table, or JSON for other programs."""
    if as_json:
        print(json.dumps(rows, indent=2))
    if as_json or not rows:
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for key in rows[0]:
        table.add_column(key, overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    # A pipe has no width: a line a row, so that grep finds together what belongs together.
    Console(width=None if sys.stdout.isatty() else 400, markup=False, highlight=False).print(table)


def show_measures(measures: dict, *, as_json: bool) -> None:
    """Print what `train.evaluate` measured: whole as JSON, or a table of joints against measures in per cent."""
    if as_json:
        print(json.dumps(measures, indent=2))
        return
    tables = {name: value for name, value in measures.items() if isinstance(value, dict)}
    joints = next(iter(tables.values()))["joints"]
    rows = [{"": joint} | {name: f"{value['joints'][joint]:.1f}" for name, value in tables.items()} for joint in joints]
    rows.append({"": "mean"} | {name: f"{value['mean']:.1f}" for name, value in tables.items()})
    rows.append({"": "people"} | {name: value["people"] for name, value in tables.items()})
    show(rows, as_json=False)
    for name, value in measures.items():
        if name not in tables:
            print(f"{name}  {value:.1f}")


def show_networks(files: dict[str, Path], *, as_json: bool) -> None:
    """Print name, architecture, size and scores of weights files; the table shows PCK@0.2 on each data set alone."""
    from stickercam.models.weights import read_header

    rows = []
    for name, path in files.items():
        header = read_header(path)
        row = {"name": name, "architecture": header.architecture, "MB": round(path.stat().st_size / 1e6, 1)}
        found = [(data, value["pck@0.2"]) for data, value in header.scores.items() if isinstance(value, dict)]
        told = ", ".join(f"{data} {value:.1f}" for data, value in found)
        rows.append(row | ({"scores": header.scores} if as_json else {"PCK@0.2": told}))
    show(rows, as_json=as_json)
