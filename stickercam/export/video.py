"""WebM (VP9 with alpha) and MP4 (H.264 on a colour), encoded and read back by the ffmpeg that PyAV carries."""

from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from stickercam.export.detail import Detail
from stickercam.export.readback import Shown
from stickercam.export.timing import in_ticks, ticks
from stickercam.frames import Sticker
from stickercam.system import import_av

PER_SECOND = 1000  # a WebM counts milliseconds, an MP4 what it is told to
VP9_CRF = 30  # 0 to 63; from 24 on nothing that the eye finds gets better, for half as much more bytes
H264_CRF = 20  # 0 to 51
# cpu-used 2 takes half as long again as 4 and 8 % (characters) to 30 % (photos) fewer bytes; 0 takes three times as
# long for a tenth less.
CPU_USED, QUICK_CPU_USED = "2", "5"
PART = 24  # pictures that are tried
FULL_EFFORT = 0.85  # bytes of CPU_USED over those of QUICK_CPU_USED; .75 to .93 seen
THREADS = 2  # VP9 splits pictures of 512 px into two columns


def even(sticker: Sticker) -> Sticker:
    """Sides of even length, as video wants them: one more row or column that repeats the last, unseen."""
    pictures = sticker.pictures
    height, width = pictures.shape[1:3]
    if height % 2 == width % 2 == 0:
        return sticker
    return Sticker(np.pad(pictures, ((0, 0), (0, height % 2), (0, width % 2), (0, 0))), sticker.seconds, sticker.loops)


def on_ground(sticker: Sticker, ground: tuple[int, int, int]) -> Sticker:
    """The pictures on a colour, wholly opaque."""
    flat = np.empty_like(sticker.pictures)
    under = np.array(ground, np.uint16)
    for picture, out in zip(sticker.pictures, flat, strict=True):
        alpha = picture[..., 3:].astype(np.uint16)
        out[..., :3] = (picture[..., :3] * alpha + under * (255 - alpha) + 127) // 255
    flat[..., 3] = 255
    return Sticker(flat, sticker.seconds, sticker.loops)


def write_webm(sticker: Sticker, path: Path, detail: Detail) -> None:
    """Write a sticker of even sides in ticks of PER_SECOND: VP9 at a constant quality, alpha as a second stream."""
    options = {
        "crf": str(VP9_CRF if detail.crf is None else detail.crf),
        "deadline": "good",
        "cpu-used": QUICK_CPU_USED if detail.quick else CPU_USED,
        "row-mt": "1",
        "tile-columns": "1",
        "auto-alt-ref": "0",
    }
    # What cannot be seen is black: any other colour takes up to a fifth more bytes.
    seen = Sticker(sticker.pictures * (sticker.pictures[..., 3:] > 0), sticker.seconds)
    _write(seen, path, container="webm", codec="libvpx-vp9", pixels="yuva420p", options=options)


def write_mp4(sticker: Sticker, path: Path, detail: Detail) -> None:
    """Write an opaque sticker of even sides in ticks of PER_SECOND."""
    # Without B pictures: with them an MP4 cannot say how long each picture of uneven times is shown.
    options = {"crf": str(H264_CRF if detail.crf is None else min(detail.crf, 51)), "preset": "medium", "bf": "0"}
    _write(sticker, path, container="mp4", codec="libx264", pixels="yuv420p", options=options)


def expected_bytes(sticker: Sticker, path: Path, detail: Detail) -> float:
    """About how large the file of a sticker is going to be, learnt from its first second; `path` is only for trying.

    The first picture is whole, the others changes: taken together they would make it half as large again.
    """
    part = slice(0, min(len(sticker.pictures), PART))
    beginning = Sticker(sticker.pictures[part], sticker.seconds[part], sticker.loops)
    (write_webm if path.suffix == ".webm" else write_mp4)(in_ticks(beginning, PER_SECOND), path, detail)
    av = import_av()
    with av.open(str(path)) as file:
        sizes = [packet.size + sum(side.data_size for side in packet.iter_sidedata()) for packet in file.demux(video=0)]
    sizes = [size + 12 for size in sizes if size]  # what the container adds to each
    rest = sizes[1:]
    each = sum(rest) / len(rest) if rest else 0
    return FULL_EFFORT * (sizes[0] + each * (len(sticker.pictures) - 1)) + 600


def _write(sticker: Sticker, path: Path, *, container: str, codec: str, pixels: str, options: dict) -> None:
    av = import_av()
    delays = ticks(sticker, PER_SECOND)
    starts = np.cumsum(delays) - delays
    base = Fraction(1, PER_SECOND)
    lasts = dict(zip(starts.tolist(), delays.tolist(), strict=True))
    muxer = {"fflags": "+bitexact"}  # else a WebM holds a random number
    if container == "mp4":
        muxer["movflags"] = "faststart"
    with av.open(str(path), "w", format=container, options=muxer) as file:
        stream = file.add_stream(codec, rate=Fraction(PER_SECOND, int(np.median(delays))))
        stream.height, stream.width = sticker.pictures.shape[1:3]
        stream.pix_fmt, stream.options = pixels, options
        stream.codec_context.time_base = stream.time_base = base
        stream.codec_context.thread_count = THREADS
        stream.codec_context.bit_rate = 0

        def mux(packets) -> None:
            for packet in packets:
                if packet.pts is not None:
                    packet.duration = lasts[packet.pts]
                file.mux(packet)

        for picture, start in zip(sticker.pictures, starts.tolist(), strict=True):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgba")
            frame.pts, frame.time_base = start, base
            mux(stream.encode(frame))
        mux(stream.encode(None))


def read_video(path: Path) -> Iterator[Shown]:
    """The pictures of a video, one by one; ValueError if there are none.

    ffmpeg's own VP9 decoder, which had no part in the writing, reads colour and alpha as two films.
    """
    av = import_av()
    with av.open(str(path)) as file:
        if not file.streams.video:
            raise ValueError("it holds no pictures")
        stream = file.streams.video[0]
        alpha = None
        if has_alpha(stream):
            alpha = av.CodecContext.create(stream.codec_context.name, "r")
        frames, masks, lasts = deque(), deque(), {}
        for packet in file.demux(stream):
            if packet.pts is not None:
                lasts[packet.pts] = float((packet.duration or 0) * packet.time_base)
            frames.extend(packet.decode())
            if alpha is not None:
                masks.extend(alpha.decode(_alpha_of(av, packet) if packet.size else None))
            while frames and (masks or alpha is None):
                frame = frames.popleft()
                picture = frame.to_ndarray(format="rgba")
                if alpha is not None:
                    picture[..., 3] = _plane(masks.popleft())
                yield Shown(picture, float(frame.time or 0), lasts.pop(frame.pts, 0.0))


def has_alpha(stream) -> bool:
    """Whether a WebM's stream says that it carries transparency."""
    return stream.metadata.get("alpha_mode") == "1"


def _alpha_of(av, packet):
    """The alpha that travels beside a picture, as a packet of its own: after an 8 byte number, always 1."""
    return av.Packet(bytes(packet.get_sidedata("matroska_block_additional"))[8:])


def _plane(frame) -> np.ndarray:
    """(H, W) uint8: the brightness as it is stored, for alpha is no colour that has a range."""
    plane = frame.planes[0]
    return np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)[:, : frame.width]
