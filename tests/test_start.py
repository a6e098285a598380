"""The way in: help is quick, errors are one sentence, what README tells people to type exists."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from stickercam.cli import app

ROOT = Path(__file__).parent.parent
HEAVY = ("PIL", "av", "cv2", "imageio", "numpy", "openvino", "rich", "scipy", "skia", "torch")
COMMANDS = typer.main.get_command(app).commands


def run(code: str, *arguments: str) -> subprocess.CompletedProcess:
    """Run code in a process of its own, after `import sys` and with the command line `stickercam ARGUMENTS`."""
    code = f"import sys; sys.argv = {['stickercam', *arguments]!r}\n{code}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=ROOT)


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in COMMANDS)], ids=" ".join)
def test_help_loads_nothing_heavy(arguments: list[str]):
    code = f"""
import atexit
atexit.register(lambda: print("LOADED", *({HEAVY!r} & sys.modules.keys()), file=sys.stderr))
from stickercam.cli import main
main()"""

    done = run(code.replace(repr(HEAVY), repr(set(HEAVY))), *arguments)

    assert done.returncode == 0
    assert done.stdout.startswith("Usage: stickercam")
    assert done.stderr.split() == ["LOADED"]


def test_the_version_is_said():
    done = run("from stickercam.cli import main; main()", "--version")

    assert re.fullmatch(r"\d+\.\d+\.\d+\n", done.stdout)


def test_our_error_is_one_sentence_and_exit_code_1():
    code = """
from stickercam.cli import app, main
from stickercam.errors import StickercamError
@app.command()
def fail(): raise StickercamError("camera 0 could not be opened", "plug it in")
main()"""

    done = run(code, "fail")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "stickercam: camera 0 could not be opened: plug it in\n"


def test_wrong_usage_is_one_sentence_and_exit_code_2():
    done = run("from stickercam.cli import main; main()", "record", "-o", "out.gif")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "stickercam: a sticker has one source: give either a file or --camera\n"


def test_an_interrupt_is_exit_code_130_without_a_trace():
    code = """
from stickercam.cli import app, main
@app.command()
def wait(): raise KeyboardInterrupt
main()"""

    done = run(code, "wait")

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_a_program_that_is_started_without_an_output_does_its_work():
    done = run("sys.stdout = sys.stderr = None\nfrom stickercam.cli import main; main()", "cameras")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_who_leaves_does_not_wait_for_a_thread_inside_a_library():
    code = """
import threading, time
from stickercam.cli import app, main
@app.command()
def leave():
    threading.Thread(target=time.sleep, args=(100,), name="stickercam-network").start()
    print("done")
main()"""

    done = run(code, "leave")

    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")


def told_to_type() -> list[str]:
    """Lines of README and docs that begin with `stickercam` or `make`, in blocks of code and between backquotes."""
    lines = []
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]:
        text = page.read_text(encoding="utf-8")
        blocks = re.findall(r"^```[a-z]*\n(.*?)^```|^((?: {4}.+\n)+)", text, re.M | re.S)
        inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
        for line in [line for pair in blocks for line in "".join(pair).splitlines()] + inline:
            line = re.sub(r"^\S*(?=stickercam )", "", line.strip().removeprefix("$ "))  # .venv\Scripts\stickercam
            if line.startswith(("stickercam ", "make ")):
                lines.append(line.split("#")[0].strip())
    return sorted(set(lines))


def test_the_readme_lists_every_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in readme.splitlines() if line.startswith("| `stickercam ")]

    named = {name.removeprefix("stickercam ").split()[0] for row in rows for name in re.findall(r"`([^`]+)`", row)}

    assert named == set(COMMANDS)


@pytest.mark.parametrize("line", told_to_type())
def test_what_people_are_told_to_type_exists(line: str):
    program, name, *rest = [word for word in line.split() if word != "..."]
    if program == "make":
        targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M)
        assert name in [*targets, "PYTHON=PATH"]
        return
    if name.startswith("-"):
        assert name in ("--help", "--version")
        return
    command = COMMANDS[name]
    if getattr(command, "commands", None) and rest and not rest[0].startswith("-"):
        command = command.commands[rest[0]]
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    used = {word.split("=")[0] for word in rest if word.startswith("-")}

    assert used <= options | {"--help"}
