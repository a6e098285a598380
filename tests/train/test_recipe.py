"""Recipes."""

from pathlib import Path

import pytest

from stickercam.errors import UsageError
from stickercam.train.recipe import SHIPPED, Recipe, read_recipe


def test_every_shipped_recipe_is_complete_and_reads() -> None:
    files = list(SHIPPED.glob("*.toml"))

    assert files
    for file in files:
        assert isinstance(read_recipe(file.stem), Recipe)


def test_the_command_line_stands_over_the_file() -> None:
    assert read_recipe("ours", minutes=5.0, batch=None).minutes == 5.0


def test_the_crop_grows_with_the_run() -> None:
    recipe = Recipe(sizes=((0.0, 128), (0.5, 256)))

    assert [recipe.size_at(share) for share in (0.0, 0.49, 0.5, 1.0)] == [128, 128, 256, 256]


def test_a_misspelt_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("learning_rat = 1")

    with pytest.raises(UsageError, match="learning_rat"):
        read_recipe(str(tmp_path / "mine.toml"))


def test_an_unknown_recipe_is_said_with_the_shipped_ones() -> None:
    with pytest.raises(UsageError, match="ours"):
        read_recipe("theirs")
