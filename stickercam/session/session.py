"""What goes on in front of the camera: commands and gestures come in, takes come out. Knows no window and no clock."""

from pathlib import Path

from stickercam.actions.shutter import HoldShutter
from stickercam.frames import Frame, Pose, Take
from stickercam.session.past import Past
from stickercam.session.records import HOLD, Choice, Ended, Message, Phase, TakeSettings, Wheel


class Session:
    """The state that the user changes. Times are seconds of one clock, that of the frames.

    keeps_frames: whether the style draws from the pictures themselves.
    """

    def __init__(
        self,
        characters: tuple[str | None, ...] = (None,),
        *,
        styles: tuple[str, ...] = ("character",),
        models: tuple[str, ...] = ("",),
        settings: TakeSettings | None = None,
        mirror: bool = True,
        keeps_frames: bool = False,
    ) -> None:
        self.settings = settings or TakeSettings()
        self.characters, self.styles, self.models = Wheel(characters), Wheel(styles), Wheel(models)
        self.phase = Phase.IDLE
        self.mirror, self.skeleton, self.help, self.left = mirror, True, False, False
        self.ready = False  # the network has answered at least once
        self.lost = False  # the camera sends nothing and is being looked for
        self.trouble: str | None = None  # words for what else is wrong with its pictures
        self.loading: str | None = None  # the network that is being loaded to take over
        self.action: str | None = None
        self.saving = 0
        self.saved: list[Path] = []
        self.notes: list[str] = []  # why recordings became nothing
        self.message: Message | None = None
        self._hold = HoldShutter()
        self._began = 0.0  # of the present phase
        self.keeps_frames = keeps_frames
        self._past = Past(keeps_frames=keeps_frames)
        self._ended: list[Ended] = []
        self._wishes: list[tuple[str, object]] = []

    @property
    def choice(self) -> Choice:
        return Choice(self.styles.name, self.characters.name)

    def command(self, name: str, now: float, at: object = None) -> None:
        """What a key, a click or a page means; those that are not known are ignored.

        record, save (the last seconds), photo, model, character, style, skeleton, person (`at`: x and y in the frame),
        mirror, help, show (`at`: number of a saved sticker, the newest first), leave.
        """
        act = {
            "record": self._record, "save": self._save_past, "photo": self._photo, "model": self._next_model,
            "character": self._next_character, "style": self._next_style, "leave": self._leave,
        }.get(name)  # fmt: skip
        if act:
            act(now)
        elif name in ("mirror", "skeleton", "help"):
            setattr(self, name, not getattr(self, name))
        elif name == "person":
            self._wishes.append(("person", at))
            self.say("looking for somebody else", now)
        elif name == "show" and isinstance(at, int) and at < len(self.saved):
            self.say(f"it lies in {self.saved[-1 - at].absolute()}", now)

    def _leave(self, now: float) -> None:
        self.stop(now)
        self.left = True

    def _next_character(self, now: float) -> None:
        self._turn(self.characters, now)

    def _next_style(self, now: float) -> None:
        self._turn(self.styles, now)

    def _turn(self, wheel: Wheel, now: float) -> None:
        if self.phase is Phase.RECORDING:
            self.say("this take stays as it is", now)
        else:
            wheel.turn()

    def _next_model(self, now: float) -> None:
        if not self.models.turns:
            self.say("there is no other network", now)
        elif self.loading or not self.ready:
            self.say("one moment, a network is being loaded", now)
        else:
            before = self.models.name
            self.models.turn()
            self.loading = self.models.name
            self._wishes.append(("model", (before, self.loading)))

    def take_wishes(self) -> list[tuple[str, object]]:
        """("person", where or None) and ("model", (name before, name)) since the last call: the network's business."""
        wishes, self._wishes = self._wishes, []
        return wishes

    def model_came(self, now: float) -> None:
        self.say(f"now it is {self.loading} that looks at you", now, "good")
        self.loading = None

    def model_failed(self, before: str, reason: str, now: float) -> None:
        self.models.back_to(before)
        self.loading = None
        self.say(reason, now, "bad")

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

    def pose(self, frame: Frame, pose: Pose, action: str | None = None, steady: Pose | None = None) -> None:
        """What the network saw in a frame: xy (16, 2) frame pixels, score 0 throughout if nobody; what they do.

        steady: the pose without its trembling; holding still is seen in it alone.
        """
        self.ready = True
        size = (frame.image.shape[1], frame.image.shape[0])
        if size != self._past.size:
            if self.phase is Phase.RECORDING:
                self._end(frame.time)
            self._past.forget(size)
        self._past.add(frame, pose, self.length + self.settings.late)
        if self.phase is Phase.RECORDING and frame.time >= self._began + self.length:
            self._end(frame.time)
        begun, self.action = action if action != self.action else None, action
        if steady is not None and HOLD in (self.settings.start_on, self.settings.shutter):
            begun = HOLD if self._hold.step(steady) == 1.0 else begun
        if begun is not None:
            self._gesture(begun, frame.time)

    def _gesture(self, begun: str, now: float) -> None:
        if self.phase is Phase.IDLE and begun == self.settings.start_on:
            self._record(now)
        elif begun == self.settings.shutter:
            if self.phase is Phase.RECORDING and now - self._began >= self.settings.shortest:
                self._end(now)
            elif self.phase is Phase.IDLE:
                self._photo(now)

    def tick(self, now: float) -> None:
        """Let time pass: the countdown ends, messages go."""
        if self.phase is Phase.COUNTDOWN and now >= self._began + self.settings.countdown:
            self._start(self._began + self.settings.countdown)
        if self.phase is Phase.RECORDING and now >= self._began + self.length + self.settings.late:
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
        self._keep(self._past.since(self._began), now)

    def _save_past(self, now: float) -> None:
        if self.phase is Phase.RECORDING:
            self.say("this take is being recorded anyway", now)
        elif not self._past:
            self.say("one moment, still getting ready", now)
        else:
            self._keep(self._past.since(self._past.latest - self.length), now)

    def _photo(self, now: float) -> None:
        last = self._past.last()
        if last is None or now - last.poses[0].time > self.settings.late:
            self.say("nobody is in the picture", now, "bad")
        else:
            self._hand_out(last, still=True)

    def _keep(self, take: Take, now: float) -> None:
        if not take.poses or take.poses[-1].time - take.poses[0].time < self.settings.shortest:
            self._regret("that was too short, nothing was kept", now)
        elif not any(pose.score.any() for pose in take.poses):
            self._regret("nobody was in the picture, nothing was kept", now)
        else:
            self._hand_out(take)

    def _hand_out(self, take: Take, *, still: bool = False) -> None:
        self._ended.append(Ended(take, self.choice, still))
        self.saving += 1

    @property
    def recording(self) -> Take | None:
        """The take so far, None while none is made."""
        return self._past.since(self._began) if self.phase is Phase.RECORDING else None

    def take_ended(self) -> list[Ended]:
        """The takes that ended since the last call."""
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
        return self._past.sees_somebody

    def countdown_left(self, now: float) -> float | None:
        """Seconds until a recording begins, None if none is about to."""
        if self.phase is not Phase.COUNTDOWN:
            return None
        return max(0.0, self._began + self.settings.countdown - now)

    def recorded(self, now: float) -> tuple[float, float] | None:
        """(seconds recorded, seconds in all) while recording."""
        if self.phase is not Phase.RECORDING:
            return None
        return min(max(0.0, now - self._began), self.length), self.length

    @property
    def length(self) -> float:
        return min(self.settings.length, self.settings.longest)

    @property
    def missing(self) -> str | None:
        """What has not been seen of the person for a while: "face" or "hands"."""
        return self._past.missing

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
        if self.trouble:
            return self.trouble, "wait"
        if not self.sees_somebody:
            return "step into the picture", "wait"
        if self.missing:
            return f"show your {self.missing}", "wait"
        return "I see you", "good"
