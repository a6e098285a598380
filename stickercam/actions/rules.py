"""The table of actions: which rule says that one begins, which that it is over, and how patient they are."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from stickercam.actions import arms, bodies, swings
from stickercam.actions.moment import Moment


@dataclass(frozen=True, slots=True)
class Rule:
    """starts: for `hold` seconds true, the action is on; `ends`: it is over; then `rest` seconds of silence.

    words: how it is done, for people. began: when it had begun, told at the moment when it is on; left out, when
    `starts` became true. legs: whether legs must be in the picture.
    """

    name: str
    words: str
    starts: Callable[[Moment], bool]
    ends: Callable[[Moment], bool]
    hold: float = 0.0
    rest: float = 0.0
    began: Callable[[Moment], float] | None = None
    longest: float = np.inf  # what lasts longer was something else
    legs: bool = False


# The first that is on gives its name to the moment: shapes of both arms come before what an arm or the body does.
RULES = (
    Rule("heart", "both hands together above the head, elbows out", arms.heart, arms.heart_open, hold=0.25),
    Rule("dab", "one arm stretched up and out, the face in the other's elbow", arms.dab, arms.dab_over, hold=0.15),
    Rule("t_pose", "both arms level to the sides", arms.t_pose, arms.t_pose_over, hold=0.35),
    Rule("spin", "once round, either way", bodies.spin, bodies.spin_over, rest=0.5),
    Rule("jump", "off the floor", bodies.jump, bodies.landed, rest=0.4, longest=1.0),
    Rule("kick", "a foot out and up, the knee open", bodies.kick, bodies.kick_over, rest=0.3, longest=1.5, legs=True),
    Rule("squat", "hips down to the knees and up again", bodies.squat, bodies.squat_over, rest=0.3,
         began=bodies.squat_began, longest=4.0, legs=True),
    Rule("bow", "head and shoulders down, hips where they are", bodies.bow, bodies.bow_over, hold=0.25),
    Rule("punch", "from the guard out to a side, the other fist up", swings.punch, swings.punch_over, rest=0.2,
         longest=1.0),
    Rule("clap", "hands meet before the chest and part", swings.clap, swings.clap_over, rest=0.3, longest=8.0),
    Rule("wave", "a raised forearm to and fro", swings.wave, swings.wave_over, rest=0.3, began=swings.wave_began),
    Rule("facepalm", "one hand on the face, its elbow hanging", arms.facepalm, arms.facepalm_over, hold=0.4),
    Rule("hands_up", "both hands above the head, apart", arms.hands_up, arms.hands_down, hold=0.2),
)  # fmt: skip
NAMES = tuple(sorted(rule.name for rule in RULES))
