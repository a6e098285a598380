"""MobileNetV2 trunk (Sandler et al., CVPR 2018, table 2) with its batch norms folded into the convolutions.

Folded because the pretrained trunks that the lite and tiny networks start from are published so. Padding is
TensorFlow's "SAME": where the stride is 2, the odd pixel lies right and bottom.
"""

import torch
from torch import nn
from torch.nn import functional as F

# (expansion, channels at width 1, repeats, stride of the first)
STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
TAPS = (2, 5, 12, 16)  # the last block at stride 4, 8, 16, 32


def _wide(channels: int, width: float) -> int:
    """channels x width as a multiple of 8, at most a tenth below (the paper's rounding)."""
    value = max(8, int(channels * width + 4) // 8 * 8)
    return value + 8 if value < 0.9 * channels * width else value


class Block(nn.Module):
    """1x1 expansion, 3x3 depthwise, 1x1 projection; identity added where shapes allow."""

    def __init__(self, inputs: int, outputs: int, *, expansion: int, stride: int) -> None:
        super().__init__()
        hidden = inputs * expansion
        self.expand = nn.Conv2d(inputs, hidden, 1) if expansion > 1 else None
        self.depth = nn.Conv2d(hidden, hidden, 3, stride, 0 if stride == 2 else 1, groups=hidden)
        self.project = nn.Conv2d(hidden, outputs, 1)
        self.stride = stride
        self.identity = stride == 1 and inputs == outputs

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = x if self.expand is None else F.relu6(self.expand(x))
        if self.stride == 2:
            out = F.pad(out, (0, 1, 0, 1))
        out = self.project(F.relu6(self.depth(out)))
        return x + out if self.identity else out


class MobileNetV2(nn.Module):
    """(N, 3, S, S) in -1..1 -> four maps at stride 4, 8, 16, 32; `channels` says how wide each is."""

    def __init__(self, width: float = 1.0) -> None:
        super().__init__()
        inputs = _wide(32, width)
        self.stem = nn.Conv2d(3, inputs, 3, 2)
        blocks = []
        for expansion, channels, repeats, stride in STAGES:
            for repeat in range(repeats):
                outputs = _wide(channels, width)
                blocks.append(Block(inputs, outputs, expansion=expansion, stride=1 if repeat else stride))
                inputs = outputs
        self.blocks = nn.ModuleList(blocks)
        self.channels = tuple(self.blocks[tap].project.out_channels for tap in TAPS)
        self.frozen = 0

    def freeze(self, blocks: int) -> None:
        """Keep the stem and the first so many blocks as they are; 0 thaws everything."""
        self.frozen = blocks
        for number, block in enumerate(self.blocks):
            block.requires_grad_(number >= blocks)
        self.stem.requires_grad_(blocks == 0)

    def forward(self, x: torch.Tensor) -> list[torch.Tensor]:
        x = F.relu6(self.stem(F.pad(x, (0, 1, 0, 1))))
        maps = []
        for number, block in enumerate(self.blocks):
            x = block(x)
            if number in TAPS:
                maps.append(x)
        return maps
