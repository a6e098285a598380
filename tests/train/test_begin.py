"""From words to a run."""

import zipfile
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from stickercam.errors import StickercamError, UsageError
from stickercam.train.batches import Batches
from stickercam.train.begin import DEFAULT_DATA, Words, digest, new_plan, open_all, shipped_trunk
from stickercam.train.datasets import open_data
from stickercam.train.loop import silent
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


@pytest.fixture
def lacking(tmp_path: Path):
    """Makes the plan of a run whose pictures of some people are not there, as their files were never unpacked."""

    def lacking(lost: int) -> Plan:
        folder = write_people(tmp_path / f"without{lost}", 40)
        with np.load(folder / "drawn.npz") as content:
            labels = dict(content)
        labels["name"] = labels["name"].copy()
        labels["name"][np.flatnonzero(labels["split"] == 0)[:lost]] = "lost.jpg"
        np.savez(folder / "drawn.npz", **labels)
        return new_plan(Words(data=(f"npz:{folder}",)), tmp_path)

    return lacking


def test_a_set_that_lacks_its_pictures_is_refused_before_hours_are_spent(tmp_path: Path, lacking) -> None:
    sentence = rf"^{tmp_path / 'without9'} lacks 1 picture \(lost.jpg\), those of 9 of 30 people"
    with pytest.raises(StickercamError, match=sentence):
        open_all(lacking(9), silent)


def test_a_few_lost_pictures_are_left_out_counted_and_said(lacking) -> None:
    data = open_all(lacking(1), silent)

    assert data.facts["people"] == {"train": {"without1": 29}, "validation": {"without1": 10}, "validated_on": 10}
    assert [Path(name).name for name in data.facts["missing"]] == ["lost.jpg"]
    assert data.words.startswith("learns from 29 people (without1 29) and is validated on 10")
    assert "without those in 1 picture" in data.words and "lost.jpg" in data.words


def write_rooms(folder: Path, number: int) -> Path:
    """Pictures of nobody, in the npz form: no joints."""
    folder.mkdir()
    with zipfile.ZipFile(folder / "photos_00.zip", "w") as archive:
        for row in range(number):
            archive.writestr(f"r{row}.jpg", cv2.imencode(".jpg", np.full((60, 80, 3), 90, np.uint8))[1].tobytes())
    np.savez(folder / "rooms.npz", name=np.array([f"r{row}.jpg" for row in range(number)]),
             size=np.tile(np.array([80, 60], np.int16), (number, 1)), split=np.zeros(number, np.int8))  # fmt: skip
    return folder


def test_rooms_are_no_people_in_any_number(tmp_path: Path) -> None:
    drawn, rooms = f"npz:{write_people(tmp_path / 'drawn', 8)}", f"npz:{write_rooms(tmp_path / 'rooms', 5)}"

    data = open_all(new_plan(Words(data=(drawn, rooms), batch=11), tmp_path), silent)
    batches = Batches(data.sets, 11, sigma=2.0, seed=0)
    seen = batches.at(0, 64).people
    batches.close()

    assert data.words == "learns from 6 people (drawn 6) and 5 pictures of nobody and is validated on 2"
    assert data.facts["rooms"] == 5 and data.facts["people"]["train"] == {"drawn": 6} and seen == 6
    with pytest.raises(StickercamError, match="nobody to learn from"):
        open_all(new_plan(Words(data=(rooms,)), tmp_path), silent)


def test_made_up_people_that_do_not_fit_into_memory_are_said(tmp_path: Path) -> None:
    data = open_all(new_plan(Words(data=("synthetic:5000",), changes=("validations=0",)), tmp_path), silent)

    assert "rendering 2,952 anew in each epoch (`stickercam train prepare` renders them once)" in data.words


def test_no_time_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no time to learn"):
        new_plan(Words(minutes=0.0), tmp_path)
