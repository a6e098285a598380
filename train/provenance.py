"""Where weights come from: what their file and the run's folder say about recipe, data, commit and versions."""

import json
import platform
import subprocess
from dataclasses import asdict
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import torch

import stickercam
from stickercam.models.configurations import NETWORKS
from stickercam.models.skeleton import JOINTS
from stickercam.models.weights import Header
from stickercam.train.checkpoint import way_on
from stickercam.train.disk import write_whole, writing
from stickercam.train.recipe import as_toml
from stickercam.train.state import Run


def header_of(run: Run) -> Header:
    """What a weights file of this run says of itself."""
    architecture, arguments = NETWORKS[run.plan.network]
    plan, progress = run.plan, run.progress
    provenance = {
        "recipe": asdict(run.recipe), "data": list(plan.data), "trunk": _name(plan.trunk),
        "began_with": _name(plan.weights), "teacher": _name(plan.teacher), "seed": plan.seed,
        "steps": progress.step, "epochs": round(progress.epoch, 2), "people_seen": progress.people,
        "minutes": round(progress.seconds / 60, 1), "commit": commit(), **versions(),
        "licence": "as the licences of the data allow",
    }  # fmt: skip
    scores = {}
    if progress.pck is not None:
        scores = {"validation": {"pck@0.2": round(progress.pck, 2), "people": progress.validated_on}}
    return Header(
        name=plan.network, architecture=architecture, arguments=arguments, joints=JOINTS,
        input_size=run.recipe.sizes[-1][1], convention=run.convention, provenance=provenance, scores=scores,
    )  # fmt: skip


def write_facts(run: Run, out: Path, facts: dict) -> None:
    """OUT/recipe.toml, which --recipe reads again, and OUT/run.json; facts: about the data."""
    plan, group = run.plan, run.group
    told = f"# What {out.name} was told; --recipe reads it again.\n"
    record = {
        "network": plan.network, "architecture": NETWORKS[plan.network], "data": list(plan.data), **facts,
        "seed": plan.seed, "trunk": plan.trunk, "weights": plan.weights, "teacher": plan.teacher,
        "device": group.device, "processes": group.world, "threads": torch.get_num_threads(),
        "precision": run.precision, "commit": commit(), "versions": versions(),
    }  # fmt: skip
    files = {"recipe.toml": told + as_toml(plan.recipe), "run.json": json.dumps(record, indent=1)}
    for name, text in files.items():
        with writing(out / name, way_on(out)):
            write_whole(out / name, text.encode())


def _name(source: str | None) -> str | None:
    """Without the folders of whoever trained it."""
    return Path(source).name if source else None


def versions() -> dict[str, str]:
    return {
        "stickercam": stickercam.__version__, "torch": torch.__version__, "numpy": np.__version__,
        "opencv": cv2.__version__, "python": platform.python_version(),
    }  # fmt: skip


@cache
def commit() -> str | None:
    """The commit of this source tree, with "-dirty" if it was changed since; None outside one. Asked once: what runs
    is what was loaded, whatever is committed meanwhile."""
    here = Path(__file__)
    try:
        for command in (["ls-files", "--error-unmatch", here.name], ["describe", "--always", "--dirty", "--exclude=*"]):
            done = subprocess.run(["git", *command], cwd=here.parent, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
