from pathlib import Path

import pytest

from stickercam.errors import StickercamError, UsageError
from stickercam.models.geometry import Roi
from stickercam.models.skeleton import LEGS
from stickercam.pose import estimate, find_weights, shipped
from tests.synthetic import Scene, desk_view, standing


def test_a_family_name_means_a_shipped_network_that_keeps_up_on_a_processor():
    assert find_weights("hourglass") == find_weights("hourglass", "lite") == shipped()["hourglass-lite"]


def test_a_file_is_taken_as_it_is(tmp_path: Path):
    path = tmp_path / "mine.safetensors"
    path.touch()

    assert find_weights(str(path)) == path


def test_a_file_has_one_size(tmp_path: Path):
    path = tmp_path / "mine.safetensors"
    path.touch()

    with pytest.raises(UsageError, match=r"mine\.safetensors has its own size: leave out --size"):
        find_weights(str(path), "tiny")


def test_a_name_that_the_system_does_not_take_is_an_unknown_network():
    with pytest.raises(UsageError, match="no network aaa"):
        find_weights("a" * 300)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(StickercamError, match=r"mine\.safetensors does not exist"):
        find_weights(str(tmp_path / "mine.safetensors"))


def test_an_unknown_network_is_refused_with_those_that_there_are():
    with pytest.raises(UsageError, match=r"no network transformer is shipped: choose one of .*hourglass-lite"):
        find_weights("transformer")


def test_joints_beyond_the_edge_of_the_picture_are_not_seen():
    scene = Scene(standing(desk_view()))
    pose = estimate(scene.frame(0, 0.0), Roi(320, 480, 1000), scene)

    assert (pose.score[list(LEGS)] == 0).all()
    assert pose.score[[8, 9]].min() > 0.5
