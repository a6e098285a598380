"""The pictures of a batch on a card, all at once with torch: what `host` does one by one, by the same parameters.

A card is given slots: pictures in the top left corners of squares of equal size, OUTSIDE beyond, as `cut` makes them
and a cache holds them. Everything works on CPU tensors too, which is how it is tested where there is no card.
"""

from functools import cache

import numpy as np
import torch
import torch.nn.functional as F

from stickercam.models.geometry import OUTSIDE
from stickercam.train.augment.crops import Crops
from stickercam.train.augment.effects import KERNEL, PATCHES, Effects, gaussian, grain
from stickercam.train.augment.host import CHOKE, FEATHER, window
from stickercam.train.augment.jpeg import compressed


def thetas(matrix: np.ndarray, size: int, slot: int) -> np.ndarray:
    """(N, 2, 3) crop pixels -> slot pixels, as `affine_grid(..., align_corners=False)` wants it, float32."""
    turned = matrix[:, :, :2] * (size / slot)
    middle = matrix[:, :, :2].sum(2) * ((size - 1) / 2) + matrix[:, :, 2]  # where the crop's middle lies
    return np.concatenate([turned, ((2 * middle + 1) / slot - 1)[:, :, None]], 2).astype(np.float32)


def sampled(pictures: torch.Tensor, matrix: np.ndarray, size: int) -> torch.Tensor:
    """(N, C, P, P) float -> (N, C, size, size), bilinear, 0 beyond the edge; matrix: crop -> picture pixels."""
    theta = torch.from_numpy(thetas(matrix, size, pictures.shape[-1])).to(pictures.device)
    grid = F.affine_grid(theta, [len(pictures), pictures.shape[1], size, size], align_corners=False)
    return F.grid_sample(pictures, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def levels(slots: torch.Tensor) -> torch.Tensor:
    """(N, P, P, 3) uint8 -> (N, 3, P, P) float32 about OUTSIDE, so that 0 is what lies beyond a picture."""
    return slots.permute(0, 3, 1, 2).float() - OUTSIDE


def crops_of(pictures: torch.Tensor, crops: Crops, widths: np.ndarray, size: int) -> tuple[torch.Tensor, torch.Tensor]:
    """(N, 3, P, P) as of `levels` -> (N, 3, size, size) float32 in 0..255, and (N, 1, size, size) whether a pixel lies
    in the picture. widths: (N,) of the pictures in their slots."""
    inside = _inside(widths, crops.height, pictures)
    four = torch.cat([pictures * inside, inside.to(pictures.dtype)], 1)
    warped = sampled(four, crops.matrix, size)
    return warped[:, :3] + OUTSIDE, warped[:, 3:] > 0.5


def _inside(widths: np.ndarray, heights: np.ndarray, like: torch.Tensor) -> torch.Tensor:
    """(N, 1, P, P) bool: the top left corner of each slot that a picture fills."""
    place = torch.arange(like.shape[-1], device=like.device)
    wide, high = (torch.as_tensor(np.asarray(values), device=like.device)[:, None] for values in (widths, heights))
    return (place < wide)[:, None, None, :] & (place < high)[:, None, :, None]


def paste(
    pictures: torch.Tensor, masks: torch.Tensor, rooms: torch.Tensor, *, sizes: np.ndarray, u: np.ndarray
) -> torch.Tensor:
    """People before rooms. pictures, rooms: (K, 3, P, P) as of `levels`. masks: (K, P, P) uint8, 255 = person.

    sizes: (2, K, 2) width and height of each picture and each room in its slot. u: (K, 3) as in `host.window`.
    """
    slot = pictures.shape[-1]
    matrix = np.zeros((len(u), 2, 3))
    for row, (picture, room) in enumerate(zip(*sizes, strict=True)):
        x0, y0, x1, y1 = window(u[row], room, picture)
        step = np.array([(x1 - x0) / picture[0], (y1 - y0) / picture[1]])
        matrix[row, :, :2], matrix[row, :, 2] = np.diag(step), step / 2 - 0.5 + (x0, y0)
    kernel = np.repeat(gaussian(FEATHER)[None], len(u), 0)
    soft = blurred(masks[:, None].float() / 255, np.einsum("ni,nj->nij", kernel, kernel))
    soft = ((soft - CHOKE) / (1 - CHOKE)).clamp(0, 1)
    behind = sampled(rooms, matrix, slot)
    return (behind + (pictures - behind) * soft) * _inside(*np.asarray(sizes[0]).T, pictures)


def blurred(pictures: torch.Tensor, kernels: np.ndarray) -> torch.Tensor:
    """(N, C, H, W), each with its own kernel (N, KERNEL, KERNEL)."""
    number, channels, height, _ = pictures.shape
    weights = torch.from_numpy(kernels).to(pictures.device).repeat_interleave(channels, 0)[:, None]
    padded = F.pad(pictures, (KERNEL // 2,) * 4, mode="reflect").reshape(1, number * channels, height + KERNEL - 1, -1)
    return F.conv2d(padded, weights, groups=number * channels).reshape(pictures.shape)


def finished(crops: torch.Tensor, inside: torch.Tensor, effects: Effects) -> torch.Tensor:
    """(N, 3, S, S) float32 in 0..255 with everything done to it; beyond the picture it is OUTSIDE again."""
    return torch.where(inside, changed(crops, effects), OUTSIDE)


def changed(crops: torch.Tensor, effects: Effects) -> torch.Tensor:
    """(N, 3, S, S) float32 in 0..255 with the effects of each row."""
    size, device = crops.shape[-1], crops.device
    place = torch.arange(size, device=device)
    boxes, paint = torch.from_numpy(effects.patches).to(device), torch.from_numpy(effects.paint).to(device).float()
    for patch in range(PATCHES):
        x0, y0, x1, y1 = boxes[:, patch, :, None].unbind(1)
        covered = ((place >= y0) & (place < y1))[:, None, :, None] & ((place >= x0) & (place < x1))[:, None, None, :]
        crops = torch.where(covered, paint[:, patch, :, None, None], crops)
    if effects.kernel:
        rows = list(effects.kernel)
        kernels = np.stack([k if k.ndim == 2 else np.outer(k, k) for k in effects.kernel.values()])
        crops[rows] = blurred(crops[rows], kernels)
    colour = torch.from_numpy(effects.colour).to(device)
    flat = torch.baddbmm(colour[:, :, 3:], colour[:, :, :3], crops.flatten(2))
    crops = flat.reshape(crops.shape).clamp_(0, 255)
    rows = np.flatnonzero(effects.noise)
    if rows.size:
        cuts = [_grain_on(device)[start : start + 3 * size * size] for start in effects.begins[rows]]
        noise = torch.stack(cuts).reshape(-1, size, size, 3).permute(0, 3, 1, 2)
        amount = torch.from_numpy(effects.noise[rows]).to(device)[:, None, None, None]
        crops[rows] = (crops[rows] + noise * amount).clamp(0, 255)
    rows = np.flatnonzero(effects.quality)
    if rows.size:
        crops[rows] = compressed(crops[rows], effects.quality[rows])
    return crops


@cache
def _grain_on(device: torch.device) -> torch.Tensor:
    return torch.from_numpy(grain()).to(device)
