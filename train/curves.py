"""The picture of a run: loss and validation PCK over the people seen."""

import json
import logging
from pathlib import Path


def draw_curves(log: Path, out: Path) -> bool:
    """Draw OUT from a run's log.jsonl. False, and a word in the log, where matplotlib is not installed."""
    try:
        import matplotlib
    except ImportError:
        logging.getLogger(__name__).warning("no curves.png: matplotlib is not installed (extra: train)")
        return False
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    rows = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    steps = [row for row in rows if not row.get("validation")]
    checks = [row for row in rows if row.get("validation")]
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
    left.plot([row["people"] / 1000 for row in steps], [row["loss"] for row in steps], color="#F4511E", linewidth=1)
    left.set(xlabel="thousand people seen", ylabel="loss", yscale="log", title="training loss")
    right.plot([row["people"] / 1000 for row in checks], [row["pck"] for row in checks], "o-", color="#1E88E5")
    right.set(xlabel="thousand people seen", ylabel="per cent", title="validation PCK@0.2 (torso)")
    for axis in (left, right):
        axis.grid(alpha=0.3)
        axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(out, dpi=120)
    plt.close(figure)
    return True
