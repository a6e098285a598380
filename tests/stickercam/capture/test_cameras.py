import os

import pytest

from stickercam.capture import cameras, open_source
from stickercam.capture.cameras import FoundCamera, camera_error, check_camera, list_cameras
from stickercam.errors import StickercamError


@pytest.fixture
def machine(tmp_path):
    """(sysfs, dev) of a machine with a webcam of two nodes, the second for metadata, and a camera number 10."""
    sysfs, dev = tmp_path / "sys", tmp_path / "dev"
    dev.mkdir()
    for number, name, index in ((10, "USB Cam", 0), (0, "Webcam C615", 0), (1, "Webcam C615", 1)):
        node = sysfs / f"video{number}"
        node.mkdir(parents=True)
        (node / "name").write_text(name + "\n")
        (node / "index").write_text(f"{index}\n")
        (dev / f"video{number}").touch()
    return sysfs, dev


def test_nodes_that_give_no_pictures_are_not_cameras(machine):
    sysfs, dev = machine

    assert list_cameras(sysfs, dev) == [
        FoundCamera(0, "Webcam C615", str(dev / "video0")),
        FoundCamera(10, "USB Cam", str(dev / "video10")),
    ]


@pytest.mark.parametrize("name", ["USB2.0 HD UVC WebCam", "usb2.0", "USB2.0 HD"])
def test_a_camera_is_found_by_a_part_of_its_name(monkeypatch, tmp_path, name):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cameras, "list_cameras", lambda *_: [FoundCamera(97, "USB2.0 HD UVC WebCam", "/dev/video97")])

    with pytest.raises(StickercamError, match="camera 97"):  # it is not really there
        open_source(name)


def test_a_machine_without_cameras_says_what_else_serves(tmp_path):
    with pytest.raises(StickercamError, match="no camera was found: plug one in, or give a video file or an address"):
        check_camera(0, tmp_path / "sys", tmp_path)


def test_a_wrong_number_names_the_right_ones(machine):
    with pytest.raises(StickercamError, match=r"there is no camera 3: .* 0 \(Webcam C615\), 10 \(USB Cam\)"):
        check_camera(3, *machine)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may open everything")
def test_no_right_to_open_it(machine):
    (machine[1] / "video0").chmod(0)

    with pytest.raises(StickercamError, match="usermod -aG video"):
        check_camera(0, *machine)


def test_the_program_that_holds_the_camera_is_named(tmp_path):
    process = tmp_path / "proc" / "4711"
    (process / "fd").mkdir(parents=True)
    (process / "comm").write_text("zoom\n")
    (process / "fd" / "7").symlink_to(tmp_path / "video0")

    error = camera_error(0, "linux", tmp_path, tmp_path / "proc")

    assert str(error) == "camera 0 is in use by zoom: close zoom, or pick another with --camera"


@pytest.mark.parametrize(("platform", "place"), [("darwin", "Privacy & Security > Camera"), ("win32", "desktop apps")])
def test_each_system_has_its_own_way_out(platform, place):
    assert place in camera_error(0, platform).way_out
