"""How other people's networks want their input and what their heatmap cells mean, and ours.

Everything here, training included, gives networks RGB in -1..1 and reads cell k as crop pixel 4 k + 1.5. A network
that learned otherwise carries its convention in its weights file; `translate` makes it take ours.
"""

import math
from dataclasses import dataclass

from stickercam.models.geometry import STRIDE

ORDERS = ("RGB", "BGR")
GREY = 127.5  # the middle of the levels 0..255: ours is level / 127.5 - 1, as the study has it
OFFSET = (STRIDE - 1) / 2  # crop pixels: where the middle of the first cell lies (models/geometry.py)


@dataclass(frozen=True, slots=True)
class Convention:
    """A network's input is (level - mean) / std; a peak in cell k means crop pixel 4 k + offset.

    order: of the channels, "RGB" or "BGR". mean, std: grey levels of 0..255, for the channels in that order.
    offset: 1.5 if targets were drawn by pixel centres, 2 if floor(x / 4) was taken, 0 if round(x / 4) was.
    """

    order: str = "RGB"
    mean: tuple[float, float, float] = (GREY, GREY, GREY)
    std: tuple[float, float, float] = (GREY, GREY, GREY)
    offset: float = OFFSET

    @property
    def has_our_input(self) -> bool:
        return (self.order, self.mean, self.std) == (OURS.order, OURS.mean, OURS.std)

    @property
    def shift(self) -> float:
        """Crop pixels to add, in x and y, to joints that were read by our rule.

        An average with the mirrored crop errs left and right alike: there only y needs it.
        """
        return self.offset - OFFSET

    def __str__(self) -> str:
        def told(values: tuple[float, ...]) -> str:
            words = [f"{value:.4g}" for value in values]
            return words[0] if len(set(words)) == 1 else f"({', '.join(words)})"

        if self.has_our_input:
            return "RGB, level / 127.5 - 1"
        less = "level" if not any(self.mean) else f"(level - {told(self.mean)})"
        return f"{self.order}, {less} / {told(self.std)}"


OURS = Convention()


def read_convention(record: object) -> Convention | None:
    """The convention of a weights file's record; None if the record makes no sense."""
    try:
        mean, std = (tuple(float(value) for value in record[name]) for name in ("mean", "std"))
        read = Convention(record["order"], mean, std, float(record["offset"]))
    except (TypeError, ValueError, LookupError):
        return None
    numbers = (*mean, *std, read.offset)
    sound = len(mean) == len(std) == 3 and all(math.isfinite(value) for value in numbers) and min(std) > 0
    known = read.order in ORDERS and abs(read.offset) <= 2 * STRIDE and set(record) == set(Convention.__slots__)
    return read if sound and known else None


def translate(network, convention: Convention) -> None:
    """From now on the network takes our input, (N, 3, S, S) RGB in -1..1, and turns it into its own.

    Two small buffers and a hook, which every engine and the trainer run without knowing of them. Nothing is folded
    into the first convolution: where it reads beyond the edge it finds the network's own zero.
    """
    if convention.has_our_input:
        return
    if hasattr(network, "input_scale"):
        raise ValueError("this network takes our input already")
    import torch

    mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in (convention.mean, convention.std))
    network.register_buffer("input_scale", GREY / std, persistent=False)
    network.register_buffer("input_shift", (GREY - mean) / std, persistent=False)
    network.register_forward_pre_hook(_from_rgb if convention.order == "RGB" else _from_bgr)


def _from_rgb(network, inputs: tuple) -> tuple:
    return (inputs[0] * network.input_scale + network.input_shift,)


def _from_bgr(network, inputs: tuple) -> tuple:
    return (inputs[0].flip(1) * network.input_scale + network.input_shift,)
