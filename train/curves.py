"""The picture of a run: losses, validation PCK and learning rate over the people seen."""

import logging
from pathlib import Path

TRAINING, VALIDATION = "#F4511E", "#1E88E5"


def draw_curves(rows: list[dict], out: Path) -> bool:
    """Draw OUT from the lines of a run's log. False, and a word in the log, where matplotlib is not installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        logging.getLogger(__name__).warning("no curves.png: matplotlib is not installed (extra: train)")
        return False

    steps = [row for row in rows if row.get("loss") is not None and "learning_rate" in row]
    checks = [row for row in rows if row.get("validation")]
    figure = Figure(figsize=(12, 3.4))
    axes = figure.subplots(1, 3)
    figure.subplots_adjust(left=0.05, right=0.985, bottom=0.15, top=0.91, wspace=0.2)
    _losses(axes[0], steps, checks)
    _pck(axes[1], checks)
    axes[2].plot(_people(steps), [row["learning_rate"] for row in steps], color="#616161")
    axes[2].set(title="learning rate", ylim=(0, None))
    end = 1.02 * max((row["people"] / 1000 for row in steps + checks), default=1) or 1  # the last dots whole
    for axis in axes:
        axis.set(xlabel="thousand people seen", xlim=(0, end))
        axis.grid(alpha=0.3)
        axis.spines[["top", "right"]].set_visible(False)
    beside = out.with_name(f".{out.stem}.part{out.suffix}")
    figure.savefig(beside, dpi=120)
    beside.replace(out)  # whoever looks while the run goes on never finds half a picture
    return True


def _people(rows: list[dict]) -> list[float]:
    return [row["people"] / 1000 for row in rows]


def _losses(axis, steps: list[dict], checks: list[dict]) -> None:
    from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

    axis.plot(_people(steps), [row["loss"] for row in steps], color=TRAINING, linewidth=1, label="training")
    known = [row for row in checks if row.get("validation_loss") is not None]
    axis.plot(_people(known), [row["validation_loss"] for row in known], "o-", color=VALIDATION, markersize=4,
              label="validation")  # fmt: skip
    values = [row["loss"] for row in steps] + [row["validation_loss"] for row in known]
    if values and min(values) > 0:
        axis.set_yscale("log")
        axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axis.yaxis.set_minor_formatter(NullFormatter())
    axis.set(title="loss")
    axis.legend(frameon=False)


def _pck(axis, checks: list[dict]) -> None:
    known = [row for row in checks if row.get("pck") is not None]
    axis.plot(_people(known), [row["pck"] for row in known], "o-", color=VALIDATION, markersize=4)
    axis.set(title="validation PCK@0.2 (torso)", ylabel="per cent", ylim=(0, 100))
    if known:
        best = max(known, key=lambda row: row["pck"])
        spot = (best["people"] / 1000, best["pck"])
        side = "right" if spot[0] > known[-1]["people"] / 2000 else "left"  # inside the picture
        axis.annotate(f"best {best['pck']:.1f}", spot, xytext=(0, 6), textcoords="offset points", ha=side)
