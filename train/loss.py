"""The one loss of both networks."""

import torch

FOREGROUND = 20.0  # extra weight at a peak: the background is 99 % of a heatmap and would win otherwise


def heatmap_loss(
    outputs: torch.Tensor | list[torch.Tensor], target: torch.Tensor, weight: torch.Tensor,
    foreground: float = FOREGROUND,
) -> torch.Tensor:  # fmt: skip
    """Weighted mean squared error, summed over stacks.

    outputs: (N, 16, H, W) or a list of them, one a stack. target: (N, 16, H, W). weight: (N, 16), 0 where a joint
    is unknown. A cell weighs 1 + foreground * target, so the foreground counts without widening the peaks.
    """
    stacks = outputs if isinstance(outputs, list) else [outputs]
    cell = (1 + foreground * target) * weight[:, :, None, None]
    return sum(((stack.float() - target) ** 2 * cell).mean() for stack in stacks)
