"""The state in front of a camera, whoever drives it: the window, a gesture, or a page."""

from stickercam.session.keeper import Keeper
from stickercam.session.records import HOLD, Choice, Ended, Message, Phase, TakeSettings
from stickercam.session.session import Session

__all__ = ["HOLD", "Choice", "Ended", "Keeper", "Message", "Phase", "Session", "TakeSettings"]
