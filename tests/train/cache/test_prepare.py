"""A cache holds what its data sets hold, finds what was damaged, and goes on after any end."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from scipy.io import savemat
from typer.testing import CliRunner

from stickercam.cli import app
from stickercam.errors import StickercamError, UsageError
from stickercam.train.cache import open_cache, prepare
from stickercam.train.datasets import open_data
from stickercam.train.sample import ABSENT, Dataset
from tests.train.people import write_people

ROOT = Path(__file__).parent.parent.parent.parent
PIXELS = 128  # small slots: quick tests


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def write_lsp(folder: Path, number: int) -> Path:
    """Drawn people in LSP's form, whose pictures are files of their own."""
    drawn = open_data(f"npz:{write_people(folder / 'drawn', number)}", "train")[0].samples
    drawn += open_data(f"npz:{folder / 'drawn'}", "val")[0].samples
    (folder / "images").mkdir()
    order = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 8, 9)
    matrix = np.zeros((3, 14, number))
    for row, sample in enumerate(drawn):
        cv2.imwrite(str(folder / "images" / f"im{row + 1:04d}.jpg"), sample.load()[..., ::-1])
        matrix[:2, :, row] = sample.joints[list(order), :2].T + 1
    savemat(folder / "joints.mat", {"joints": matrix})
    return folder


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"npz:{write_people(tmp_path_factory.mktemp('data') / 'drawn', 40)}"


def test_a_cache_gives_the_people_of_both_splits_with_their_labels(drawn: str, tmp_path: Path) -> None:
    seen = []

    done = prepare([f"{drawn}@0.5"], tmp_path / "cache", pixels=256, workers=1, progress=lambda *at: seen.append(at))

    assert (done.people, done.missing, done.broken, done.mended) == (40, [], [], 0)
    assert done.sets == [
        {"set": "drawn", "split": "train", "people": 30, "rooms": 0, "missing": 0, "broken": 0},
        {"set": "drawn", "split": "val", "people": 10, "rooms": 0, "missing": 0, "broken": 0},
    ]
    assert seen[0] == (0, 40) and seen[-1] == (40, 40)
    for split in ("train", "val"):
        (stored,), (source,) = open_data(f"cache:{tmp_path / 'cache'}", split), open_data(drawn, split)
        assert (stored.name, stored.weight) == ("drawn", 0.5)
        for one, other in zip(stored.samples, source.samples, strict=True):
            # 150 x 200 pixels: smaller than a slot, and stored as it is.
            assert np.array_equal(one.load(), other.load())
            assert np.allclose(one.joints, other.joints) and np.allclose(one.box, other.box)
            assert one.name == other.name and abs(one.head_size - other.head_size) < 1e-4


def test_large_pictures_are_shrunk_with_their_labels(drawn: str, tmp_path: Path) -> None:
    prepare([drawn], tmp_path / "cache", pixels=PIXELS, workers=1)

    stored, source = (open_data(spec, "train")[0].samples for spec in (f"cache:{tmp_path / 'cache'}", drawn))

    for one, other in zip(stored, source, strict=True):
        image = one.load()
        assert max(image.shape) == PIXELS and image.shape[1] == 96
        assert np.allclose((one.joints[:, :2] + 0.5) / 0.64 - 0.5, other.joints[:, :2], atol=1e-3)
        assert abs(one.head_size - 0.64 * other.head_size) < 1e-3
        shoulder = image[tuple(one.joints[13, 1::-1].round().astype(int))].astype(int)
        assert shoulder[2] > shoulder[0]  # the left shoulder still lies on a blue bone


def test_worker_processes_make_the_same_cache(drawn: str, tmp_path: Path) -> None:
    prepare([drawn], tmp_path / "one", pixels=PIXELS, workers=1)
    prepare([drawn], tmp_path / "two", pixels=PIXELS, workers=2)

    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


def test_preparing_again_changes_nothing(drawn: str, tmp_path: Path) -> None:
    first = prepare([drawn], tmp_path / "cache", pixels=PIXELS, workers=1)
    before = files_of(tmp_path / "cache")

    again = prepare([drawn], tmp_path / "cache", pixels=PIXELS, workers=1)

    assert again == first and files_of(tmp_path / "cache") == before


@pytest.mark.parametrize("name", ["crops.u8", "cache.json", "labels"])
def test_a_flipped_byte_is_found_and_mended(drawn: str, tmp_path: Path, name: str) -> None:
    cache = tmp_path / "cache"
    prepare([drawn], cache, pixels=PIXELS, workers=1)
    file = next(cache.glob(f"{name}*"))
    before, data = files_of(cache), bytearray(file.read_bytes())
    place = 7 * PIXELS * PIXELS * 3 + 500 if name == "crops.u8" else len(data) // 2
    data[place] ^= 4
    file.write_bytes(data)

    with pytest.raises(StickercamError, match="damaged") as caught:
        for dataset in open_cache(cache, "train"):
            for sample in dataset.samples:
                sample.load()

    if name == "cache.json":  # it alone says what the rest is
        assert "delete" in caught.value.way_out
        return
    assert "p009.jpg" in str(caught.value) or name != "crops.u8"  # the eighth of the training people
    done = prepare([drawn], cache, pixels=PIXELS, workers=1)
    assert done.mended == (1 if name == "crops.u8" else 0)
    assert files_of(cache) == before


def test_a_file_that_was_cut_short_is_found_and_mended(drawn: str, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    prepare([drawn], cache, pixels=PIXELS, workers=1)
    before = files_of(cache)
    (cache / "crops.u8").write_bytes(before["crops.u8"][:-1000])

    with pytest.raises(StickercamError, match=f"{cache} is damaged"):
        open_cache(cache, "train")

    prepare([drawn], cache, pixels=PIXELS, workers=1)
    assert files_of(cache) == before


def test_missing_and_broken_pictures_are_counted_listed_and_skipped(tmp_path: Path) -> None:
    data = write_lsp(tmp_path, 12)
    (data / "images" / "im0004.jpg").unlink()
    whole = (data / "images" / "im0006.jpg").read_bytes()
    (data / "images" / "im0006.jpg").write_bytes(b"no picture")

    done = prepare([f"lsp:{data}"], tmp_path / "cache", pixels=PIXELS, workers=1)

    assert (done.people, len(done.missing), len(done.broken)) == (10, 1, 1)
    assert "im0004.jpg" in done.missing[0] and "im0006.jpg" in done.broken[0]
    assert (tmp_path / "cache" / "skipped.txt").read_text().count("\n") == 2
    assert sum(row["missing"] + row["broken"] for row in done.sets) == 2
    stored = [sample for split in ("train", "val") for dataset in open_cache(tmp_path / "cache", split)
              for sample in dataset.samples]  # fmt: skip
    assert len(stored) == 10 and not any("im0004" in sample.name for sample in stored)

    (data / "images" / "im0006.jpg").write_bytes(whole)
    assert prepare([f"lsp:{data}"], tmp_path / "cache", pixels=PIXELS, workers=1).people == 11


def test_pictures_that_are_all_missing_are_an_error(tmp_path: Path) -> None:
    data = write_lsp(tmp_path, 4)
    for file in (data / "images").iterdir():
        file.write_bytes(b"")

    with pytest.raises(StickercamError, match="not one of 4 pictures could be read"):
        prepare([f"lsp:{data}"], tmp_path / "cache", pixels=PIXELS, workers=1)


def test_an_unfinished_cache_cannot_be_opened(drawn: str, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare([drawn], tmp_path / "cache", pixels=PIXELS, workers=1, progress=stop)

    with pytest.raises(StickercamError, match="not finished: run the same prepare again"):
        open_cache(tmp_path / "cache", "train")
    with pytest.raises(StickercamError, match="holds no cache"):
        open_cache(tmp_path / "other", "train")


def test_ended_before_any_of_its_renames_it_goes_on(drawn: str, tmp_path: Path, monkeypatch) -> None:
    prepare([drawn], tmp_path / "whole", pixels=PIXELS, workers=1)
    rename, ended = os.replace, 0

    for last in range(1, 20):
        left = [last]

        def replace(source, target, left=left):
            left[0] -= 1
            if not left[0]:
                raise KeyboardInterrupt
            rename(source, target)

        cache = tmp_path / f"cache{last}"
        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", replace)
            try:
                prepare([drawn], cache, pixels=PIXELS, workers=1)
            except KeyboardInterrupt:
                ended += 1
            else:
                break
        prepare([drawn], cache, pixels=PIXELS, workers=1)
        assert files_of(cache) == files_of(tmp_path / "whole")

    assert ended == 5  # the plan, two chunks of rows, the labels, the plan that names them


def test_a_cache_of_other_data_is_not_written_over(drawn: str, tmp_path: Path) -> None:
    other = f"npz:{write_people(tmp_path / 'other', 4, seed=1)}"
    prepare([other], tmp_path / "cache", pixels=PIXELS, workers=1)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear reader")

    for data, out, pixels in (([drawn], "cache", PIXELS), ([other], "cache", 96), ([drawn], "mine", PIXELS)):
        with pytest.raises(UsageError, match="choose another folder"):
            prepare(data, tmp_path / out, pixels=pixels, workers=1)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_a_cache_that_has_no_room_is_refused_before_anything_is_read(drawn: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=9))

    with pytest.raises(StickercamError, match=r"needs 0\.0 GB and .* has 0\.0 GB left: make room"):
        prepare([drawn], tmp_path / "cache", pixels=PIXELS, workers=1)


@pytest.mark.slow
def test_made_up_people_keep_their_masks_and_fresh_ones_are_refused(tmp_path: Path) -> None:
    prepare(["synthetic:4"], tmp_path / "cache", pixels=PIXELS, workers=1)

    (train,), (val,) = (open_cache(tmp_path / "cache", split) for split in ("train", "val"))
    assert (len(train.samples), len(val.samples)) == (4, 1)
    for sample in train.samples:
        mask, image = sample.mask(), sample.load()
        assert mask.shape == image.shape[:2] and 0.01 < (mask > 127).mean() < 0.95
    assert (np.stack([sample.joints for sample in train.samples])[..., 2] == ABSENT).any()  # and what lies outside
    with pytest.raises(UsageError, match="made anew for each epoch"):
        prepare(["fresh:4"], tmp_path / "other", workers=1)


CODE = """
import sys
from pathlib import Path
from stickercam.train.cache import prepare
if __name__ == "__main__":
    prepare(sys.argv[1:2], Path(sys.argv[2]), pixels=128, workers=2)
"""


def start(tmp_path: Path, data: str, cache: Path) -> subprocess.Popen:
    script = tmp_path / "make.py"
    script.write_text(CODE)
    return subprocess.Popen([sys.executable, str(script), data, str(cache)], cwd=ROOT, start_new_session=True)


def children_of(group: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks for left processes in /proc")
def test_killed_at_any_moment_it_goes_on_and_no_process_is_left(tmp_path: Path) -> None:
    data, dice = f"npz:{write_people(tmp_path / 'drawn', 224)}", random.Random(0)
    prepare([data], tmp_path / "whole", pixels=PIXELS, workers=1)
    cache, killed = tmp_path / "cache", 0

    for _ in range(2):
        process = start(tmp_path, data, cache)
        had = len(list((cache / "parts").glob("*.npz"))) if cache.exists() else 0
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:  # until it has done a little
            if len(list((cache / "parts").glob("*.npz"))) > had:
                break
            time.sleep(0.002)
        time.sleep(dice.uniform(0, 0.05))
        killed += process.poll() is None
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        while children_of(process.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not children_of(process.pid)

    assert killed
    done = prepare([data], cache, pixels=PIXELS, workers=1)
    assert done.people == 224 and files_of(cache) == files_of(tmp_path / "whole")


def test_the_command_shows_a_table_or_json_and_says_what_it_skips(tmp_path: Path) -> None:
    data = write_lsp(tmp_path, 12)
    (data / "images" / "im0004.jpg").unlink()
    words = ["train", "prepare", "--data", f"lsp:{data}", "-o", str(tmp_path / "cache"), "--pixels", "96"]

    table = CliRunner().invoke(app, [*words, "--workers", "1"])
    printed = CliRunner().invoke(app, [*words, "--workers", "1", "--json", "--quiet"])

    assert table.exit_code == 0, table.output
    lines = table.stdout.splitlines()
    assert lines[0].split() == ["set", "split", "people", "rooms", "missing", "broken"]
    assert ["lsp", "train", "5", "0", "1", "0"] in [line.split() for line in lines] and lines[-1] == str(
        tmp_path / "cache"
    )
    assert "missing: " in table.stderr and "im0004.jpg" in table.stderr
    assert json.loads(printed.stdout)["people"] == 11


def test_the_command_wants_data_and_a_folder() -> None:
    done = CliRunner().invoke(app, ["train", "prepare"])

    assert isinstance(done.exception, UsageError)


def test_sets_of_a_cache_may_be_weighted_again(drawn: str, tmp_path: Path) -> None:
    prepare([f"{drawn}@0.5"], tmp_path / "cache", pixels=PIXELS, workers=1)

    (found,) = open_data(f"cache:{tmp_path / 'cache'}@3", "train")

    assert isinstance(found, Dataset) and found.weight == 1.5
