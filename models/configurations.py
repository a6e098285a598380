"""The networks by name: three sizes of each family."""

from stickercam.errors import UsageError

# name -> (architecture, its arguments)
NETWORKS = {
    "hourglass": ("hourglass", {"stacks": 4, "residuals": 2, "width": 256}),  # the study's: 25.03 M parameters
    "hourglass-lite": ("trunk-hourglass", {"trunk": "mobilenetv2-1.0", "stacks": 2, "width": 64}),
    "hourglass-tiny": ("trunk-hourglass", {"trunk": "mobilenetv2-1.0", "stacks": 2, "width": 32}),
    "simplebaseline": ("simplebaseline", {"backbone": "resnet50", "width": 256}),  # the study's: 34.00 M
    "simplebaseline-lite": ("simplebaseline", {"backbone": "mobilenetv2-1.75", "width": 96}),
    "simplebaseline-tiny": ("simplebaseline", {"backbone": "mobilenetv2-1.0", "width": 64}),
}
ARCHITECTURES = ("hourglass", "trunk-hourglass", "simplebaseline")


def network_name(model: str, size: str | None = None) -> str:
    """("hourglass", "lite") -> "hourglass-lite"; "full" is the bare name. UsageError for anything not in NETWORKS."""
    name = model if size in (None, "full") else f"{model}-{size}"
    if name not in NETWORKS:
        raise UsageError(f"there is no network {name}", f"choose one of {', '.join(NETWORKS)}")
    return name


def build(architecture: str, arguments: dict):
    """A freshly initialised network (torch.nn.Module) in training mode. ValueError for an unknown architecture."""
    from stickercam.models.hourglass import StackedHourglass, TrunkHourglass
    from stickercam.models.simplebaseline import SimpleBaseline

    match architecture:
        case "hourglass":
            return StackedHourglass(**arguments)
        case "trunk-hourglass":
            return TrunkHourglass(**arguments)
        case "simplebaseline":
            return SimpleBaseline(**arguments)
    raise ValueError(f"unknown architecture {architecture}")
