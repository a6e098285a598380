"""What can be pressed: one table for keys, clicks and the help."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from stickercam.session import Phase, Session


class Command(NamedTuple):
    """See `Session.command`."""

    name: str
    at: object = None


@dataclass(frozen=True, slots=True)
class Button:
    """key: what is pressed instead. place: where it stands. help: a sentence of the help page."""

    command: str
    key: str
    place: str
    help: str


BUTTONS = (
    Button("record", "space", "make", "Count down, then make a take. Again: end it sooner."),
    Button("save", "s", "make", "Save the last three seconds: for what has just happened."),
    Button("photo", "p", "make", "One picture of the character as it stands, as PNG."),
    Button("skeleton", "b", "camera", "Show or hide what the network sees of you."),
    Button("mirror", "z", "camera", "Show yourself as in a mirror, or as others see you."),
    Button("person", "n", "camera", "Follow somebody else. Or click on them."),
    Button("model", "m", "camera", "Let another network look at you."),
    Button("character", "c", "stage", "Another character."),
    Button("style", "d", "stage", "Another way to draw: character or skeleton."),
    Button("help", "h", "corner", "This page."),
    Button("leave", "q", "corner", "Leave; what is being made is saved before."),
)


@dataclass(frozen=True, slots=True)
class Face:
    """How a button looks now. on: what it switches is on. ready: pressing it does something."""

    label: str
    on: bool = False
    ready: bool = True


def faces(session: Session) -> dict[str, Face]:
    """Command -> how its button looks."""
    calm = session.phase is not Phase.RECORDING
    words = {Phase.IDLE: "make a sticker", Phase.COUNTDOWN: "not yet", Phase.RECORDING: "stop and save"}
    network = f"loading {session.loading}" if session.loading else session.models.name or "network"
    return {
        "record": Face(words[session.phase], on=not calm, ready=session.ready),
        "save": Face(f"save the last {session.length:.0f} s", ready=session.ready and calm),
        "photo": Face("photo", ready=session.sees_somebody),
        "skeleton": Face("skeleton", on=session.skeleton),
        "mirror": Face("mirror", on=session.mirror),
        "person": Face("other person", ready=session.ready),
        "model": Face(network, ready=session.models.turns and session.ready and not session.loading),
        "character": Face(Path(session.characters.name or "character").name, ready=session.characters.turns and calm),
        "style": Face(f"as {session.styles.name}", ready=session.styles.turns and calm),
        "help": Face("help", on=session.help),
        "leave": Face("leave"),
    }
