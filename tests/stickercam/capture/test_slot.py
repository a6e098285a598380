import threading

import pytest

from stickercam.capture.slot import Slot


def test_a_late_reader_finds_only_the_newest():
    slot = Slot()
    for thing in "abc":
        slot.put(thing)

    assert slot.wait(0) == (3, "c")
    assert slot.wait(3, timeout=0.01) == (3, None)
    assert slot.newest() == (3, "c")


def test_a_waiting_reader_wakes_when_something_comes():
    slot = Slot()
    timer = threading.Timer(0.02, slot.put, ["late"])
    timer.start()

    assert slot.wait(0, timeout=5) == (1, "late")
    timer.join()


def test_a_closed_slot_gives_what_is_left_and_then_ends():
    slot = Slot()
    slot.put("last")
    slot.close()

    assert slot.wait(0) == (1, "last")
    assert slot.wait(1) == (1, None)


def test_the_error_of_the_writer_reaches_the_reader():
    slot = Slot()
    slot.close(OSError("gone"))

    with pytest.raises(OSError, match="gone"):
        slot.wait(0)
