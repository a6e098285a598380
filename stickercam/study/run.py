"""A study from its beginning to results.json and the report, going on where an earlier run was stopped."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from stickercam.models.configurations import NETWORKS
from stickercam.pipeline import silent
from stickercam.study import speed
from stickercam.study.findings import findings
from stickercam.study.gather import Gathering
from stickercam.study.plan import Settings, digest
from stickercam.study.report import write_report
from stickercam.study.stages import write_json
from stickercam.study.works import Works, clips_of

RESULTS = "results.json"
OURS = r"(way|stack|moment|hard|sticker)\..*\.webp"  # names of pictures
QUICK_RUNS = 20  # of a picture, to time it


def study(
    settings: Settings, *, tell: Callable[..., None] = silent, say: Callable[[str], None] = silent
) -> dict:  # fmt: skip
    """Carry out a study in its folder; the content of results.json, under "missing" what it could not fill."""
    run = Gathering(settings, tell=tell, say=say)
    run.prepare()
    results: dict = {"columns": [run.column(column) for column in run.columns]}
    results["about"] = run.about()
    for column in results["columns"]:
        for learning in column["learning"].values():
            learning["epoch_minutes"] = learning["ms"] * results["about"]["learned_from"] / 60_000
    results["speed"] = _speed(run)
    results["pairs"] = [run.pair(*pair) for pair in run.pairs]
    results["main"] = main = _main(results)
    works = Works(run, run.pairs[main])
    results["clips"] = clips_of(run, results["columns"])
    results["pictures"] = works.pictures()
    _sweep(settings.out, results["pictures"])
    results["full"] = {name: run.anatomy(*NETWORKS[name]) for name in ("hourglass", "simplebaseline")}
    logless = [column for column in results["columns"] if column["log"] is None]
    results["missing"] = [f"the training log of {column['key']}" for column in logless]
    results["findings"] = findings(results)
    write_json(settings.out / RESULTS, results)
    tell("writing the report", 0)
    write_report(results, settings.out)
    return results


def _sweep(out: Path, kept) -> None:
    """Remove our own pictures that this report does not show: an earlier one may have shown people who must not be in
    it. What others have put there stays."""
    shown = set(re.findall(r"pictures/[^'\"]+", str(kept)))
    for file in (out / "pictures").iterdir():
        if re.fullmatch(OURS, file.name) and f"pictures/{file.name}" not in shown:
            file.unlink()


def _speed(run: Gathering) -> dict:
    """All columns in turns, on whatever there is here."""
    depends = {
        "weights": [digest(column.weights) for column in run.columns],
        "keys": [column.key for column in run.columns],
        "here": speed.settings_here(run.settings.device),
    }
    runs = QUICK_RUNS if run.settings.quick else speed.RUNS
    make = partial(speed.speeds, run.columns, run.people, device=run.settings.device, runs=runs, tell=run.tell)
    return run.stages("speed", depends, make)


def _main(results: dict) -> int:
    """The pair that the pictures show: the better trained one."""
    found = {column["key"]: column["measures"].get("pck@0.2", {}).get("mean") or 0 for column in results["columns"]}
    means = [sum(found[key] for key in pair["keys"]) for pair in results["pairs"]]
    return means.index(max(means))
