"""Motion clips: names, times between frames, sequences that loop."""

import numpy as np
import pytest

from stickercam.errors import UsageError
from stickercam.train.synth import motion_names
from stickercam.train.synth.motions import NODE, SEQUENCES, load_motion, turned


def test_only_motions_that_may_be_shipped_are_there():
    names = motion_names()

    assert "wave_right" in names
    assert "m2m/bow" in names
    assert len(names) == len(set(names)) == 62 + len(SEQUENCES)
    assert all(name.startswith("m2m/") or "/" not in name for name in names)


def test_an_unknown_motion_is_answered_with_near_ones():
    with pytest.raises(UsageError, match="wave_right"):
        load_motion("wave_rigt")
    with pytest.raises(UsageError, match="did you mean"):
        load_motion("xyzzy")


def test_a_time_between_two_frames_lies_between_them():
    motion = load_motion("wave_right")

    between = motion.at(10.25 / motion.fps)

    assert np.allclose(between, 0.75 * motion.nodes[10] + 0.25 * motion.nodes[11], atol=1e-5)
    assert np.array_equal(motion.at(-1), motion.nodes[0])
    assert np.allclose(motion.at(99), motion.nodes[-1])


def test_turning_to_the_left_brings_the_face_to_the_persons_left():
    nodes = load_motion("t_pose").nodes[0]

    face = (lambda at: at[NODE["face"]] - at[NODE["head"]])(turned(nodes, np.pi / 2))

    assert face[0] > 0.1
    assert abs(face[1]) < 0.01


def test_the_demo_loops_and_never_jumps():
    nodes = load_motion("demo").nodes

    steps = np.linalg.norm(np.diff(nodes, axis=0, append=nodes[:1]), axis=2)

    assert 4 < load_motion("demo").seconds < 5
    assert steps.max() < 0.3  # metres a frame: the fingers of a jumping jack come to .28
    assert steps[-1].max() < 0.05
