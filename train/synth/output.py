"""Files and folders that appear whole or not at all, and the writing of a video."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError, UsageError

# crf 18: five seconds of 384x512 stay under 500 kB and the floor keeps its grain.
X264 = {"crf": "18", "preset": "slow"}


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """A temporary path in the folder of `out` that takes its place on success and is deleted on failure."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.stem}-", suffix=out.suffix, dir=out.parent)
    except OSError as error:
        raise StickercamError(
            f"{out} cannot be written ({error.strerror})", "choose a folder that exists and is yours"
        ) from error
    os.close(handle)
    path = Path(name)
    try:
        yield path
        path.chmod(0o644)  # mkstemp's files are for their owner alone
        os.replace(path, out)
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def folder_beside(out: Path) -> Iterator[Path]:
    """A temporary folder next to `out` that takes its place on success and is deleted on failure; `out` must not
    exist or be empty."""
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise UsageError(f"{out} is there already", "choose another folder or delete that one")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise StickercamError(f"{out} cannot be made ({error.strerror})", "choose a folder that is yours") from error
    try:
        yield folder
        folder.chmod(0o755)  # mkdtemp's folders are for their owner alone
        if out.exists():
            out.rmdir()
        os.replace(folder, out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def encode(images: Iterator[np.ndarray], path: Path, size: tuple[int, int], fps: float) -> None:
    """Writes (H, W, 3) uint8 RGB pictures as H.264 in MP4."""
    import av

    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=Fraction(fps).limit_denominator(1001), options=X264)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.thread_count = 1  # the same bytes on every machine
        for image in images:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")))
        container.mux(stream.encode())
