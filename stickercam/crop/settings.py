"""When a find is a person, and how the crop moves: for a camera, and for a recorded file."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class FollowSettings:
    """When a find is a person, and how the crop moves. Times are seconds, scores calibrated ones.

    Measured on 200 rooms without and 220 photos with a person: of the rooms 1 % come to a quality of .75, 5 % to .70;
    people before a plain room all lie over .9, of low resolution or in acrobatics four in five over .75.
    """

    start: float = 0.75  # quality from which a find is believed
    stop: float = 0.50  # below this for `patience` the person is lost; lower than start, or the state would flicker
    hint: float = 0.40  # quality of a find in a rough square from which a second look is worth its time
    seen: float = 0.30  # a joint counts for the crop from here ...
    unseen: float = 0.20  # ... until its score falls below this
    margin: float = 1.25  # room for hands that move on: no joint left the next crop at 15 and 30 frames a second
    # Share of the unseen legs' place that the crop takes in; with none, people cut at the waist lose 8 points.
    legs: float = 0.7
    confirm: int = 2  # good frames within `within` before a find is followed: one may be a curtain
    within: float = 0.25  # or in the very next frame, however late: on a slow machine looking everywhere takes longer
    patience: float = 0.15
    search: float = 1.0  # looking near the last place; then everywhere
    give_up: float = 5.0  # of looking everywhere in every frame
    scans: float = 2.0  # looks a second after that
    same: float = 0.15  # likeness below which a good find is somebody else, who must not take over
    still_centre: float = 0.04  # of the side: a smaller move leaves the crop where it is, so that still people ...
    still_side: float = 0.06  # ... get still noise
    ease: float = 0.05  # time constant of the crop's move: halfway in one frame at 30 a second
    squares: int = 2  # looked at in one frame while searching: all six at once would hold up the live view
    cuts: bool = False  # watch for scene changes: files have them, cameras do not


# A recorded file: somebody is in it, every frame counts, and a find that was none is thrown out later, when the
# whole take is known.
TAKE = replace(FollowSettings(), start=0.65, confirm=1, scans=4.0, squares=99, cuts=True)
