"""The log and the picture of a run."""

from pathlib import Path

import cv2

from stickercam.train.curves import draw_curves
from stickercam.train.journal import CURVES, LOG, Journal, read_log
from stickercam.train.schedule import Progress


def learned(step: int) -> Progress:
    return Progress(step=step, people=32 * step, loss=1 / step, learning_rate=0.001, pck=50.0, validation_loss=0.5)


def test_lines_after_the_checkpoint_are_dropped_when_a_run_goes_on(tmp_path: Path) -> None:
    journal = Journal(tmp_path, step=0)
    for step in (10, 20, 30):
        journal.step(learned(step), size=128)
    journal.close()
    with (tmp_path / LOG).open("a") as file:
        file.write('{"step": 40, "lo')  # what a kill leaves

    Journal(tmp_path, step=20).close()

    assert [row["step"] for row in read_log(tmp_path / LOG)] == [10, 20]


def test_the_picture_is_drawn_anew_with_each_validation(tmp_path: Path) -> None:
    journal = Journal(tmp_path, step=0)
    journal.validation(learned(1))
    first = (tmp_path / CURVES).read_bytes()
    journal.step(learned(2), size=128)
    journal.validation(learned(3))
    journal.close()

    picture = cv2.imread(str(tmp_path / CURVES))
    assert picture is not None and picture.shape[1] > 1000 and (tmp_path / CURVES).read_bytes() != first
    assert not list(tmp_path.glob(".*"))


def test_a_run_of_any_length_and_with_crops_of_several_sizes_is_drawn(tmp_path: Path) -> None:
    rows = [{"step": step, "people": 320 * step, "loss": 0.3 / step, "learning_rate": 0.002, "size": size}
            for step, size in zip(range(1, 40), [128] * 15 + [192] * 22 + [256] * 2, strict=True)]  # fmt: skip
    rows += [{"validation": True, "people": 12_000, "validation_loss": 0.01, "pck": 97.0}]

    for number in (0, 1, 2, len(rows)):
        assert draw_curves(rows[:number], tmp_path / CURVES)
        assert cv2.imread(str(tmp_path / CURVES)).shape == (432, 1440, 3)
