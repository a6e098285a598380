"""Commands about networks and weights files: models, models list, info, import, export."""

from pathlib import Path
from typing import Annotated

import typer

from stickercam.cli.options import JsonOption, QuietOption
from stickercam.errors import UsageError

models_app = typer.Typer(
    help="List the networks; say what one is; take in those of others, hand ours on.", invoke_without_command=True
)
Model = Annotated[str, typer.Argument(help="A name that stickercam models lists, or a weights file.")]


@models_app.callback()
def models(context: typer.Context, as_json: JsonOption = False) -> None:
    if context.invoked_subcommand is None:
        list_(as_json)


@models_app.command("list")
def list_(as_json: JsonOption = False) -> None:
    """List the networks, what they cost, and how good the weights are that ship."""
    from stickercam.models.facts import overview
    from stickercam.pose import shipped
    from stickercam.talk import show_networks

    show_networks(overview(shipped()), as_json=as_json)


@models_app.command("info")
def info(model: Model, as_json: JsonOption = False) -> None:
    """Say all about one network: its costs, its input, where its weights come from, how good they are."""
    from stickercam.models.configurations import NETWORKS
    from stickercam.models.facts import facts_of_file, facts_of_name
    from stickercam.pose import find_weights, shipped
    from stickercam.talk import show_network

    if model in NETWORKS and model not in shipped():
        facts = facts_of_name(model)
    else:
        facts = facts_of_file(find_weights(model))
    show_network(facts, as_json=as_json)


@models_app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A checkpoint: .pth, .pt, .pth.tar or .safetensors.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The weights file to write, .safetensors.")],
    pixels: Annotated[int, typer.Option("--pixels", metavar="N", help="A side of the crops it was trained on.")] = 256,
    quiet: QuietOption = False,
) -> None:
    """Take in somebody else's pose network; no code in its file is run. Says whose it is."""
    if out.suffix != ".safetensors":
        raise UsageError(f"{out} does not end in .safetensors", "give -o a name that does")
    from stickercam.models.facts import facts_of_file
    from stickercam.models.foreign import import_weights
    from stickercam.models.words import network_lines
    from stickercam.talk import say

    source, _ = import_weights(file, out, pixels=pixels)
    lines = dict(network_lines(facts_of_file(out)))
    say(f"{file} is the {source.name}", quiet=quiet)
    say(f"{lines['network']}; {lines['parameters']} parameters; input {lines['input']}", quiet=quiet)
    print(out)


@models_app.command("export")
def export(
    model: Model,
    out: Annotated[Path, typer.Option("-o", "--out", help="The file to write, .onnx.")],
    onnx: Annotated[bool, typer.Option("--onnx", help="As ONNX, the one form there is so far.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Write a network as a file that other programs run, and try it there."""
    if not onnx:
        raise UsageError("an export needs a form", "say --onnx")
    from stickercam.models.export import export_onnx
    from stickercam.pose import find_weights
    from stickercam.talk import say

    weights = find_weights(model)
    difference = export_onnx(weights, out)
    tried = "not tried, since openvino is not installed"
    if difference is not None:
        tried = f"OpenVINO finds the heatmaps of torch in it, to {difference:.0e} of the highest peak"
    say(f"{weights.stem}: {tried}", quiet=quiet)
    print(out)
