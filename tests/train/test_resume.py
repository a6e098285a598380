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

from tests.train.people import write_people

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="needs the signals of Unix"),
]


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A run of some seconds: twelve steps in epochs, on one thread, a checkpoint after every step."""
    data = write_people(tmp_path_factory.mktemp("data") / "drawn", 12)
    settings = ("sizes=[[0, 64]]", "validations=3", "validate_on=3", "precision=float32")
    words = ["--model", "simplebaseline", "--size", "tiny", "--data", f"npz:{data}", "--epochs", "4", "--batch", "3"]
    words += [word for setting in settings for word in ("--set", setting)]
    return [sys.executable, "-m", "stickercam", "train", "--threads", "1", "--checkpoint-every", "0", "--json", *words]


def run(command: list[str], out: Path, *more: str) -> dict:
    done = subprocess.run([*command, "-o", str(out), *more], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def begun(command: list[str], out: Path) -> subprocess.Popen:
    """A process that has validated once, a third of the way."""
    process = subprocess.Popen([*command, "-o", str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 900  # only against one that hangs
    while not (out / "log.jsonl").exists() or '"validation"' not in (out / "log.jsonl").read_text():
        assert process.poll() is None and time.monotonic() < end, process.communicate()
        time.sleep(0.05)
    return process


def test_a_killed_run_goes_on_to_the_weights_of_one_that_was_not(tmp_path: Path, command: list[str]) -> None:
    whole = run(command, tmp_path / "whole")

    killed = begun(command, tmp_path / "killed")
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    mended = run(command[:4], tmp_path / "killed", "--resume", "--threads", "1", "--json")

    first, second = (load_file(one["weights"]) for one in (whole, mended))
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert (mended["loss"], mended["best_pck"]) == (whole["loss"], whole["best_pck"])
    assert not list((tmp_path / "killed").glob(".*"))


def test_an_interrupted_run_saves_says_how_to_go_on_and_leaves_well(tmp_path: Path, command: list[str]) -> None:
    process = begun(command, tmp_path / "run")

    process.send_signal(signal.SIGINT)
    output, talk = process.communicate(timeout=900)

    assert process.returncode == 0 and json.loads(output)["finished"] is False
    assert f"--resume -o {tmp_path / 'run'} goes on" in talk and "Traceback" not in talk
