"""What a network costs: parameters, multiply-adds, depth, memory. Counted on shapes alone, so it takes no time."""

import math
from dataclasses import dataclass

from stickercam.models.configurations import build
from stickercam.models.geometry import CROP

# What `count` says about `configurations.NETWORKS`, for lists that must not wait for torch (a test compares them):
# name -> (parameters, multiply-adds)
COUNTED = {
    "hourglass": (25_032_384, 25_812_795_392),
    "hourglass-lite": (2_089_088, 674_930_688),
    "hourglass-tiny": (1_879_552, 448_417_792),
    "simplebaseline": (33_999_440, 7_234_125_824),
    "simplebaseline-lite": (6_549_784, 1_331_058_688),
    "simplebaseline-tiny": (2_256_112, 474_013_696),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """The costs of one crop's forward pass.

    parameters: learned values, without the statistics of batch norms. multiply_adds: of convolutions, a transposed
    one at its true cost, once a value that goes in; norms, sums and ReLUs are left out. depth: convolutions on the
    longest way from crop to heatmaps. activations: bytes held at the fullest moment, float32, besides the weights
    and what a library takes to work.
    """

    parameters: int
    multiply_adds: int
    depth: int
    activations: int

    @property
    def weights(self) -> int:
        """Bytes of the parameters in float32."""
        return 4 * self.parameters


def count(architecture: str, arguments: dict, *, size: int = CROP) -> Counts:
    """A network of `configurations.build`, for a crop of size x size pixels. Builds it without its values."""
    import torch

    with torch.device("meta"):
        network = build(architecture, arguments)
    return count_network(network.eval(), size=size)


def count_network(network, *, size: int = CROP) -> Counts:
    """Any network that takes (1, 3, size, size), in eval mode, on torch's device "meta" or a real one."""
    import torch

    parameters = list(network.parameters())
    crop = torch.empty((1, 3, size, size), device=parameters[0].device)
    watch = _watch()
    with torch.no_grad(), watch:
        network(crop)
    return Counts(sum(p.numel() for p in parameters), watch.multiply_adds, watch.depth, watch.peak)


def _watch():
    """A mode of torch that sees every operation: adds up the convolutions and remembers which results still live."""
    import torch
    from torch.multiprocessing.reductions import StorageWeakRef
    from torch.utils._python_dispatch import TorchDispatchMode

    class Watch(TorchDispatchMode):
        def __init__(self) -> None:
            super().__init__()
            self.multiply_adds = self.depth = self.peak = 0
            self._live: dict[int, tuple[StorageWeakRef, int, int]] = {}  # storage -> itself, bytes, depth

        def __torch_dispatch__(self, operation, types, arguments=(), keywords=None):
            depth = max((self._depth(value) for value in arguments if isinstance(value, torch.Tensor)), default=0)
            result = operation(*arguments, **(keywords or {}))
            if operation is torch.ops.aten.convolution.default:
                self.multiply_adds += _of_convolution(arguments, result)
                depth += 1
            self._live = {key: entry for key, entry in self._live.items() if not entry[0].expired()}
            for value in result if isinstance(result, tuple | list) else (result,):
                if isinstance(value, torch.Tensor):
                    self._remember(value.untyped_storage(), depth)
            self.peak = max(self.peak, sum(size for _, size, _ in self._live.values()))
            return result

        def _depth(self, tensor: torch.Tensor) -> int:
            entry = self._live.get(tensor.untyped_storage()._cdata)
            return entry[2] if entry else 0

        def _remember(self, storage, depth: int) -> None:
            self._live[storage._cdata] = (StorageWeakRef(storage), storage.nbytes(), depth)
            self.depth = max(self.depth, depth)

    return Watch()


def _of_convolution(arguments: tuple, result) -> int:
    """Each value of the weight is used once a place: of the output, or of the input if transposed."""
    given, weight, transposed = arguments[0], arguments[1], arguments[6]
    places = given if transposed else result
    return places.shape[0] * math.prod(places.shape[2:]) * weight.numel()
