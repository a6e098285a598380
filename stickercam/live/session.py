"""What goes on in the live view: commands come in, takes come out. Knows no window, no thread and no clock."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from stickercam.frames import Frame, Pose, Take


class Phase(StrEnum):
    IDLE = "idle"
    COUNTDOWN = "countdown"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """Times in seconds."""

    countdown: float = 2.0  # to get from the keyboard back into position
    length: float = 3.0  # what messengers like: short, and small as a file
    longest: float = 6.0  # a GIF beyond this is too large to send
    shortest: float = 0.4  # less is a slip of the finger
    linger: float = 5.0  # how long a message stays
    late: float = 1.0  # a recording ends this long after its time even if no pose came to end it


@dataclass(frozen=True, slots=True)
class Ended:
    """A recording that is to be saved."""

    take: Take
    character: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """Words for the user; tone is "good", "bad" or "plain"."""

    text: str
    tone: str
    until: float


class Session:
    """The state that the user changes. Times are seconds of one clock, that of the frames.

    characters: names that `next_character` goes through, the first one is shown first.
    keeps_frames: whether the style draws from the pictures themselves.
    """

    def __init__(
        self,
        characters: tuple[str | None, ...] = (None,),
        *,
        settings: LiveSettings | None = None,
        mirror: bool = True,
        keeps_frames: bool = False,
    ) -> None:
        self.settings = settings or LiveSettings()
        self.phase = Phase.IDLE
        self.mirror, self.skeleton, self.left = mirror, False, False
        self.ready = False  # the network has answered at least once
        self.lost = False  # the camera is gone and is being looked for
        self.saving = 0
        self.saved: list[Path] = []
        self.notes: list[str] = []  # why recordings became nothing
        self.message: Message | None = None
        self._characters, self._keeps_frames = characters, keeps_frames
        self._character = 0
        self._began = 0.0  # of the present phase
        self._seen = self._latest = -np.inf  # when somebody was last seen, when anything was
        self._poses: list[Pose] = []
        self._frames: list[Frame] = []
        self._size = (0, 0)
        self._ended: list[Ended] = []

    @property
    def character(self) -> str | None:
        return self._characters[self._character]

    @property
    def can_change(self) -> bool:
        """Whether there is another character to change to."""
        return len(self._characters) > 1

    def command(self, name: str, now: float) -> None:
        """What a key or a click means: record, leave, mirror, skeleton, next_character. Others are ignored."""
        if name == "record":
            self._record(now)
        elif name == "leave":
            self.stop(now)
            self.left = True
        elif name == "mirror":
            self.mirror = not self.mirror
        elif name == "skeleton":
            self.skeleton = not self.skeleton
        elif name == "next_character":
            self._next_character()

    def _next_character(self) -> None:
        if self.phase is not Phase.RECORDING:  # a take is drawn with one character
            self._character = (self._character + 1) % len(self._characters)

    def _record(self, now: float) -> None:
        if self.phase is Phase.RECORDING:
            self.stop(now)
        elif self.phase is Phase.COUNTDOWN:  # changed their mind
            self.phase = Phase.IDLE
        elif not self.ready:
            self.say("one moment, still getting ready", now)
        elif self.settings.countdown:
            self.phase, self._began = Phase.COUNTDOWN, now
        else:
            self._start(now)

    def _start(self, now: float) -> None:
        self.phase, self._began, self.message = Phase.RECORDING, now, None
        self._poses, self._frames = [], []

    def pose(self, frame: Frame, pose: Pose) -> None:
        """What the network saw in a frame: xy (16, 2) frame pixels, score 0 throughout if nobody."""
        self.ready, self._latest = True, frame.time
        if pose.score.any():
            self._seen = frame.time
        if self.phase is not Phase.RECORDING or frame.time < self._began:
            return
        height, width = frame.image.shape[:2]
        self._size = (width, height)
        self._poses.append(pose)
        if self._keeps_frames:
            self._frames.append(frame)
        if frame.time >= self._began + self._length():
            self._end(frame.time)

    def tick(self, now: float) -> None:
        """Let time pass: the countdown ends, messages go."""
        if self.phase is Phase.COUNTDOWN and now >= self._began + self.settings.countdown:
            self._start(self._began + self.settings.countdown)
        if self.phase is Phase.RECORDING and now >= self._began + self._length() + self.settings.late:
            self._end(now)
        if self.message and now >= self.message.until:
            self.message = None

    def stop(self, now: float) -> None:
        """End a recording early; what there is of it is kept."""
        if self.phase is Phase.RECORDING:
            self._end(now)
        self.phase = Phase.IDLE

    def _end(self, now: float) -> None:
        self.phase = Phase.IDLE
        poses, frames = tuple(self._poses), tuple(self._frames) if self._keeps_frames else None
        self._poses, self._frames = [], []
        if not poses or poses[-1].time - poses[0].time < self.settings.shortest:
            self._regret("that was too short, nothing was kept", now)
        elif not any(pose.score.any() for pose in poses):
            self._regret("nobody was in the picture, nothing was kept", now)
        else:
            self._ended.append(Ended(Take(poses, frames, self._size), self.character))
            self.saving += 1

    def take_ended(self) -> list[Ended]:
        """The recordings that ended since the last call."""
        ended, self._ended = self._ended, []
        return ended

    def was_saved(self, path: Path, now: float) -> None:
        self.saving -= 1
        self.saved.append(path)
        self.say(f"saved {path.name}", now, "good")

    def was_not_saved(self, reason: str, now: float) -> None:
        self.saving -= 1
        self._regret(reason, now)

    def _regret(self, reason: str, now: float) -> None:
        self.notes.append(reason)
        self.say(reason, now, "bad")

    def say(self, text: str, now: float, tone: str = "plain") -> None:
        self.message = Message(text, tone, now + self.settings.linger)

    @property
    def sees_somebody(self) -> bool:
        return self._latest - self._seen < 0.5  # shorter gaps are blinks of the network

    def countdown_left(self, now: float) -> float | None:
        """Seconds until a recording begins, None if none is about to."""
        if self.phase is not Phase.COUNTDOWN:
            return None
        return max(0.0, self._began + self.settings.countdown - now)

    def recorded(self, now: float) -> tuple[float, float] | None:
        """(seconds recorded, seconds in all) while recording."""
        if self.phase is not Phase.RECORDING:
            return None
        return min(max(0.0, now - self._began), self._length()), self._length()

    def _length(self) -> float:
        return min(self.settings.length, self.settings.longest)

    def status(self, now: float) -> tuple[str, str]:
        """(words, tone) for what goes on; tone is "wait", "good", "record" or "bad"."""
        if self.lost:
            return "camera lost, looking for it", "bad"
        if self.phase is Phase.RECORDING:
            return "recording", "record"
        if self.phase is Phase.COUNTDOWN:
            return "get ready", "record"
        if not self.ready:
            return "waking up", "wait"
        if self.saving:
            return "making your sticker", "wait"
        if self.sees_somebody:
            return "I see you", "good"
        return "step into the picture", "wait"
