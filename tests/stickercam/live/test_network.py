import threading
import time

import numpy as np
import pytest

from stickercam.capture.slot import Slot
from stickercam.errors import StickercamError
from stickercam.frames import Frame, Pose
from stickercam.live.network import Estimate, Network

IMAGE = np.zeros((48, 64, 3), np.uint8)


class SlotSource:
    """A live source that a test feeds by hand."""

    def __init__(self):
        self.slot, self.seen = Slot(), 0

    def feed(self, index):
        self.slot.put(Frame(IMAGE, index / 30, index))

    def __iter__(self):
        return self

    def __next__(self):
        self.seen, frame = self.slot.wait(self.seen)
        if frame is None:
            raise StopIteration
        return frame


def estimate(frame):
    pose = Pose(np.zeros((16, 2), np.float32), np.ones(16, np.float32), frame.time)
    return Estimate(frame, pose, pose)


def test_every_estimate_belongs_to_the_newest_frame():
    source, gate = SlotSource(), threading.Semaphore(0)

    def slow(frame):
        gate.acquire()
        return estimate(frame)

    network = Network(lambda: slow, lambda: source)
    with network:
        network.start()
        source.feed(0)
        while not source.seen:  # the network has taken frame 0
            time.sleep(0.001)
        for index in (1, 2, 3):
            source.feed(index)
        gate.release(2)
        _, first = network.estimates.wait(0)
        _, second = network.estimates.wait(1)
        source.slot.close()

    assert second.frame.index == 3
    assert first.frame.index in (0, 3)
    assert network.ended.is_set()


def test_an_error_of_loading_reaches_whoever_waits():
    def refuse():
        raise StickercamError("weights.safetensors is cut off", "copy it again")

    with Network(refuse, SlotSource) as network:
        network.start()
        with pytest.raises(StickercamError, match=r"weights\.safetensors is cut off"):
            network.estimates.wait(0)

    assert not network.ended.is_set()


def test_an_error_of_the_source_reaches_whoever_waits():
    source = SlotSource()
    source.slot.close(StickercamError("camera 0 stopped sending pictures", "plug it in again"))

    with Network(lambda: estimate, lambda: source) as network:
        network.start()
        with pytest.raises(StickercamError, match="camera 0 stopped"):
            network.estimates.wait(0)


def test_a_network_that_was_never_started_leaves_quietly():
    with Network(lambda: estimate, SlotSource) as network:
        pass

    assert not network.ended.is_set()
