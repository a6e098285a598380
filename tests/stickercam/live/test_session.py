from pathlib import Path

import numpy as np
import pytest

from stickercam.frames import Frame, Pose
from stickercam.live.session import LiveSettings, Phase, Session

IMAGE = np.zeros((48, 64, 3), np.uint8)


def see(session, *times, score=1.0):
    """The network saw somebody (or nobody, score 0) at these times."""
    for time in times:
        pose = Pose(np.zeros((16, 2), np.float32), np.full(16, score, np.float32), time)
        session.pose(Frame(IMAGE, time, round(time * 10)), pose)


def tenths(start, end):
    return [tenth / 10 for tenth in range(round(start * 10), round(end * 10) + 1)]


@pytest.fixture
def session():
    session = Session(("berry", "robot"), settings=LiveSettings(countdown=0))
    see(session, 0.0)
    return session


def test_space_records_for_three_seconds_and_a_take_comes_out(session):
    session.command("record", 1.0)
    see(session, *tenths(1.0, 4.5))

    (ended,) = session.take_ended()

    assert [pose.time for pose in ended.take.poses] == tenths(1.0, 4.0)
    assert ended.take.size == (64, 48) and ended.take.frames is None
    assert ended.character == "berry"
    assert session.saving == 1 and session.phase is Phase.IDLE
    assert session.take_ended() == []


def test_space_again_ends_it_earlier(session):
    session.command("record", 1.0)
    see(session, *tenths(1.0, 2.0))
    session.command("record", 2.05)

    (ended,) = session.take_ended()

    assert ended.take.poses[-1].time == 2.0


def test_frames_from_before_the_start_do_not_belong_to_it(session):
    session.command("record", 1.0)
    see(session, 0.9, *tenths(1.0, 4.0))

    (ended,) = session.take_ended()

    assert ended.take.poses[0].time == 1.0


def test_there_is_time_to_get_back_into_position():
    session = Session(settings=LiveSettings(countdown=2.0))
    see(session, 0.0)

    session.command("record", 1.0)
    session.tick(2.5)
    left, phase = session.countdown_left(2.5), session.phase
    session.tick(3.02)

    assert (left, phase) == (0.5, Phase.COUNTDOWN)
    assert session.phase is Phase.RECORDING
    assert session.recorded(3.5) == (0.5, 3.0)


def test_space_in_the_countdown_takes_it_back():
    session = Session(settings=LiveSettings(countdown=2.0))
    see(session, 0.0)

    session.command("record", 1.0)
    session.command("record", 1.5)
    session.tick(9.0)

    assert session.phase is Phase.IDLE and session.take_ended() == []


def test_nothing_is_recorded_before_the_network_is_awake():
    session = Session(settings=LiveSettings(countdown=0))

    session.command("record", 1.0)

    assert session.phase is Phase.IDLE
    assert session.message.text == "one moment, still getting ready"
    assert session.status(1.0) == ("waking up", "wait")


def test_a_take_without_anybody_is_not_kept_and_says_so(session):
    session.command("record", 1.0)
    see(session, *tenths(1.0, 4.0), score=0.0)

    assert session.take_ended() == []
    assert session.message.text == "nobody was in the picture, nothing was kept"
    assert session.saving == 0


def test_a_slip_of_the_finger_is_not_kept(session):
    session.command("record", 1.0)
    see(session, 1.0, 1.1)
    session.command("record", 1.2)

    assert session.take_ended() == []
    assert session.message.text == "that was too short, nothing was kept"


def test_a_recording_ends_even_if_the_network_stands_still(session):
    session.command("record", 1.0)
    see(session, *tenths(1.0, 2.0))
    session.tick(5.1)

    assert len(session.take_ended()) == 1


def test_leaving_while_recording_keeps_the_take(session):
    session.command("record", 1.0)
    see(session, *tenths(1.0, 2.0))
    session.command("leave", 2.0)

    assert session.left and len(session.take_ended()) == 1


def test_no_recording_is_longer_than_the_longest():
    session = Session(settings=LiveSettings(countdown=0, length=20))
    see(session, 0.0)

    session.command("record", 0.0)

    assert session.recorded(2.0) == (2.0, 6.0)


def test_keys_switch_and_switch_back(session):
    for command in ("mirror", "skeleton", "next_character", "no such command"):
        session.command(command, 1.0)

    assert (session.mirror, session.skeleton, session.character) == (False, True, "robot")
    session.command("next_character", 1.0)
    assert session.character == "berry"


def test_the_character_of_a_recording_stays(session):
    session.command("record", 1.0)
    session.command("next_character", 1.5)

    assert session.character == "berry"


def test_frames_are_kept_only_for_styles_that_draw_from_them():
    session = Session(settings=LiveSettings(countdown=0), keeps_frames=True)
    see(session, 0.0)
    session.command("record", 1.0)
    see(session, *tenths(1.0, 4.0))

    (ended,) = session.take_ended()

    assert len(ended.take.frames) == len(ended.take.poses)


def test_what_became_of_a_take_is_said_for_a_while(session):
    session.saving = 2
    session.was_saved(Path("stickers/a.gif"), 1.0)
    said = session.message.text
    session.tick(6.1)
    gone = session.message
    session.was_not_saved("the disk is full", 7.0)

    assert (said, gone, session.message.text) == ("saved a.gif", None, "the disk is full")
    assert session.saving == 0 and session.saved == [Path("stickers/a.gif")]


def test_the_words_follow_what_goes_on(session):
    words = [session.status(0.1)[0]]
    see(session, 1.0, score=0.0)
    words.append(session.status(1.0)[0])
    session.saving = 1
    words.append(session.status(1.0)[0])
    session.command("record", 1.0)
    words.append(session.status(1.0)[0])
    session.lost = True
    words.append(session.status(1.0)[0])

    assert words == [
        "I see you",
        "step into the picture",
        "making your sticker",
        "recording",
        "camera lost, looking for it",
    ]
