"""Who may import whom: the table of docs/architecture.md, held by reading the source."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# The rooms of stickercam/ from left to right along the way of a frame: a room imports from rooms of earlier rows,
# never from a later row or from its neighbour in the same one.
ROWS = (
    ("errors",),
    ("frames", "system"),
    ("capture", "take"),
    ("crop",),
    ("pose",),
    ("smooth",),
    ("actions",),
    ("session",),
    ("draw",),
    ("clip",),
    ("export",),
    ("pipeline",),
    ("shoot",),
    ("record", "live"),
    ("demo", "doctor", "redraw", "study"),
    ("talk",),
    ("cli",),
    ("__main__",),
)
ROW = {room: number for number, row in enumerate(ROWS) for room in row}

# What the other three parts may see of the rest; of stickercam/ itself it is the room `errors` alone.
SEES = {"assets": set(), "models": {"models"}, "train": {"train", "models", "assets"}}
SEES_ALL = {"models", "assets"}  # rooms of stickercam/; the command line and the study also see train
SEES_TRAIN = {"cli", "talk", "study"}

# Slow to load or missing on a machine that only trains: loaded inside the functions that need them.
LAZY = {"av", "imageio", "openvino", "skia", "torchvision"}


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(tree: ast.AST) -> Iterator[str]:
    """Full dotted names that a tree imports; `from a import b` gives a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def at_the_top(tree: ast.Module) -> Iterator[str]:
    """What importing the module imports: everything outside functions."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from imports(ast.Module([node], []))
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), name_of(path))


def forbidden(path: Path, wanted: str) -> str | None:
    """Why the module at `path` may not import `wanted`, or None if it may."""
    if not wanted.startswith("stickercam."):
        return None
    part, room = path.relative_to(ROOT).parts[0], wanted.split(".")[1]
    if part != "stickercam":
        return None if room in SEES[part] | {"errors"} else f"{part} does not know {room}"
    own = path.relative_to(ROOT).parts[1].removesuffix(".py")
    if room in SEES_ALL | {"__version__", own}:
        return None
    if room == "train":
        return None if own in SEES_TRAIN else "only the command line and the study know train"
    if own not in ROW or room not in ROW:
        return f"{own if own not in ROW else room} has no row in this test"
    return None if ROW[room] < ROW[own] else f"{own} stands left of {room}, or beside it"


@pytest.mark.parametrize("path", sources("stickercam", "models", "train", "assets"), ids=name_of)
def test_a_room_knows_only_what_stands_before_it(path: Path):
    wrong = {wanted: why for wanted in imports(parse(path)) if (why := forbidden(path, wanted))}

    assert wrong == {}


@pytest.mark.parametrize("path", sources("stickercam", "models", "train", "assets", "tests", "benchmarks"), ids=name_of)
def test_models_train_and_assets_have_one_name(path: Path):
    """`import models` would load a second copy of the package, or a stranger's folder of that name."""
    short = [wanted for wanted in imports(parse(path)) if wanted.split(".")[0] in ("models", "train", "assets")]

    assert short == []


@pytest.mark.parametrize("path", sources("stickercam", "models", "train", "assets"), ids=name_of)
def test_what_is_heavy_or_may_be_missing_is_loaded_inside_functions(path: Path):
    lazy = LAZY | {"torch"} if path.is_relative_to(ROOT / "stickercam") else LAZY

    assert {wanted for wanted in at_the_top(parse(path)) if wanted.split(".")[0] in lazy} == set()


WAY_IN = [*sources("stickercam/cli"), *(ROOT / f"stickercam/{room}.py" for room in ("__init__", "__main__", "errors"))]


@pytest.mark.parametrize("path", WAY_IN, ids=name_of)
def test_the_way_in_loads_the_standard_library_and_typer_alone(path: Path):
    wanted = list(at_the_top(parse(path)))

    assert {name.split(".")[0] for name in wanted} - set(sys.stdlib_module_names) <= {"stickercam", "typer"}
    assert {name.split(".")[1] for name in wanted if name.startswith("stickercam.")} <= {"cli", "errors"}


def test_no_room_takes_the_name_of_what_is_mapped_into_the_package():
    taken = {path.stem for path in (ROOT / "stickercam").iterdir()}

    assert taken.isdisjoint({"models", "train", "assets", "tests"})
