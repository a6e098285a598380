"""The one loss of both networks."""

import torch

FOREGROUND = 20.0  # extra weight at a peak: the background is 99 % of a heatmap and would win otherwise


def heatmap_loss(
    outputs: torch.Tensor | list[torch.Tensor], target: torch.Tensor, weight: torch.Tensor,
    foreground: float = FOREGROUND,
) -> torch.Tensor:  # fmt: skip
    """Weighted mean squared error, summed over stacks.

    outputs: (N, 16, H, W) or a list of them, one a stack. target: (N, 16, H, W) in 0..1. weight: (N, 16), 0 where
    nothing is known of a joint. A cell weighs 1 + foreground * target, so the foreground counts without widening
    the peaks. The mean is over all N * 16 * H * W cells, whatever their weights: so the mean of equal parts of a batch
    is that of the whole, which several processes rely on.
    """
    stacks = outputs if isinstance(outputs, list) else [outputs]
    cell = (1 + foreground * target) * weight[:, :, None, None]
    return sum(((stack.float() - target) ** 2 * cell).mean() for stack in stacks)
