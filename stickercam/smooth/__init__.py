"""Steady joints: a filter for the live loop, and one without any lag for whole takes."""

from stickercam.smooth.live import LiveFilter, SmoothSettings
from stickercam.smooth.take import smooth_take

__all__ = ["LiveFilter", "SmoothSettings", "smooth_take"]
