"""The picture of a run: losses, validation PCK and learning rate over the people seen."""

import io
import logging
from pathlib import Path

import numpy as np

from stickercam.train.disk import write_whole

TRAINING, VALIDATION, QUIET = "#F4511E", "#1E88E5", "#616161"
SMOOTH = 40  # the bold line of the training loss is a mean over a window of one part in so many of the run
NARROW = 0.08  # of the width: a phase of one crop size that is narrower has no room for its words


def draw_curves(rows: list[dict], out: Path) -> bool:
    """Draw OUT from the lines of a run's log. False, and a word in the log, where matplotlib is not installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        logging.getLogger(__name__).warning("no curves.png: matplotlib is not installed (extra: train)")
        return False

    most = max((row["people"] for row in rows if "people" in row), default=1)
    unit, words = (1000, "thousand people seen") if most >= 3000 else (1, "people seen")
    rows = [row | {"x": row["people"] / unit} for row in rows if "people" in row]
    steps = [row for row in rows if row.get("loss") is not None and "learning_rate" in row]
    checks = [row for row in rows if row.get("validation")]
    figure = Figure(figsize=(12, 3.6))
    axes = figure.subplots(1, 3)
    figure.subplots_adjust(left=0.055, right=0.985, bottom=0.15, top=0.83, wspace=0.23)
    _losses(axes[0], steps, checks)
    _pck(axes[1], checks)
    axes[2].plot(_x(steps), [1000 * row["learning_rate"] for row in steps], color=QUIET)
    axes[2].set_title("learning rate, thousandths", pad=20)
    axes[2].set_ylim(0, None)
    end = 1.02 * max(most, 1) / unit  # the last dots whole
    for axis in axes:
        axis.set(xlabel=words, xlim=(0, end))
        axis.grid(alpha=0.3)
        axis.spines[["top", "right"]].set_visible(False)
        _sizes(axis, steps, end)
    picture = io.BytesIO()
    figure.savefig(picture, dpi=120, format="png")
    write_whole(out, picture.getvalue())  # whoever looks while the run goes on never finds half a picture
    return True


def _x(rows: list[dict]) -> list[float]:
    return [row["x"] for row in rows]


def _losses(axis, steps: list[dict], checks: list[dict]) -> None:
    from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, StrMethodFormatter

    losses = np.array([row["loss"] for row in steps])
    axis.plot(_x(steps), losses, color=TRAINING, linewidth=1, alpha=0.35)
    axis.plot(_x(steps), _smooth(losses), color=TRAINING, linewidth=1.6, label="training, augmented")
    known = [row for row in checks if row.get("validation_loss") is not None]
    axis.plot(_x(known), [row["validation_loss"] for row in known], "o-", color=VALIDATION, markersize=4,
              label="validation")  # fmt: skip
    values = [*losses, *(row["validation_loss"] for row in known)]
    if values and min(values) > 0:
        low, high = min(values), max(values)
        axis.set_yscale("log")
        axis.set_ylim(low / 1.15, high * (high / low) ** 0.25 * 1.15)  # the legend finds room above
        axis.yaxis.set_major_locator(
            LogLocator(subs=(1, 2, 5)) if high > 6 * low else MaxNLocator(5, steps=[1, 2, 5, 10])
        )
        axis.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axis.yaxis.set_minor_formatter(NullFormatter())
    axis.set_title("loss", pad=20)
    axis.legend(frameon=False, loc="upper right")


def _smooth(values: np.ndarray) -> np.ndarray:
    """The mean over a window about each; at the ends over what there is of it."""
    half = len(values) // (2 * SMOOTH)
    return np.array([values[max(0, place - half) : place + half + 1].mean() for place in range(len(values))])


def _pck(axis, checks: list[dict]) -> None:
    known = [row for row in checks if row.get("pck") is not None]
    axis.plot(_x(known), [row["pck"] for row in known], "o-", color=VALIDATION, markersize=4)
    axis.set_title("validation PCK@0.2 (torso), %", pad=20)
    axis.set_ylim(0, 100)
    if known:
        best = max(known, key=lambda row: row["pck"])
        side = "right" if best["x"] > known[-1]["x"] / 2 else "left"  # inside the picture
        below = best["pck"] > 90
        axis.annotate(f"best {best['pck']:.1f}", (best["x"], best["pck"]), xytext=(0, -16 if below else 7),
                      textcoords="offset points", ha=side)  # fmt: skip


def _sizes(axis, steps: list[dict], end: float) -> None:
    """Above the curves how large the crops were, and lines where that changed."""
    from matplotlib.transforms import blended_transform_factory

    changes = [0] + [place for place in range(1, len(steps)) if steps[place]["size"] != steps[place - 1]["size"]]
    starts = [0.0] + [steps[place]["x"] for place in changes[1:]]
    place = blended_transform_factory(axis.transData, axis.transAxes)
    for start, until, change in zip(starts, [*starts[1:], end], changes if steps else ()):
        if start:
            axis.axvline(start, color=QUIET, linewidth=0.8, linestyle=":")
        if until - start > NARROW * end:
            axis.text((start + until) / 2, 1.02, f"{steps[change]['size']} px", color=QUIET, fontsize=9, ha="center",
                      transform=place)  # fmt: skip
