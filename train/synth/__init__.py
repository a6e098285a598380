"""Synthetic people: pictures with exact joints and masks, made of CC0 bodies and clothes with numpy and OpenCV."""

from stickercam.train.synth.clip import SyntheticPicture, View, render_clip, write_clip
from stickercam.train.synth.dataset import write_dataset
from stickercam.train.synth.motions import motion_names
from stickercam.train.synth.random_people import sample

__all__ = ["SyntheticPicture", "View", "motion_names", "render_clip", "sample", "write_clip", "write_dataset"]
