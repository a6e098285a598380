"""The networks of other people as small modules, with their authors' names for every layer.

Written from the layer tables of the papers and the lists of their checkpoints' keys, to test what `models import`
makes of such checkpoints. Only what names and numbers depend on is here.
"""

from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional as F


def shaken(make: Callable[[], nn.Module], seed: int = 0) -> nn.Module:
    """A network in eval mode whose every parameter and statistic is random, and whose outputs are lively."""
    with torch.device("meta"):  # its own first values would only be overwritten
        network = make()
    network = network.to_empty(device="cpu")
    random = torch.Generator().manual_seed(seed)
    for name, tensor in network.state_dict().items():
        if name.endswith("num_batches_tracked"):
            tensor.fill_(7)
        elif name.endswith(("running_var", "weight")) and tensor.dim() == 1:
            tensor.uniform_(0.7, 1.4, generator=random)
        elif tensor.dim() == 1:
            tensor.normal_(0, 0.2, generator=random)
        else:  # each layer keeps the variance, so that the last heatmap depends on the first layer
            tensor.normal_(0, tensor[0].numel() ** -0.5, generator=random)
    return network.eval()


class PreActivation(nn.Module):
    """bearpaw's bottleneck: batch norm and ReLU before each convolution; `planes` is half of what comes out."""

    def __init__(self, inputs: int, planes: int) -> None:
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), nn.Conv2d(inputs, planes, 1)
        self.bn2, self.conv2 = nn.BatchNorm2d(planes), nn.Conv2d(planes, planes, 3, padding=1)
        self.bn3, self.conv3 = nn.BatchNorm2d(planes), nn.Conv2d(planes, 2 * planes, 1)
        self.downsample = nn.Sequential(nn.Conv2d(inputs, 2 * planes, 1)) if inputs != 2 * planes else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = x
        for norm, layer in ((self.bn1, self.conv1), (self.bn2, self.conv2), (self.bn3, self.conv3)):
            out = layer(F.relu(norm(out)))
        return out + (self.downsample(x) if self.downsample else x)


class BearpawLevels(nn.Module):
    """hg.LEVEL.BRANCH.RESIDUAL, levels counted from the innermost; branch 3 is the bottom, of level 0 alone."""

    def __init__(self, residuals: int, width: int) -> None:
        super().__init__()

        def branch() -> nn.Sequential:
            return nn.Sequential(*(PreActivation(width, width // 2) for _ in range(residuals)))

        self.hg = nn.ModuleList(
            nn.ModuleList(branch() for _ in range(3 if level else 4)) for level in range(4)
        )  # fmt: skip

    def forward(self, x: torch.Tensor, level: int = 3) -> torch.Tensor:
        branches = self.hg[level]
        low = branches[1](F.max_pool2d(x, 2, 2))
        low = self.forward(low, level - 1) if level else branches[3](low)
        return branches[0](x) + F.interpolate(branches[2](low), scale_factor=2)


class Bearpaw(nn.Module):
    """The stem widens at its second residual, whatever the width of the stacks."""

    def __init__(self, stacks: int, residuals: int, width: int = 256, *, channels: int = 64, joints: int = 16) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, channels, 7, 2, 3), nn.BatchNorm2d(channels)
        self.layer1 = nn.Sequential(PreActivation(channels, channels))
        self.layer2 = nn.Sequential(PreActivation(2 * channels, 2 * channels))
        self.layer3 = nn.Sequential(PreActivation(4 * channels, width // 2))
        self.hg = nn.ModuleList(BearpawLevels(residuals, width) for _ in range(stacks))
        self.res = nn.ModuleList(
            nn.Sequential(*(PreActivation(width, width // 2) for _ in range(residuals))) for _ in range(stacks)
        )
        self.fc = nn.ModuleList(
            nn.Sequential(nn.Conv2d(width, width, 1), nn.BatchNorm2d(width), nn.ReLU()) for _ in range(stacks)
        )
        self.score = nn.ModuleList(nn.Conv2d(width, joints, 1) for _ in range(stacks))
        self.fc_ = nn.ModuleList(nn.Conv2d(width, width, 1) for _ in range(stacks - 1))
        self.score_ = nn.ModuleList(nn.Conv2d(joints, width, 1) for _ in range(stacks - 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.layer1(F.relu(self.bn1(self.conv1(x))))
        x = self.layer3(self.layer2(F.max_pool2d(x, 2, 2)))
        for stack, levels in enumerate(self.hg):
            y = self.fc[stack](self.res[stack](levels(x)))
            score = self.score[stack](y)
            if stack < len(self.fc_):
                x = x + self.fc_[stack](y) + self.score_[stack](score)
        return score


class Wrapped(nn.Module):
    """princeton's convolution, which sits in a module of its own with or without norm and ReLU."""

    def __init__(self, inputs: int, outputs: int, *, kernel: int = 1, stride: int = 1, bn: bool = False) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, (kernel - 1) // 2)
        self.bn = nn.BatchNorm2d(outputs) if bn else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.bn(self.conv(x))) if self.bn else self.conv(x)


class PrincetonResidual(nn.Module):
    """It owns a skip layer in any case and runs it only where the channels change."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        half = outputs // 2
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), Wrapped(inputs, half)
        self.bn2, self.conv2 = nn.BatchNorm2d(half), Wrapped(half, half, kernel=3)
        self.bn3, self.conv3 = nn.BatchNorm2d(half), Wrapped(half, outputs)
        self.skip_layer = Wrapped(inputs, outputs)
        self.need_skip = inputs != outputs

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = x
        for norm, layer in ((self.bn1, self.conv1), (self.bn2, self.conv2), (self.bn3, self.conv3)):
            out = layer(F.relu(norm(out)))
        return out + (self.skip_layer(x) if self.need_skip else x)


class PrincetonHourglass(nn.Module):
    def __init__(self, depth: int, width: int) -> None:
        super().__init__()
        self.up1, self.low1, self.low3 = (PrincetonResidual(width, width) for _ in range(3))
        self.low2 = PrincetonHourglass(depth - 1, width) if depth > 1 else PrincetonResidual(width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        low = self.low3(self.low2(self.low1(F.max_pool2d(x, 2, 2))))
        return self.up1(x) + F.interpolate(low, scale_factor=2)


class Merge(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = Wrapped(inputs, outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv(x)


class Princeton(nn.Module):
    """The paper's stem; one residual everywhere."""

    def __init__(self, stacks: int, width: int = 256, *, channels: int = 64, joints: int = 16) -> None:
        super().__init__()
        self.pre = nn.Sequential(
            Wrapped(3, channels, kernel=7, stride=2, bn=True), PrincetonResidual(channels, 2 * channels),
            nn.MaxPool2d(2, 2), PrincetonResidual(2 * channels, 2 * channels), PrincetonResidual(2 * channels, width),
        )  # fmt: skip
        self.hgs = nn.ModuleList(nn.Sequential(PrincetonHourglass(4, width)) for _ in range(stacks))
        self.features = nn.ModuleList(
            nn.Sequential(PrincetonResidual(width, width), Wrapped(width, width, bn=True)) for _ in range(stacks)
        )
        self.outs = nn.ModuleList(Wrapped(width, joints) for _ in range(stacks))
        self.merge_features = nn.ModuleList(Merge(width, width) for _ in range(stacks - 1))
        self.merge_preds = nn.ModuleList(Merge(joints, width) for _ in range(stacks - 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.pre(x)
        for stack, hourglass in enumerate(self.hgs):
            features = self.features[stack](hourglass(x))
            heatmaps = self.outs[stack](features)
            if stack < len(self.merge_preds):
                x = x + self.merge_preds[stack](heatmaps) + self.merge_features[stack](features)
        return heatmaps


BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


class ResBlock(nn.Module):
    """Two 3x3 convolutions, or 1x1, 3x3 (which has the stride), 1x1 to four times the planes."""

    def __init__(self, inputs: int, planes: int, *, stride: int, deep: bool) -> None:
        super().__init__()
        kernels = (1, 3, 1) if deep else (3, 3)
        channels = (inputs, planes, planes, 4 * planes) if deep else (inputs, planes, planes)
        self.number = len(kernels)
        for number, kernel in enumerate(kernels):
            step = stride if number == (1 if deep else 0) else 1
            layer = nn.Conv2d(channels[number], channels[number + 1], kernel, step, kernel // 2, bias=False)
            setattr(self, f"conv{number + 1}", layer)
            setattr(self, f"bn{number + 1}", nn.BatchNorm2d(channels[number + 1]))
        self.downsample = None
        if stride > 1 or inputs != channels[-1]:
            short = nn.Conv2d(inputs, channels[-1], 1, stride, bias=False)
            self.downsample = nn.Sequential(short, nn.BatchNorm2d(channels[-1]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = x
        for number in range(1, self.number + 1):
            out = getattr(self, f"bn{number}")(getattr(self, f"conv{number}")(out))
            out = F.relu(out) if number < self.number else out
        return F.relu(out + (self.downsample(x) if self.downsample else x))


class PlainResNet(nn.Module):
    """torchvision's names. classes: 0 leaves the classifier out."""

    def __init__(self, depth: int, classes: int = 0) -> None:
        super().__init__()
        deep = depth >= 50
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64)
        inputs = 64
        for layer, blocks in enumerate(BLOCKS[depth]):
            made = []
            for block in range(blocks):
                made.append(ResBlock(inputs, 64 << layer, stride=2 if layer and not block else 1, deep=deep))
                inputs = (64 << layer) * (4 if deep else 1)
            setattr(self, f"layer{layer + 1}", nn.Sequential(*made))
        self.channels = inputs
        if classes:
            self.fc = nn.Linear(inputs, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))


def deconvolutions(inputs: int, width: int) -> nn.Sequential:
    layers = []
    for channels in (inputs, width, width):
        layers += [nn.ConvTranspose2d(channels, width, 4, 2, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
    return nn.Sequential(*layers)


class Microsoft(PlainResNet):
    """Their pose ResNet; HRNet's repository has the same."""

    def __init__(self, depth: int, width: int = 256, joints: int = 16) -> None:
        super().__init__(depth)
        self.deconv_layers = deconvolutions(self.channels, width)
        self.final_layer = nn.Conv2d(width, joints, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.final_layer(self.deconv_layers(super().forward(x)))


class MmposeHead(nn.Module):
    def __init__(self, inputs: int, width: int, joints: int) -> None:
        super().__init__()
        self.deconv_layers = deconvolutions(inputs, width)
        self.final_layer = nn.Conv2d(width, joints, 1)


class Mmpose(nn.Module):
    """version 1 calls the head `head`, version 0 `keypoint_head`."""

    def __init__(self, depth: int, width: int = 256, *, version: int = 1, joints: int = 16) -> None:
        super().__init__()
        self.backbone = PlainResNet(depth)
        self.name = "head" if version else "keypoint_head"
        setattr(self, self.name, MmposeHead(self.backbone.channels, width, joints))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        head = getattr(self, self.name)
        return head.final_layer(head.deconv_layers(self.backbone(x)))
