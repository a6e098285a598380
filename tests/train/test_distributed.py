"""Several processes that learn as one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from stickercam.errors import StickercamError
from stickercam.models.weights import load_network
from stickercam.train.batches import Batches
from stickercam.train.datasets import open_data
from stickercam.train.distributed import Group, join
from stickercam.train.recipe import read_recipe
from stickercam.train.state import Plan, Run
from stickercam.train.validate import Validation
from tests.train.people import write_people

ROOT = Path(__file__).parents[2]
PATIENCE = 900  # seconds: only against a group that waits for ever
TINY = ["train", "--model", "simplebaseline", "--size", "tiny", "--epochs", "1", "--batch", "4", "--threads", "1",
        "--set", "sizes=[[0, 64]]", "--set", "validations=1"]  # fmt: skip

# What each process of a group does: one step of the real loop on its share of the batch.
STEP = """
import sys, torch
from tests.train.test_distributed import gradients
from stickercam.train.distributed import join
torch.set_num_threads(1)
with join("cpu") as group:
    torch.save(gradients(sys.argv[1], group), f"{sys.argv[2]}/{group.rank}.pt")
"""
# A command of each process: the words before "--" for the first, those behind it for the second.
COMMAND = """
import os, sys
words, split = sys.argv[1:], sys.argv.index("--") - 1
sys.argv[1:] = words[:split] if os.environ["RANK"] == "0" else words[split + 1 :]
from stickercam.cli import main
main()
"""
LEFT_ALONE = """
import os
from stickercam.errors import StickercamError
from stickercam.train.distributed import join
try:
    with join("cpu") as group:
        assert group.mean(float(group.rank)) == 0.5
        if group.rank:
            os._exit(0)
        group.mean(0.0)
except StickercamError as error:
    print(error)
"""


def gradients(data: str, group: Group) -> dict[str, torch.Tensor]:
    """Gradients and loss of the first step, on six people. Batch norms are in evaluation mode: in training mode each
    process on a CPU would normalise by its own share, and that is another function."""
    changes = ["sizes=[[0, 64]]", "batch=6", "precision=float32"]
    recipe = read_recipe("ours", "hourglass-tiny", changes, epochs=1)
    run = Run(Plan("hourglass-tiny", (data,), recipe, seed=5), group)
    norms = [module.eval() for module in run.network.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    batches = Batches(open_data(data, "train"), 6, sigma=recipe.sigma, seed=5, rank=group.rank, world=group.world,
                      settings=recipe.augment)  # fmt: skip
    loss = run.learn(batches.at(0, 64))
    batches.close()
    assert norms and not any(norm.training for norm in norms)
    return {"loss": torch.tensor(loss)} | {name: part.grad for name, part in run.network.named_parameters()}


def two_processes(script: str, *words: str, code: int = 0) -> list[tuple[str, str]]:
    """What two processes that gloo joins print and say; code: what both end with."""
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
    assert [process.returncode for process in started] == [code, code], outputs
    return outputs


def _free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.mark.slow
def test_two_processes_give_one_process_s_gradients_on_the_same_global_batch(tmp_path: Path) -> None:
    data = f"npz:{write_people(tmp_path / 'drawn', 12)}"
    wanted = gradients(data, Group())

    two_processes(STEP, data, str(tmp_path))

    first, second = (torch.load(tmp_path / f"{rank}.pt", weights_only=True) for rank in range(2))
    scale = max(float(value.abs().max()) for value in wanted.values())
    for name, value in wanted.items():
        assert torch.equal(first[name], second[name])
        assert torch.allclose(first[name], value, rtol=1e-4, atol=1e-6 * scale), name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        ("others", "process 1 has another data than process 0 ("),
        ("nowhere", "{folder} is not a folder: it needs SET.npz and photos_00.zip, or folders of them"),
    ],
)
def test_two_processes_with_different_data_say_so_in_one_sentence(tmp_path: Path, theirs: str, said: str) -> None:
    write_people(tmp_path / "drawn", 12)
    write_people(tmp_path / "others", 12, seed=1)
    words = [[*TINY, "--quiet", "--data", f"npz:{tmp_path / name}", "-o", str(tmp_path / "run")]
             for name in ("drawn", theirs)]  # fmt: skip

    outputs = two_processes(COMMAND, *words[0], "--", *words[1], code=1)

    said = said.format(folder=tmp_path / "nowhere")
    before = ("process 1 could not begin: " if theirs == "nowhere" else "", "")
    for (output, talk), words in zip(outputs, before, strict=True):
        assert not output and talk.startswith(f"stickercam: {words}{said}") and talk.count("\n") == 1, talk
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
def test_a_process_that_loses_the_other_says_so_in_one_sentence() -> None:
    outputs = two_processes(LEFT_ALONE)

    assert [output for output, _ in outputs] == [
        "another process of the group has ended: see what it said; --resume goes on\n", ""
    ]  # fmt: skip


@pytest.mark.slow
def test_a_run_of_two_processes_validates_exactly_and_the_first_alone_writes(tmp_path: Path) -> None:
    data = write_people(tmp_path / "drawn", 12)
    # Of weights that have learned something, so that it matters which statistics its batch norms have.
    words = [*TINY, "--weights", "simplebaseline-tiny", "--data", f"npz:{data}", "--json", "-o", str(tmp_path / "run")]

    outputs = two_processes(COMMAND, *words, "--", *words)

    result = json.loads(outputs[0][0])
    assert not outputs[1][0].strip() and not outputs[1][1].strip()
    assert (result["steps"], result["people"], result["finished"]) == (3, 12, True)
    loss, pck = _alone(Path(result["weights"]), data)
    assert (result["validation_loss"], result["pck"]) == (pytest.approx(loss, rel=1e-5), pck)
    assert json.loads((tmp_path / "run" / "run.json").read_text())["processes"] == 2


def _alone(weights: Path, data: Path) -> tuple[float, float]:
    """Loss and PCK of a network on the validation people, by one process."""
    people = [sample for dataset in open_data(f"npz:{data}", "val") for sample in dataset.samples]
    validation = Validation(people, read_recipe(str(weights.with_name("recipe.toml"))))
    found = validation.look(load_network(weights)[0])
    validation.close()
    return found


def test_one_process_is_a_group_of_one() -> None:
    with join("cpu") as group:
        assert (group.rank, group.world, group.first) == (0, 1, True)
        assert group.largest(1.0, 2.0) == (1.0, 2.0) and group.mean(3.0) == 3.0 and group.gather("x") == ["x"]
        group.check_same({"data": 1})


def test_a_card_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)

    with pytest.raises(StickercamError, match="no CUDA device"), join("cuda"):
        pass
