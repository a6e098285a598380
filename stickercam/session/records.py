"""What a session hands out and is told."""

from dataclasses import dataclass
from enum import StrEnum

from stickercam.frames import Take

HOLD = "hold"  # the gesture of holding still, beside the actions


class Phase(StrEnum):
    IDLE = "idle"
    COUNTDOWN = "countdown"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class TakeSettings:
    """Times in seconds; gestures are names of actions, or HOLD.

    start_on: begins a take, after the countdown. shutter: ends one; while none is made, takes a photo.
    """

    countdown: float = 2.0  # to get from the keyboard back into position
    length: float = 3.0  # what messengers like: short, and small as a file
    longest: float = 6.0  # a GIF beyond this is too large to send
    shortest: float = 0.4  # less is a slip of the finger
    linger: float = 5.0  # how long a message stays
    late: float = 1.0  # a recording ends this long after its time even if no pose came to end it
    start_on: str | None = None
    shutter: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is drawn, and how."""

    style: str = "character"
    character: str | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """A take that is to be saved; still: as a photo."""

    take: Take
    choice: Choice
    still: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """Words for the user; tone is "good", "bad" or "plain"."""

    text: str
    tone: str
    until: float


class Wheel:
    """Names that one command goes through, one after the other; the first is the chosen one at the beginning."""

    def __init__(self, names: tuple[str | None, ...]) -> None:
        self.names, self._at = names, 0

    @property
    def name(self) -> str | None:
        return self.names[self._at]

    @property
    def turns(self) -> bool:
        return len(self.names) > 1

    def turn(self) -> None:
        self._at = (self._at + 1) % len(self.names)

    def back_to(self, name: str | None) -> None:
        self._at = self.names.index(name)
