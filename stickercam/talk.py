"""What a command says: talk and progress on stderr, so that what it prints on stdout can be piped."""

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

# (what is being done, how many are done, how many there are or None); note="" is said beside it.
Progress = Callable[..., None]

WIDEST = 100_000  # characters of a line into a pipe
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
    Ctrl-C, where it ends the work, is answered by a word.
    """
    try:
        if quiet:
            yield lambda what, done, total=None, note="": None
        elif sys.stderr.isatty():
            with _bar() as update:
                yield update
        else:
            yield _lines()
    except KeyboardInterrupt:
        say("interrupted", quiet=quiet)
        raise


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    count = TextColumn("{task.fields[count]}")
    left = (TextColumn("{task.description}"), BarColumn(), count, TimeRemainingColumn())
    with Bars(*left, TextColumn("{task.fields[note]}"), console=Console(stderr=True), transient=True) as bars:
        tasks = {}

        def update(what: str, done: int, total: int | None = None, note: str = "") -> None:
            count = f"{done}/{total}" if total else str(done or "")
            if what not in tasks:
                for earlier in tasks.values():
                    bars.update(earlier, visible=False)
                tasks[what] = bars.add_task(what, total=total, count=count, note=note)
            bars.update(tasks[what], completed=done, total=total, count=count, note=note)

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
    console = Console(markup=False, highlight=False)
    if not sys.stdout.isatty():  # a pipe has no width: a line a row, so that grep finds together what belongs together
        console.width = max(console.measure(table, options=console.options.update(max_width=WIDEST)).maximum, 1)
    console.print(table)


def show_measures(measures: dict, *, as_json: bool, digits: int = 1, whole: bool = False) -> None:
    """Print what `train.evaluate` or `train.score` measured: whole as JSON, or tables in per cent (`train.tables`)."""
    if as_json:
        print(json.dumps(measures, indent=2))
        return
    from stickercam.train.tables import tables

    for number, rows in enumerate(tables(measures, digits=digits, whole=whole)):
        if number and rows:
            print()
        show(rows, as_json=False)


def show_networks(networks: list[dict], *, as_json: bool) -> None:
    """Print what `models.facts.overview` gives, a line a network."""
    from stickercam.models.words import overview_rows

    show(networks if as_json else overview_rows(networks), as_json=as_json)


def show_network(facts: dict, *, as_json: bool) -> None:
    """Print what `models.facts` says about one network: lines, then a table of its scores."""
    if as_json:
        print(json.dumps(facts, indent=2))
        return
    from stickercam.models.words import network_lines, provenance_lines, score_notes, score_rows

    say_lines([(facts["name"], "")])
    for lines in (network_lines(facts), provenance_lines(facts)):
        if lines:
            print()
            say_lines(lines)
    if rows := score_rows(facts):
        print()
        show(rows, as_json=False)
        print(score_notes(facts))


def say_lines(lines: Sequence[tuple[str, str]]) -> None:
    """Print (what, how much), a line each; on a terminal what is too long goes on below its own beginning."""
    import shutil
    import textwrap

    from rich.console import Console
    from rich.text import Text

    indent = max(len(what) for what, _ in lines) + 2
    width = shutil.get_terminal_size().columns - indent if sys.stdout.isatty() else 10_000
    console = Console(highlight=False)
    for what, told in lines:
        folded = textwrap.wrap(told, max(width, 20), break_on_hyphens=False)
        text = Text.assemble((what.ljust(indent) if told else what, "bold"), ("\n" + " " * indent).join(folded))
        console.print(text, soft_wrap=True)
