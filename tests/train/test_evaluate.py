"""A network measured on drawn people: what is kept can be scored again, and it is asked as it is in use."""

import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from stickercam.errors import StickercamError
from stickercam.models.configurations import NETWORKS, build
from stickercam.models.conventions import Convention
from stickercam.models.engine import why_no_cuda
from stickercam.models.engine.torch_engine import TorchEngine
from stickercam.models.geometry import roi_of
from stickercam.models.weights import Header, save_weights
from stickercam.train.datasets import open_data
from stickercam.train.evaluate import MARGIN, evaluate, look_at, measure, predict
from stickercam.train.look import open_look
from stickercam.train.score import score
from stickercam.train.timing import inference_times, machine
from tests.train.people import write_people

SIZE = 64  # pixels of the crops: a sixteenth of the work
OTHERS = Convention("BGR", (123.7, 116.3, 103.5), (58.4, 57.1, 57.4), 2.0)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights drawn at random: bad joints, but the same every time."""
    torch.manual_seed(0)
    architecture, arguments = NETWORKS["hourglass-tiny"]
    file = tmp_path_factory.mktemp("weights") / "drawn.safetensors"
    header = Header("hourglass-tiny", architecture, arguments, input_size=SIZE)
    save_weights(file, build(architecture, arguments).state_dict(), header)
    return file


@pytest.fixture(scope="module")
def others(network: Path) -> Path:
    """The same weights, said to want another input and to mean other places by their cells."""
    from safetensors.torch import load_file

    from stickercam.models.header import read_header

    file = network.with_name("others.safetensors")
    save_weights(file, load_file(network), replace(read_header(network), convention=OTHERS))
    return file


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the network lies converted once it was."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sets: 5 and 3 people for validation."""
    both = tmp_path_factory.mktemp("sets")
    write_people(both / "first", 20)
    write_people(both / "second", 12, seed=1)
    return both


def same(found: dict, other: dict) -> bool:
    """The measures alone; both may say besides where they are from."""
    names = [name for name, value in found.items() if name in ("auc", "map", "people") or isinstance(value, dict)]
    return json.dumps([found[name] for name in names]) == json.dumps([other[name] for name in names])


@pytest.mark.parametrize("flip", [True, False])
def test_kept_joints_score_the_same(flip: bool, network: Path, folder: Path, tmp_path: Path) -> None:
    data, kept = f"npz:{folder}", tmp_path / "kept.npz"

    found = evaluate(network, [data], flip=flip, predictions=kept)

    assert found["people"] == 8 and found["flip"] == flip
    assert {name: one["people"] for name, one in found["sets"].items()} == {"first": 5, "second": 3}
    assert same(found, score(kept, [data]))
    assert same(found["sets"]["second"], score(kept, [str(folder / "second" / "drawn.npz")]))


def test_a_limit_takes_the_first_people_of_each_set(network: Path, folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.npz"

    found = evaluate(network, [f"npz:{folder}"], limit=2, predictions=kept)

    assert found["people"] == 4
    assert same(found, score(kept, [f"npz:{folder}"]))


def test_the_training_people_can_be_measured_and_a_set_twice(network: Path, folder: Path, tmp_path: Path) -> None:
    data = f"npz:{folder / 'second'}"

    found = evaluate(network, [data, data], split="train", limit=3, predictions=tmp_path / "kept.npz")

    assert list(found["sets"]) == ["second", "second (2)"]
    assert found["split"] == "train" and found["people"] == 6
    assert same(found, score(tmp_path / "kept.npz", [data, data], split="train"))


def test_predict_and_measure_are_what_evaluate_does(network: Path, folder: Path) -> None:
    from stickercam.models.weights import load_network

    samples = open_data(f"npz:{folder / 'first'}", "val")[0].samples
    steps = []

    loaded = load_network(network)[0].to(memory_format=torch.channels_last)
    xy, sure = predict(loaded, samples, size=SIZE, progress=lambda *at: steps.append(at), batch=3)

    assert steps == [(3, 5), (5, 5)] and xy.shape == (5, 16, 2) and sure.shape == (5, 16)
    found, other = measure(xy, sure, samples), evaluate(network, [f"npz:{folder / 'first'}"])
    assert found["pck@0.5"]["mean"] == pytest.approx(other["pck@0.5"]["mean"])
    assert found["oks"]["mean"] == pytest.approx(other["oks"]["mean"], abs=0.01)


@pytest.mark.parametrize("file", ["network", "others"])
def test_a_network_is_asked_as_the_product_asks_it(file: str, folder: Path, request: pytest.FixtureRequest) -> None:
    weights = request.getfixturevalue(file)
    samples = open_data(f"npz:{folder / 'first'}", "val")[0].samples
    engine = TorchEngine(weights)

    found = look_at(open_look(weights, flip=False, device="torch", cache=None, people=5), samples)

    used = [engine.joints(sample.load(), [roi_of(sample.box, MARGIN)])[0][0] for sample in samples]
    np.testing.assert_allclose(found.xy, used, atol=0.01)


def test_an_average_with_the_mirrored_crop_has_its_error_sideways_even(others: Path) -> None:
    shift = {flip: open_look(others, flip=flip, device="torch", cache=None, people=1).shift for flip in (True, False)}

    assert shift[False].tolist() == [0.5, 0.5] and shift[True].tolist() == [0.0, 0.5]


@pytest.mark.slow
def test_openvino_gives_the_joints_that_torch_gives(network: Path, folder: Path, cache: Path) -> None:
    pytest.importorskip("openvino")
    samples = open_data(f"npz:{folder / 'first'}", "val")[0].samples
    for flip in (True, False):
        looks = [open_look(network, flip=flip, device=name, cache=cache, people=1000) for name in ("cpu", "torch")]

        ours, theirs = (look_at(look, samples) for look in looks)

        assert [look.ran_on.split()[0] for look in looks] == ["openvino", "torch"]
        np.testing.assert_allclose(ours.score, theirs.score, atol=1e-4)
        np.testing.assert_allclose(ours.xy, theirs.xy, atol=0.05)


LET_GO = """
import gc, os, signal, sys, threading
from pathlib import Path
from stickercam.train.look import open_look
looks = [open_look(Path(sys.argv[1]), flip=False, device="cpu", cache=Path(sys.argv[2]), people=1000)]
thread = threading.Thread(target=lambda: (looks.clear(), gc.collect()))
thread.start()
thread.join()
signal.signal(signal.SIGINT, lambda number, frame: print("heard"))
os.kill(os.getpid(), signal.SIGINT)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs the signals of Unix")
def test_ctrl_c_is_heard_after_another_thread_has_let_go_of_the_network(network: Path, cache: Path) -> None:
    pytest.importorskip("openvino")

    done = subprocess.run([sys.executable, "-c", LET_GO, str(network), str(cache)], capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (0, "heard\n"), done.stderr


@pytest.mark.slow
def test_times_name_what_ran_and_where(network: Path, folder: Path) -> None:
    samples = open_data(f"npz:{folder / 'first'}", "val")[0].samples

    (found,) = inference_times(network, samples, device="torch", cache=None)

    assert (found["engine"], found["precision"], found["device"]) == ("torch", "f32", "cpu")
    assert 0 < found["median_ms"] <= found["p95_ms"] and found["runs"] >= 10
    assert found["machine"] == machine("cpu") and "core" in found["machine"]


def test_a_file_that_cannot_be_written_is_said_before_the_work(network: Path, tmp_path: Path) -> None:
    with pytest.raises(StickercamError, match="missing"):
        evaluate(network, ["npz:nowhere"], predictions=tmp_path / "missing" / "kept.npz")


def test_a_card_that_is_asked_for_and_not_there_is_said(network: Path) -> None:
    if why_no_cuda() is None:
        pytest.skip("there is a card")

    with pytest.raises(StickercamError, match="--device cpu"):
        open_look(network, flip=True, device="cuda", cache=None, people=1)


@pytest.mark.parametrize("broken", [False, True])
def test_people_whose_picture_is_missing_or_broken_are_left_out_and_that_is_said(
    broken: bool, network: Path, tmp_path: Path
) -> None:
    folder = write_people(tmp_path / "drawn", 20)
    with zipfile.ZipFile(folder / "photos_00.zip") as whole:
        kept = {name: whole.read(name) for name in whole.namelist()}
    lost = kept.pop("p007.jpg")
    if broken:
        kept["p007.jpg"] = lost[:200]
    with zipfile.ZipFile(folder / "photos_00.zip", "w", zipfile.ZIP_STORED) as archive:
        for name, data in kept.items():
            archive.writestr(name, data)

    found = evaluate(network, [f"npz:{folder}"], predictions=tmp_path / "kept.npz")

    assert found["people"] == 4 and "1 left out" in found["notes"][0] and "p007.jpg" in found["notes"][0]
    assert same(found, score(tmp_path / "kept.npz", [str(folder / "drawn.npz")]))


def test_a_split_without_people_is_said(network: Path, tmp_path: Path) -> None:
    folder = write_people(tmp_path / "few", 3)  # every fourth is for validation

    with pytest.raises(StickercamError, match="few"):
        evaluate(network, [f"npz:{folder}"])
