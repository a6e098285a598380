"""The records between a pose and a drawing: the person's joints to scale, the character's joints.

Points are complex x + iy: a person's in torso lengths, a figure's in art units, both from the middle of the stage on
the ground line; y goes down in both. Pairs are (right, left), the person's own.
"""

from dataclasses import dataclass

from stickercam.draw.measure import Measure
from stickercam.draw.plane import clip
from stickercam.frames import Pose
from stickercam.models import skeleton as sk

UP = -1j
SIDES = (-1, 1)  # right and left: the right stands on the picture's left when facing the camera
ARMS = ((sk.R_SHOULDER, sk.R_ELBOW, sk.R_WRIST), (sk.L_SHOULDER, sk.L_ELBOW, sk.L_WRIST))
LEGS = ((sk.R_HIP, sk.R_KNEE, sk.R_ANKLE), (sk.L_HIP, sk.L_KNEE, sk.L_ANKLE))
FAR = 8.0  # torso lengths: a joint farther off is pulled in, it can only be wrong


@dataclass(slots=True)
class Person:
    """z: 16 joints in torso lengths; sure: 16 weights in 0..1, 0 where a joint is to be ignored."""

    z: list[complex]
    sure: list[float]
    measure: Measure

    def together(self, *joints: int) -> float:
        return min(self.sure[j] for j in joints)


def person(pose: Pose, sure: list[float], m: Measure) -> Person:
    z = [
        complex(clip((x - m.center) / m.unit, -FAR, FAR), clip((y - m.ground) / m.unit, -FAR, FAR))
        for x, y in pose.xy.tolist()
    ]
    return Person(z, sure, m)


@dataclass(slots=True)
class Arm:
    """One arm of the character.

    near_head: distance of the person's wrist from the head's middle in head lengths (0.5: on its edge).
    behind: 0..1, whether a hand by the head is rather behind it.
    before: 0..1, whether the hand is before the body.
    bend: how far the curve swings beyond the elbow, in distances of the elbow from the middle between its ends.
    """

    shoulder: complex
    elbow: complex
    wrist: complex
    near_head: float
    bend: float
    behind: float
    before: float


@dataclass(slots=True)
class Figure:
    """The character's joints.

    spine: unit number, pelvis to thorax. width: signed shoulder width over its full value, negative when turned away.
    roll: unit number that turns the head's axes into the figure's. yaw, pitch: -1..1, to the right, down.
    lift: art units between the lower foot and the ground.
    """

    pelvis: complex
    thorax: complex
    spine: complex
    width: float
    hips: list[complex]
    knees: list[complex]
    ankles: list[complex]
    head: complex
    roll: complex
    yaw: float
    pitch: float
    lift: float
    arms: list[Arm]
