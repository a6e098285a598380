"""The one error that is shown to people, and the words in it."""


class StickercamError(Exception):
    """Something went wrong that the user can do something about.

    what:    the cause, naming the file or device, without a final stop.
    way_out: what to do about it, without a final stop; "" where nothing can be done.
    """

    def __init__(self, what: str, way_out: str = "") -> None:
        super().__init__(what, way_out)
        self.what = what
        self.way_out = way_out

    def __str__(self) -> str:
        return f"{self.what}: {self.way_out}" if self.way_out else self.what


class UsageError(StickercamError):
    """The command was called wrongly (exit code 2 instead of 1)."""


def reason(error: OSError) -> str:
    """The system's words for what went wrong, to stand inside a sentence."""
    return (error.strerror or str(error)).lower()
