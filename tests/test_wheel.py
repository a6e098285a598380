"""The wheel, installed where nothing of this repository is in sight."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel in it; the other packages are lent by the one that runs the tests."""
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True, timeout=120)
    python = python_of(folder)
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True, timeout=120)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = Path(subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.strip())
    # A folder named in a .pth file is searched, but its own .pth files are not read: the editable install stays unseen.
    (own / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


@pytest.fixture
def decoy(tmp_path: Path) -> Path:
    """A folder with packages named like three of ours that must not be taken for them."""
    for name in ("models", "train", "assets"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError('a stranger was imported')\n")
    return tmp_path


def python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@pytest.mark.slow
def test_the_wheel_holds_one_package_and_all_of_assets(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()

    assert {name.split("/")[0].split("-")[0] for name in names} == {"stickercam"}
    shipped = [path for path in (ROOT / "assets").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {f"stickercam/{path.relative_to(ROOT).as_posix()}" for path in shipped} <= set(names)


@pytest.mark.slow
def test_the_doctor_finds_everything_that_ships_in_an_environment_of_its_own(elsewhere: Path, decoy: Path):
    command = [python_of(elsewhere), "-m", "stickercam", "doctor", "--json"]

    done = subprocess.run(command, cwd=decoy, capture_output=True, text=True, timeout=120)

    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert str(elsewhere) in rows["stickercam"]["found"]
    assert [name for name, row in rows.items() if row["ok"] is False] == []
    assert {"weights", "characters", "fonts", "demo clip"} <= rows.keys()
    assert (done.returncode, done.stderr) == (0, "")
