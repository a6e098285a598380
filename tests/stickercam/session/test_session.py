from pathlib import Path

import numpy as np
import pytest

from stickercam.frames import Frame, Pose
from stickercam.models import skeleton as s
from stickercam.session import Choice, Phase, Session, TakeSettings

IMAGE = np.zeros((48, 64, 3), np.uint8)


def see(session, *times, score=1.0, action=None, image=IMAGE, hidden=()):
    """The network saw somebody (or nobody, score 0) at these times, but for the joints that are hidden."""
    for time in times:
        scores = np.full(16, score, np.float32)
        scores[list(hidden)] = 0
        pose = Pose(np.zeros((16, 2), np.float32), scores, time)
        session.pose(Frame(image, time, round(time * 10)), pose, action)


def tenths(start, end):
    return [tenth / 10 for tenth in range(round(start * 10), round(end * 10) + 1)]


@pytest.fixture
def session():
    session = Session(
        ("berry", "robot"),
        styles=("character", "skeleton"),
        models=("lite", "tiny"),
        settings=TakeSettings(countdown=0),
    )
    see(session, 0.0)
    return session


def test_space_records_for_three_seconds_and_a_take_comes_out(session):
    session.command("record", 1.0)
    see(session, *tenths(1.0, 4.5))

    (ended,) = session.take_ended()

    assert [pose.time for pose in ended.take.poses] == tenths(1.0, 4.0)
    assert ended.take.size == (64, 48) and ended.take.frames is None
    assert ended.choice.character == "berry"
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
    session = Session(settings=TakeSettings(countdown=2.0))
    see(session, 0.0)

    session.command("record", 1.0)
    session.tick(2.5)
    left, phase = session.countdown_left(2.5), session.phase
    session.tick(3.02)

    assert (left, phase) == (0.5, Phase.COUNTDOWN)
    assert session.phase is Phase.RECORDING
    assert session.recorded(3.5) == (0.5, 3.0)


def test_space_in_the_countdown_takes_it_back():
    session = Session(settings=TakeSettings(countdown=2.0))
    see(session, 0.0)

    session.command("record", 1.0)
    session.command("record", 1.5)
    session.tick(9.0)

    assert session.phase is Phase.IDLE and session.take_ended() == []


def test_nothing_is_recorded_before_the_network_is_awake():
    session = Session(settings=TakeSettings(countdown=0))

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
    session = Session(settings=TakeSettings(countdown=0, length=20))
    see(session, 0.0)

    session.command("record", 0.0)

    assert session.recorded(2.0) == (2.0, 6.0)


def test_keys_switch_and_switch_back(session):
    for command in ("mirror", "skeleton", "help", "character", "style", "no such command"):
        session.command(command, 1.0)

    assert (session.mirror, session.skeleton, session.help) == (False, False, True)
    assert session.choice == Choice("skeleton", "robot")
    session.command("character", 1.0)
    assert session.choice.character == "berry"


def test_what_a_recording_is_drawn_as_stays(session):
    session.command("record", 1.0)
    session.command("character", 1.5)
    session.command("style", 1.5)

    assert session.choice == Choice("character", "berry")
    assert session.message.text == "this take stays as it is"


def test_the_last_seconds_are_saved_although_nobody_had_asked_before(session):
    see(session, *tenths(0.1, 8.0))

    session.command("save", 8.05)

    (ended,) = session.take_ended()
    assert [pose.time for pose in ended.take.poses] == tenths(5.0, 8.0)
    assert not ended.still and session.phase is Phase.IDLE


def test_a_photo_is_the_last_pose_of_somebody(session):
    see(session, 1.0)
    see(session, 1.1, score=0.0)

    session.command("photo", 1.15)

    (ended,) = session.take_ended()
    assert ended.still and [pose.time for pose in ended.take.poses] == [1.0]


def test_there_is_no_photo_of_an_empty_room(session):
    see(session, 5.0, score=0.0)

    session.command("photo", 5.0)

    assert session.take_ended() == [] and session.message.text == "nobody is in the picture"


def test_what_the_network_is_asked_for_comes_out_once(session):
    session.command("person", 1.0, (30, 20))
    session.command("model", 1.0)

    assert session.take_wishes() == [("person", (30, 20)), ("model", ("lite", "tiny"))]
    assert session.take_wishes() == []
    assert session.loading == "tiny"


def test_a_network_that_does_not_load_leaves_the_one_before(session):
    session.command("model", 1.0)
    session.take_wishes()

    session.model_failed("lite", "tiny.safetensors is cut off", 2.0)

    assert (session.models.name, session.loading, session.message.tone) == ("lite", None, "bad")


def test_a_gesture_starts_and_another_ends():
    session = Session(settings=TakeSettings(countdown=0, start_on="wave", shutter="hold_still"))
    see(session, *tenths(0.0, 1.0))
    see(session, *tenths(1.1, 1.5), action="wave")
    began = session.phase
    see(session, *tenths(1.6, 3.0))
    see(session, *tenths(3.1, 3.4), action="hold_still")

    (ended,) = session.take_ended()

    assert began is Phase.RECORDING and session.phase is Phase.IDLE
    assert [pose.time for pose in ended.take.poses] == tenths(1.1, 3.1)


def test_a_gesture_that_goes_on_counts_once():
    session = Session(settings=TakeSettings(countdown=0, length=1.0, start_on="wave"))

    see(session, *tenths(0.0, 5.0), action="wave")

    assert len(session.take_ended()) == 1


def test_the_shutter_takes_a_photo_while_nothing_is_recorded():
    session = Session(settings=TakeSettings(shutter="t_pose"))

    see(session, *tenths(0.0, 1.0), action="t_pose")

    (ended,) = session.take_ended()
    assert ended.still


def test_pictures_of_another_size_end_a_recording_and_what_was_before_is_kept(session):
    session.command("record", 1.0)
    see(session, *tenths(1.0, 2.0))
    see(session, *tenths(2.1, 2.5), image=IMAGE[:40])

    (ended,) = session.take_ended()
    session.command("save", 2.5)

    assert ended.take.size == (64, 48) and len(ended.take.poses) == 11
    (after,) = session.take_ended() or [None]
    assert after is None or after.take.size == (64, 40)


@pytest.mark.parametrize(
    ("hidden", "words"),
    [((s.L_WRIST,), "show your hands"), ((s.HEAD_TOP, s.L_WRIST), "show your face"), ((s.L_ANKLE,), "I see you")],
)
def test_what_is_missing_is_said_after_a_while(session, hidden, words):
    see(session, *tenths(0.1, 2.5), hidden=hidden)

    assert session.status(2.5)[0] == words


def test_what_is_shown_again_is_no_longer_asked_for(session):
    see(session, *tenths(0.1, 2.5), hidden=(s.L_WRIST,))
    see(session, 2.6)

    assert session.missing is None


def test_frames_are_kept_only_for_styles_that_draw_from_them():
    session = Session(settings=TakeSettings(countdown=0), keeps_frames=True)
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
