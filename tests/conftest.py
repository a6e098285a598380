"""What every test stands on: few threads, no display but our own, a cache folder of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Before numpy, torch or OpenCV are loaded: they read these once. Threads on a small shared machine only disturb.
# One of several workers has a core to itself.
os.environ.setdefault("OMP_NUM_THREADS", "1" if "PYTEST_XDIST_WORKER" in os.environ else "2")
os.environ.pop("DISPLAY", None)  # a test that opens a window asks for `display`; none appears on a desk

from stickercam.system import import_cv2

import_cv2().setNumThreads(1)

# No time limits: a busy machine is not a bug. The same examples every time: a red build can be repeated.
settings.register_profile("stickercam", deadline=None, derandomize=True)
settings.load_profile("stickercam")


def pytest_configure(config: pytest.Config) -> None:
    # Networks are converted once, not once a run, and never into the folder of whoever runs the tests.
    os.environ["STICKERCAM_CACHE"] = str(config.rootpath / ".pytest_cache" / "stickercam")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for_a_card = [item for item in items if item.get_closest_marker("gpu")]
    if for_a_card and not _has_card():
        for item in for_a_card:
            item.add_marker(pytest.mark.skip(reason="needs an NVIDIA card that torch can use"))


def _has_card() -> bool:
    import torch

    return torch.cuda.is_available()


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """The name of a display of our own (":1"), for the environment of a process that opens a window."""
    if sys.platform != "linux":
        pytest.skip("needs a display in memory, which Linux alone has (Xvfb)")
    if shutil.which("Xvfb") is None:
        pytest.skip("needs a display: apt-get install xvfb")
    ours, theirs = os.pipe()
    command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[theirs], stderr=subprocess.DEVNULL)
    os.close(theirs)
    with os.fdopen(ours) as answer:  # it writes the first free number when it is ready
        number = answer.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait()
