"""What a study measures, step by step: every network alone, then two on the same people."""

import platform
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import stickercam
from stickercam.errors import StickercamError
from stickercam.models.geometry import CROP
from stickercam.models.header import read_header
from stickercam.study import film, measure, speed, stacks
from stickercam.study.history import history
from stickercam.study.learn import learn, provenance, told, words_for
from stickercam.study.modules import anatomy
from stickercam.study.people import made_up
from stickercam.study.plan import PEOPLE, QUICK_PEOPLE, Column, Settings, columns_of, digest, pairs_of, to_train
from stickercam.study.stages import Stages
from stickercam.train.datasets import open_data
from stickercam.train.provenance import commit, versions
from stickercam.train.sample import Sample


class Gathering:
    """A study on its way: its settings, its columns, and the steps that were done."""

    def __init__(self, settings: Settings, *, tell: Callable[..., None], say: Callable[[str], None]) -> None:
        self.settings, self.tell, self.say = settings, tell, say
        self.columns = columns_of(settings)
        self.pairs = pairs_of(self.columns)
        for clip in settings.clips:
            if not Path(clip).is_file():
                raise StickercamError(f"the clip {clip} does not exist", "give the path of a video")
        self.stages = Stages(settings.out)
        self.data: tuple[str, ...] = settings.data
        self._sets: list | None = None

    @property
    def work(self) -> Path:
        """What the report does not need: people, runs, weights, steps."""
        return self.settings.work

    @property
    def sets(self) -> list[tuple[str, list[Sample]]]:
        """(set, people) that are measured; read when they are first asked for."""
        if self._sets is None:
            self._sets = measure.everybody(self.data, self.settings.measured)
        return self._sets

    @property
    def people(self) -> list[Sample]:
        return [person for _, people in self.sets for person in people]

    def of(self, column: Column) -> dict:
        """What a step about a column and the people depends on."""
        return {"weights": digest(column.weights), "data": list(self.data), "limit": self.settings.measured}

    def keep(self, kind: str, column: Column) -> Path:
        """Where the joints that a column found are kept."""
        return self.work / "stages" / f"{kind}.{column.key}{_seed(column)}.npz"

    def prepare(self) -> None:
        """People, where there is no data."""
        if not self.data:
            count = self.settings.people or (QUICK_PEOPLE if self.settings.quick else PEOPLE)
            made = made_up(count, self.work / "people", progress=partial(self.tell, "making people up"))
            self.data = (made,)

    def train(self, column: Column) -> None:
        words = words_for(self.settings, column, self.data)

        def make() -> dict:
            self.say(f"{column.key}, seed {column.seed}")
            quick, device = self.settings.quick, self.settings.device
            return learn(column, words, device=device, quick=quick, tell=self.tell, say=self.say)

        self.stages(f"train.{column.key}{_seed(column)}", told(words), make)

    def seeds(self, column: Column) -> list[dict]:
        """The same network trained with every seed: how much a result is luck."""
        found = []
        size = column.network.partition("-")[2] or "full"
        for seed in range(self.settings.seeds) if column.trained else ():
            other = replace(to_train(self.work, column.family, column.recipe, size=size, seed=seed), key=column.key)
            self.train(other)
            result = self.measured(other)
            found.append({"seed": seed, "pck@0.2": result.get("pck@0.2", {}).get("mean"), "map": result.get("map")})
        return found

    def measured(self, column: Column) -> dict:
        keep = self.keep("measures", column)
        make = partial(measure.measure, column, self.sets, keep, device=self.settings.device, tell=self.tell)
        return self.stages(keep.stem, self.of(column), make)

    def column(self, column: Column) -> dict:
        """All about one network but its speed, which is measured in turns with the others'."""
        if column.trained:
            self.train(column)
        header = read_header(column.weights)
        found = {
            "key": column.key, "family": column.family, "network": column.network, "recipe": column.recipe,
            "trained_here": column.trained, "file": column.weights.name, **provenance(column.weights),
            "log": history(column.log), "measures": self.measured(column), "seeds": self.seeds(column),
            "anatomy": self.anatomy(header.architecture, header.arguments, size=header.input_size),
        }  # fmt: skip
        here = speed.devices(self.settings.device)
        make = partial(stacks.by_stack, column.weights, self.people, device=here[-1], tell=self.tell)
        found["stacks"] = self.stages(f"stacks.{column.key}", self.of(column), make)
        self.tell("measuring memory and learning", 0)
        depends = {"weights": digest(column.weights), "devices": here}
        steps = 1 if self.settings.quick else speed.STEPS
        found["memory"] = self.stages(
            f"memory.{column.key}", depends, lambda: {device: speed.memory(column, device) for device in here}
        )
        found["learning"] = self.stages(
            f"learning.{column.key}",
            depends,
            lambda: {device: speed.learning(column, device, steps=steps) for device in here},
        )
        return found

    def anatomy(self, architecture: str, arguments: dict, *, size: int = CROP) -> dict:
        name = "-".join(["anatomy", architecture, *map(str, arguments.values()), str(size)])
        depends = {"architecture": architecture, "arguments": arguments, "size": size}
        return self.stages(name, depends, partial(anatomy, architecture, arguments, size=size))

    def pair(self, one: Column, other: Column) -> dict:
        """Two columns on the same people."""
        keeps = [self.keep("measures", column) for column in (one, other)]
        depends = {"first": self.of(one), "second": self.of(other)}
        self.tell("comparing on the same people", 0)
        differences = self.stages(f"pair.{one.key}.{other.key}", depends, partial(measure.compare, *keeps))
        return {"keys": [one.key, other.key], "recipe": one.recipe, "differences": differences}

    def films(self, column: Column, clips: dict[str, Path]) -> dict:
        """Every clip through a column."""
        found = {}
        for name, clip in clips.items():
            keep = self.work / "stages" / f"film.{name}.{column.key}.npz"
            make = partial(
                film.film,
                column,
                clip,
                keep,
                seconds=self.settings.seconds,
                device=self.settings.device,
                tell=self.tell,
            )
            depends = {"weights": digest(column.weights), "clip": digest(clip), "seconds": self.settings.seconds}
            found[name] = self.stages(keep.stem, depends, make) | {"wrist": film.heights(film.read_take(keep))}
        return found

    def about(self) -> dict:
        """When, with what, about whom."""
        settings = self.settings
        depends = {"data": list(self.data)}
        today = self.stages("about", depends, lambda: {"date": time.strftime("%Y-%m-%d", time.gmtime())})
        learned_from = sum(dataset.people for spec in self.data for dataset in open_data(spec, "train"))
        return {
            "date": today["date"], "quick": settings.quick, "made_up": not settings.data, "photos": settings.photos,
            "data": [unplaced(spec) for spec in self.data], "sets": {name: len(people) for name, people in self.sets},
            "learned_from": learned_from, "seeds": settings.seeds, "lasting": settings.lasting,
            "trunk": settings.trunk and Path(settings.trunk).name, "commit": commit(), "versions": versions(),
            "system": platform.system(), "stickercam": stickercam.__version__,
        }  # fmt: skip


def _seed(column: Column) -> str:
    return f".{column.seed}" if column.trained else ""


def unplaced(spec: str) -> str:
    """A data set without the folders of whoever has it."""
    kind, _, place = spec.partition(":")
    return f"{kind}:{Path(place).name}"
