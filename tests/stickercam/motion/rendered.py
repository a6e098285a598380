"""Rendered people before the real network: what is told of them from the picture on."""

from stickercam.crop import Follower, nobody
from stickercam.frames import Action, Frame
from stickercam.train.synth.clip import View, render_clip
from stickercam.train.synth.motions import load_motion
from tests.stickercam.motion.judge import live


def tell_rendered(name: str, engine, *, seed: int, turn: float, fps: float, times: int = 2) -> list[Action]:
    """What the live way tells: network, follower, filter, rules. turn: radians. times: the motion is done so often."""
    follower, poses = Follower(engine), []
    seconds = times * load_motion(name).seconds
    clip = render_clip(name, size=(240, 320), fps=fps, seed=seed, view=View(turn=turn), seconds=seconds)
    for index, picture in enumerate(clip):
        pose = follower.step(Frame(picture.image, picture.time, index))
        poses.append(pose or nobody(picture.time))
    return live(poses)
