"""Weights files: what goes in comes out, and everything else is refused in one sentence."""

import json
import os
import pickle
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import save_file

from stickercam.errors import StickercamError
from stickercam.models.configurations import build
from stickercam.models.conventions import OURS, Convention
from stickercam.models.header import KEY, Header, read_header, stored
from stickercam.models.skeleton import JOINTS
from stickercam.models.weights import load_network, save_weights

SMALL = {"stacks": 1, "residuals": 1, "width": 16, "stem": 8}
HEADER = Header(
    name="small",
    architecture="hourglass",
    arguments=SMALL,
    input_size=128,
    provenance={"data": "none", "licence": "CC0-1.0", "epochs": 3},
    scores={"pck@0.2": {"mean": 61.2}},
    convention=Convention("BGR", (1.0, 2.0, 3.0), (4.0, 5.0, 6.0), offset=0.0),
    calibration={"raw": [0.0, 0.5, 1.0], "score": [0.0, 0.7, 1.0]},
)


def network() -> torch.nn.Module:
    """A small hourglass whose every tensor differs from what a fresh one holds."""
    torch.manual_seed(0)
    made = build("hourglass", SMALL).train()
    made(torch.rand(2, 3, 64, 64))  # moves the statistics of its batch norms
    return made.eval()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.safetensors"
    save_weights(path, network().state_dict(), HEADER)
    return path


def rewritten(path: Path, change) -> Path:
    """The file with `change` applied to its dict of tensors and its record."""
    tensors, record = dict(network().state_dict()), json.loads(metadata(path)[KEY])
    change(tensors, record)
    save_file(tensors, path, metadata={KEY: json.dumps(record)})
    return path


def rewritten_text(path: Path, before: str, after: str) -> Path:
    """The file with a piece of its header replaced by another of the same length."""
    path.write_bytes(path.read_bytes().replace(before.encode(), after.encode()))
    return path


def metadata(path: Path) -> dict:
    raw = path.read_bytes()
    return json.loads(raw[8 : 8 + struct.unpack("<Q", raw[:8])[0]])["__metadata__"]


def refusal(path: Path) -> str:
    with pytest.raises(StickercamError) as caught:
        load_network(path)
    sentence = str(caught.value)
    assert str(path) in sentence and "\n" not in sentence
    return sentence


def test_a_network_comes_back_as_it_was(file: Path):
    before = network()

    after, header = load_network(file)

    assert header == HEADER
    assert not after.training
    for name, tensor in before.state_dict().items():
        assert torch.equal(after.state_dict()[name], tensor), name
    theirs = torch.rand(1, 3, 128, 128)
    ours = theirs * torch.tensor(HEADER.convention.std).view(1, 3, 1, 1)
    ours = ((ours + torch.tensor(HEADER.convention.mean).view(1, 3, 1, 1)) / 127.5 - 1).flip(1)
    torch.testing.assert_close(after(ours), before(theirs), rtol=1e-4, atol=1e-5)


def test_a_file_of_format_1_is_still_read(file: Path):
    def old(_, record: dict) -> None:
        record.pop("convention")
        record.update(format=1, normalise="x/127.5-1")

    rewritten(file, old)

    assert read_header(file) == replace(HEADER, convention=OURS)
    rewritten_again = rewritten_text(file, "x/127.5-1", "x/255.0-1")
    assert "wants its input as x/255.0-1" in refusal(rewritten_again)


def test_half_the_bytes_come_back_as_float32(tmp_path: Path, file: Path):
    half = tmp_path / "half.safetensors"

    save_weights(half, network().state_dict(), HEADER, dtype="float16")
    after, _ = load_network(half)

    assert half.stat().st_size < 0.75 * file.stat().st_size  # the header and the vectors stay
    for name, tensor in network().state_dict().items():
        found = after.state_dict()[name]
        assert found.dtype == tensor.dtype
        assert torch.allclose(found, tensor, rtol=5e-4, atol=1e-6), name


def test_what_half_precision_cannot_hold_stays_as_it_was(tmp_path: Path):
    path, state = tmp_path / "large.safetensors", network().state_dict()
    state["stem.0.weight"] = state["stem.0.weight"] + 1e6

    save_weights(path, state, HEADER, dtype="float16")

    assert torch.equal(load_network(path)[0].state_dict()["stem.0.weight"], state["stem.0.weight"])


@given(
    name=st.text(max_size=20),
    provenance=st.dictionaries(st.text(max_size=9), st.none() | st.integers() | st.text(max_size=9), max_size=3),
    size=st.integers(1, 99).map(lambda n: 4 * n),
)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_header_comes_back(tmp_path: Path, name: str, provenance: dict, size: int):
    header = Header(name, "simplebaseline", {"backbone": "resnet18"}, input_size=size, provenance=provenance)

    save_weights(tmp_path / "any.safetensors", {"x": torch.zeros(2)}, header)

    assert read_header(tmp_path / "any.safetensors") == header


def test_parameters_are_counted_from_the_header_alone(tmp_path: Path, file: Path):
    save_weights(tmp_path / "half.safetensors", network().state_dict(), HEADER, dtype="float16")
    parameters = sum(parameter.numel() for parameter in network().parameters())

    assert stored(file) == (parameters, "F32")
    assert stored(tmp_path / "half.safetensors") == (parameters, "F16")


def test_reading_a_header_loads_no_torch(file: Path):
    code = "import sys; from stickercam.models.weights import read_header; print(read_header(sys.argv[1]).name)"
    code += "; assert not {'torch', 'safetensors', 'cv2'} & {*sys.modules}"

    done = subprocess.run([sys.executable, "-c", code, file], capture_output=True, text=True, check=True)

    assert done.stdout == "small\n"


@given(share=st.floats(0, 1, exclude_max=True))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_that_is_cut_off_anywhere_is_refused(file: Path, share: float):
    whole = file.read_bytes()
    cut = file.with_name("cut.safetensors")
    cut.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(StickercamError) as caught:
        read_header(cut)

    assert any(words in str(caught.value) for words in ("is cut off", "is empty", "is not a safetensors file"))


@given(place=st.integers(0, 3000), value=st.integers(0, 255))
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_header_is_refused_or_harmless(file: Path, place: int, value: int):
    raw = bytearray(file.read_bytes())
    raw[place] = value
    damaged = file.with_name("damaged.safetensors")
    damaged.write_bytes(raw)

    try:
        load_network(damaged)
    except StickercamError as error:
        assert str(damaged) in str(error)


@pytest.mark.parametrize("suffix", [".pth", ".pt", ".pkl", ".safetensors"])
@pytest.mark.parametrize("zipped", [True, False])
def test_a_pickle_is_never_executed(tmp_path: Path, suffix: str, zipped: bool):
    class Trap:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "executed"),)

    path = tmp_path / f"weights{suffix}"
    torch.save({"state_dict": Trap()}, path, _use_new_zipfile_serialization=zipped)

    assert "is a pickle" in refusal(path)
    assert not (tmp_path / "executed").exists()


def test_plain_pickles_of_every_protocol_are_refused(tmp_path: Path):
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        path = tmp_path / f"{protocol}.pkl"
        path.write_bytes(pickle.dumps({"weights": [1.0] * 100}, protocol=protocol))

        assert "is a pickle" in refusal(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"hello", "is not a safetensors file"),
        (b"a text that is longer than the length of a header", "is not a safetensors file"),
        (struct.pack("<Q", 40) + b"{" + b" " * 10, "is cut off"),
        (struct.pack("<Q", 2) + b"{}", "somebody else's"),
        (struct.pack("<Q", 4) + b"{[}]", "does not parse"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, words: str):
    path = tmp_path / "other.safetensors"
    path.write_bytes(content)

    assert words in refusal(path)


def test_what_is_not_there_is_said(tmp_path: Path):
    assert "no such file" in refusal(tmp_path / "missing.safetensors")
    assert "directory" in refusal(tmp_path)


def test_bytes_that_follow_the_tensors_are_refused(file: Path):
    file.write_bytes(file.read_bytes() + b"more")

    assert "4 bytes more" in refusal(file)


def test_somebody_elses_safetensors_are_refused(tmp_path: Path):
    path = tmp_path / "theirs.safetensors"
    for theirs in (None, {"format": "pt"}):
        save_file(network().state_dict(), path, metadata=theirs)

        assert "somebody else's weights" in refusal(path)


def test_a_missing_tensor_is_named(file: Path):
    rewritten(file, lambda tensors, _: tensors.pop("stem.0.bias"))

    assert "lacks the tensor stem.0.bias" in refusal(file)


def test_a_tensor_too_many_is_named(file: Path):
    rewritten(file, lambda tensors, _: tensors.update(extra=torch.zeros(1)))

    assert "does not know (extra)" in refusal(file)


def test_a_tensor_of_another_shape_is_named_with_both(file: Path):
    rewritten(file, lambda _, record: record["arguments"].update(stem=16))

    sentence = refusal(file)

    assert "stem.0.weight has the shape (8, 3, 7, 7), the network wants (16, 3, 7, 7)" in sentence


def test_a_value_that_is_not_finite_is_named(file: Path):
    rewritten(file, lambda tensors, _: tensors.update({"stem.0.bias": torch.full((8,), torch.nan)}))

    assert "stem.0.bias" in refusal(file)


@pytest.mark.parametrize(
    ("entry", "value", "words"),
    [
        ("architecture", "transformer", "unknown architecture (transformer)"),
        ("joints", [*JOINTS[:-1], "nose"], "joint 15 is nose, not l_wrist"),
        ("joints", ["nose"], "1 joints, not 16"),
        ("joints", None, "no joints"),
        ("format", 3, "has format 3, and this stickercam reads formats up to 2: install a newer stickercam"),
        ("format", "one", "has format one"),
        ("convention", {"order": "RGB"}, "a convention of its input that makes no sense"),
        ("input_size", 255, "255 pixels"),
        ("input_size", "large", "large pixels"),
        ("arguments", [], "arguments are no table"),
        ("arguments", {"size": 3}, "cannot be built"),
        ("arguments", {"stacks": 1, "width": "wide"}, "cannot be built"),
        ("calibration", {"raw": [0, 1], "score": [1, 0]}, "does not rise"),
        ("calibration", {"raw": [0, 1], "score": [0, 2]}, "does not rise"),
        ("calibration", {"raw": [0, 0], "score": [0, 1]}, "does not rise"),
        ("calibration", "none", "does not rise"),
        ("surprise", 1, "wrong entry: surprise"),
    ],
)
def test_a_record_that_does_not_fit_is_refused(file: Path, entry: str, value, words: str):
    rewritten(file, lambda _, record: record.update({entry: value}))

    assert words in refusal(file)


def test_a_failed_write_leaves_nothing(tmp_path: Path):
    state = network().state_dict()
    state["stem.0.bias"][3] = torch.inf

    with pytest.raises(StickercamError, match=r"stem\.0\.bias holds a value that is not finite"):
        save_weights(tmp_path / "new.safetensors", state, HEADER)
    with pytest.raises(StickercamError, match="cannot be written"):
        save_weights(tmp_path / "nowhere" / "new.safetensors", network().state_dict(), HEADER)

    assert list(tmp_path.iterdir()) == []


def test_weights_that_are_loaded_can_be_replaced(file: Path):
    before, header = load_network(file)
    bias = before.stem[0].bias.clone()

    save_weights(file, {name: tensor * 2 for name, tensor in before.state_dict().items()}, header)

    assert torch.equal(before.stem[0].bias, bias)
    assert torch.equal(load_network(file)[0].stem[0].bias, bias * 2)
    assert [path.name for path in file.parent.iterdir()] == [file.name]
