"""One word for one thing in every command."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Size(StrEnum):
    FULL = "full"
    LITE = "lite"
    TINY = "tiny"


class Device(StrEnum):
    AUTO = "auto"
    CUDA = "cuda"
    CPU = "cpu"


class Loop(StrEnum):
    AUTO = "auto"
    BOOMERANG = "boomerang"
    NONE = "none"


Source = Annotated[str, typer.Argument(help="Video, animation, photo or folder of photos.")]
OutFile = Annotated[Path, typer.Option("-o", "--out", help="The file to write; its suffix says the format.")]
ModelOption = Annotated[str, typer.Option("--model", help="A name from stickercam models, or a weights file.")]
SizeOption = Annotated[Size | None, typer.Option("--size", help="Its size; left out: the best that keeps up.")]
DeviceOption = Annotated[Device, typer.Option("--device", help="What runs the network.")]
StyleOption = Annotated[str, typer.Option("--style", help="How people are drawn: character or skeleton.")]
CharacterOption = Annotated[str | None, typer.Option("--character", help="Who is drawn: a name, or a folder of yours.")]
CameraOption = Annotated[str | None, typer.Option("--camera", help="Number, name or address; a video plays one.")]
SecondsOption = Annotated[float | None, typer.Option("--seconds", min=0.1, metavar="N", help="Stop after so many.")]
DataOption = Annotated[list[str] | None, typer.Option("--data", metavar="KIND:PATH", help="As often as wanted.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, metavar="N", help="The same seed gives the same file.")]
JsonOption = Annotated[bool, typer.Option("--json", help="For other programs.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Say nothing but results and errors.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", help="Say what a bug report needs.")]
PixelsOption = Annotated[int, typer.Option("--pixels", min=16, max=2048, metavar="N", help="Side of the sticker.")]
FpsOption = Annotated[float, typer.Option("--fps", min=1, max=50, metavar="N", help="Pictures a second.")]
LoopOption = Annotated[Loop, typer.Option("--loop", help="How the end meets the start.")]
ShadowOption = Annotated[bool | None, typer.Option("--shadow/--no-shadow", help="Left out: where the format can.")]
CaptionOption = Annotated[str, typer.Option("--caption", metavar="TEXT", help="Words below the figure.")]
WordsOption = Annotated[bool, typer.Option("--words", help="The character calls out what you do.")]
BackgroundOption = Annotated[
    str, typer.Option("--background", metavar="WHAT", help="A colour, two with a comma, or a picture.")
]
StartOnOption = Annotated[str | None, typer.Option("--start-on", metavar="NAME", help="A gesture begins: wave, ...")]
ShutterOption = Annotated[str | None, typer.Option("--shutter", metavar="NAME", help="A gesture ends: hold, ...")]
CountdownOption = Annotated[float | None, typer.Option("--countdown", min=0, metavar="N", help="Seconds before it.")]
