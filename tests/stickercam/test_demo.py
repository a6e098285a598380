"""The demo: the clip that ships through the real pipeline, with the network and the display out of reach."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

OFFLINE = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise RuntimeError(f"{event} {arguments}")
sys.addaudithook(refuse)
sys.argv = ["stickercam", "demo", "-o", sys.argv[1]]
from stickercam.cli import main
main()
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess]:
    folder = tmp_path_factory.mktemp("demo")
    home = {"HOME": str(tmp_path_factory.mktemp("home")), "CI": ""}  # what CI=true silences has to be silent without
    command = [sys.executable, "-W", "error", "-c", OFFLINE, str(folder / "out")]
    run = subprocess.run(command, env=os.environ | home, cwd=folder, capture_output=True, text=True, timeout=300)
    return folder, run


@pytest.mark.slow
def test_it_says_where_the_results_are_and_what_to_try_next(done):
    folder, run = done

    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == [
        str(folder / "out" / name) for name in ("demo.gif", "demo.webp", "demo_sheet.png")
    ]
    assert "stickercam live" in run.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["demo.gif", "demo.webp"])
def test_the_stickers_move_and_are_transparent(done, name: str):
    folder, _ = done

    with Image.open(folder / "out" / name) as image:
        frames = []
        for number in range(image.n_frames):
            image.seek(number)
            frames.append(np.asarray(image.convert("RGBA")))

    alpha = np.stack(frames)[..., 3]
    assert len(frames) > 20
    assert (alpha[:, 0] == 0).all() and (alpha[:, :, 0] == 0).all(), "nothing touches the edge"
    assert 0.03 < (alpha > 128).mean() < 0.6
    moved = np.abs(np.diff((alpha > 128).astype(int), axis=0)).mean()
    assert moved > 0.002


@pytest.mark.slow
def test_nothing_is_left_beside_the_results(done):
    folder, _ = done

    assert sorted(path.name for path in (folder / "out").iterdir()) == ["demo.gif", "demo.webp", "demo_sheet.png"]
    assert [path.name for path in folder.iterdir()] == ["out"]
