"""Pretrained trunks: files that fit, files that do not, and blocks that stay as they are."""

import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from stickercam.errors import StickercamError, UsageError
from stickercam.models.configurations import build
from stickercam.models.conventions import Convention
from stickercam.models.header import Header
from stickercam.models.hourglass import StackedHourglass
from stickercam.models.resnet import ResNet
from stickercam.models.simplebaseline import SimpleBaseline
from stickercam.models.weights import save_weights
from stickercam.train.trunk import DEVIATION, MEAN, freeze, load_trunk


def torchvision_file(path: Path, trunk: ResNet) -> str:
    """A file as torchvision writes them, with the classifier in it."""
    torch.save(trunk.state_dict() | {"fc.weight": torch.zeros(1000, 512), "fc.bias": torch.zeros(1000)}, path)
    return str(path)


def test_a_file_of_torchvision_s_layout_gives_its_own_features_for_our_input(tmp_path: Path) -> None:
    torch.manual_seed(0)
    theirs, ours = ResNet(18).eval(), SimpleBaseline("resnet18", 16).eval()
    theirs.bn1.running_mean += 0.3
    levels = torch.rand(1, 3, 256, 256)

    load_trunk(ours, torchvision_file(tmp_path / "resnet18-f37072fd.pth", theirs), "resnet18")

    their_input = (levels - torch.tensor(MEAN)[:, None, None]) / torch.tensor(DEVIATION)[:, None, None]
    wanted, found = (net.bn1(net.conv1(x)) for net, x in ((theirs, their_input), (ours.backbone, levels * 2 - 1)))
    inside = slice(2, -2)  # at the border zeros mean another grey
    assert torch.allclose(found[..., inside, inside], wanted[..., inside, inside], atol=1e-4)
    assert torch.equal(ours.backbone.layer4[1].conv2.weight, theirs.layer4[1].conv2.weight)


def test_old_files_without_counters_and_with_a_prefix_are_taken(tmp_path: Path) -> None:
    values = {f"module.{name}": value for name, value in ResNet(18).state_dict().items() if "num_batches" not in name}
    torch.save({"state_dict": values}, tmp_path / "old.pth")

    load_trunk(SimpleBaseline("resnet18", 16), str(tmp_path / "old.pth"), "resnet18")


def test_the_trunk_of_somebody_s_pose_network_is_taken_like_torchvision_s_file(tmp_path: Path) -> None:
    torch.manual_seed(0)
    trunk, plain, posed = ResNet(18), SimpleBaseline("resnet18", 16), SimpleBaseline("resnet18", 16)
    values = {f"backbone.{name}": value for name, value in trunk.state_dict().items()}
    torch.save({"state_dict": values | {"keypoint_head.final_layer.bias": torch.zeros(17)}}, tmp_path / "pose.pth")

    load_trunk(plain, torchvision_file(tmp_path / "plain.pth", trunk), "resnet18")
    load_trunk(posed, str(tmp_path / "pose.pth"), "resnet18")

    assert torch.equal(posed.backbone.conv1.weight, plain.backbone.conv1.weight)
    assert not torch.equal(posed.backbone.conv1.weight, trunk.conv1.weight)


def test_a_network_of_ours_gives_its_trunk_as_it_is(tmp_path: Path) -> None:
    one, other = SimpleBaseline("mobilenetv2-1.0", 16), SimpleBaseline("mobilenetv2-1.0", 32)
    save_file(one.state_dict(), tmp_path / "one.safetensors")

    load_trunk(other, str(tmp_path / "one.safetensors"), "mobilenetv2-1.0")

    assert torch.equal(other.backbone.stem.weight, one.backbone.stem.weight)


def test_an_imported_network_that_wants_another_input_is_no_trunk_for_ours(tmp_path: Path) -> None:
    arguments = {"backbone": "resnet18", "width": 16}
    theirs = Convention("BGR", (120.0, 115.0, 100.0), (57.0, 57.0, 57.0), 0.0)
    header = Header("theirs", "simplebaseline", arguments, convention=theirs)
    network = build("simplebaseline", arguments)
    save_weights(tmp_path / "theirs.safetensors", network.state_dict(), header)

    with pytest.raises(StickercamError, match=r"another input than ours \(BGR.*--weights .*theirs.safetensors"):
        load_trunk(SimpleBaseline("resnet18", 16), str(tmp_path / "theirs.safetensors"), "resnet18")


def test_a_file_of_another_trunk_is_said_in_one_sentence(tmp_path: Path) -> None:
    file = torchvision_file(tmp_path / "other.pth", ResNet(34))

    with pytest.raises(StickercamError, match=r"other.pth does not fit the trunk resnet18"):
        load_trunk(SimpleBaseline("resnet18", 16), file, "resnet18")
    with pytest.raises(StickercamError, match=r"does not fit the trunk mobilenetv2-1.0"):
        load_trunk(SimpleBaseline("mobilenetv2-1.0", 16), file, "mobilenetv2-1.0")


@pytest.mark.parametrize("content", [b"", b"nothing of the kind"])
@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_a_file_that_is_none_is_said(tmp_path: Path, suffix: str, content: bytes) -> None:
    file = tmp_path / f"trunk{suffix}"
    file.write_bytes(content)

    with pytest.raises(StickercamError, match="cannot be read"):
        load_trunk(SimpleBaseline("resnet18", 16), str(file), "resnet18")
    with pytest.raises(StickercamError, match="does not exist"):
        load_trunk(SimpleBaseline("resnet18", 16), str(tmp_path / "no.pth"), "resnet18")


def test_a_network_without_a_trunk_says_so() -> None:
    with pytest.raises(UsageError, match="has no trunk"):
        load_trunk(StackedHourglass(1, 1, 16, stem=8), "imagenet", "")


def test_imagenet_is_for_resnets() -> None:
    with pytest.raises(UsageError, match=r"no weights for the trunk mobilenetv2-1\.0"):
        load_trunk(SimpleBaseline("mobilenetv2-1.0", 16), "imagenet", "mobilenetv2-1.0")


def test_a_torchvision_that_does_not_load_leaves_the_way_by_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torchvision.models", None)  # what Python does with a broken one: ImportError

    with pytest.raises(StickercamError, match=r"cannot be loaded.*--trunk resnet50-0676ba61.pth"):
        load_trunk(SimpleBaseline("resnet50", 16), "imagenet", "resnet50")


def test_frozen_blocks_stay_as_they_are_to_the_last_statistic() -> None:
    torch.manual_seed(0)
    network = SimpleBaseline("resnet18", 16).train()
    trunk = network.backbone
    freeze(trunk, 2)
    before = {name: value.clone() for name, value in trunk.state_dict().items()}

    optimizer = torch.optim.AdamW(network.parameters(), 0.1)
    network(torch.rand(2, 3, 64, 64)).square().mean().backward()
    optimizer.step()

    changed = {name.split(".")[0] for name, value in trunk.state_dict().items() if not torch.equal(value, before[name])}
    assert changed == {"layer2", "layer3", "layer4"}
    freeze(trunk, 0)
    assert all(parameter.requires_grad for parameter in trunk.parameters()) and trunk.bn1.training
