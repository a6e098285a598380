"""What a run tells while it learns: log.jsonl, curves.png, and TensorBoard's files where that is installed."""

import json
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path

from stickercam.train.checkpoint import way_on
from stickercam.train.curves import draw_curves
from stickercam.train.disk import write_whole, writing
from stickercam.train.schedule import Progress

LOG, CURVES, BOARD = "log.jsonl", "curves.png", "tensorboard"
VALIDATION = "validation"  # the key that tells a validation's line


def read_log(file: Path) -> list[dict]:
    """The lines of a log; one that a kill cut off is left out."""
    rows = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else []:
        try:
            rows.append(json.loads(line))
        except ValueError:
            continue
    return rows


class Journal:
    """The written side of a run. step: lines after it (of a sitting that was killed) are dropped."""

    def __init__(self, out: Path, *, step: int) -> None:
        self.out = out
        rows = [row for row in read_log(out / LOG) if row.get("step", 0) <= step]
        with self._writing(LOG):
            write_whole(out / LOG, "".join(json.dumps(row) + "\n" for row in rows).encode())
        self._drawn_at: int | None = None
        self._board = _open_board(out / BOARD, step)

    def event(self, **values) -> None:
        """A line about the run itself: how it began, what it was told."""
        self._line(values)

    def step(self, progress: Progress, *, size: int) -> None:
        names = ("step", "people", "seconds", "share", "loss", "learning_rate", "photos_per_second")
        row = {name: getattr(progress, name) for name in names} | {"size": size}
        self._line(row)
        self._scalars({"loss/training": row["loss"], "learning rate": row["learning_rate"],
                       "photos per second": row["photos_per_second"], "pixels": size}, progress.step)  # fmt: skip

    def validation(self, progress: Progress) -> None:
        """A line and a new picture of the curves."""
        names = ("step", "people", "seconds", "share", "validation_loss", "pck", "best_pck", "best_step", "factor")
        self._line({VALIDATION: True} | {name: getattr(progress, name) for name in names})
        self._scalars({"loss/validation": progress.validation_loss, "PCK@0.2": progress.pck}, progress.step)
        self._draw(progress.step)

    def end(self, progress: Progress, **values) -> None:
        self._line(values | {"step": progress.step, "progress": asdict(progress)})
        if self._drawn_at != progress.step:
            self._draw(progress.step)

    def _draw(self, step: int) -> None:
        self._drawn_at = step
        with self._writing(CURVES):
            draw_curves(read_log(self.out / LOG), self.out / CURVES)

    def close(self) -> None:
        if self._board:
            with self._writing(BOARD):
                self._board.close()

    def _writing(self, name: str) -> AbstractContextManager:
        return writing(self.out / name, way_on(self.out))

    def _line(self, values: dict) -> None:
        with self._writing(LOG), (self.out / LOG).open("a", encoding="utf-8") as file:
            file.write(json.dumps(values) + "\n")

    def _scalars(self, values: dict[str, float | None], step: int) -> None:
        if not self._board:
            return
        with self._writing(BOARD):
            for name, value in values.items():
                if value is not None:
                    self._board.add_scalar(name, value, step)


def _open_board(folder: Path, step: int):
    """TensorBoard's writer, or None without the extra `train`."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return None
    return SummaryWriter(str(folder), purge_step=step)
