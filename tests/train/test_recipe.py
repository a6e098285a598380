"""Recipes."""

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from stickercam.errors import UsageError
from stickercam.models.configurations import NETWORKS
from stickercam.train.augment import AugmentSettings
from stickercam.train.recipe import SHIPPED, Recipe, as_toml, override, read_recipe


def write(folder: Path, text: str) -> str:
    file = folder / "mine.toml"
    file.write_text(text)
    return str(file)


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.toml")), ids=lambda file: file.stem)
def test_every_shipped_recipe_reads_for_every_network(file: Path) -> None:
    for network in NETWORKS:
        assert isinstance(read_recipe(file.stem, network), Recipe)


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.toml")), ids=lambda file: file.stem)
def test_a_shipped_recipe_leaves_nothing_of_the_augmentation_to_be_guessed(file: Path) -> None:
    assert set(tomllib.loads(file.read_text())["augment"]) == {entry.name for entry in fields(AugmentSettings)}


def test_the_study_s_recipe_is_what_the_study_states() -> None:
    hourglass, baseline = (read_recipe("study", name) for name in ("hourglass", "simplebaseline"))

    assert (hourglass.learning_rate, hourglass.batch) == (0.0007, 16)
    assert (baseline.learning_rate, baseline.batch) == (0.0003, 4)
    for recipe in (hourglass, baseline):
        assert (recipe.epochs, recipe.optimizer, recipe.schedule) == (5, "adam", "plateau")
        assert recipe.early_stopping and recipe.augment.margin == (0.1, 0.3)
        assert not any((recipe.augment.flip, recipe.augment.rotation, recipe.augment.colour, recipe.average))


def test_a_table_of_a_family_stands_over_the_file_and_one_of_a_network_over_that(tmp_path: Path) -> None:
    file = write(tmp_path, 'batch = 8\n[hourglass]\nbatch = 4\n["hourglass-lite"]\nbatch = 2\nepochs = 3')

    found = [read_recipe(file, name).batch for name in ("simplebaseline", "hourglass", "hourglass-lite")]

    assert found == [8, 4, 2]
    assert read_recipe(file, "hourglass-lite").epochs == 3


def test_the_command_line_stands_over_the_file() -> None:
    changes = ["foreground=10", "sizes=[[0, 128]]", "optimizer=adam", "augment.rotation=40", "augment.margin=[0, 0.2]"]

    recipe = read_recipe("ours", "hourglass-lite", changes, minutes=5.0, batch=None)

    assert (recipe.minutes, recipe.foreground, recipe.sizes, recipe.optimizer) == (5.0, 10.0, ((0.0, 128),), "adam")
    assert (recipe.augment.rotation, recipe.augment.margin) == (40.0, (0.0, 0.2))


def test_epochs_take_the_place_of_minutes_and_the_other_way_round() -> None:
    by_epochs = override(Recipe(minutes=60), epochs=2.0)

    assert (by_epochs.epochs, by_epochs.minutes) == (2.0, 0.0)
    assert override(by_epochs, ["minutes=3"]).epochs == 0.0


def test_the_crop_grows_with_the_run() -> None:
    recipe = Recipe(sizes=((0.0, 128), (0.5, 256)))

    assert [recipe.size_at(share) for share in (0.0, 0.49, 0.5, 1.0)] == [128, 128, 256, 256]


def test_a_resolved_recipe_reads_again(tmp_path: Path) -> None:
    for recipe in (read_recipe("ours", "hourglass-lite"), read_recipe("study", "simplebaseline")):
        assert read_recipe(write(tmp_path, as_toml(recipe))) == recipe


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("learning_rat = 1", "unknown key learning_rat"),
        ("learning_rate = 50", "absurd"),
        ("learning_rate = nan", "absurd"),
        ("learning_rate = 'fast'", "give a number"),
        ("batch = 2.5", "whole number"),
        ("batch = true", "whole number"),
        ("batch = 0", "absurd"),
        ("compile = 1", "true, false"),
        ("optimizer = 'sgd'", "adamw, adam"),
        ("sizes = [[0.0, 100]]", "multiple of 64"),
        ("sizes = [[0.2, 128]]", "from 0.0 on"),
        ("sizes = []", "from 0.0 on"),
        ("sizes = 256", "from 0.0 on"),
        ("epochs = 1\nminutes = 1", "both epochs and minutes"),
        ("minutes = 0", "no time"),
        ("[augment]\nrotate = 1", "unknown key rotate"),
        ("sizes = [[0, 192.5]]", "from 0.0 on"),
        ("[augment]\nrotation = -1", "from 0 to 180"),
        ("[augment]\nflip = 5", "from 0 to 1"),
        ("[augment]\nmargin = [0.3, 0.1]", "two rising numbers"),
        ("[augment]\nmargin = 0.1", "two rising numbers"),
        ("augment = 3", "no table"),
        ("hourglass = 3", "no table"),
        ("[simplebaseline]\nbath = 3", "unknown key bath"),
        ("batch = ", "not valid TOML"),
    ],
)
def test_a_slip_is_one_sentence_that_names_it(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(UsageError, match=named):
        read_recipe(write(tmp_path, text))


@pytest.mark.parametrize(("change", "named"), [("batch", "KEY=VALUE"), ("batsch=3", "batsch"), ("batch=many", "many")])
def test_so_is_one_on_the_command_line(change: str, named: str) -> None:
    with pytest.raises(UsageError, match=named):
        override(Recipe(), [change])


def test_an_unknown_recipe_is_said_with_the_shipped_ones() -> None:
    with pytest.raises(UsageError, match="ours, study"):
        read_recipe("theirs")
