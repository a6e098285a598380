"""Several processes that learn as one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from stickercam.errors import StickercamError
from stickercam.models.configurations import NETWORKS, build
from stickercam.train.batches import Batches
from stickercam.train.datasets import open_data
from stickercam.train.distributed import Group, join
from stickercam.train.loss import heatmap_loss
from tests.train.people import write_people

ROOT = Path(__file__).parents[2]
SHARED = {"sigma": 2.0, "seed": 5}
PATIENCE = 900  # seconds: only against a group that waits for ever

# What each process of a group does: the gradient of its share of the batch, averaged by DistributedDataParallel.
PROCESS = """
import sys, torch
from tests.train.test_distributed import gradients
from stickercam.train.distributed import join
torch.set_num_threads(1)
with join("cpu") as group:
    torch.save(gradients(sys.argv[1], group), f"{sys.argv[2]}/{group.rank}.pt")
"""
REFUSED = """
import sys
from stickercam.errors import StickercamError
from stickercam.train.distributed import join
with join("cpu") as group:
    try:
        group.check_same({"data": f"digest {group.rank}"})
    except StickercamError as error:
        print(error)
"""


def gradients(data: str, group: Group) -> dict[str, torch.Tensor]:
    """Gradients of one batch of six people. Batch norms are in evaluation mode: in training mode each process on a CPU
    would normalise by its own share, and that is another function."""
    torch.manual_seed(0)
    network = group.convert(build(*NETWORKS["hourglass-tiny"])).train()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.eval()
    batches = Batches(open_data(data, "train"), 6, rank=group.rank, world=group.world, **SHARED)
    batch = batches.at(0, 64)
    batches.close()
    learner = group.wrap(network)  # kept: what averages ends with it
    heatmap_loss(learner(batch.crops), batch.target, batch.weight).backward()
    return {name: parameter.grad for name, parameter in network.named_parameters()}


def two_processes(script: str, *words: str) -> list[str]:
    """What two processes that gloo joins print."""
    environment = os.environ | {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(_free_port())}
    started = [
        subprocess.Popen([sys.executable, "-W", "ignore", "-c", script, *words], stdout=subprocess.PIPE, text=True,
                         stderr=subprocess.PIPE, cwd=ROOT, env=environment | {"RANK": str(rank)})
        for rank in range(2)
    ]  # fmt: skip
    try:
        outputs = [process.communicate(timeout=PATIENCE) for process in started]
    finally:
        for process in started:
            process.kill()  # no more than a word where it has ended
    assert [process.returncode for process in started] == [0, 0], outputs
    return [output for output, _ in outputs]


def _free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.mark.slow
def test_two_processes_give_one_process_s_gradients_on_the_same_global_batch(tmp_path: Path) -> None:
    data = f"npz:{write_people(tmp_path / 'drawn', 12)}"
    wanted = gradients(data, Group())

    two_processes(PROCESS, data, str(tmp_path))

    first, second = (torch.load(tmp_path / f"{rank}.pt", weights_only=True) for rank in range(2))
    scale = max(float(value.abs().max()) for value in wanted.values())
    for name, value in wanted.items():
        assert torch.equal(first[name], second[name])
        assert torch.allclose(first[name], value, rtol=1e-4, atol=1e-6 * scale), name


@pytest.mark.slow
def test_two_processes_with_different_data_are_refused_in_both(tmp_path: Path) -> None:
    outputs = two_processes(REFUSED)

    assert all("process 1 has another data than process 0 (digest 1, not digest 0)" in output for output in outputs)


@pytest.mark.slow
def test_a_run_of_two_processes_validates_exactly_and_the_first_alone_writes(tmp_path: Path) -> None:
    data = write_people(tmp_path / "drawn", 12)
    words = ["train", "--model", "simplebaseline", "--size", "tiny", "--data", f"npz:{data}", "--epochs", "1",
             "--batch", "4", "--set", "sizes=[[0, 64]]", "--set", "validations=1", "--threads", "1", "--json",
             "-o", str(tmp_path / "run")]  # fmt: skip
    script = f"import sys; sys.argv[1:] = {words!r}\nfrom stickercam.cli import main\nmain()"

    outputs = two_processes(script)

    result = json.loads(outputs[0])
    assert not outputs[1].strip()
    assert (result["steps"], result["people"], result["finished"]) == (3, 12, True)
    evaluated = _pck(Path(result["weights"]), data)
    assert result["pck"] == pytest.approx(evaluated)
    assert json.loads((tmp_path / "run" / "run.json").read_text())["processes"] == 2


def _pck(weights: Path, data: Path) -> float:
    from stickercam.models.weights import load_network
    from stickercam.train.evaluate import measure, predict

    people = [sample for dataset in open_data(f"npz:{data}", "val") for sample in dataset.samples]
    return measure(*predict(load_network(weights)[0], people, size=64), people)["pck@0.2"]["mean"]


def test_one_process_is_a_group_of_one() -> None:
    with join("cpu") as group:
        assert (group.rank, group.world, group.first) == (0, 1, True)
        assert group.largest(1.0, 2.0) == (1.0, 2.0) and group.gather("x") == ["x"]
        group.check_same({"data": 1})


def test_a_card_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)

    with pytest.raises(StickercamError, match="no CUDA device"), join("cuda"):
        pass
