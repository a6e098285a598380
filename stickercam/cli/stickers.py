"""Commands that make stickers: live, record, pose, demo."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from stickercam.cli.options import (
    BackgroundOption,
    CameraOption,
    CaptionOption,
    CharacterOption,
    CountdownOption,
    Device,
    DeviceOption,
    FpsOption,
    Loop,
    LoopOption,
    ModelOption,
    OutFile,
    PixelsOption,
    QuietOption,
    SecondsOption,
    SeedOption,
    ShadowOption,
    ShutterOption,
    SizeOption,
    Source,
    StartOnOption,
    StyleOption,
    VerboseOption,
    WordsOption,
)
from stickercam.errors import UsageError


def live(
    camera: CameraOption = "0",
    model: ModelOption = "hourglass",
    size: SizeOption = None,
    device: DeviceOption = Device.AUTO,
    character: CharacterOption = None,
    style: StyleOption = "character",
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for stickers, or one's file name.")] = Path("."),
    headless: Annotated[bool, typer.Option("--headless", help="Without a window.")] = False,
    seconds: SecondsOption = None,
    record: Annotated[bool, typer.Option("--record", help="Record once by itself when somebody is seen.")] = False,
    start_on: StartOnOption = None,
    shutter: ShutterOption = None,
    countdown: CountdownOption = None,
    stats: Annotated[bool, typer.Option("--stats", help="Say how long each stage takes.")] = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Open the window. Camera and character side by side; space records, q leaves."""
    from stickercam.live import run
    from stickercam.talk import listen, say

    listen(verbose)
    summary = run(
        camera,
        model=model,
        size=size,
        device=device,
        character=character,
        style=style,
        headless=headless,
        seconds=seconds,
        out=out,
        stats=stats,
        record=record,
        countdown=countdown,
        start_on=start_on,
        shutter=shutter,
        report=partial(print, flush=True),  # whoever reads along gets each at once
    )
    say(str(summary), quiet=quiet)
    if summary.interrupted:
        raise typer.Exit(130)  # as the shell says it of whatever Ctrl-C has ended
    if record and not summary.stickers:
        raise typer.Exit(1)


def record(
    out: OutFile,
    source: Annotated[str | None, typer.Argument(help="Video, animation, photo or folder of photos.")] = None,
    camera: CameraOption = None,
    model: ModelOption = "hourglass",
    size: SizeOption = None,
    device: DeviceOption = Device.AUTO,
    character: CharacterOption = None,
    style: StyleOption = "character",
    pixels: PixelsOption = 512,
    fps: FpsOption = 20,
    loop: LoopOption = Loop.AUTO,
    seconds: SecondsOption = None,
    countdown: CountdownOption = None,
    start_on: StartOnOption = None,
    shutter: ShutterOption = None,
    keep_take: Annotated[bool, typer.Option("--keep-take", help="Write OUT.take.json, for stickercam draw.")] = False,
    shadow: ShadowOption = None,
    targets: Annotated[
        list[str] | None, typer.Option("--for", metavar="NAME,...", help="Messengers; --out begins the files' names.")
    ] = None,
    caption: CaptionOption = "",
    words: WordsOption = False,
    background: BackgroundOption = "none",
    seed: SeedOption = 0,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Turn a video, or what a camera sees, into a sticker, or with --for into one for each messenger."""
    if (source is None) == (camera is None):
        raise UsageError("a sticker has one source", "give either a file or --camera")
    cue = {"countdown": countdown, "start_on": start_on, "shutter": shutter}
    if camera is None and any(value is not None for value in cue.values()):
        raise UsageError("a file needs no countdown and no gesture", "give them with --camera")
    if targets:
        if (pixels, fps, shadow) != (512, 20, None):
            raise UsageError("each messenger has its own pixels, fps and shadow", "leave these options out with --for")
        from stickercam.cli.export import record_for

        how = {"model": model, "size": size, "device": device, "character": character, "style": style, "loop": loop}
        how |= {
            "seconds": seconds,
            "seed": seed,
            "caption": caption,
            "words": words,
            "background": background,
            "cue": cue,
        }
        return record_for(camera if source is None else source, out, targets, how=how, quiet=quiet, verbose=verbose)
    from stickercam.record import record
    from stickercam.shoot import Cue
    from stickercam.talk import listen, progress, say

    listen(verbose)
    with progress(quiet=quiet) as update:
        summary = record(
            camera if source is None else source,
            out,
            model=model,
            size=size,
            device=device,
            character=character,
            style=style,
            pixels=pixels,
            fps=fps,
            loop=loop,
            seconds=seconds,
            seed=seed,
            shadow=shadow,
            caption=caption,
            words=words,
            background=background,
            keep_take=keep_take,
            cue=Cue(**cue),
            progress=update,
        )
    say(str(summary), quiet=quiet)
    print(summary.path)


def pose(
    source: Source,
    out: Annotated[Path, typer.Option("-o", "--out", help="The file to write, or - for JSON on the output.")],
    model: ModelOption = "hourglass",
    size: SizeOption = None,
    device: DeviceOption = Device.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Write the joints themselves: .json, .csv or .npz."""
    from stickercam.record import write_joints
    from stickercam.talk import listen, progress, say

    listen(verbose)
    with progress(quiet=quiet) as update:
        summary = write_joints(source, out, model=model, size=size, device=device, progress=update)
    say(str(summary), quiet=quiet)
    if str(out) != "-":
        print(out)


def demo(
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for the results.")] = Path("demo"),
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Make stickers of the clip that ships. No camera, display, data or network needed."""
    from stickercam.demo import NEXT, demo
    from stickercam.talk import listen, progress, say

    listen(verbose)
    with progress(quiet=quiet) as update:
        paths = demo(out, progress=update)
    print(*paths, sep="\n")
    say(NEXT, quiet=quiet)
