"""Length, clock, learning rate, plateaus."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stickercam.train.recipe import Recipe
from stickercam.train.schedule import Clock, Length, Progress, judge, learning_rate, length_of


def test_a_run_in_epochs_counts_steps_and_one_in_minutes_counts_seconds() -> None:
    by_steps, by_time = length_of(Recipe(epochs=2.5, minutes=0), 10), length_of(Recipe(minutes=2), 10)

    assert by_steps == Length(steps=25) and by_time == Length(seconds=120)
    assert by_steps.share(Progress(step=5, seconds=1e6)) == 0.2
    assert by_time.share(Progress(step=5, seconds=30)) == 0.25
    assert by_steps.share_at(20, Progress()) == 0.8


def test_a_machine_that_slept_did_not_learn() -> None:
    times = itertools.accumulate([0, 1, 1, 1, 1, 1, 1, 3600, 1])
    clock = Clock(lambda: float(next(times)))

    taken = [clock.step() for _ in range(8)]

    assert taken == [1, 1, 1, 1, 1, 1, 10, 1]


def test_a_pause_does_not_count() -> None:
    times = iter([0.0, 1.0, 50.0, 51.5])
    clock = Clock(lambda: next(times))

    first = clock.step()
    clock.pause()

    assert (first, clock.step(), clock.usual()) == (1.0, 1.5, 1.25)


@given(st.floats(0, 1), st.sampled_from(["cosine", "plateau"]))
def test_the_learning_rate_stays_between_nothing_and_the_recipe_s(share: float, schedule: str) -> None:
    recipe = Recipe(learning_rate=0.01, warm_up=0.1, schedule=schedule)

    assert 0 <= learning_rate(recipe, share) <= 0.01


def test_it_warms_up_and_ends_at_nothing() -> None:
    recipe = Recipe(learning_rate=1.0, warm_up=0.1)

    rates = [learning_rate(recipe, share) for share in (0, 0.05, 0.1, 0.55, 1)]

    assert rates == pytest.approx([0.01, 0.5, 1, 0.5, 0])


def test_a_plateau_lowers_the_rate_and_a_long_one_ends_the_run() -> None:
    recipe = Recipe(schedule="plateau", plateau_factor=0.5, plateau_patience=2, early_stopping=5, warm_up=0)
    progress, factors = Progress(), []

    for loss in (1.0, 0.9, 1.0, 0.95, 0.91, 0.9, 0.99):
        progress.validation_loss = loss
        judge(progress, recipe)
        factors.append(progress.factor)

    assert factors == [1, 1, 1, 0.5, 0.5, 0.25, 0.25]
    assert progress.stopped_early and learning_rate(recipe, 0.5, progress.factor) == recipe.learning_rate / 4


def test_a_lower_loss_begins_the_waiting_anew() -> None:
    recipe, progress = Recipe(early_stopping=2), Progress()

    for loss in (1.0, 1.1, 0.9, 1.0, 0.8):
        progress.validation_loss = loss
        judge(progress, recipe)

    assert not progress.stopped_early and progress.waited == 0
