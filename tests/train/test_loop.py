"""Training from end to end on a few drawn people, in this process."""

import json
import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from stickercam.errors import StickercamError, UsageError
from stickercam.models.configurations import NETWORKS
from stickercam.models.weights import load_network, read_header
from stickercam.train.batches import Batch
from stickercam.train.begin import Words, check_batch, open_run
from stickercam.train.distributed import Group
from stickercam.train.journal import read_log
from stickercam.train.loop import Result, fit, silent, train
from stickercam.train.recipe import Recipe
from stickercam.train.sitting import BAD_BATCH
from tests.train.people import write_people

QUICK = ("sizes=[[0, 64]]", "validations=2", "validate_on=3", "learning_rate=0.003", "warm_up=0", "precision=float32")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"npz:{write_people(tmp_path_factory.mktemp('data') / 'drawn', 12)}"


@pytest.fixture(autouse=True)
def one_thread():
    """What makes runs equal to the last bit; and more would only get in each other's way on such small crops."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def words(data: str) -> Words:
    """Three epochs of three steps of three people."""
    return Words("simplebaseline", "tiny", (data,), changes=QUICK, epochs=3, batch=3, trunk="none")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, words: Words) -> Result:
    """A run from beginning to end, in the folder of its weights."""
    torch.set_num_threads(1)
    return train(words, tmp_path_factory.mktemp("whole") / "run")


def test_a_run_leaves_weights_a_log_curves_and_what_it_was_told(whole: Result) -> None:
    out = whole.weights.parent

    assert (whole.finished, whole.steps, whole.people, whole.epochs) == (True, 9, 27, 3.0)
    assert {"weights.safetensors", "best.safetensors", "checkpoint.safetensors", "log.jsonl", "curves.png",
            "recipe.toml", "run.json"} <= {path.name for path in out.iterdir()}  # fmt: skip
    assert not list(out.glob(".*"))
    checks = [row for row in read_log(out / "log.jsonl") if row.get("validation")]
    assert [row["step"] for row in checks] == [5, 9] and checks[1]["validation_loss"] < checks[0]["validation_loss"]
    told = json.loads((out / "run.json").read_text())
    assert told["people"] == {"train": {"drawn": 9}, "validation": {"drawn": 3}, "validated_on": 3}
    assert told["versions"]["torch"] == torch.__version__ and told["network"] == "simplebaseline-tiny"


def test_the_weights_say_what_they_learned_from(whole: Result, data: str) -> None:
    header = read_header(whole.weights)

    assert header.name == "simplebaseline-tiny" and header.input_size == 64
    provenance = header.provenance
    assert (provenance["data"], provenance["steps"], provenance["epochs"]) == ([data], 9, 3.0)
    assert provenance["recipe"]["foreground"] == 20.0 and provenance["torch"] == torch.__version__
    assert header.scores["validation"]["people"] == 3
    assert not load_network(whole.best)[0].training


class Crash(Exception):
    pass


def crash_at(step: int, words: Words, out: Path) -> None:
    """A run that ends without a word after a step; only what is on the disk by then is left."""
    run, data = open_run(words, out, Group(), resume=False, progress=silent)
    out.mkdir()
    learn = run.learn

    def until(batch: Batch) -> float:
        if run.progress.step == step:
            raise Crash
        return learn(batch)

    run.learn = until
    with pytest.raises(Crash):
        fit(run, data, out, checkpoint_every=0)


@pytest.mark.parametrize("step", [pytest.param(0, marks=pytest.mark.slow), 4, pytest.param(7, marks=pytest.mark.slow)])
def test_a_run_that_broke_off_and_went_on_gives_the_weights_of_one_that_did_not(
    tmp_path: Path, words: Words, whole: Result, step: int
) -> None:
    crash_at(step, words, tmp_path / "broken")
    mended = train(Words(), tmp_path / "broken", resume=True)

    first, second = (load_network(file)[0].state_dict() for file in (whole.weights, mended.weights))
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert replace(mended, weights=0, best=0, seconds=0) == replace(whole, weights=0, best=0, seconds=0)


@pytest.mark.slow
def test_ctrl_c_saves_and_leaves_and_the_run_goes_on_from_there(tmp_path: Path, words: Words, whole: Result) -> None:
    before, sent = signal.getsignal(signal.SIGINT), []

    def interrupt(what: str, done: int, total: int | None = None, note: str = "") -> None:
        if what == "validating" and not sent:
            sent.append(what)
            os.kill(os.getpid(), signal.SIGINT)

    stopped = train(words, tmp_path / "run", tell=interrupt)
    finished = train(Words(), tmp_path / "run", resume=True)

    assert (stopped.finished, stopped.steps) == (False, 5)
    assert (finished.finished, finished.steps, finished.loss) == (True, 9, whole.loss)
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.slow
def test_a_finished_run_can_be_made_longer(tmp_path: Path, whole: Result) -> None:
    shutil.copytree(whole.weights.parent, tmp_path / "run")

    same = train(Words(), tmp_path / "run", resume=True)
    longer = train(Words(epochs=4), tmp_path / "run", resume=True)

    checks = [row["step"] for row in read_log(tmp_path / "run" / "log.jsonl") if row.get("validation")]
    assert same.steps == 9 and longer.steps == 12 and checks == [5, 9, 12]


def test_a_loss_that_is_no_number_stops_and_keeps_the_batch(tmp_path: Path, words: Words) -> None:
    run, data = open_run(words, tmp_path / "run", Group(), resume=False, progress=silent)
    (tmp_path / "run").mkdir()
    with torch.no_grad():
        run.network.final_layer.bias[3] = float("inf")
    before = run.network.backbone.stem.weight.clone()

    with pytest.raises(StickercamError, match=r"became (nan|inf) at step 1, at .*batch.npz"):
        fit(run, data, tmp_path / "run")

    saved = np.load(tmp_path / "run" / BAD_BATCH)
    assert saved["crops"].shape == (3, 3, 64, 64) and len(saved["names"]) == 3
    assert torch.equal(run.network.backbone.stem.weight, before)


def test_weights_of_an_earlier_run_are_a_warm_start(tmp_path: Path, words: Words, whole: Result) -> None:
    begun = open_run(replace(words, weights=str(whole.weights)), tmp_path / "second", Group(), resume=False,
                     progress=silent)[0]  # fmt: skip

    kept = load_network(whole.weights)[0].state_dict()
    assert all(torch.equal(value, kept[name]) for name, value in begun.network.state_dict().items())


@pytest.mark.slow
def test_a_teacher_and_the_study_s_schedule_run(tmp_path: Path, words: Words, whole: Result) -> None:
    study = replace(words, recipe="study", teacher=str(whole.weights), epochs=1)

    result = train(study, tmp_path / "second")

    assert result.finished and read_header(result.weights).provenance["teacher"] == "weights.safetensors"


def test_without_a_trunk_a_small_network_takes_the_one_that_ships(tmp_path: Path, words: Words) -> None:
    run = open_run(replace(words, trunk=None), tmp_path / "run", Group(), resume=False, progress=silent)[0]

    shipped = load_network(run.plan.trunk)[0].state_dict()
    name = next(name for name in shipped if name.endswith("stem.weight"))
    assert torch.equal(run.network.backbone.stem.weight, shipped[name])


def refused(words: Words, out: Path, *, resume: bool = False) -> str:
    with pytest.raises(StickercamError) as caught:
        train(words, out, resume=resume)
    return str(caught.value)


def test_what_does_not_fit_a_run_is_refused_before_it_goes_on(tmp_path: Path, words: Words, whole: Result) -> None:
    out = whole.weights.parent
    other = f"npz:{write_people(tmp_path / 'others', 12, seed=1)}"

    assert "holds a run already" in refused(words, out)
    assert "holds a run of simplebaseline-tiny, not of hourglass-lite" in refused(
        Words("hourglass", "lite"), out, resume=True
    )
    assert "is not what it began with" in refused(Words(data=(other,)), out, resume=True)
    assert "the seed that it began with" in refused(Words(seed=7), out, resume=True)
    assert "holds no checkpoint" in refused(words, tmp_path / "none", resume=True)
    warm = Words("hourglass", "tiny", words.data, weights=str(whole.weights))
    assert "another network than hourglass-tiny" in refused(warm, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_checkpoint_of_a_network_that_is_built_otherwise_is_refused(
    whole: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NETWORKS, "simplebaseline-tiny", ("simplebaseline", {"backbone": "resnet18", "width": 16}))

    assert "built otherwise than today's" in refused(Words(), whole.weights.parent, resume=True)


def test_lengths_and_shares_that_make_no_sense_are_refused(tmp_path: Path, words: Words) -> None:
    with pytest.raises(UsageError, match="both given"):
        train(replace(words, minutes=3), tmp_path / "run")
    with pytest.raises(UsageError, match="3 does not divide among 2 processes"):
        check_batch(Recipe(minutes=1, batch=3), Group(0, 2))
    with pytest.raises(UsageError, match="need validations"):
        train(replace(words, changes=(*QUICK, "early_stopping=2", "validations=0")), tmp_path / "run")


@pytest.mark.slow
@pytest.mark.parametrize("family", ["hourglass", "simplebaseline"])
def test_eight_people_can_be_learned_by_heart(tmp_path: Path, family: str) -> None:
    off = [f"augment.{name}=0" for name in ("scale", "shift", "rotation", "flip", "half_body", "desk", "colour", "blur",
                                            "patches", "noise", "jpeg", "grey")]  # fmt: skip
    data = (f"npz:{write_people(tmp_path / 'drawn', 11)}",)
    changes = ("sizes=[[0, 64]]", "validations=0", "learning_rate=0.003", "augment.margin=[0.125, 0.125]", *off)

    result = train(Words(family, "tiny", data, changes=changes, epochs=40, batch=8, trunk="none"), tmp_path / "run")

    losses = [row["loss"] for row in read_log(tmp_path / "run" / "log.jsonl") if row.get("loss")]
    assert result.loss < 0.25 * losses[0] and losses[-1] < 0.5 * losses[1]
