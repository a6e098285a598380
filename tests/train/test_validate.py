"""Who a run is validated on, and how."""

import numpy as np
import pytest
import torch

from stickercam.models.configurations import NETWORKS, build
from stickercam.train.datasets import open_data
from stickercam.train.evaluate import measure, predict
from stickercam.train.loop import silent
from stickercam.train.recipe import Recipe
from stickercam.train.sample import Dataset, Sample
from stickercam.train.validate import Validation, people_of
from tests.train.people import write_people


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> list[Dataset]:
    folder = tmp_path_factory.mktemp("data")
    specs = [f"npz:{write_people(folder / name, 20, seed=seed)}" for seed, name in enumerate(("one", "two"))]
    return [dataset for spec in specs for dataset in open_data(spec, "val")]


def test_the_same_people_of_all_sets_each_time(sets: list[Dataset]) -> None:
    first, second = people_of(sets, 6, silent), people_of(sets, 6, silent)

    assert len(first) == 6 and [a is b for a, b in zip(first, second)] == [True] * 6
    assert {sample.joints[0, 0] for sample in first} & {sample.joints[0, 0] for sample in sets[1].samples}
    assert len(people_of(sets, 0, silent)) == 10 and len(people_of(sets, 999, silent)) == 10


def test_empty_rooms_are_nobody_to_validate_on(sets: list[Dataset]) -> None:
    room = Sample(lambda: np.zeros((8, 8, 3), np.uint8), np.zeros((16, 3), np.float32), np.zeros(4), nobody=True)
    rooms, made_up = Dataset("rooms", [room]), Dataset("synthetic", tuple(sets[0].samples))

    assert people_of([rooms], 10, silent) == []
    assert len(people_of([rooms, made_up], 10, silent)) == 5  # rooms beside them are no reason to leave them out


def test_made_up_people_are_rendered_only_where_there_are_no_others(sets: list[Dataset]) -> None:
    class Unasked(list):
        def __getitem__(self, index):
            raise AssertionError("rendered")

    synthetic = Dataset("synthetic", Unasked(range(100)))

    assert synthetic.made_up and len(people_of([synthetic, *sets], 4, silent)) == 4


def test_the_pck_is_that_of_the_measures_and_the_loss_the_mean_over_people(sets: list[Dataset]) -> None:
    torch.manual_seed(0)
    network = build(*NETWORKS["simplebaseline-tiny"]).eval()
    torch.nn.init.normal_(network.final_layer.weight, std=0.1)
    people = people_of(sets, 0, silent)
    recipe = Recipe(sizes=((0.0, 64),))

    validation = Validation(people, recipe)
    loss, found = validation.look(network)
    validation.close()
    losses = []
    for person in people:
        alone = Validation([person], recipe)
        losses.append(alone.look(network)[0])
        alone.close()

    assert found == measure(*predict(network, people, size=64), people)["pck@0.2"]["mean"]
    assert loss == pytest.approx(np.mean(losses), rel=1e-5)
