"""The sentences follow the numbers: other numbers, other words."""

import pytest

from stickercam.study import advice, closing, method, motion, words
from stickercam.study.findings import findings
from tests.stickercam.study.sample import results


@pytest.mark.parametrize(
    ("pck", "ends", "told"),
    [
        (61.3, (-6.0, -2.0), "**Hourglass lite is more accurate**: SimpleBaseline minus hourglass is −4.0 points"),
        (69.3, (2.0, 6.0), "**SimpleBaseline tiny is more accurate**: SimpleBaseline minus hourglass is +4.0 points"),
        (65.8, (-1.0, 2.0), "The difference, +0.5 points (95 %: −1.0 to +2.0), may be none"),
    ],
)
def test_who_is_more_accurate_follows_the_interval(pck: float, ends: tuple, told: str):
    r = results(simplebaseline=pck, low=ends[0], high=ends[1])

    assert told in words.accuracy(r, 0)


@pytest.mark.parametrize(
    ("ends", "verdict"), [((-1.0, 2.5), True), ((-9.0, -4.0), False), ((-6.0, -2.0), None), ((-4.0, 4.0), None)]
)
def test_about_as_accurate_holds_where_the_whole_interval_is_near_nothing(ends: tuple, verdict: bool | None):
    r = results(low=ends[0], high=ends[1])

    assert motion.claims(r)[0][2] is verdict


@pytest.mark.parametrize(("ms", "verdict"), [(20.0, True), (90.0, False), (43.5, None)])
def test_faster_holds_where_the_time_is_less(ms: float, verdict: bool | None):
    r = results()
    r["speed"]["one core"]["networks"]["simplebaseline-tiny.ours"] |= {"ms": ms, "late_ms": ms}
    r["findings"] = findings(r)

    assert motion.claims(r)[1][2] is verdict


def test_fewer_parameters_is_refuted_by_the_networks_themselves():
    claim, told, holds = motion.claims(results())[3]

    assert (claim, holds) == ("Fewer parameters", False)
    assert told.startswith("1.36 times those of the hourglass at the study's sizes")


def test_the_advice_is_the_rate_then_accuracy_then_speed():
    by_rate, by_accuracy, by_speed = results(), results(), results(low=-1.0, high=2.0)
    for r in (by_accuracy, by_speed):
        r["speed"]["one core"]["networks"]["hourglass-lite.ours"] |= {"ms": 32.0, "late_ms": 34.0}
        r["findings"] = findings(r)

    assert "take SimpleBaseline tiny**: it keeps 20 pictures a second" in advice.advice(by_rate)[0]
    assert "take Hourglass lite**: both keep 20 pictures a second" in advice.advice(by_accuracy)[0]
    assert "take SimpleBaseline tiny**: both keep 20 pictures a second, accuracy" in advice.advice(by_speed)[0]


def test_one_seed_is_said_to_be_one_and_several_have_a_spread():
    once, often = results(), results()
    often["columns"][0]["seeds"] = [{"seed": n, "pck@0.2": 60.0 + n, "map": 30.0} for n in range(3)]
    often["findings"] = findings(often)

    assert "Hourglass lite and SimpleBaseline tiny were trained once" in words.stability(once)[0]
    assert (
        "Hourglass lite, trained 3 times, has a PCK@0.2 of 61.0 on average, from 60.0 to 62.0"
        in words.stability(often)[0]
    )


def test_overfitting_is_named_where_the_validation_loss_is_far_above():
    r = results()
    calm = words.fitting(r)
    r["columns"][1]["log"]["gap"] = 2.4

    assert "nowhere" in calm
    assert words.fitting(r).endswith("SimpleBaseline tiny overfits.")


def test_limits_name_what_was_not_measured():
    real, made_up = results(), results()
    made_up["about"]["made_up"] = True

    assert not any("made up" in limit for limit in closing.limits(real))
    assert any("made up" in limit for limit in closing.limits(made_up))
    assert any("No NVIDIA card" in limit for limit in closing.limits(real))


def test_a_quick_study_says_that_it_is_one():
    r = results()
    r["about"] |= {"quick": True, "made_up": True, "lasting": {"minutes": 0.6}, "sets": {"people": 75}}

    assert method.kind(r).startswith("**This is a quick study**: small networks, 0.6 minutes of learning each")


def test_no_difference_from_the_study_is_listed_that_there_is_not():
    r = results()
    without = [row[0] for row in method.differences(r).rows]
    r["about"]["data"] = ["mpii:mpii"]

    assert "MPII Human Pose" in without
    assert "MPII Human Pose" not in [row[0] for row in method.differences(r).rows]
