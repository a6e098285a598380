"""Commands that look around: cameras, doctor."""

import typer

from stickercam.cli.options import JsonOption


def cameras(as_json: JsonOption = False) -> None:
    """List the cameras."""
    from stickercam.capture import list_cameras
    from stickercam.talk import say, show

    found = list_cameras()
    show([{"number": one.number, "name": one.name, "problem": one.problem} for one in found], as_json=as_json)
    if not found:
        say("no camera found; a video can play one: --camera FILE", quiet=as_json)


def doctor(as_json: JsonOption = False) -> None:
    """Say what works here, and what does not. With the way out beside whatever is missing."""
    from stickercam.doctor import checks
    from stickercam.talk import show

    found = checks()
    marks = {True: "ok", None: "-", False: "MISSING"}
    table = [{"": marks[row.ok], "what": row.name, "found": row.found, "way out": row.way_out} for row in found]
    show([row._asdict() for row in found] if as_json else table, as_json=as_json)
    if any(row.ok is False for row in found):
        raise typer.Exit(1)
