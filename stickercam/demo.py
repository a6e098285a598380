"""The demo: the clip that ships goes the whole way with the weights that ship."""

from importlib.resources import as_file, files
from pathlib import Path

from stickercam.capture import open_source
from stickercam.draw import open_style
from stickercam.errors import StickercamError, reason
from stickercam.export import contact_sheet, write_sticker
from stickercam.pipeline import Progress, estimate_poses, make_clip, open_network, shadow_fits, silent
from stickercam.system import check_writable

PIXELS, FPS = 512, 20.0

NEXT = """Next, try:
  stickercam live                          the window: space records, q leaves
  stickercam record VIDEO -o sticker.gif   a sticker of your own video
  stickercam doctor                        what works on this machine"""


def demo(out: Path, progress: Progress = silent) -> list[Path]:
    """Write demo.gif, demo.webp and demo_sheet.png into the folder OUT, made if it is missing; their paths."""
    out = Path(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StickercamError(
            f"the folder {out} cannot be made ({reason(error)})", "choose another with --out"
        ) from None
    paths = [out / "demo.gif", out / "demo.webp", out / "demo_sheet.png"]
    for path in paths:
        check_writable(path)
    with as_file(files("stickercam.assets") / "clips" / "demo.mp4") as file, open_source(str(file)) as source:
        progress("loading the network", 0)
        engine = open_network("hourglass")
        take = estimate_poses(source, engine, progress=progress).take
    clip = None
    for path in paths[:2]:
        style = open_style(shadow=shadow_fits(path))
        clip = make_clip(take, style, pixels=PIXELS, fps=FPS, progress=progress)
        progress(f"writing {path.name}", 0)
        write_sticker(clip.sticker, path)
    contact_sheet(clip.sticker.pictures, paths[2], seconds=clip.sticker.seconds)
    return paths
