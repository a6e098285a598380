"""The weighted mean squared error."""

import torch

from stickercam.train.loss import heatmap_loss


def test_a_perfect_answer_costs_nothing_and_stacks_add_up() -> None:
    target, weight = torch.rand(2, 16, 8, 8), torch.ones(2, 16)

    assert heatmap_loss(target, target, weight) == 0
    one = heatmap_loss(target + 0.1, target, weight)
    assert torch.isclose(heatmap_loss([target + 0.1, target + 0.1, target], target, weight), 2 * one)


def test_unknown_joints_cost_nothing_and_move_nothing() -> None:
    output = torch.rand(1, 16, 8, 8, requires_grad=True)
    weight = torch.ones(1, 16)
    weight[0, 5] = 0

    heatmap_loss(output, torch.zeros(1, 16, 8, 8), weight).backward()

    assert output.grad[0, 5].abs().max() == 0 and output.grad[0, 4].abs().max() > 0


def test_the_foreground_weighs_as_much_as_is_said() -> None:
    target = torch.zeros(1, 16, 2, 2)
    target[0, 0, 0, 0] = 1
    background, peak = target.clone(), target.clone()
    background[0, 1, 1, 1] += 0.5
    peak[0, 0, 0, 0] += 0.5

    ratio = heatmap_loss(peak, target, torch.ones(1, 16), 20.0) / heatmap_loss(background, target, torch.ones(1, 16))

    assert torch.isclose(ratio, torch.tensor(21.0))


def test_the_loss_of_a_batch_is_the_mean_of_its_equal_parts() -> None:
    output, target, weight = torch.rand(8, 16, 4, 4), torch.rand(8, 16, 4, 4), (torch.rand(8, 16) > 0.4).float()

    whole = heatmap_loss(output, target, weight)
    parts = [heatmap_loss(output[part], target[part], weight[part]) for part in (slice(4), slice(4, 8))]

    assert torch.isclose(whole, sum(parts) / 2)
