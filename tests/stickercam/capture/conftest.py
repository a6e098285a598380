"""Real files of every kind that people hand in, made on the spot."""

import struct
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture
def write_video():
    """write_video(path, times, codec=..., size=..., **options of the container) writes frame i with grey level 5 i."""

    def write(path: Path, times, *, codec="libx264", size=(160, 120), options=None) -> Path:
        import av

        with av.open(str(path), "w", options=options or {}) as file:
            stream = file.add_stream(codec, rate=25)
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            stream.codec_context.time_base = Fraction(1, 1000)
            for i, time in enumerate(times):
                frame = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), i * 5 % 256, np.uint8))
                frame.pts, frame.time_base = round(time * 1000), Fraction(1, 1000)
                file.mux(stream.encode(frame))
            file.mux(stream.encode())
        return path

    return write


@pytest.fixture
def turn_video():
    """turn_video(path) writes a quarter turn into an mp4, as telephones do."""

    def turn(path: Path) -> Path:
        data = bytearray(path.read_bytes())
        # tkhd, version 0: the matrix begins 44 bytes after the four letters
        matrix = data.index(b"tkhd") + 44
        data[matrix : matrix + 36] = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
        path.write_bytes(data)
        return path

    return turn
