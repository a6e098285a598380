"""The live view: see yourself as the character, press space, get a sticker."""

from stickercam.live.start import run
from stickercam.live.stats import LiveSummary

__all__ = ["LiveSummary", "run"]
