"""What a study is told, and which networks stand in it beside each other."""

from pathlib import Path

import pytest

from stickercam.errors import StickercamError, UsageError
from stickercam.models.header import read_header
from stickercam.pose import weights_folder
from stickercam.study.plan import Column, Settings, columns_of, pairs_of, recipe_of, title_of

OUT = Path("study")


def column(network: str, recipe: str) -> Column:
    family = network.split("-")[0]
    return Column(f"{network}.{recipe}", family, network, recipe, Path(f"{network}.safetensors"), None)


def test_without_weights_both_networks_are_trained_by_both_recipes():
    columns = columns_of(Settings(OUT, size="tiny"))

    assert [one.key for one in columns] == [
        "hourglass-tiny.study", "simplebaseline-tiny.study", "hourglass-tiny.ours", "simplebaseline-tiny.ours",
    ]  # fmt: skip
    assert all(one.trained and one.seed == 0 for one in columns)


def test_given_weights_are_taken_as_they_are_with_the_log_behind_the_at_sign(tmp_path: Path):
    (tmp_path / "log.jsonl").write_text("{}\n")
    names = ("hourglass-lite", "simplebaseline-tiny")

    one, other = columns_of(Settings(OUT, weights=(f"{names[0]}@{tmp_path}", names[1])))

    assert (one.weights, one.log) == (weights_folder() / "hourglass-lite.safetensors", tmp_path / "log.jsonl")
    assert (other.family, other.recipe, other.log, other.trained) == ("simplebaseline", "ours", None, False)


def test_the_same_weights_twice_are_two_columns():
    columns = columns_of(Settings(OUT, weights=("hourglass-lite", "hourglass-lite", "simplebaseline-tiny")))

    assert [one.key for one in columns] == ["hourglass-lite.ours", "hourglass-lite.ours+2", "simplebaseline-tiny.ours"]


def test_one_network_alone_is_no_comparison():
    with pytest.raises(UsageError, match="there is no SimpleBaseline among the weights"):
        columns_of(Settings(OUT, weights=("hourglass-lite",)))


def test_a_log_that_is_not_there_is_refused():
    with pytest.raises(StickercamError, match=r"the log .*nowhere does not exist"):
        columns_of(Settings(OUT, weights=("hourglass-lite@nowhere", "simplebaseline-tiny")))


@pytest.mark.parametrize(
    "words",
    [
        {"epochs": 1.0, "minutes": 1.0}, {"people": 12, "data": ("npz:x",)}, {"recipes": ("theirs",)},
        {"seeds": 3, "weights": ("hourglass-lite", "simplebaseline-tiny")},
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused(words: dict):
    with pytest.raises(UsageError):
        Settings(OUT, **words)


def test_networks_are_compared_within_a_recipe_and_full_sizes_with_full_ones():
    columns = [
        column("hourglass-lite", "ours"), column("hourglass", "study"), column("simplebaseline", "study"),
        column("hourglass-lite", "study"), column("simplebaseline-tiny", "ours"),
    ]  # fmt: skip

    pairs = [(one.key, other.key) for one, other in pairs_of(columns)]

    assert pairs == [
        ("hourglass-lite.ours", "simplebaseline-tiny.ours"), ("hourglass.study", "simplebaseline.study"),
    ]  # fmt: skip


def test_networks_that_share_nothing_are_compared_all_the_same():
    columns = [column("hourglass", "study"), column("simplebaseline-lite", "ours")]

    assert pairs_of(columns) == [tuple(columns)]


def test_shipped_weights_are_told_from_those_of_the_study_by_their_recipe():
    header = read_header(weights_folder() / "hourglass-lite.safetensors")
    study = {"optimizer": "adam", "schedule": "plateau", "learning_rate": 0.0007}

    assert recipe_of(header) == "ours"
    header.provenance["recipe"] = study
    assert recipe_of(header) == "study"
    header.provenance["recipe"] = None
    assert recipe_of(header) == "another"


def test_titles_read_as_names():
    assert [title_of(name) for name in ("hourglass-lite", "simplebaseline", "hg8")] == [
        "Hourglass lite", "SimpleBaseline", "hg8",
    ]  # fmt: skip
