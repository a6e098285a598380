"""From the words of a command to a run that can learn its next step: new, or gone on with."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import stickercam.assets
from stickercam.errors import StickercamError, UsageError
from stickercam.models.configurations import NETWORKS, network_name
from stickercam.models.weights import read_header
from stickercam.train.checkpoint import FILE, read_checkpoint
from stickercam.train.datasets import nobody, open_data, with_pictures
from stickercam.train.datasets.pictures import listed
from stickercam.train.datasets.synthetic import KEPT
from stickercam.train.distributed import Group
from stickercam.train.recipe import Recipe, override, read_recipe
from stickercam.train.sample import Dataset, Sample
from stickercam.train.state import Plan, Run, trunk_name
from stickercam.train.validate import people_of

# Without --data. So many people render in a minute and are seen a few times in the first five.
DEFAULT_DATA = ("synthetic:240",)


@dataclass(frozen=True, slots=True)
class Words:
    """What a command may say about a run; None: nothing said. See `stickercam train --help`."""

    model: str | None = None
    size: str | None = None
    data: tuple[str, ...] = ()
    recipe: str | None = None
    changes: tuple[str, ...] = ()
    minutes: float | None = None
    epochs: float | None = None
    batch: int | None = None
    seed: int | None = None
    trunk: str | None = None
    weights: str | None = None
    teacher: str | None = None


def new_plan(words: Words, out: Path) -> Plan:
    """The plan of a run that begins in OUT; UsageError where one stands there already."""
    if (out / FILE).exists():
        raise UsageError(f"{out} holds a run already", "give --resume to go on with it, or another --out")
    network = network_name(words.model or "hourglass", words.size)
    recipe = read_recipe(words.recipe or "ours", network, words.changes, **_lengths(words))
    trunk = words.trunk
    if trunk is None and words.weights is None:
        trunk = shipped_trunk(network)
    return Plan(
        network, words.data or DEFAULT_DATA, recipe, words.seed or 0,
        trunk=None if trunk == "none" else trunk, weights=words.weights, teacher=words.teacher,
    )  # fmt: skip


def shipped_trunk(network: str) -> str | None:
    """A weights file that ships and has the trunk that this network needs.

    A MobileNetV2 whose batch norms are folded learns next to nothing from random values in an afternoon.
    """
    wanted = trunk_name(network)
    for file in sorted((Path(stickercam.assets.__file__).parent / "weights").glob("*.safetensors")):
        found = read_header(file).arguments
        if wanted and wanted in (found.get("trunk"), found.get("backbone")):
            return str(file)
    return None


def old_plan(words: Words, out: Path) -> tuple[Plan, dict, dict]:
    """(the plan of the run in OUT with the new words in it, tensors and record of its checkpoint)."""
    tensors, record = read_checkpoint(out)
    try:
        plan = Plan.of(record["plan"], f"the checkpoint of {out}")
        known = NETWORKS.get(plan.network)
    except (KeyError, TypeError, AttributeError) as error:
        raise StickercamError(
            f"{out / FILE} lacks what a run needs ({error})", "begin anew in another folder"
        ) from None
    family = plan.network.partition("-")[0]
    asked = network_name(words.model or family, words.size) if words.model or words.size else plan.network
    if asked != plan.network:
        what = f"{out} holds a run of {plan.network}, not of {asked}"
        raise StickercamError(what, "leave --model and --size out to go on with it, or give another --out")
    if known is None or list(known) != record["network"]:
        what = f"{out} holds a run of a {plan.network} that is built otherwise than today's"
        raise StickercamError(what, "go on with the stickercam that it began with, or begin anew in another folder")
    for name in ("trunk", "weights", "teacher", "seed"):
        if getattr(words, name) not in (None, getattr(plan, name) or "none"):
            raise UsageError(f"a run goes on with the {name} that it began with", f"leave --{name} out")
    if words.recipe:
        plan = replace(plan, recipe=read_recipe(words.recipe, plan.network))
    recipe = override(plan.recipe, words.changes, **_lengths(words))
    return replace(plan, recipe=recipe, data=words.data or plan.data), tensors, record


def _lengths(words: Words) -> dict:
    if words.minutes and words.epochs:
        raise UsageError("--minutes and --epochs were both given", "say how long to learn in one of them")
    return {"minutes": words.minutes, "epochs": words.epochs, "batch": words.batch}


@dataclass(frozen=True, slots=True)
class Data:
    """The sets to learn from, the people to validate on, and what is said about both: facts in the run's folder, and
    words to whoever began it."""

    sets: list[Dataset]
    held_out: list[Sample]
    facts: dict
    words: str = ""


def open_all(plan: Plan, progress: Callable[..., None]) -> Data:
    """The plan's data, counted, and its digest; StickercamError where there is nobody to learn from."""
    sets, theirs = _open(plan, "train"), _open(plan, "val")
    if not any(dataset.people for dataset in sets):
        raise nobody(list(plan.data), "train", seed=plan.seed)
    recipe = plan.recipe
    held_out = people_of(theirs, recipe.validate_on, progress) if recipe.validations else []
    if not held_out and (recipe.schedule == "plateau" or recipe.early_stopping):
        what = "plateaus and early stopping need validations on people of a validation split, and there are none"
        raise UsageError(what, "name data that has one, or set schedule = cosine and early_stopping = 0")
    facts = {
        "people": {"train": _counts(sets), "validation": _counts(theirs), "validated_on": len(held_out)},
        "rooms": sum(len(dataset.rooms) for dataset in sets),
        "missing": [name for dataset in sets + theirs for name in dataset.missing],
        "data_digest": digest([*sets, *theirs]),
    }
    return Data(sets, held_out, facts, _words(sets, facts))


def _open(plan: Plan, split: str) -> list[Dataset]:
    return [with_pictures(dataset) for spec in plan.data for dataset in open_data(spec, split, seed=plan.seed)]


def _counts(sets: Iterable[Dataset]) -> dict[str, int]:
    """People by the names of their sets."""
    counts: dict[str, int] = {}
    for dataset in sets:
        if dataset.people:
            counts[dataset.name] = counts.get(dataset.name, 0) + dataset.people
    return counts


def _words(sets: list[Dataset], facts: dict) -> str:
    """What a run learns from, in a sentence."""
    counts, missing = facts["people"]["train"], facts["missing"]
    each = ", ".join(f"{name} {number:,}" for name, number in counts.items())
    parts = [f"learns from {sum(counts.values()):,} people ({each})"]
    if facts["rooms"]:
        parts.append(f"and {facts['rooms']:,} pictures of nobody")
    parts.append(f"and is validated on {facts['people']['validated_on']:,}")
    if missing:
        parts.append(f"without those in {listed(missing, 1)}, which are missing")
    again = sum(max(0, len(dataset.samples) - KEPT) for dataset in sets if dataset.made_up and not dataset.fresh)
    if again:
        parts.append(f"rendering {again:,} anew in each epoch (`stickercam train prepare` renders them once)")
    return ", ".join(parts).replace(", and", " and")


def digest(sets: Iterable[Dataset]) -> str:
    """Sixteen letters that are the same for the same labels; pictures are not read, made-up people not rendered."""
    found = hashlib.sha256()
    for dataset in sets:
        found.update(f"{dataset.name} {dataset.weight} {len(dataset.samples)}".encode())
        for sample in () if dataset.made_up else dataset.samples:
            found.update(np.ascontiguousarray(sample.joints, np.float32).tobytes())
            found.update(np.asarray(sample.box, np.float32).tobytes())
    return found.hexdigest()[:16]


def open_run(words: Words, out: Path, group: Group, *, resume: bool, progress: Callable[..., None]) -> tuple[Run, Data]:
    """The run in OUT, ready for its next step. Everything that can be wrong is said here, before hours are spent; where
    it is wrong in one process of a group, by all of them."""
    error = None
    try:
        run, data, record = _opened(words, out, group, resume=resume, progress=progress)
    except StickercamError as caught:
        error = caught
    group.check_all(error)
    facts = {"network": run.plan.network, "seed": run.plan.seed, "recipe": str(run.recipe)}
    facts |= {"data": data.facts["data_digest"], "checkpoint": record.get("progress", {}).get("step")}
    group.check_same(facts)
    return run, data


def _opened(words: Words, out: Path, group: Group, *, resume: bool, progress) -> tuple[Run, Data, dict]:
    """The run, its data and the record of its checkpoint."""
    plan, tensors, record = old_plan(words, out) if resume else (new_plan(words, out), {}, {})
    check_batch(plan.recipe, group)
    run = Run(plan, group, begin=not resume)
    data = open_all(plan, progress)
    before = record.get("data_digest", data.facts["data_digest"])
    if before != data.facts["data_digest"]:
        what = f"the data of {out} is not what it began with ({before}, now {data.facts['data_digest']})"
        raise StickercamError(what, f"begin anew in another folder with --weights {out / 'weights.safetensors'}")
    if resume:
        run.restore(tensors, record)
        if words.epochs or words.minutes:  # who makes a run longer wants it to go on, whatever the plateau was
            run.progress.stopped_early, run.progress.waited = False, 0
    return run, data, record


def check_batch(recipe: Recipe, group: Group) -> None:
    if recipe.batch % group.world:
        what = f"a batch of {recipe.batch} does not divide among {group.world} processes"
        raise UsageError(what, f"give --batch as a multiple of {group.world}")
