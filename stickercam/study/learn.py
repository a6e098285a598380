"""Training the columns: each a run of its own in the study's folder, gone on with where it was stopped."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from stickercam.errors import UsageError
from stickercam.models.header import read_header
from stickercam.models.weights import load_network, save_weights
from stickercam.study.plan import Column, Settings
from stickercam.study.stages import write_json
from stickercam.train.begin import Words
from stickercam.train.checkpoint import FILE as CHECKPOINT
from stickercam.train.datasets import open_data
from stickercam.train.loop import train
from stickercam.train.publish import calibrate, peaks_and_hits
from stickercam.train.recipe import read_recipe

TOLD = "study.json"  # in a run's folder: what it was told
CROPS, QUICK_CROPS = 1200, 150  # that scores are fitted on ...
EACH = 3  # ... but of one person no more than so many
# A quick run looks at itself less often: ten looks at everybody would take longer than learning does.
QUICK = ("validations=4", "validate_on=24")


class Stopped(Exception):
    """A signal ended a training before its time; everything is kept."""


def words_for(settings: Settings, column: Column, data: tuple[str, ...]) -> Words:
    """What `stickercam train` would be told. --trunk is for SimpleBaseline: the study gives that one its ResNet."""
    family, _, size = column.network.partition("-")
    trunk = settings.trunk if column.family == "simplebaseline" else None
    changes = QUICK if settings.quick else ()
    return Words(
        family, size or "full", data, column.recipe, changes, seed=column.seed, trunk=trunk, **settings.lasting
    )


def told(words: Words) -> dict:
    """What decides about a run, for `Stages`."""
    recipe = read_recipe(words.recipe, words.model, words.changes, epochs=words.epochs, minutes=words.minutes)
    return {"words": {name: getattr(words, name) for name in Words.__slots__}, "recipe": str(recipe)}


def learn(column: Column, words: Words, *, device: str, quick: bool, tell: Callable, say: Callable) -> dict:
    """Train a column and write its weights as they would ship: half precision, scores calibrated."""
    run = column.log.parent
    decided = json.loads(json.dumps(told(words)))
    resume = (run / CHECKPOINT).is_file()
    if resume and json.loads((run / TOLD).read_text(encoding="utf-8")) != decided:
        raise UsageError(f"{run} holds a run with other settings", "choose another --out, or delete that folder")
    run.mkdir(parents=True, exist_ok=True)
    write_json(run / TOLD, decided)
    result = train(words, run, resume=resume, device=device, tell=tell, say=say)
    if not result.finished:
        raise Stopped
    tell("calibrating scores", 0)
    _publish(result.best or result.weights, column.weights, words.data, crops=QUICK_CROPS if quick else CROPS)
    return {
        "steps": result.steps, "epochs": result.epochs, "people_seen": result.people, "seconds": result.seconds,
        "stopped_early": result.stopped_early, "files": [column.weights],
    }  # fmt: skip


def _publish(weights: Path, out: Path, data: tuple[str, ...], *, crops: int) -> None:
    network, header = load_network(weights)
    sets = [dataset for spec in data for dataset in open_data(spec, "val")]
    crops = min(crops, EACH * sum(dataset.people for dataset in sets))
    curve = calibrate(*peaks_and_hits(network, sets, crops, size=header.input_size))
    out.parent.mkdir(parents=True, exist_ok=True)
    save_weights(out, network.state_dict(), replace(header, calibration=curve), dtype="float16")


def provenance(weights: Path) -> dict:
    """What a weights file says about how it came about, as far as it says it."""
    header = read_header(weights)
    known = header.provenance
    recipe = known.get("recipe") if isinstance(known.get("recipe"), dict) else {}
    names = ("epochs", "people_seen", "minutes", "steps", "commit", "seed", "trunk", "began_with", "licence", "source")
    rate, batch = recipe.get("learning_rate"), recipe.get("batch")
    told = {"optimizer": recipe.get("optimizer", "adamw"), "learning_rate": rate, "batch": batch}  # it was the only one
    return {name: known.get(name) for name in names} | {
        "data": known.get("data") or [], "recipe_settings": told if rate and batch else None,
        "began_with_words": _beginning(known), "bytes": weights.stat().st_size, "input_size": header.input_size,
        "calibrated": header.calibration is not None,
    }  # fmt: skip


def _beginning(known: dict) -> str:
    """What the network knew before its first step."""
    parts = [Path(known["began_with"]).stem] if known.get("began_with") else []
    parts += [f"the trunk of {Path(known['trunk']).stem}"] if known.get("trunk") else []
    return " and ".join(parts) or ("random values" if known.get("seed") is not None else "not said by its file")
