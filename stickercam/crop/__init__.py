"""Finds the person, follows, loses and finds again: which square of the next frame the network is to look at."""

from stickercam.crop.body import at_rest, torso_length
from stickercam.crop.follower import Follower, State, nobody
from stickercam.crop.proposals import find
from stickercam.crop.settings import TAKE, FollowSettings

__all__ = ["TAKE", "FollowSettings", "Follower", "State", "at_rest", "find", "nobody", "torso_length"]
