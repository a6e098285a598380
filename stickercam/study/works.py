"""What a study shows of its two networks at work: clips, stickers, heatmaps, people."""

from functools import partial
from pathlib import Path

from stickercam.study import film, measure, scenes
from stickercam.study.gather import Gathering
from stickercam.study.plan import Column, digest

MOMENTS, HARDEST = 6, 6
SWING = "swing"  # the clip that is made up


def clips_of(run: Gathering, columns: list[dict]) -> dict:
    """The clips that were given, then the made-up swing, through every column; what each clip is."""
    files = _files(run)
    for column, content in zip(run.columns, columns):
        content["films"] = run.films(column, files)
    found: dict = {}
    for name, file in files.items():
        found[name] = {"file": file.name, "made_up": name == SWING, "photos": _shown(run, name)}
    found[SWING]["wrist"] = film.heights(film.read_truth(files[SWING]))
    return found


def _files(run: Gathering) -> dict[str, Path]:
    seconds = run.settings.seconds
    made = run.stages(
        SWING,
        {"seconds": seconds, "acted": str(film.ACTED)},
        partial(film.swing, run.work, seconds=seconds, tell=run.tell),
    )
    given = {f"clip{number}": Path(clip) for number, clip in enumerate(run.settings.clips, 1)}
    return given | {SWING: run.settings.out / made["files"][0]}


def _shown(run: Gathering, clip: str) -> bool:
    """Whether the frames of a clip may be in the report."""
    return clip == SWING or run.settings.photos


class Works:
    """The pictures of one pair of networks."""

    def __init__(self, run: Gathering, pair: tuple[Column, Column]) -> None:
        self.run, self.pair, self.folder = run, pair, run.settings.out / "pictures"
        self.depends = {"weights": [digest(column.weights) for column in pair], "photos": run.settings.photos}

    def pictures(self) -> dict:
        stages, files = self.run.stages, _files(self.run)
        swing = files[SWING]
        way = stages("way", self.depends, partial(scenes.way_of_a_frame, self.pair[0], swing, self.folder))
        heat = {
            column.key: stages(
                f"heat.{column.key}", self.depends, partial(scenes.heat_by_stack, column, swing, self.folder)
            )
            for column in self.pair
        }
        return {
            "way": way, "heat": heat,
            "moments": {name: self.moments(name, file) for name, file in files.items()},
            "stickers": {name: self.stickers(name) for name in files}, "hardest": self.hardest(),
        }  # fmt: skip

    def _takes(self, clip: str) -> list[Path]:
        return [self.run.work / "stages" / f"film.{clip}.{column.key}.npz" for column in self.pair]

    def moments(self, name: str, file: Path) -> dict:
        """Both networks beside each other at moments of a clip."""
        make = partial(
            scenes.side_by_side, self._takes(name), file, self.folder, name=name, number=MOMENTS,
            photos=_shown(self.run, name),
        )  # fmt: skip
        depends = self.depends | {"clip": digest(file), "seconds": self.run.settings.seconds}
        return self.run.stages(f"moments.{name}", depends, make)

    def stickers(self, name: str) -> dict:
        """The sticker that each network's joints make of a clip."""
        found = {}
        for column, take in zip(self.pair, self._takes(name)):
            key = f"sticker.{name}.{column.key}"
            out = self.run.work / "clips" / f"{key}.webp"
            make = partial(film.sticker, take, out, self.folder, tell=self.run.tell)
            found[column.key] = self.run.stages(key, {"take": digest(take)}, make)
        return found

    def hardest(self) -> dict:
        keeps = [self.run.keep("measures", column) for column in self.pair]
        places = measure.hardest(keeps, HARDEST)
        photos = self.run.settings.photos or not self.run.settings.data  # made-up people may always be shown
        make = partial(scenes.hard_people, keeps, self.run.sets, places, self.folder, photos=photos, tell=self.run.tell)
        depends = self.depends | {"people": [self.run.of(column) for column in self.pair], "places": places}
        return self.run.stages("hardest", depends, make)
