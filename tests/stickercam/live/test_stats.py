import pytest

from stickercam.live.stats import LiveSummary, Stats


def test_the_median_and_the_slow_end_of_each_stage_are_kept():
    stats = Stats()
    for milliseconds in range(1, 101):
        stats.add("pose", milliseconds / 1000)

    assert stats.stages()["pose"] == pytest.approx((50.5, 95.05))


def test_the_rate_is_that_of_the_last_two_seconds():
    stats = Stats()
    for tick in range(100):
        stats.tick(tick / 10)
    for tick in range(40):
        stats.tick(10 + tick / 20)

    assert stats.fps(11.95) == pytest.approx(20, rel=0.05)
    assert stats.fps(20.0) == 0


def test_the_summary_is_one_line_and_a_table_when_asked():
    summary = LiveSummary(150, 120, 100, 5.0, {"pose": (20.0, 30.0), "latency": (45.0, 70.0)}, notes=("a note",))

    assert str(summary).splitlines() == [
        "150 frames in 5.0 s, 120 poses (24.0 a second, somebody in 100), 45 ms from camera to screen",
        "a note",
    ]
    detailed = LiveSummary(150, 120, 100, 5.0, {"pose": (20.0, 30.0)}, detailed=True)
    assert str(detailed).splitlines()[2] == "  pose       20.0 ms   30.0 ms"


def test_a_run_without_any_pose_has_no_rate():
    assert LiveSummary(0, 0, 0, 0.0, {}).fps == 0
