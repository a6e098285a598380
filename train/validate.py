"""How a run does on people that it does not learn from: PCK by the measures' own rules, and the training's loss."""

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import torch

from stickercam.train.augment import AugmentSettings
from stickercam.train.batches import Batches
from stickercam.train.distributed import Group
from stickercam.train.evaluate import MARGIN, predict
from stickercam.train.loss import heatmap_loss
from stickercam.train.measures import pck, torso
from stickercam.train.recipe import Recipe
from stickercam.train.sample import Dataset, Sample

BATCH = 16  # crops at a time: larger ones are no faster on a CPU
MADE_UP = 40  # of synthetic people, each of which takes a quarter of a second to render


def people_of(sets: list[Dataset], number: int, progress: Callable[..., None]) -> list[Sample]:
    """The same people each time, drawn from all the sets alike; number: at most so many, 0 all.

    Made-up people are rendered now, so there are few of them, and none where others are.
    """
    real = [dataset for dataset in sets if dataset.people and not dataset.made_up]
    places = [(dataset, index) for dataset in real or sets for index in range(len(dataset.samples))]
    if not real:
        number = min(number or MADE_UP, MADE_UP)
    order = np.random.default_rng(1).permutation(len(places))
    people: list[Sample] = []
    wanted = min(number or len(places), len(places))
    for place in order:
        if len(people) == wanted:
            break
        dataset, index = places[place]
        sample = dataset.samples[index]
        if not sample.nobody:
            people.append(sample)
            progress("preparing people to validate on", len(people), wanted)
    return people


def plain() -> AugmentSettings:
    """No augmentation: the square that is cropped in use, nothing drawn over it."""
    off = {
        entry.name: 0.0
        for entry in fields(AugmentSettings)
        if isinstance(getattr(AugmentSettings(), entry.name), float)
    }
    return replace(AugmentSettings(), margin=((MARGIN - 1) / 2,) * 2, **off)


class Validation:
    """The people of a run's validations, in one process of a group."""

    def __init__(self, people: list[Sample], recipe: Recipe, group: Group = Group()) -> None:  # noqa: B008 (frozen)
        self.people, self.recipe, self.group = people, recipe, group
        self.mine = people[group.rank :: group.world]
        self._batches: Batches | None = None

    def look(
        self, network: torch.nn.Module, progress: Callable[[int, int], None] | None = None
    ) -> tuple[float, float | None]:
        """(mean loss, PCK@0.2 or None where no torso is labelled), exact over the processes of the group.

        network: in evaluation mode. Crops have the size that the run ends with.
        """
        people, world, size = self.people, self.group.world, self.recipe.sizes[-1][1]
        mine = (np.zeros((0, 16, 2)), 0.0)
        if self.mine:
            xy, _ = predict(network, self.mine, size=size, batch=BATCH, progress=progress)
            mine = (xy, self._loss(network, size))
        parts = self.group.gather(mine)
        xy = np.zeros((len(people), 16, 2))
        for rank, (part, _) in enumerate(parts):
            xy[rank::world] = part
        truth = np.stack([sample.joints for sample in people])
        return sum(part for _, part in parts) / len(people), pck(xy, truth, torso(truth), 0.2)["mean"]

    def _loss(self, network: torch.nn.Module, size: int) -> float:
        """The sum over this process's people of what training would minimise."""
        batch, recipe = min(BATCH, len(self.mine)), self.recipe
        if self._batches is None:
            sets = [Dataset("validation", self.mine)]
            self._batches = Batches(sets, batch, sigma=recipe.sigma, seed=0, device=self.group.device, settings=plain())
        total = 0.0
        for step in range(self._batches.steps_per_epoch):
            made = self._batches.at(step, size)
            people = min(batch, len(self.mine) - step * batch)  # the last batch is filled up with the first people
            crops, target, weight = made.crops[:people], made.target[:people], made.weight[:people]
            with torch.inference_mode():
                total += people * float(heatmap_loss(network(crops), target, weight, recipe.foreground))
        return total

    def close(self) -> None:
        if self._batches is not None:
            self._batches.close()
