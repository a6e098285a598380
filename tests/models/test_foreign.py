"""Networks of other people: their heatmaps come out of ours, and whatever does not fit is named in one sentence."""

import os
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from stickercam.errors import StickercamError, UsageError
from stickercam.models.configurations import NETWORKS
from stickercam.models.foreign import identify, import_weights
from stickercam.models.weights import load_network
from tests.models.foreign_networks import Bearpaw, Microsoft, Mmpose, PlainResNet, Princeton, shaken

# RGB levels 0..255, (N, 3, S, S) -> what each source's own scripts feed.
IMAGENET = [torch.tensor(values).view(1, 3, 1, 1) for values in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))]
INPUTS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "bearpaw": lambda levels: levels / 255 - torch.tensor((0.4404, 0.4440, 0.4327)).view(1, 3, 1, 1),
    "princeton": lambda levels: levels / 255,
    "microsoft": lambda levels: (levels.flip(1) / 255 - IMAGENET[0]) / IMAGENET[1],
    "mmpose": lambda levels: (levels / 255 - IMAGENET[0]) / IMAGENET[1],
}


def prefixed(network: torch.nn.Module, prefix: str = "") -> OrderedDict:
    return OrderedDict((prefix + name, tensor) for name, tensor in network.state_dict().items())


def without_counters(tensors: dict) -> OrderedDict:
    return OrderedDict((name, tensor) for name, tensor in tensors.items() if not name.endswith("num_batches_tracked"))


# name of the source, the network, what its script writes
CASES = {
    "bearpaw 2x1": ("bearpaw", lambda: Bearpaw(2, 1, 64, channels=16), lambda n: {
        "epoch": 7, "arch": "hg", "state_dict": prefixed(n, "module."), "best_acc": np.float64(0.8),
        "optimizer": {"state": {0: {"square_avg": torch.zeros(3)}}, "param_groups": [{"lr": 2.5e-4, "params": [0]}]},
    }),
    "anibali 3x2": ("bearpaw", lambda: Bearpaw(3, 2, 32, channels=16), lambda n: without_counters(n.state_dict())),
    "bearpaw 1x3": ("bearpaw", lambda: Bearpaw(1, 3, 32, channels=16), prefixed),
    "princeton 2": ("princeton", lambda: Princeton(2, 64, channels=16), lambda n: {
        "state_dict": prefixed(n, "model.module."), "optimizer": {}, "epoch": 3,
    }),
    "princeton 3": ("princeton", lambda: Princeton(3, 48, channels=8), lambda n: {"state_dict": prefixed(n, "model.")}),
    "princeton 1": ("princeton", lambda: Princeton(1, 16, channels=8), prefixed),
    "microsoft 18": ("microsoft", lambda: Microsoft(18, 32), lambda n: prefixed(n, "module.")),
    "hrnet's 50": ("microsoft", lambda: Microsoft(50, 16), lambda n: without_counters(n.state_dict())),
    "mmpose 1": ("mmpose", lambda: Mmpose(18, 16), lambda n: {"meta": {"epoch": 210}, "state_dict": prefixed(n)}),
    "mmpose 0": ("mmpose", lambda: Mmpose(18, 24, version=0), lambda n: {"meta": {}, "state_dict": prefixed(n)}),
}  # fmt: skip


SLOW = ("anibali 3x2", "bearpaw 1x3", "princeton 3", "hrnet's 50")  # the large ones


@pytest.mark.parametrize("case", [pytest.param(c, marks=pytest.mark.slow if c in SLOW else ()) for c in CASES])
def test_an_imported_network_gives_the_heatmaps_of_its_source(case: str, tmp_path: Path):
    source, make, script = CASES[case]
    theirs = shaken(make)
    torch.save(script(theirs), tmp_path / "theirs.pth")
    levels = torch.randint(0, 256, (2, 3, 128, 128), generator=torch.Generator().manual_seed(1)).float()

    found, _ = import_weights(tmp_path / "theirs.pth", tmp_path / "ours.safetensors")
    ours, header = load_network(tmp_path / "ours.safetensors")

    assert source in found.name
    assert header.provenance["imported"] == found.name and header.provenance["file"] == "theirs.pth"
    with torch.inference_mode():
        expected, heatmaps = theirs(INPUTS[source](levels)), ours(levels / 127.5 - 1)
    assert expected.std() > 0.1 * expected.abs().max()  # a random network that says something
    assert (heatmaps - expected).abs().max() <= 1e-5 * expected.abs().max()


@pytest.mark.parametrize(
    ("network", "entries", "parameters"),
    [(lambda: Bearpaw(2, 1), 684, 6_730_912), (lambda: Princeton(2), None, 8_429_088),
     (lambda: Princeton(8), None, 32_819_328), (lambda: Microsoft(50), None, 33_999_440)],
)  # fmt: skip
def test_the_networks_of_these_tests_have_the_published_sizes(network, entries: int | None, parameters: int):
    with torch.device("meta"):
        made = network()

    assert sum(parameter.numel() for parameter in made.parameters()) == parameters
    assert entries is None or len(made.state_dict()) == entries


def test_the_usual_networks_become_ours_by_name():
    """So that training can go on from them: `stickercam train --weights`."""
    with torch.device("meta"):
        hourglass, resnet = Bearpaw(4, 2).state_dict(), Microsoft(50).state_dict()

    assert identify(hourglass, "file").network(hourglass) == NETWORKS["hourglass"]
    assert identify(resnet, "file").network(resnet) == NETWORKS["simplebaseline"]


def test_both_stems_are_told_apart():
    with torch.device("meta"):
        wide, paper = Bearpaw(1, 1).state_dict(), Princeton(1).state_dict()

    assert identify(wide, "file").network(wide)[1] == {"stacks": 1, "residuals": 1, "width": 256}
    assert identify(paper, "file").network(paper)[1]["wide_stem"] is False


def test_a_safetensors_file_of_theirs_is_taken_too_and_one_of_ours_is_not(tmp_path: Path):
    network = shaken(lambda: Microsoft(18, 16))
    save_file(network.state_dict(), tmp_path / "theirs.safetensors")

    import_weights(tmp_path / "theirs.safetensors", tmp_path / "ours.safetensors", pixels=384)

    assert load_network(tmp_path / "ours.safetensors")[1].input_size == 384
    with pytest.raises(StickercamError, match="is a weights file of stickercam already"):
        import_weights(tmp_path / "ours.safetensors", tmp_path / "again.safetensors")


def sentence(path: Path, content: object = None) -> str:
    """What importing a file says; it leaves nothing behind."""
    if content is not None:
        torch.save(content, path)
    before = sorted(path.parent.iterdir())
    with pytest.raises(StickercamError) as caught:
        import_weights(path, path.parent / "out.safetensors")
    assert sorted(path.parent.iterdir()) == before
    said = str(caught.value)
    assert said.startswith(str(path)) and "\n" not in said
    return said


class Trap:
    """Unpickled, it makes a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("place", ["epoch", "state_dict"])
def test_code_in_a_pickle_is_refused_by_name_and_never_run(tmp_path: Path, place: str, zipped: bool):
    content = {"state_dict": prefixed(Princeton(1, 16, channels=8)), place: Trap(tmp_path / "executed")}
    torch.save(content, tmp_path / "trap.pth", _use_new_zipfile_serialization=zipped)

    said = sentence(tmp_path / "trap.pth")

    assert "mkdir), which could run code, so it was not opened" in said
    assert not (tmp_path / "executed").exists()


def test_a_whole_module_is_refused_by_its_class(tmp_path: Path):
    assert "torch.nn.modules.linear.Linear" in sentence(tmp_path / "module.pth", torch.nn.Linear(2, 2))


@pytest.mark.parametrize("content", [b"", b"text " * 30, b"PK\x03\x04 and nothing", b"\x80\x02}q\x00."])
def test_what_is_no_checkpoint_is_said(tmp_path: Path, content: bytes):
    path = tmp_path / "some.pth"
    path.write_bytes(content)

    assert any(words in sentence(path) for words in ("no file that torch.save wrote", "no table of tensors"))


@pytest.mark.parametrize("content", [[1, 2], {"state_dict": {}}, {"epoch": 3}, {"state_dict": {"a": 3}}])
def test_a_file_without_tensors_is_said(tmp_path: Path, content: object):
    assert "holds no" in sentence(tmp_path / "some.pth", content)


def test_a_file_of_torch7_is_said(tmp_path: Path):
    (tmp_path / "umich.t7").write_bytes(b"\x04\x00\x00\x00\x01\x00\x00\x00\x03\x00\x00\x00V 1")
    (tmp_path / "renamed.pth").write_bytes(b"\x04\x00\x00\x00\x01\x00\x00\x00\x03\x00\x00\x00V 1")

    assert "Torch7" in sentence(tmp_path / "umich.t7")
    assert "Torch7" in sentence(tmp_path / "renamed.pth")


def test_a_file_that_is_not_there_is_said(tmp_path: Path):
    assert "no such file" in sentence(tmp_path / "missing.pth")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (["backbone.hourglass_modules.0.low1.conv.weight"], "mmpose's hourglass52"),
        (["conv1.weight", "stage2.0.branches.0.0.conv1.weight", "final_layer.weight"], "is an HRNet, which"),
        (["backbone.stage2.0.branches.0.0.conv1.weight"], "an HRNet of mmpose"),
        (["conv1.weight", "layer1.0.conv1.weight", "layer4.0.conv1.weight", "fc.weight"], "a plain ResNet"),
        (["encoder.weight", "decoder.weight"], "does not know: its first key is encoder.weight"),
    ],
)
def test_networks_that_we_do_not_have_are_called_by_name(tmp_path: Path, keys: list[str], words: str):
    assert words in sentence(tmp_path / "other.pth", {key: torch.zeros(1) for key in keys})


def test_a_resnet_of_torchvision_is_sent_to_the_trainer(tmp_path: Path):
    said = sentence(tmp_path / "resnet18.pth", PlainResNet(18, classes=10).state_dict())

    assert "stickercam train --trunk FILE" in said


def damaged(network: torch.nn.Module, change: Callable[[dict], object]) -> dict:
    tensors = dict(network.state_dict())
    change(tensors)
    return tensors


BEARPAW, MICROSOFT = (lambda: Bearpaw(2, 1, 16, channels=8)), (lambda: Microsoft(18, 16))


@pytest.mark.parametrize(
    ("make", "change", "words"),
    [
        (BEARPAW, lambda t: t.pop("hg.1.hg.2.0.0.bn2.weight"), "it lacks hg.1.hg.2.0.0.bn2.weight"),
        (BEARPAW, lambda t: t.pop("conv1.weight"), "it lacks conv1.weight"),
        (BEARPAW, lambda t: t.update({"hg.0.hg.4.0.0.bn1.weight": torch.zeros(16)}), "bn1.weight fits nowhere"),
        (BEARPAW, lambda t: t.update({"fc.0.0.bias": torch.zeros(3)}), "fc.0.0.bias has the shape (3,), the network"),
        (lambda: Bearpaw(1, 1, 16, channels=8, joints=17), lambda t: None, "it finds 17 joints, and stickercam needs"),
        (lambda: Princeton(1, 16, channels=8), lambda t: t.pop("hgs.0.0.low2.up1.bn1.bias"), "low2.up1.bn1.bias"),
        (MICROSOFT, lambda t: t.pop("layer3.1.conv2.weight"), "it lacks layer3.1.conv2.weight"),
        (MICROSOFT, lambda t: t.pop("layer3.1.conv1.weight"), "no ResNet has 2, 2, 1, 2 blocks"),
        (MICROSOFT, lambda t: t.update({"deconv_layers.9.weight": torch.zeros(1)}), "deconv_layers.9.weight fits"),
        (lambda: Mmpose(18, 16), lambda t: t.update({"backbone.stem.0.weight": torch.zeros(1)}), "stem.0.weight"),
    ],
)  # fmt: skip
def test_the_first_key_that_does_not_fit_is_named(tmp_path: Path, make, change, words: str):
    assert words in sentence(tmp_path / "odd.pth", damaged(make(), change))


def test_values_that_are_not_finite_leave_no_file(tmp_path: Path):
    said = damaged(MICROSOFT(), lambda t: t.update({"final_layer.bias": torch.full((16,), torch.nan)}))
    torch.save(said, tmp_path / "nan.pth")

    with pytest.raises(StickercamError, match=r"final_layer\.bias holds a value that is not finite"):
        import_weights(tmp_path / "nan.pth", tmp_path / "out.safetensors")
    assert not (tmp_path / "out.safetensors").exists()


def test_crops_that_do_not_halve_six_times_are_a_wrong_usage(tmp_path: Path):
    with pytest.raises(UsageError, match="multiple of 64"):
        import_weights(tmp_path / "any.pth", tmp_path / "out.safetensors", pixels=250)
