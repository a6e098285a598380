"""Take to file: how long it takes to close a loop and to write 3 s of the character at 512 pixels, and how many bytes.

    python benchmarks/export.py [--character NAME] [--frames FILE.npy] [--ladder]

Processor time of all threads. "read" is the part of writing in which the file is opened again and compared. The second
table puts others beside it, on the same pictures: Pillow's writers, ffmpeg's palette filters, and gifsicle and gifski
where they are installed. IoU is the worst of all pictures, SSIM the mean on white and on black about the figure.
--frames takes (60, H, W, 4) uint8 RGBA pictures instead of drawing them. --ladder prints what each single reduction
saves.
"""

import argparse
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from dance import FPS, PIXELS, SECONDS, dance
from machine import machine, measured
from PIL import Image

from stickercam.clip import display_seconds, loop, resample, trim
from stickercam.draw import draw_take, open_style
from stickercam.export import FORMATS, Detail, write_sticker
from stickercam.export.likeness import likeness, overlap
from stickercam.export.readback import problem
from stickercam.export.timing import in_ticks
from stickercam.frames import Sticker

RUNS = 3
PACKAGES = ("numpy", "pillow", "av", "skia-python")
ROW = "{:34} {:>6} {:>8} {:>7} {:>7}"


def main() -> None:
    wanted = arguments()
    print(machine(PACKAGES), end="\n\n")
    hard, soft = drawn(wanted, shadow=False), drawn(wanted, shadow=True)
    if wanted.ladder:
        return rungs(hard, soft)
    print(f"{'clip':34} {'poses':>6} {'best ms':>8} {'median':>7}")
    for seconds in (SECONDS, 10.0, 30.0):
        take = dance(seconds, 30)
        best, median = timed(lambda take=take: loop(trim(resample(take, FPS))))
        print(f"{f'{seconds:.0f} s of dance to a loop':34} {len(take.poses):6} {1000 * best:8.0f} {1000 * median:7.0f}")
    print(f"\n{'sticker':34} {'KB':>6} {'best s':>8} {'median':>7} {'read':>7}")
    for suffix in FORMATS:
        if suffix != ".apng":
            written(soft if FORMATS[suffix].soft else hard, suffix)
    print("\n" + ROW.format("same pictures", "KB", "cpu s", "SSIM", "IoU"))
    for rival in (gifs, softs):
        with tempfile.TemporaryDirectory() as folder:
            rival(hard if rival is gifs else soft, Path(folder))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--character")
    parser.add_argument("--frames", type=Path)
    parser.add_argument("--ladder", action="store_true")
    return parser.parse_args()


def drawn(wanted: argparse.Namespace, *, shadow: bool) -> Sticker:
    """Sixty pictures of the dance."""
    if wanted.frames:
        pictures = np.load(wanted.frames)
        return Sticker(pictures, np.full(len(pictures), 1 / FPS))
    take = resample(dance(SECONDS - 1 / FPS, 30), FPS)
    pictures = draw_take(open_style(character=wanted.character, shadow=shadow), take, PIXELS)
    return Sticker(pictures, display_seconds(take))


def written(sticker: Sticker, suffix: str) -> None:
    """One row of the table of formats."""
    kind = FORMATS[suffix]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"out{suffix}"
        best, median = timed(lambda: write_sticker(sticker, path))
        held = in_ticks(kind.held(sticker, Detail()), kind.per_second)
        read = timed(lambda: problem(path, held, kind.read))[1]
        print(f"{suffix[1:]:34} {path.stat().st_size / 1000:6.0f} {best:8.2f} {median:7.2f} {read:7.2f}")


def gifs(sticker: Sticker, folder: Path) -> None:
    """Everybody's GIF."""
    for name, detail in (
        ("ours, 64 colours", Detail()),
        ("ours, 64, loss 40", Detail(loss=40)),
        ("ours, 32", Detail(colors=32)),
        ("ours, 32, loss 80", Detail(colors=32, loss=80)),
        ("ours, 16, loss 80", Detail(colors=16, loss=80)),
    ):
        rival(name, sticker, folder / "ours.gif", lambda path, d=detail: write_sticker(sticker, path, d))
    rival("Pillow as it is", sticker, folder / "plain.gif", lambda path: pillow(sticker.pictures, path))
    rival("Pillow tuned, one palette of 255", sticker, folder / "tuned.gif", lambda path: tuned(sticker, path))
    for colors in (256, 64, 32):
        name = f"ffmpeg palettegen, {colors}"
        rival(name, sticker, folder / "ffmpeg.gif", lambda path, c=colors: ffmpeg(sticker, path, c))
    if shutil.which("gifsicle"):
        write_sticker(sticker, folder / "in.gif")
        command = ["gifsicle", "-O3", "--lossy=40", str(folder / "in.gif"), "-o"]
        rival("ours + gifsicle -O3 --lossy=40", sticker, folder / "sicle.gif", lambda path: program(command, path))
    if shutil.which("gifski"):
        for number, picture in enumerate(sticker.pictures):
            Image.fromarray(picture).save(folder / f"{number:03}.png")
        pictures = sorted(map(str, folder.glob("*.png")))
        for quality in (60, 80, 100):
            command = ["gifski", "--quiet", "--fps", str(FPS), "-Q", str(quality), *pictures, "-o"]
            rival(f"gifski -Q {quality}", sticker, folder / "ski.gif", lambda path, c=command: program(c, path))
    missing = [name for name in ("gifsicle", "gifski") if not shutil.which(name)]
    if missing:
        print(f"({' and '.join(missing)} not installed)")


def softs(sticker: Sticker, folder: Path) -> None:
    """Everybody's WebP, PNG and WebM, with the shadow."""
    for suffix in (".webp", ".png"):
        for detail in (Detail(colors=128), Detail(colors=64), Detail(colors=64, loss=80)):
            name = f"ours, {suffix[1:]}, {detail.colors}" + (f", loss {detail.loss}" if detail.loss else "")
            rival(name, sticker, folder / f"a{suffix}", lambda path, d=detail: write_sticker(sticker, path, d))
    for crf in (24, 30, 38):
        rival(f"ours, webm, crf {crf}", sticker, folder / "a.webm",
              lambda path, c=crf: write_sticker(sticker, path, Detail(crf=c)))  # fmt: skip
    rival("Pillow webp as it is (lossy 80)", sticker, folder / "p.webp", lambda path: pillow(sticker.pictures, path))
    rival("Pillow webp lossless", sticker, folder / "q.webp", lambda p: pillow(sticker.pictures, p, lossless=True))
    rival("Pillow png", sticker, folder / "p.png", lambda path: pillow(sticker.pictures, path))


def rival(name: str, sticker: Sticker, path: Path, write: Callable[[Path], object]) -> None:
    """One row of the table of rivals."""
    begin = time.process_time()
    write(path)
    took = time.process_time() - begin
    shown = shown_in(path, sticker)
    alike, shape = likeness(sticker.pictures, shown), min(map(overlap, sticker.pictures, shown))
    row = ROW.format(name, f"{path.stat().st_size / 1000:.0f}", f"{took:.2f}", f"{alike:.4f}", f"{shape:.3f}")
    print(row, flush=True)


def shown_in(path: Path, sticker: Sticker) -> list[np.ndarray]:
    """What is shown at each picture's moment: writers merge equal ones."""
    moments, found = np.cumsum(sticker.seconds) - sticker.seconds / 2, []
    for shown in FORMATS[path.suffix].read(path):
        while len(found) < len(moments) and moments[len(found)] < shown.start + shown.seconds:
            found.append(shown.picture)
    return found + [found[-1]] * (len(moments) - len(found))


def pillow(pictures: np.ndarray, path: Path, **how) -> None:
    first, *rest = map(Image.fromarray, pictures)
    first.save(path, save_all=True, append_images=rest, **{"duration": 1000 // FPS, "loop": 0, "disposal": 2} | how)


def tuned(sticker: Sticker, path: Path) -> None:
    """Hard edges first, one palette for all pictures."""
    count, height, width = sticker.pictures.shape[:3]
    seen = sticker.pictures[..., 3] >= 128
    tall = Image.fromarray(sticker.pictures[..., :3].reshape(count * height, width, 3))
    solid = Image.fromarray(sticker.pictures[seen][None, :, :3])
    palette = solid.quantize(255, Image.Quantize.MEDIANCUT)
    entries = np.asarray(tall.quantize(palette=palette, dither=Image.Dither.NONE)).reshape(count, height, width)
    images = []
    for entry, inside in zip(entries, seen, strict=True):
        image = Image.fromarray(np.where(inside, entry, 255).astype(np.uint8), "P")
        image.putpalette([*palette.getpalette()[: 3 * 255], 0, 0, 0])
        images.append(image)
    images[0].save(path, save_all=True, append_images=images[1:], duration=1000 // FPS, loop=0, disposal=2,
                   transparency=255, optimize=False)  # fmt: skip


def ffmpeg(sticker: Sticker, path: Path, colors: int) -> None:
    """The filters palettegen and paletteuse, without dither, which never helped drawings."""
    import av
    from av.filter import Graph

    height, width = sticker.pictures.shape[1:3]
    graph = Graph()
    source = graph.add("buffer", f"video_size={width}x{height}:pix_fmt=rgba:time_base=1/100:pixel_aspect=1/1")
    split = graph.add("split")
    generate = graph.add("palettegen", f"max_colors={colors}:reserve_transparent=1:stats_mode=full")
    use, sink = graph.add("paletteuse", "dither=none:alpha_threshold=128"), graph.add("buffersink")
    source.link_to(split)
    split.link_to(use, 0, 0)
    split.link_to(generate, 1, 0)
    generate.link_to(use, 0, 1)
    use.link_to(sink)
    graph.configure()
    for number, picture in enumerate(sticker.pictures):
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgba")
        frame.pts, frame.time_base = number * 100 // FPS, Fraction(1, 100)
        source.push(frame)
    source.push(None)
    with av.open(str(path), "w", format="gif", options={"loop": "0", "final_delay": "5"}) as file:
        stream = file.add_stream("gif", rate=100)
        stream.width, stream.height, stream.pix_fmt = width, height, "pal8"
        stream.options = {"gifflags": "offsetting+transdiff", "global_palette": "1"}
        for frame in pulled(sink):
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


def pulled(sink) -> Iterator:
    import av

    while True:
        try:
            frame = sink.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        frame.time_base = Fraction(1, 100)
        yield frame


def program(command: list[str], path: Path) -> None:
    subprocess.run([*command, str(path)], check=True, capture_output=True)


def rungs(hard: Sticker, soft: Sticker) -> None:
    """What each reduction alone saves: the order of stickercam/export/ladder.py."""
    print(ROW.format("reduction", "KB", "cpu s", "SSIM", "IoU"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for suffix, sticker, colors in ((".gif", hard, (64, 32, 16)), (".webp", soft, (128, 64, 32, 24))):
            for detail in [Detail(colors=c, loss=x) for c in colors for x in (0, 40, 80, 120)]:
                title = f"{suffix[1:]}, {detail.colors} colours, loss {detail.loss}"
                rival(title, sticker, folder / f"a{suffix}", lambda p, s=sticker, d=detail: write_sticker(s, p, d))
        rival("webp, 128, no shadow", hard, folder / "b.webp", lambda path: write_sticker(hard, path))
        for crf in (24, 30, 36, 42, 50, 58):
            rival(f"webm, crf {crf}", soft, folder / "a.webm",
                  lambda path, c=crf: write_sticker(soft, path, Detail(crf=c)))  # fmt: skip


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """(best, median) seconds of processor time; the first run, which loads libraries, does not count."""
    cpu = measured(work, runs=RUNS)[:, 1]
    return cpu.min(), float(np.median(cpu))


if __name__ == "__main__":
    main()
