"""Runs that are really killed, and really interrupted, in processes of their own."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from stickercam.train.checkpoint import FILE
from tests.train.people import write_people

resource = pytest.importorskip("resource", reason="needs limits and signals of Unix")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A run of some seconds: twelve steps in epochs, on one thread, a checkpoint after every step."""
    data = write_people(tmp_path_factory.mktemp("data") / "drawn", 12)
    settings = ("sizes=[[0, 64]]", "validations=3", "validate_on=3", "precision=float32")
    words = ["--model", "simplebaseline", "--size", "tiny", "--data", f"npz:{data}", "--epochs", "4", "--batch", "3"]
    words += [word for setting in settings for word in ("--set", setting)]
    return [sys.executable, "-m", "stickercam", "train", "--threads", "1", "--checkpoint-every", "0", "--json", *words]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, command: list[str]) -> dict:
    """The result of a run that nothing disturbed."""
    return run(command, tmp_path_factory.mktemp("whole") / "run")


def run(command: list[str], out: Path, *more: str) -> dict:
    done = subprocess.run([*command, "-o", str(out), *more], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def go_on(command: list[str], out: Path) -> list[str]:
    return [*command[:4], "--resume", "--threads", "1", "--json", "-o", str(out)]


def same_weights(first: dict, second: dict) -> bool:
    one, other = (load_file(result["weights"]) for result in (first, second))
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def begun(command: list[str], out: Path) -> subprocess.Popen:
    """A process that has validated once, a third of the way."""
    process = subprocess.Popen([*command, "-o", str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 900  # only against one that hangs
    while not (out / "log.jsonl").exists() or '"validation"' not in (out / "log.jsonl").read_text():
        assert process.poll() is None and time.monotonic() < end, process.communicate()
        time.sleep(0.05)
    return process


def test_a_killed_run_goes_on_to_the_weights_of_one_that_was_not(
    tmp_path: Path, command: list[str], whole: dict
) -> None:
    killed = begun(command, tmp_path / "killed")
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    mended = json.loads(subprocess.run(go_on(command, tmp_path / "killed"), stdout=-1, check=True).stdout)

    assert same_weights(mended, whole)
    assert (mended["loss"], mended["best_pck"]) == (whole["loss"], whole["best_pck"])
    assert not list((tmp_path / "killed").glob(".*"))


def test_ctrl_c_saves_a_full_disk_costs_nothing_of_it_and_with_room_made_the_run_goes_on(
    tmp_path: Path, command: list[str], whole: dict
) -> None:
    out, process = tmp_path / "run", begun(command, tmp_path / "run")
    process.send_signal(signal.SIGINT)
    output, talk = process.communicate(timeout=900)
    before = (out / FILE).read_bytes()

    def fill_disk() -> None:  # no file may grow as large as the checkpoint: weights fit, it does not
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) - 1, len(before) - 1))

    refused = subprocess.run(go_on(command, out), capture_output=True, text=True, preexec_fn=fill_disk)
    after = (out / FILE).read_bytes()
    finished = json.loads(subprocess.run(go_on(command, out), stdout=-1, check=True).stdout)

    assert process.returncode == 0 and json.loads(output)["finished"] is False
    assert f"--resume -o {out} goes on" in talk and "Traceback" not in talk
    assert refused.returncode == 1 and "Traceback" not in refused.stderr
    assert f"{out / FILE} could not be written" in refused.stderr.splitlines()[-1]
    assert refused.stderr.endswith("the one before is kept: make room, then go on with --resume\n")
    assert after == before
    assert finished["finished"] and same_weights(finished, whole)
