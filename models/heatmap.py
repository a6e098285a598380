"""Heatmaps: Gaussian encoding at sub-pixel centres, decoding to sub-pixel joints.

Both work on numpy arrays and on torch tensors on any device, so that an engine without torch decodes by the same
lines as the trainer. Coordinates are heatmap cells as (x, y); `stickercam.models.geometry` takes them to the crop.
"""

from functools import cache

import numpy as np

from stickercam.models.skeleton import FLIP

WINDOW = 5  # cells a side of the fitted patch: the peak of a Gaussian of sigma 1 to 2 cells
FLOOR = 0.003  # of the peak: what lies below is noise, and its logarithm would run away
REACH = 1.0  # cells: the fit moves the maximum at most so far; farther means that it has failed


def _library(array):
    if isinstance(array, np.ndarray):
        return np
    import torch

    return torch


def encode(xy, sigma: float, cells: int):
    """(..., 2) joints in cells -> (..., cells, cells) Gaussians of peak 1, sigma in cells, at the exact centres."""
    lib = _library(xy)
    grid = lib.arange(cells) if lib is np else lib.arange(cells, device=xy.device)
    gap_x = (grid - xy[..., 0:1]) ** 2
    gap_y = (grid - xy[..., 1:2]) ** 2
    return lib.exp((gap_x[..., None, :] + gap_y[..., :, None]) * (-0.5 / sigma**2))


def _fit() -> np.ndarray:
    """(WINDOW**2, 5) matrix: log values of a patch -> least-squares d/dx, d/dy, d2/dx2, d2/dy2, d2/dxdy at its middle.

    The logarithm of a Gaussian is a paraboloid, so the fit is exact on clean maps and averages the noise of others;
    cells far from the middle, which are low and hence noisy in the logarithm, weigh less.
    """
    y, x = (axis.ravel() for axis in np.mgrid[:WINDOW, :WINDOW] - WINDOW // 2)
    terms = np.stack([np.ones(x.size), x, y, x * x / 2, y * y / 2, x * y], axis=1)
    weight = np.exp(-(x * x + y * y) / 3.0)
    solution = np.linalg.solve((terms * weight[:, None]).T @ terms, (terms * weight[:, None]).T)
    return solution[1:].T.astype(np.float32)


_FIT = _fit()


@cache
def _fit_on(device):
    """The fit as a tensor, brought to a device once."""
    import torch

    with torch.inference_mode(False):  # whoever asks first, training may use it too
        return torch.tensor(_FIT, device=device)


def decode(heatmaps):
    """(N, J, H, W) heatmaps -> joints (N, J, 2) in cells and scores (N, J) in 0..1 (the height of the peak).

    The maximum is moved by the vertex of a paraboloid fitted to the logarithm of the 5 x 5 cells about it (as DARK
    does with one Taylor step; Zhang et al., CVPR 2020, section 3.2), at the border to the nearest whole patch.
    """
    lib = _library(heatmaps)
    maps = heatmaps.astype(np.float32) if lib is np else heatmaps.float()
    number, joints, height, width = maps.shape
    flat = maps.reshape(number, joints, height * width).argmax(-1)
    peak_x, peak_y = flat % width, flat // width
    half = WINDOW // 2
    middle_x, middle_y = peak_x.clip(half, width - 1 - half), peak_y.clip(half, height - 1 - half)
    # Everything is made where the maps are: inside a CUDA graph nothing can come from this side.
    place = {} if lib is np else {"device": maps.device}
    steps = lib.arange(-half, half + 1, **place)
    n = lib.arange(number, **place)[:, None, None, None]
    j = lib.arange(joints, **place)[None, :, None, None]
    patch = maps[n, j, (middle_y[..., None] + steps)[..., :, None], (middle_x[..., None] + steps)[..., None, :]]
    patch = patch.reshape(number, joints, WINDOW * WINDOW)
    peak = patch.max(-1) if lib is np else patch.amax(-1)
    floor = (peak * FLOOR).clip(1e-8)
    logs = lib.log(lib.maximum(patch, floor[..., None]))
    fit = _FIT if lib is np else _fit_on(maps.device)
    gx, gy, hxx, hyy, hxy = (logs @ fit).transpose(2, 0, 1) if lib is np else (logs @ fit).unbind(-1)
    det = hxx * hyy - hxy * hxy
    sound = (det > 1e-6) & (hxx < 0) & (peak > 0)
    safe = lib.where(sound, det, lib.ones_like(det))
    home_x, home_y = peak_x - middle_x, peak_y - middle_y
    dx = lib.where(sound, (hxy * gy - hyy * gx) / safe - home_x, lib.zeros_like(det)).clip(-REACH, REACH)
    dy = lib.where(sound, (hxy * gx - hxx * gy) / safe - home_y, lib.zeros_like(det)).clip(-REACH, REACH)
    xy = lib.stack([peak_x + dx, peak_y + dy], -1)
    return (xy.astype(np.float32) if lib is np else xy.float()), peak.clip(0.0, 1.0)


def mirror(heatmaps):
    """(..., J, H, W) maps of a mirrored crop -> the maps that the crop itself would give (no shift: see geometry)."""
    flipped = heatmaps[..., ::-1] if isinstance(heatmaps, np.ndarray) else heatmaps.flip(-1)
    return flipped[..., list(FLIP), :, :]


def flip_average(network, crops):
    """The network's maps for a batch of crops (N, 3, S, S), averaged with those of the mirrored crops."""
    return (network(crops) + mirror(network(crops.flip(-1)))) / 2
