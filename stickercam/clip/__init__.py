"""A take becomes a clip: an even clock, no idle ends, and an end that flows into its beginning. Times restart at 0."""

from stickercam.clip.clock import display_seconds, paced, resample, trim
from stickercam.clip.seam import LOOPS, Loop, loop

__all__ = ["LOOPS", "Loop", "display_seconds", "loop", "paced", "resample", "trim"]
