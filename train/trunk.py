"""The pretrained part of a network: where its values come from, and which of its blocks stay as they are."""

from pathlib import Path

import torch
from torch import nn

from stickercam.errors import StickercamError, UsageError
from stickercam.models.header import read_header
from stickercam.models.resnet import ResNet

# What torchvision's ResNets were trained on: (value / 255 - mean) / deviation, RGB.
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
PICKLES = (".pth", ".pt")  # read with weights_only: tensors, no code
# What torchvision calls its files, for people without a net.
FILES = {
    18: "resnet18-f37072fd.pth", 34: "resnet34-b627a593.pth", 50: "resnet50-0676ba61.pth",
    101: "resnet101-63fe2227.pth", 152: "resnet152-394f9c45.pth",
}  # fmt: skip


def trunk_of(network: nn.Module) -> nn.Module | None:
    return getattr(network, "trunk", None) or getattr(network, "backbone", None)


def blocks_of(trunk: nn.Module) -> tuple[list[nn.Module], list[nn.Module]]:
    """(modules of the stem, blocks in order)."""
    if isinstance(trunk, ResNet):
        layers = [trunk.layer1, trunk.layer2, trunk.layer3, trunk.layer4]
        return [trunk.conv1, trunk.bn1], [block for layer in layers for block in layer]
    return [trunk.stem], list(trunk.blocks)


def freeze(trunk: nn.Module, number: int) -> None:
    """Keep the stem and the first `number` blocks as they are, batch norms too; 0 thaws everything."""
    stem, blocks = blocks_of(trunk)
    for position, block in enumerate(blocks):
        block.requires_grad_(position >= number).train(position >= number)
    for part in stem:
        part.requires_grad_(number == 0).train(number == 0)


def load_trunk(network: nn.Module, source: str, backbone: str) -> None:
    """Pretrained values for the network's trunk, whose kind is `backbone` ("resnet50", "mobilenetv2-1.0").

    source: "imagenet" (torchvision's ResNets, fetched by torchvision), or a file: a safetensors file with the trunk's
    own names, a weights file of ours with such a trunk in it, or a file of torchvision's layout (.pth or safetensors).
    """
    trunk = trunk_of(network)
    if trunk is None:
        raise UsageError("this network has no trunk to fill", "leave --trunk out, or train a size that has one")
    if source == "imagenet":
        values, foreign = _from_torchvision(backbone), True
    else:
        values, foreign = _read(Path(source))
    values = {name: value.float() for name, value in values.items()}
    if isinstance(trunk, ResNet) and foreign:
        values = _for_our_input({name: value for name, value in values.items() if not name.startswith("fc.")})
    counters = {name for name in trunk.state_dict() if name.endswith("num_batches_tracked")}  # old files lack them
    try:
        missing, unknown = trunk.load_state_dict(values, strict=False)
    except RuntimeError as error:
        raise _misfit(source, backbone, str(error).splitlines()[-1].strip()) from None
    wrong = [f"it lacks {name}" for name in missing if name not in counters] + [f"what is {name}" for name in unknown]
    if wrong:
        raise _misfit(source, backbone, wrong[0])


def _misfit(source: str, backbone: str, what: str) -> StickercamError:
    return StickercamError(f"{source} does not fit the trunk {backbone} ({what})", f"give a file of a {backbone}")


def _read(file: Path) -> tuple[dict, bool]:
    """The trunk's values in a file, and whether they are somebody else's."""
    if not file.is_file():
        raise StickercamError(f"the trunk {file} does not exist", "give a file, or imagenet")
    _check_input(file)
    try:
        if file.suffix in PICKLES:
            values = torch.load(file, map_location="cpu", weights_only=True)
        else:
            from safetensors.torch import load_file

            values = load_file(file)
        values = values.get("state_dict", values)
        values = {name.removeprefix("module."): value for name, value in values.items()}
        if not all(isinstance(value, torch.Tensor) for value in values.values()):
            raise ValueError("no table of tensors")
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StickercamError(
            f"the trunk {file} cannot be read ({reason})", "give a .safetensors or .pth file"
        ) from None
    for prefix in ("trunk.", "backbone."):  # a whole network: its trunk alone
        part = {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix)}
        if part:
            return part, file.suffix in PICKLES  # ours are no pickles; mmpose's wants torchvision's input
    return values, True


def _check_input(file: Path) -> None:
    """StickercamError for the weights file of an imported network, whose first layer wants another input than ours."""
    try:
        convention = read_header(file).convention
    except StickercamError:
        return  # no weights file of ours
    if not convention.has_our_input:
        what = f"the trunk in {file} wants another input than ours ({convention})"
        raise StickercamError(what, f"begin with the whole network: --weights {file}")


def _from_torchvision(backbone: str) -> dict:
    """torchvision's ImageNet weights; from its cache where they lie there, else fetched."""
    if not backbone.startswith("resnet"):
        raise UsageError(f"torchvision has no weights for the trunk {backbone}", "give --trunk FILE")
    file = FILES[int(backbone.removeprefix("resnet"))]
    by_hand = f"give its file by name: --trunk {file}"
    try:
        from torchvision.models import get_model_weights
    except (ImportError, RuntimeError) as error:  # RuntimeError: a torchvision that was built for another torch
        what = f"torchvision cannot be loaded beside torch {torch.__version__} ({str(error).splitlines()[0]})"
        raise StickercamError(what, f"install the two as a pair, or {by_hand}") from None
    try:
        return get_model_weights(backbone).IMAGENET1K_V1.get_state_dict(progress=False, check_hash=True)
    except (OSError, RuntimeError) as error:
        what = f"the ImageNet weights of {backbone} could not be fetched ({error})"
        raise StickercamError(what, f"connect to the internet, or {by_hand}") from None


def _for_our_input(values: dict) -> dict:
    """ImageNet's normalisation put into the first layer: it then gives for value / 127.5 - 1 what it gave for its own
    input (but for the border, where padding with 0 means another grey)."""
    mean, deviation = torch.tensor(MEAN), torch.tensor(DEVIATION)
    first = values["conv1.weight"]  # (64, 3, 7, 7)
    offset = (first * ((0.5 - mean) / deviation)[:, None, None]).sum((1, 2, 3))
    return values | {
        "conv1.weight": first * (0.5 / deviation)[:, None, None],
        "bn1.running_mean": values["bn1.running_mean"] - offset,
    }
