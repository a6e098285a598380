"""The file that a run goes on from."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from stickercam.errors import StickercamError
from stickercam.train.checkpoint import FILE, KEY, read_checkpoint, sweep, write_checkpoint


def test_what_is_written_is_read_bit_for_bit(tmp_path: Path) -> None:
    values = torch.tensor([1e-42, float("inf"), -0.0, 1 / 3])
    tensors = {"a": values, "b": torch.arange(6).reshape(2, 3).T}

    write_checkpoint(tmp_path, tensors, {"progress": {"step": 3}})
    found, record = read_checkpoint(tmp_path)

    assert all(torch.equal(found[name].view(torch.int32 if name == "a" else torch.int64),
                           tensors[name].contiguous().view(torch.int32 if name == "a" else torch.int64))
               for name in tensors)  # fmt: skip
    assert record["progress"] == {"step": 3}
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_no_checkpoint_is_said(tmp_path: Path) -> None:
    with pytest.raises(StickercamError, match="holds no checkpoint"):
        read_checkpoint(tmp_path)


def test_one_from_a_newer_version_names_it(tmp_path: Path) -> None:
    record = {"format": 99, "stickercam": "7.0"}
    save_file({"a": torch.zeros(1)}, tmp_path / FILE, {KEY: json.dumps(record)})

    with pytest.raises(StickercamError, match=r"newer stickercam \(7.0"):
        read_checkpoint(tmp_path)


def test_one_from_an_older_version_says_how_to_use_what_was_learned(tmp_path: Path) -> None:
    save_file({"a": torch.zeros(1)}, tmp_path / FILE, {"progress": "{}"})

    with pytest.raises(StickercamError, match=r"older stickercam.*--weights .*weights.safetensors"):
        read_checkpoint(tmp_path)


@pytest.mark.parametrize("content", [b"", b"no checkpoint at all", b"\x10\x00\x00\x00\x00\x00\x00\x00{}"])
def test_a_damaged_one_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)

    with pytest.raises(StickercamError, match="damaged"):
        read_checkpoint(tmp_path)


def test_what_a_killed_process_left_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / f".{FILE}.123.part").write_bytes(b"half")
    (tmp_path / FILE).write_bytes(b"whole")

    sweep(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == [FILE]


LIMITED = """
import resource, sys
from pathlib import Path
import torch
from stickercam.errors import StickercamError
from stickercam.train.checkpoint import write_checkpoint
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    write_checkpoint(Path(sys.argv[1]), {"a": torch.ones(100_000)}, {"progress": {"step": 2}})
except StickercamError as error:
    print(error)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files, which Windows lacks")
def test_a_disk_that_takes_no_more_costs_no_earlier_checkpoint(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, {"a": torch.zeros(1)}, {"progress": {"step": 1}})

    done = subprocess.run([sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, check=True)

    assert "could not be written" in done.stdout and "the one before is kept" in done.stdout and not done.stderr
    assert read_checkpoint(tmp_path)[1]["progress"] == {"step": 1}
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
