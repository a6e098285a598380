"""Stacked hourglass (Newell, Yang, Deng, ECCV 2016), full and on a pretrained trunk."""

import torch
from torch import nn
from torch.nn import functional as F

from stickercam.models.mobilenet import MobileNetV2


class Residual(nn.Module):
    """Pre-activation bottleneck (section 3.2): BN, ReLU, 1x1; BN, ReLU, 3x3; BN, ReLU, 1x1; plus the input."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        half = outputs // 2
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, half, 1)
        self.bn2 = nn.BatchNorm2d(half)
        self.conv2 = nn.Conv2d(half, half, 3, padding=1)
        self.bn3 = nn.BatchNorm2d(half)
        self.conv3 = nn.Conv2d(half, outputs, 1)
        self.skip = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = self.conv1(F.relu(self.bn1(x)))
        out = self.conv2(F.relu(self.bn2(out)))
        return self.conv3(F.relu(self.bn3(out))) + self.skip(x)


def _residuals(number: int, width: int) -> nn.Sequential:
    return nn.Sequential(*(Residual(width, width) for _ in range(number)))


class Hourglass(nn.Module):
    """One level (section 3.1): an upper branch at this scale, a lower one at half of it, nearest up, sum."""

    def __init__(self, depth: int, residuals: int, width: int) -> None:
        super().__init__()
        self.upper = _residuals(residuals, width)
        self.down = _residuals(residuals, width)
        self.inner = Hourglass(depth - 1, residuals, width) if depth > 1 else _residuals(residuals, width)
        self.out = _residuals(residuals, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        lower = self.out(self.inner(self.down(F.max_pool2d(x, 2))))
        return self.upper(x) + F.interpolate(lower, scale_factor=2.0, mode="nearest")


class Head(nn.Module):
    """Features to heatmaps, and what both give to the next stack (section 3.3)."""

    def __init__(self, width: int, joints: int, last: bool) -> None:
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(width, width, 1), nn.BatchNorm2d(width), nn.ReLU(inplace=True))
        self.heatmaps = nn.Conv2d(width, joints, 1)
        self.features_back = None if last else nn.Conv2d(width, width, 1)
        self.heatmaps_back = None if last else nn.Conv2d(joints, width, 1)

    def forward(self, x: torch.Tensor, before: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor | None]:
        """x: the stack's output, before: its input -> its heatmaps, the next stack's input (None after the last)."""
        features = self.features(x)
        heatmaps = self.heatmaps(features)
        if self.features_back is None:
            return heatmaps, None
        return heatmaps, before + self.features_back(features) + self.heatmaps_back(heatmaps)


class StackedHourglass(nn.Module):
    """(N, 3, S, S) in -1..1, S a multiple of 64 -> (N, joints, S/4, S/4) heatmaps of the last stack.

    In training mode a list with the heatmaps of every stack (intermediate supervision). wide_stem: the second
    residual of the stem widens at once, as the usual PyTorch port has it (25.03 M parameters at 4 x 2 x 256);
    without it the stem is the paper's (24.87 M). middle: its channels where they are neither (networks of others).
    """

    def __init__(
        self, stacks: int = 4, residuals: int = 2, width: int = 256, *, stem: int = 64, joints: int = 16,
        wide_stem: bool = True, middle: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        middle = middle or (width if wide_stem else 2 * stem)
        self.stem = nn.Sequential(
            nn.Conv2d(3, stem, 7, 2, 3), nn.BatchNorm2d(stem), nn.ReLU(inplace=True), Residual(stem, 2 * stem),
            nn.MaxPool2d(2), Residual(2 * stem, middle), Residual(middle, width),
        )  # fmt: skip
        self.stacks = nn.ModuleList(
            nn.Sequential(Hourglass(4, residuals, width), _residuals(residuals, width)) for _ in range(stacks)
        )
        self.heads = nn.ModuleList(Head(width, joints, number == stacks - 1) for number in range(stacks))

    def forward(self, x: torch.Tensor) -> torch.Tensor | list[torch.Tensor]:
        x = self.stem(x)
        outputs = []
        for stack, head in zip(self.stacks, self.heads, strict=True):
            heatmaps, x = head(stack(x), x)
            outputs.append(heatmaps)
        return outputs if self.training else outputs[-1]


class TrunkHourglass(nn.Module):
    """A stacked hourglass whose stem and first way down are a pretrained MobileNetV2 (lite and tiny sizes).

    The first stack climbs from the trunk's stride 32 to stride 4 by nearest up-sampling, with a skip branch from
    the trunk at every scale; its features and heatmaps are re-injected into further, plain stacks of one residual.
    Shapes and modes as in StackedHourglass.
    """

    def __init__(
        self, trunk: str = "mobilenetv2-1.0", stacks: int = 2, width: int = 96, *, residuals: int = 1,
        joints: int = 16,
    ) -> None:  # fmt: skip
        super().__init__()
        self.trunk = MobileNetV2(float(trunk.removeprefix("mobilenetv2-")))
        self.skips = nn.ModuleList(
            nn.Sequential(nn.Conv2d(channels, width, 1, bias=False), nn.BatchNorm2d(width))
            for channels in self.trunk.channels
        )
        self.climb = nn.ModuleList(_residuals(residuals, width) for _ in self.trunk.channels)
        self.stacks = nn.ModuleList(
            nn.Sequential(Hourglass(4, residuals, width), _residuals(residuals, width)) for _ in range(stacks - 1)
        )
        self.heads = nn.ModuleList(Head(width, joints, number == stacks - 1) for number in range(stacks))

    def forward(self, x: torch.Tensor) -> torch.Tensor | list[torch.Tensor]:
        sides = [skip(map_) for skip, map_ in zip(self.skips, self.trunk(x), strict=True)]
        x = self.climb[-1](sides[-1])
        for side, climb in zip(sides[-2::-1], self.climb[-2::-1], strict=True):
            x = climb(side + F.interpolate(x, scale_factor=2.0, mode="nearest"))
        heatmaps, x = self.heads[0](x, x)
        outputs = [heatmaps]
        for stack, head in zip(self.stacks, self.heads[1:], strict=True):
            heatmaps, x = head(stack(x), x)
            outputs.append(heatmaps)
        return outputs if self.training else outputs[-1]
