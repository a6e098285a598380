"""Commands about networks and weights files: models, models info."""

from typing import Annotated

import typer

from stickercam.cli.options import JsonOption

models_app = typer.Typer(help="List the networks that ship; say what one is.", invoke_without_command=True)


@models_app.callback()
def models(context: typer.Context, as_json: JsonOption = False) -> None:
    if context.invoked_subcommand is None:
        from stickercam.pose import shipped
        from stickercam.talk import show_networks

        show_networks(shipped(), as_json=as_json)


@models_app.command("info")
def info(model: Annotated[str, typer.Argument(help="A name, or a weights file.")]) -> None:
    """Print what a weights file says about itself, as JSON."""
    import json
    from dataclasses import asdict

    from stickercam.models.weights import read_header
    from stickercam.pose import find_weights

    print(json.dumps(asdict(read_header(find_weights(model))), indent=2))
