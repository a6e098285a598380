"""Writes takes to disk while they are made, so that neither a crash nor a pulled plug loses one."""

from collections.abc import Callable
from pathlib import Path

from stickercam.session.records import Choice, Ended
from stickercam.session.session import Session
from stickercam.take import Journal


class Keeper:
    """Follows a session; open_journal: (size of the frames, what it is drawn as) -> Journal; None keeps nothing."""

    def __init__(self, open_journal: Callable[[tuple[int, int], dict], Journal] | None = Journal) -> None:
        self._open, self._journal = open_journal, None
        self._written = 0

    def follow(self, session: Session) -> None:
        """Write what the recording got since the last call."""
        take = session.recording
        if take is None or self._open is None:
            return
        if self._journal is None and take.poses:
            self._journal, self._written = self._open(take.size, drawn(session.choice)), 0
        if self._journal:
            self._journal.add(take.poses[self._written :])
            self._written = len(take.poses)

    def kept(self, ended: Ended, path: Path) -> Path | None:
        """The journal that holds all of a take whose sticker is going to be `path`; whoever makes it removes it.

        None for a photo: it is made again sooner than recovered.
        """
        if self._open is None or ended.still:
            return None
        journal, self._journal = self._journal, None
        if journal is None:  # the last seconds, which nobody knew were wanted
            journal, self._written = self._open(ended.take.size, drawn(ended.choice)), 0
        journal.add(ended.take.poses[self._written :])
        journal.meant_for(path)
        journal.close()
        return journal.path

    def drop(self) -> None:
        """What was begun has become nothing."""
        if self._journal is not None:
            self._journal.discard()
            self._journal = None


def drawn(choice: Choice) -> dict:
    """As a journal keeps it."""
    return {"style": choice.style, "character": choice.character}
