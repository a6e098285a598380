"""The skeleton is consistent in itself."""

from stickercam.models import skeleton


def test_flipping_twice_changes_nothing() -> None:
    assert [skeleton.FLIP[skeleton.FLIP[joint]] for joint in range(16)] == list(range(16))


def test_flipping_exchanges_left_and_right_by_name() -> None:
    sides = {"l": "r", "r": "l"}
    for joint, name in enumerate(skeleton.JOINTS):
        side, _, rest = name.partition("_")
        expected = f"{sides[side]}_{rest}" if side in sides else name
        assert skeleton.JOINTS[skeleton.FLIP[joint]] == expected


def test_every_joint_hangs_on_the_pelvis() -> None:
    for joint in range(16):
        for _ in range(16):
            joint = skeleton.PARENTS[joint]
        assert joint == skeleton.PELVIS


def test_every_joint_but_none_twice_is_drawn_as_the_end_of_a_bone() -> None:
    ends = [end for _, end, _ in skeleton.BONES]

    assert sorted(ends) == [joint for joint in range(16) if joint != skeleton.PELVIS]
