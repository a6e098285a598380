"""How much of a picture's detail a file keeps: the knobs that the search for a byte limit turns."""

from dataclasses import dataclass

from stickercam.errors import UsageError

WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Detail:
    """None stands for what looks as drawn; each format reads what it knows.

    colors: of the palette for the whole clip, 2 to 256 (GIF, PNG, drawn WebP).
    loss:   single pixels take their neighbour's colour if it is no further away than this (see `palette`).
    crf:    of VP9 or H.264, larger is smaller; 100 - quality of a WebP made of photos.
    quick:  encode in less time to a few more bytes: for trying, not for keeping.
    exact:  every pixel as it is: PNG in true colour, lossless WebP without a palette.
    ground: RGB under pictures whose format has no transparency (MP4).
    plays:  rounds of a PNG that does not repeat for ever.
    """

    colors: int | None = None
    loss: int = 0
    crf: int | None = None
    quick: bool = False
    exact: bool = False
    ground: tuple[int, int, int] = WHITE
    plays: int = 1

    def __post_init__(self) -> None:
        if self.colors is not None and not 2 <= self.colors <= 256:
            raise UsageError(f"a palette cannot have {self.colors} colours", "choose 2 to 256")
        if self.crf is not None and not 0 <= self.crf <= 63:
            raise UsageError(f"there is no quality factor {self.crf}", "choose 0 (best) to 63")
