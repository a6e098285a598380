"""The command that lists what can be told of people's motion, with a drawn figure each."""

from pathlib import Path
from typing import Annotated

import typer

from stickercam.cli.options import JsonOption, QuietOption
from stickercam.errors import StickercamError


def actions(
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Draw them all into this PNG file.")] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """List the actions that are recognised, and how to do each."""
    from stickercam.actions import RULES
    from stickercam.talk import say, show

    rows = [
        {"name": rule.name, "how": rule.words, "legs": "in the picture" if rule.legs else None}
        for rule in sorted(RULES, key=lambda rule: rule.name)
    ]
    if out is None:
        show(rows, as_json=as_json)
        say("a figure of each: stickercam actions -o actions.png", quiet=quiet or as_json)
        return
    if out.suffix.lower() != ".png":
        raise StickercamError(f"figures are a picture, not {out.suffix or out.name}", "end its name in .png")
    from stickercam.actions.figures import sheet
    from stickercam.system import import_cv2, partial

    picture = sheet(RULES)
    with partial(out) as beside:
        import_cv2().imwrite(str(beside), picture[..., ::-1])
    print(out)
