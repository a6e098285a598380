"""What JPEG does to pictures, in a batch with torch: a card has no coder at hand, and only the loss matters here.

Colours to YCbCr, chroma at half the resolution, a cosine transform of each 8 x 8 block, rounding to the standard's
tables scaled by the quality as libjpeg does, and back (ITU-T T.81, annexes A and K).
"""

import numpy as np
import torch
import torch.nn.functional as F

LUMINANCE = """
16 11 10 16 24 40 51 61  12 12 14 19 26 58 60 55  14 13 16 24 40 57 69 56  14 17 22 29 51 87 80 62
18 22 37 56 68 109 103 77  24 35 55 64 81 104 113 92  49 64 78 87 103 121 120 101  72 92 95 98 112 100 103 99
"""
CHROMINANCE = """
17 18 24 47 99 99 99 99  18 21 26 66 99 99 99 99  24 26 56 99 99 99 99 99  47 66 99 99 99 99 99 99
99 99 99 99 99 99 99 99  99 99 99 99 99 99 99 99  99 99 99 99 99 99 99 99  99 99 99 99 99 99 99 99
"""
TABLES = np.array([np.array(text.split(), int).reshape(8, 8) for text in (LUMINANCE, CHROMINANCE)])
TO_YCC = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]], np.float32)


def _cosines() -> np.ndarray:
    """(8, 8) orthonormal: rows are frequencies."""
    frequency, place = np.mgrid[:8, :8]
    rows = np.cos((2 * place + 1) * frequency * np.pi / 16) / 2
    rows[0] /= np.sqrt(2)
    return rows.astype(np.float32)


def quantisers(quality: np.ndarray) -> np.ndarray:
    """(N,) qualities 1..100 -> (N, 2, 8, 8) float32: what luma's and chroma's coefficients are rounded to."""
    scale = np.where(quality < 50, 5000 // quality, 200 - 2 * quality)
    return ((TABLES * scale[:, None, None, None] + 50) // 100).clip(1, 255).astype(np.float32)


def _rounded(plane: torch.Tensor, steps: torch.Tensor) -> torch.Tensor:
    """(N, C, H, W) about 0, H and W multiples of 8; steps: (N, 8, 8)."""
    cosines = torch.from_numpy(_cosines()).to(plane.device)
    number, channels, height, width = plane.shape
    blocks = plane.reshape(number, channels, height // 8, 8, width // 8, 8).transpose(3, 4)
    steps = steps[:, None, None, None]
    blocks = torch.round(cosines @ blocks @ cosines.T / steps) * steps
    return (cosines.T @ blocks @ cosines).transpose(3, 4).reshape(plane.shape)


def compressed(crops: torch.Tensor, quality: np.ndarray) -> torch.Tensor:
    """(N, 3, S, S) RGB in 0..255, S a multiple of 16 -> what a decoder would give; quality: (N,) in 1..100."""
    steps = torch.from_numpy(quantisers(quality)).to(crops.device)
    mix = torch.from_numpy(TO_YCC).to(crops.device)
    planes = torch.einsum("ij,njhw->nihw", mix, crops)
    luma = _rounded(planes[:, :1] - 128, steps[:, 0]) + 128
    chroma = _rounded(F.avg_pool2d(planes[:, 1:], 2), steps[:, 1])
    chroma = F.interpolate(chroma, scale_factor=2, mode="bilinear", align_corners=False)
    back = torch.linalg.inv(mix)
    return torch.einsum("ij,njhw->nihw", back, torch.cat([luma, chroma], 1)).clamp(0, 255)
