"""The commands about networks: what people read, what programs read, and what is refused."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from typer.testing import CliRunner

from stickercam.cli import app
from stickercam.errors import StickercamError, UsageError
from stickercam.models.configurations import NETWORKS
from stickercam.models.weights import read_header
from stickercam.pose import shipped
from tests.models.foreign_networks import Princeton, shaken


def said(*arguments: str) -> str:
    """What the command prints on stdout."""
    done = CliRunner().invoke(app, ["models", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("arguments", [(), ("list",)])
def test_the_list_has_a_line_for_each_network_and_fits_a_terminal(arguments: tuple[str, ...]):
    head, *lines = said(*arguments).splitlines()

    assert head.split() == ["name", "parameters", "mult-adds", "weights", "PCK@0.2"]
    assert [line.split()[0] for line in lines] == list(NETWORKS)
    assert all(len(line.rstrip()) <= 80 for line in lines)
    by_name = {line.split()[0]: line for line in lines}
    assert "25.03 M" in by_name["hourglass"] and "none" in by_name["hourglass"]
    for name, path in shipped().items():
        assert f"{path.stat().st_size / 1e6:.1f} MB" in by_name[name] and "lspet" in by_name[name]


def test_the_list_for_programs_has_plain_numbers():
    rows = {row["name"]: row for row in json.loads(said("list", "--json"))}

    assert rows["simplebaseline"]["parameters"] == 33_999_440 and rows["simplebaseline"]["bytes"] is None
    assert rows["hourglass-lite"]["scores"]["lspet"]["people"] == 1000
    assert json.loads(said("--json")) == list(rows.values())


def test_the_list_and_the_help_load_no_torch():
    code = "import sys; from stickercam.cli import app; app(sys.argv[1:], standalone_mode=False)"
    code += "; assert not {'torch', 'openvino', 'onnx'} & {*sys.modules}"

    for arguments in (["models"], ["models", "list", "--json"], ["models", "import", "--help"]):
        done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)

        assert done.returncode == 0, done.stderr


def test_info_about_a_network_that_ships_tells_its_whole_story():
    text = said("info", "hourglass-lite")

    for words in ("2.09 M", "G a crop", "4.3 MB, float16", "RGB, level / 127.5 - 1", "Apache-2.0", "PCK@0.2", "lspet"):
        assert words in text, words


def test_info_about_a_network_without_weights_says_so():
    text = said("info", "simplebaseline")

    assert "34.00 M" in text and "7.23 G" in text and "none ship" in text


def test_info_for_programs_is_the_record_with_costs_and_file():
    facts = json.loads(said("info", "simplebaseline-tiny", "--json"))

    assert facts["costs"]["parameters"] == facts["file"]["parameters"] == 2_256_112
    assert facts["file"]["bytes"] == Path(facts["file"]["path"]).stat().st_size
    assert facts["convention"]["order"] == "RGB" and facts["provenance"]["data"]


def test_an_unknown_network_is_a_wrong_usage():
    with pytest.raises(UsageError, match="giraffe"):
        said("info", "giraffe")


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    torch.save(shaken(lambda: Princeton(1, 16, channels=8)).state_dict(), tmp_path / "theirs.pth")
    return tmp_path / "theirs.pth"


def test_import_says_whose_network_it_is_and_info_keeps_it(theirs: Path, tmp_path: Path):
    done = CliRunner().invoke(app, ["models", "import", str(theirs), "-o", str(tmp_path / "ours.safetensors")])

    assert done.exit_code == 0
    assert done.stdout.strip() == str(tmp_path / "ours.safetensors")
    assert "is the hourglass of princeton-vl/pytorch_stacked_hourglass" in done.stderr
    assert "RGB, level / 255" in done.stderr
    assert read_header(tmp_path / "ours.safetensors").name == "ours"
    assert "princeton" in said("info", str(tmp_path / "ours.safetensors"))


def test_import_writes_weights_files_only(theirs: Path, tmp_path: Path):
    with pytest.raises(UsageError, match=r"does not end in \.safetensors"):
        said("import", str(theirs), "-o", str(tmp_path / "ours.pth"))


def test_a_checkpoint_where_weights_are_wanted_is_sent_to_import(theirs: Path):
    with pytest.raises(StickercamError, match="stickercam models import"):
        said("info", str(theirs))


def test_export_asks_for_a_form(tmp_path: Path):
    with pytest.raises(UsageError, match="say --onnx"):
        said("export", "hourglass-lite", "-o", str(tmp_path / "out.onnx"))


@pytest.mark.slow
def test_what_ships_is_exported_and_tried(tmp_path: Path):
    pytest.importorskip("onnx", reason="an export needs onnx, of the extra `train`")
    for name in shipped():
        done = CliRunner().invoke(app, ["models", "export", name, "--onnx", "-o", str(tmp_path / "out.onnx")])

        assert done.exit_code == 0, done.output
        assert done.stdout.strip() == str(tmp_path / "out.onnx")
        assert "OpenVINO finds the heatmaps of torch in it" in done.stderr
