"""From the picture on: rendered people, the shipped network, the rules."""

import pytest

from stickercam.pipeline import open_network
from tests.stickercam.motion.rendered import tell_rendered


@pytest.mark.slow
def test_rendered_people_are_told_through_the_shipped_network():
    engine = open_network("hourglass", "lite")
    told = {
        name: {action.name for action in tell_rendered(name, engine, seed=7, turn=0.3, fps=10, times=1)}
        for name in ("wave_right", "t_pose", "squat")
    }

    assert told == {"wave_right": {"wave"}, "t_pose": {"t_pose"}, "squat": {"squat"}}
