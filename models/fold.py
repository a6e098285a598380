"""Batch norms folded into the convolutions before them: fewer kernels, the same numbers."""

import copy
from itertools import pairwise

from torch import nn
from torch.nn.utils import fuse_conv_bn_eval

from stickercam.models.hourglass import Residual
from stickercam.models.resnet import BasicBlock, Bottleneck, ResNet

# (convolution, the batch norm right behind it) by attribute, for modules that are no plain Sequential. A residual's
# own bn1 follows a sum and stays.
PAIRS = {
    Residual: (("conv1", "bn2"), ("conv2", "bn3")),
    ResNet: (("conv1", "bn1"),),
    BasicBlock: (("conv1", "bn1"), ("conv2", "bn2")),
    Bottleneck: (("conv1", "bn1"), ("conv2", "bn2"), ("conv3", "bn3")),
}


def fold_batch_norms(network: nn.Module) -> nn.Module:
    """A copy of a network in eval mode in which every batch norm right behind a convolution is part of it."""
    network = copy.deepcopy(network)
    for module in list(network.modules()):
        pairs = PAIRS.get(type(module), ())
        if isinstance(module, nn.Sequential):
            names = list(module._modules)
            pairs = [pair for pair in pairwise(names) if _foldable(*(module._modules[name] for name in pair))]
        for convolution, norm in pairs:
            first, second = getattr(module, convolution), getattr(module, norm)
            transposed = isinstance(first, nn.ConvTranspose2d)
            setattr(module, convolution, fuse_conv_bn_eval(first, second, transpose=transposed))
            setattr(module, norm, nn.Identity())
    return network


def _foldable(first: nn.Module, second: nn.Module) -> bool:
    return isinstance(first, nn.Conv2d | nn.ConvTranspose2d) and isinstance(second, nn.BatchNorm2d)
