"""Which cameras there are, and in words why one does not open."""

import os
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

from stickercam.errors import StickercamError

SYSFS, DEV, PROC = Path("/sys/class/video4linux"), Path("/dev"), Path("/proc")

VIDIOC_QUERYCAP, CAPTURES = 0x80685600, 0x1  # <linux/videodev2.h>
ASK_FOR_RIGHTS = "sudo usermod -aG video $USER, then log out and in again"
NUMBERS_TRIED = 4  # where the system has no list for us


@dataclass(frozen=True, slots=True)
class FoundCamera:
    """A camera and what stands against its use; problem is "" if nothing does.

    number: what --camera takes.
    """

    number: int
    name: str
    path: str
    problem: str = ""


def list_cameras(sysfs: Path = SYSFS, dev: Path = DEV) -> list[FoundCamera]:
    """All cameras by number. Linux is asked for its list; elsewhere each number is opened for a moment."""
    if sys.platform != "linux":
        return [FoundCamera(number, f"camera {number}", "") for number in range(NUMBERS_TRIED) if _opens(number)]
    found = []
    nodes = sysfs.glob("video*") if sysfs.is_dir() else []
    for node in sorted(nodes, key=lambda node: int(node.name.removeprefix("video"))):
        path = dev / node.name
        problem = "" if os.access(path, os.R_OK | os.W_OK) else "no right to open it"
        if _captures(path, node):
            name = (node / "name").read_text(errors="replace").strip()
            found.append(FoundCamera(int(node.name.removeprefix("video")), name, str(path), problem))
    return found


def _captures(path: Path, node: Path) -> bool:
    """Whether this node gives pictures: each camera has a second one for data about its pictures."""
    import fcntl

    answer = bytearray(104)  # struct v4l2_capability
    try:
        with path.open("rb", buffering=0) as device:
            fcntl.ioctl(device, VIDIOC_QUERYCAP, answer)
        return bool(struct.unpack_from("I", answer, 88)[0] & CAPTURES)  # device_caps
    except OSError:
        index = node / "index"
        return not index.exists() or index.read_text().strip() == "0"


def _opens(number: int) -> bool:
    from stickercam.system import import_cv2

    cv2 = import_cv2()
    capture = cv2.VideoCapture(number, cv2.CAP_AVFOUNDATION if sys.platform == "darwin" else cv2.CAP_DSHOW)
    opened = capture.isOpened()
    capture.release()
    return opened


def check_camera(number: int, sysfs: Path = SYSFS, dev: Path = DEV) -> None:
    """Raise at once for a camera that is not there or may not be opened, where the system can tell (Linux)."""
    if sys.platform != "linux":
        return
    path = dev / f"video{number}"
    if not path.exists():
        others = list_cameras(sysfs, dev)
        if not others:
            raise StickercamError("no camera was found", "plug one in, or give a video file or an address to --camera")
        names = ", ".join(f"{camera.number} ({camera.name})" for camera in others)
        raise StickercamError(f"there is no camera {number}", f"choose with --camera: {names}")
    if not os.access(path, os.R_OK | os.W_OK):
        raise StickercamError(f"camera {number} may not be opened by you", ASK_FOR_RIGHTS)


def camera_error(number: int, platform: str = sys.platform, dev: Path = DEV, proc: Path = PROC) -> StickercamError:
    """Why camera `number`, which is there, gives no picture."""
    if platform == "darwin":
        return StickercamError(
            f"camera {number} gave no picture",
            "allow it to your terminal in System Settings > Privacy & Security > Camera, then start the terminal anew",
        )
    if platform == "win32":
        return StickercamError(
            f"camera {number} gave no picture",
            "close programs that use it, and in Settings > Privacy > Camera let desktop apps use the camera",
        )
    user = _user_of(dev / f"video{number}", proc)
    if user:
        return StickercamError(f"camera {number} is in use by {user}", f"close {user}, or pick another with --camera")
    return StickercamError(
        f"camera {number} gave no picture", "close programs that use it, or pick another with --camera"
    )


def _user_of(path: Path, proc: Path) -> str:
    """The name of another program that holds the device open, "" if none can be seen."""
    for descriptor in proc.glob("[0-9]*/fd/*"):
        try:
            if os.readlink(descriptor) == str(path) and descriptor.parts[-3] != str(os.getpid()):
                return (descriptor.parent.parent / "comm").read_text().strip()
        except OSError:  # ended meanwhile, or not ours to see
            continue
    return ""
