"""What a network is made of, read off the module itself: its parts in the order in which a crop meets them."""

import re
from collections import Counter
from dataclasses import asdict

from stickercam.models.count import count_network
from stickercam.models.geometry import CROP

# What counts as one part of a diagram: module name -> what it is called. The first that fits.
PARTS = (
    (r"stem\.\d+|backbone\.(conv1|maxpool)|(trunk|backbone)\.stem", "stem"),
    (r"backbone\.layer\d", "stage"),
    (r"(trunk|backbone)\.blocks\.\d+", "block"),
    (r"skips\.\d+", "skip"),
    (r"climb\.\d+", "up"),
    (r"stacks\.\d+\.0(\.inner)*\.upper", "skip"),
    (r"stacks\.\d+\.0(\.inner)*\.down", "down"),
    (r"stacks\.\d+\.0(\.inner)+", "middle"),
    (r"stacks\.\d+\.0(\.inner)*\.out", "up"),
    (r"stacks\.\d+\.1", "residual"),
    (r"heads\.\d+\.(heatmaps)", "head"),
    (r"deconv_layers\.\d+", "deconvolution"),
    (r"final_layer", "head"),
)
SHOWN_LAYERS = ("Conv2d", "ConvTranspose2d", "Residual", "MaxPool2d", "Sequential", "Block")


def anatomy(architecture: str, arguments: dict, *, size: int = CROP) -> dict:
    """Table and diagram of a network of `configurations.build`: costs, counts of its parts, parts in order."""
    import torch

    from stickercam.models.configurations import build

    with torch.device("meta"):
        network = build(architecture, arguments).eval()
    costs, parts, outputs = _walk(network, size)
    kinds = Counter(type(module).__name__ for module in network.modules())
    return {
        "architecture": architecture, "arguments": arguments, "input": size, "costs": costs, "parts": parts,
        "outputs": len(outputs), "output": list(outputs[-1]), "kinds": dict(kinds), "skips": _skips(network, kinds),
        "residuals": _residuals(network), "backbone": arguments.get("backbone") or arguments.get("trunk"),
        "smallest": min(part["size"] for part in parts),
    }  # fmt: skip


def _walk(network, size: int) -> tuple[dict, list[dict], list[tuple[int, ...]]]:
    """A crop's shape passes once: costs, parts in the order of work, shapes of what training sees.

    A part is {"name", "kind", "size", "channels", "parameters"}.
    """
    parts: list[dict] = []
    outputs: list = []

    def note(name: str, kind: str):
        def hook(module, _, output) -> None:
            parameters = sum(parameter.numel() for parameter in module.parameters())
            parts.append({"name": name, "kind": kind, "size": output.shape[-1], "channels": output.shape[1],
                          "parameters": parameters})  # fmt: skip

        return hook

    def keep(_, __, output) -> None:
        outputs.extend(tuple(maps.shape[1:]) for maps in (output if isinstance(output, list) else [output]))

    hooks = [network.register_forward_hook(keep)]
    for name, module in network.named_modules():
        kind = _kind(name, module)
        if kind:
            hooks.append(module.register_forward_hook(note(name, kind)))
    network.training = True  # alone: it then gives what training sees, its batch norms stay as they are
    costs = asdict(count_network(network, size=size))
    network.training = False
    for hook in hooks:
        hook.remove()
    return costs, parts, outputs


def _kind(name: str, module) -> str | None:
    """What a module is in a diagram; None if it is a part of a part, or too small to be shown."""
    for pattern, kind in PARTS:
        if not re.fullmatch(pattern, name):
            continue
        if kind == "middle" and hasattr(module, "inner"):
            return None  # a whole inner hourglass: its own parts are shown
        if kind in ("stem", "deconvolution") and type(module).__name__ not in SHOWN_LAYERS:
            return None  # batch norms and ReLUs
        return kind
    return None


def _residuals(network) -> int:
    """Blocks that add their input to their output."""
    return sum(type(module).__name__ in ("Residual", "Bottleneck", "BasicBlock")
               or (type(module).__name__ == "Block" and module.identity) for module in network.modules())  # fmt: skip


def _skips(network, kinds: Counter) -> dict[str, int]:
    """Connections that leave something out: within residual blocks, across an hourglass, between stacks."""
    between = sum(getattr(module, "heatmaps_back", None) is not None for module in network.modules())
    across = kinds["Hourglass"] + max(0, len(getattr(network, "skips", ())) - 1)
    return {"residual": _residuals(network), "across": across, "between": between}
