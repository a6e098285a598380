"""Training from end to end on a few drawn people."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from stickercam.errors import StickercamError, UsageError
from stickercam.models.configurations import NETWORKS, build
from stickercam.models.weights import load_network, read_header
from stickercam.train.augment import AugmentSettings, augment
from stickercam.train.batches import make_batch
from stickercam.train.datasets import open_data
from stickercam.train.evaluate import evaluate
from stickercam.train.loop import train
from stickercam.train.loss import heatmap_loss
from tests.train.people import write_people

RECIPE = """
batch = 8
sizes = [[0.0, 64]]
minutes = 0.05
"""


@pytest.fixture
def recipe(tmp_path: Path) -> str:
    file = tmp_path / "short.toml"
    file.write_text(RECIPE)
    return str(file)


@pytest.mark.slow
def test_a_run_leaves_weights_a_log_and_a_checkpoint_to_go_on_from(tmp_path: Path, recipe: str) -> None:
    data = [f"npz:{write_people(tmp_path / 'drawn', 16)}"]
    out = tmp_path / "run"

    file = train("simplebaseline", "tiny", data, out, recipe=recipe)
    first = json.loads((out / "log.jsonl").read_text().splitlines()[-1])
    train("simplebaseline", "tiny", data, out, recipe=recipe, minutes=0.1, resume=True)
    second = json.loads((out / "log.jsonl").read_text().splitlines()[-1])

    header = read_header(file)
    assert header.name == "simplebaseline-tiny" and header.provenance["data"] == data
    assert second["step"] > first["step"] and second["seconds"] > first["seconds"]
    assert not list(out.glob("*.partial"))
    network, _ = load_network(file)
    assert not network.training
    assert evaluate(file, data, limit=4)["pck@0.2"]["people"] == 4


def test_a_run_is_not_written_over_by_accident(tmp_path: Path, recipe: str) -> None:
    data = [f"npz:{write_people(tmp_path / 'drawn', 8)}"]
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "checkpoint.safetensors").write_bytes(b"")

    with pytest.raises(UsageError, match="--resume"):
        train("simplebaseline", "tiny", data, tmp_path / "run", recipe=recipe)


def test_resuming_nothing_is_said(tmp_path: Path, recipe: str) -> None:
    data = [f"npz:{write_people(tmp_path / 'drawn', 8)}"]

    with pytest.raises(StickercamError, match="holds no checkpoint"):
        train("simplebaseline", "tiny", data, tmp_path / "run", recipe=recipe, resume=True)


@pytest.mark.slow
def test_eight_people_can_be_learned_by_heart(tmp_path: Path) -> None:
    torch.manual_seed(0)
    people = open_data(f"npz:{write_people(tmp_path / 'drawn', 11)}", "train")[0].samples
    plain = AugmentSettings(scale=0, shift=0, rotation=0, half_body=0, desk=0, colour=0, blur=0, patches=0)
    examples = [augment(person, 64, np.random.default_rng(row), plain) for row, person in enumerate(people)]
    batch = make_batch(examples, 64, 2.0)
    network = build(*NETWORKS["hourglass-tiny"])
    optimizer = torch.optim.Adam(network.parameters(), 3e-3)

    losses = []
    for _ in range(60):
        loss = heatmap_loss(network(batch.crops), batch.target, batch.weight)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))

    assert losses[-1] < 0.25 * losses[0] and losses[-1] < 0.5 * losses[10]
