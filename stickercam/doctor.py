"""What works on this machine, and what to install where something does not.

Run as `python -m stickercam.doctor` it needs nothing but Python: what make asks before it installs anything.
"""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from stickercam.errors import StickercamError
from stickercam.system import (
    cache_folder,
    has_display,
    import_av,
    import_cv2,
    import_skia,
    missing_libraries,
    system_way_out,
)


class Check(NamedTuple):
    """One row of the table: what was found, and what of it.

    ok: True works, False has to be mended, None is not here and most of stickercam works without it.
    way_out: what to do about it, "" where there is nothing to do.
    """

    found: str
    ok: bool | None = True
    way_out: str = ""
    name: str = ""


def checks() -> list[Check]:
    """Every row, in the order of the table. Loads torch, OpenCV and the rest: about three seconds."""
    questions: dict[str, Callable[[], Check | str]] = {
        "stickercam": _stickercam,
        "Python": _python,
        "processor": _processor,
        "system libraries": _libraries,
        "torch": _torch,
        "CUDA": _cuda,
        "OpenVINO": _openvino,
        "OpenCV": _opencv,
        "skia": lambda: import_skia().__version__,
        "codecs": _codecs,
        "cameras": _cameras,
        "display": _display,
        "fonts": lambda: _shipped("fonts", ".ttf"),
        "weights": _weights,
        "characters": _characters,
        "demo clip": lambda: _shipped("clips", ".mp4"),
        "cache folder": _cache,
    }
    return [_ask(name, question) for name, question in questions.items()]


def _ask(name: str, question: Callable[[], Check | str]) -> Check:
    """The answer as a row. Whatever goes wrong while asking is what the doctor has found, not a failure of his."""
    try:
        answer = question()
    except StickercamError as error:
        return Check(error.what, False, error.way_out, name)
    except Exception as error:
        return Check(f"{type(error).__name__}: {error}".splitlines()[0], False, "install stickercam again", name)
    return (Check(answer) if isinstance(answer, str) else answer)._replace(name=name)


def _stickercam() -> str:
    from stickercam import __version__

    return f"{__version__} in {Path(__file__).parent}"


def _python() -> str:
    return f"{platform.python_version()} on {platform.platform(terse=True)}"


def _processor() -> str:
    # Only Linux tells without a library; elsewhere torch's row has the same in its own words.
    told = Path("/proc/cpuinfo").read_text(errors="replace") if Path("/proc/cpuinfo").exists() else ""
    lines = dict(line.split(":", 1) for line in told.replace("\t", "").splitlines() if ":" in line)
    flags = set(lines.get("flags", lines.get("Features", "")).split())
    known = [name for name in ("avx2", "avx512f", "avx512_bf16", "amx_bf16", "asimd", "bf16") if name in flags]
    model = lines.get("model name", platform.processor() or platform.machine()).strip()
    return ", ".join([model, f"{os.cpu_count()} threads", *known])


def _libraries() -> Check:
    missing = missing_libraries()
    if missing:
        return Check(f"no {', '.join(missing)}", False, system_way_out(missing[0]))
    return Check("all there" if sys.platform == "linux" else "none needed")


def _torch() -> str:
    import torch

    return f"{torch.__version__}, {torch.backends.cpu.get_cpu_capability()}, {torch.get_num_threads()} threads"


def _cuda() -> Check:
    import torch

    if torch.cuda.is_available():
        return Check(f"{torch.cuda.get_device_name()}, CUDA {torch.version.cuda}")
    if shutil.which("nvidia-smi") is None:
        return Check("no NVIDIA card", None)
    way_out = "update the driver" if torch.version.cuda else "install torch for CUDA: README, section Install"
    return Check("an NVIDIA card that torch does not see", False, way_out)


def _openvino() -> Check:
    if importlib.util.find_spec("openvino") is None:
        return Check("not installed", None, "pip install openvino: two to three times faster than torch")
    return Check(importlib.metadata.version("openvino"))


def _opencv() -> Check:
    here = [name for name in ("opencv-python", "opencv-python-headless") if _installed(name)]
    if len(here) == 2:  # they share one folder: whichever came last is there, and uninstalling one breaks the other
        way_out = f"pip uninstall {' '.join(here)}, then pip install --force-reinstall opencv-python"
        return Check("opencv-python and opencv-python-headless in one place", False, way_out)
    cv2 = import_cv2()
    told = [line.split(":")[1].strip() for line in cv2.getBuildInformation().splitlines() if "GUI:" in line]
    windows = told[0] if told and told[0] else "NONE"
    if windows == "NONE":
        way_out = "pip uninstall opencv-python-headless, then pip install opencv-python: for the live window"
        return Check(f"{cv2.__version__}, without windows", None, way_out)
    return Check(f"{cv2.__version__}, windows by {windows}")


def _installed(distribution: str) -> bool:
    try:
        importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _codecs() -> Check:
    from PIL import features

    av = import_av()
    missing = [name for name in ("gif", "libvpx-vp9") if name not in av.codecs_available]
    missing += [] if features.check("webp") else ["webp"]
    if missing:
        return Check(f"no {', '.join(missing)}", False, "pip install --force-reinstall av pillow")
    return Check(f"GIF, WebP, VP9 (PyAV {av.__version__}, Pillow {importlib.metadata.version('pillow')})")


def _cameras() -> Check:
    from stickercam.capture import list_cameras
    from stickercam.capture.cameras import ASK_FOR_RIGHTS

    cameras = list_cameras()
    if not cameras:
        return Check("none", None, "plug one in, or let a video be the camera: --camera FILE")
    found = ", ".join(f"{camera.number}: {camera.name} {camera.problem}".strip() for camera in cameras)
    return Check(found, False, ASK_FOR_RIGHTS) if any(camera.problem for camera in cameras) else Check(found)


def _display() -> Check:
    if has_display():
        return Check(os.environ.get("DISPLAY", "there"))
    return Check("none", None, "run live with --headless, or set DISPLAY to a running X server")


def _shipped(folder: str, suffix: str) -> Check:
    """The files of one kind below assets/."""
    found = sorted(item.name for item in (files("stickercam.assets") / folder).iterdir() if item.name.endswith(suffix))
    return Check(", ".join(found)) if found else Check("none", False, "install stickercam again")


def _weights() -> Check:
    from stickercam.models.weights import read_header
    from stickercam.pose import shipped

    found = [read_header(path).name for path in shipped().values()]
    return Check(", ".join(found)) if found else Check("none", False, "install stickercam again")


def _characters() -> str:
    from stickercam.draw import character_names

    return ", ".join(character_names())


def _cache() -> Check:
    folder = cache_folder()
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if there.is_dir() and os.access(there, os.W_OK):
        return Check(str(folder))
    way_out = "set STICKERCAM_CACHE to a folder where you may write: networks are converted at every start until then"
    return Check(f"{folder} cannot be written", None, way_out)


def before_installing() -> str:
    """One sentence on what the system lacks, "" where nothing is missing. Needs nothing but Python."""
    missing = missing_libraries()
    if missing:
        return f"stickercam needs {', '.join(missing)}: {system_way_out(missing[0])}"
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        return "stickercam needs Python's venv: sudo apt-get install python3-venv"
    return ""


if __name__ == "__main__":
    sys.exit(before_installing() or 0)
