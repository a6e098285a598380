"""From words to a run."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stickercam.errors import StickercamError
from stickercam.train.begin import DEFAULT_DATA, Words, digest, new_plan, open_all, shipped_trunk
from stickercam.train.datasets import open_data
from stickercam.train.loop import silent
from stickercam.train.sample import Dataset
from stickercam.train.state import Plan
from tests.train.people import write_people


def test_nothing_said_is_a_hourglass_on_made_up_people(tmp_path: Path) -> None:
    plan = new_plan(Words(), tmp_path)

    assert (plan.network, plan.data, plan.seed, plan.trunk) == ("hourglass", DEFAULT_DATA, 0, None)


def test_a_small_network_begins_with_the_trunk_that_ships_unless_told_otherwise(tmp_path: Path) -> None:
    shipped = new_plan(Words("hourglass", "lite"), tmp_path).trunk

    assert shipped == shipped_trunk("hourglass-lite") and Path(shipped).is_file()
    assert new_plan(Words("hourglass", "lite", trunk="none"), tmp_path).trunk is None
    assert new_plan(Words("hourglass", "lite", weights="some.safetensors"), tmp_path).trunk is None


def test_a_plan_survives_its_record(tmp_path: Path) -> None:
    import json
    from dataclasses import asdict

    plan = new_plan(Words("simplebaseline", data=("npz:x",), recipe="study", trunk="imagenet", seed=3), tmp_path)

    assert Plan.of(json.loads(json.dumps(asdict(plan))), "there") == plan


def test_a_digest_tells_other_labels_weights_and_numbers_from_the_same(tmp_path: Path) -> None:
    data = f"npz:{write_people(tmp_path / 'drawn', 12)}"
    sets = open_data(data, "train")
    moved = replace(sets[0].samples[0], joints=sets[0].samples[0].joints + np.float32(0.5))

    same = digest(open_data(data, "train"))
    others = [
        digest([replace(sets[0], weight=0.5)]),
        digest([replace(sets[0], samples=sets[0].samples[1:])]),
        digest([replace(sets[0], samples=[moved, *sets[0].samples[1:]])]),
    ]

    assert digest(sets) == same and len({same, *others}) == 4


def test_pictures_that_are_missing_are_said_before_hours_are_spent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = new_plan(Words(data=(f"npz:{write_people(tmp_path / 'drawn', 12)}",)), tmp_path)
    people = open_data(plan.data[0], "train")[0].samples
    lacking = Dataset("drawn", people, missing=("p003.jpg", "p004.jpg"))
    monkeypatch.setattr("stickercam.train.begin.open_data", lambda *words, **more: [lacking])

    with pytest.raises(StickercamError, match=r"drawn lacks 2 of its pictures \(p003.jpg\).*prepare"):
        open_all(plan, silent)
