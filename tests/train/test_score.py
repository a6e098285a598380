"""Scoring anybody's predictions: on small files of each form, and on published ones where they are at hand."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from stickercam.errors import StickercamError
from stickercam.train.score import score
from tests.train import truth_files as files
from tests.train.people import write_people

PARITY = Path(os.environ.get("STICKERCAM_DATA", "")) / "mpii" / "parity"
needs_parity = pytest.mark.skipif(
    "STICKERCAM_DATA" not in os.environ or not PARITY.is_dir(),
    reason="needs the published prediction files: STICKERCAM_DATA names the folder that holds mpii/parity",
)


def save(path: Path, xy: np.ndarray, **more: np.ndarray) -> Path:
    np.savez(path, preds=xy, **more)
    return path


def test_a_threshold_is_a_share_of_the_head_size(tmp_path: Path) -> None:
    people = files.people()
    truth = str(files.write_gt_valid(tmp_path / "gt_valid.mat", people))
    right = np.array([1.0, 0.0]) * files.head_sizes()[:, None, None]
    near, far = (people[..., :2] + share * right for share in (0.49, 0.51))

    assert score(save(tmp_path / "near.npz", near), [truth])["pckh@0.5"]["mean"] == 100
    assert score(save(tmp_path / "far.npz", far), [truth])["pckh@0.5"]["mean"] == 0


def test_joints_that_count_from_zero_are_moved_by_one_pixel(tmp_path: Path) -> None:
    people = files.people()
    truth = str(files.write_gt_valid(tmp_path / "gt_valid.mat", people))
    from_one, from_zero = save(tmp_path / "one.npz", people[..., :2]), save(tmp_path / "zero.npz", people[..., :2] - 1)

    assert score(from_one, [truth])["oks"]["mean"] == pytest.approx(100)
    assert score(from_zero, [truth])["oks"]["mean"] < 99.9
    assert score(from_zero, [truth], first_pixel=0)["oks"]["mean"] == pytest.approx(100)


def test_a_set_of_photos_counts_from_zero(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "drawn", 12)
    with np.load(folder / "drawn.npz") as labels:
        xy = labels["joints"][labels["split"] == 1, :, :2]

    assert score(save(tmp_path / "found.npz", xy), [str(folder / "drawn.npz")])["oks"]["mean"] == pytest.approx(100)


def test_predictions_are_of_a_split_or_of_everybody_by_their_number(tmp_path: Path) -> None:
    people = files.people(20)
    people[0, 0] = people[1, 0]
    truth = str(files.write_lsp(tmp_path / "joints.mat", people))
    half, whole = (save(tmp_path / f"{start}.npz", people[start:, :, :2]) for start in (10, 0))

    for file, split, number in ((half, "val", 10), (whole, "val", 20), (whole, "train", 20)):
        found = score(file, [truth], split=split)
        assert found["people"] == number and found["pck@0.2"]["mean"] == 100
    assert score(half, [truth], split="train")["pck@0.2"]["mean"] < 100  # other people


def test_predictions_of_several_truths_stand_one_after_the_other(tmp_path: Path) -> None:
    first, second = files.people(4), files.people(3, seed=1)
    truths = [str(files.write_gt_valid(tmp_path / "gt_valid.mat", first)),
              str(files.write_microsoft(tmp_path / "valid.json", second))]  # fmt: skip
    both = np.concatenate([first, second])[..., :2]

    found = score(save(tmp_path / "both.npz", both), truths)
    assert found["pck@0.2"]["mean"] == 100
    assert {name: one["people"] for name, one in found["sets"].items()} == {"mpii": 4, "mpii (2)": 3}
    with pytest.raises(StickercamError, match="has 6 people, and the truth 7"):
        score(save(tmp_path / "few.npz", both[:6]), truths)
    with pytest.raises(StickercamError, match="has 8 people, and the truth 7"):
        score(save(tmp_path / "many.npz", both[[0, *range(7)]]), truths)


def test_notes_say_what_is_missing(tmp_path: Path) -> None:
    people = files.people()
    people[:, 9] = 0  # nobody's head top is labelled
    truth = str(files.write_microsoft(tmp_path / "valid.json", people))

    found = score(save(tmp_path / "found.npz", people[..., :2]), [truth])

    assert "pckh@0.5" not in found and "map" not in found and found["pck@0.2"]["mean"] == 100
    assert any("no head sizes" in note for note in found["notes"])
    assert any("how sure" in note for note in found["notes"])


def test_another_number_of_people_is_refused(tmp_path: Path) -> None:
    people = files.people()
    truth = str(files.write_gt_valid(tmp_path / "gt_valid.mat", people))

    with pytest.raises(StickercamError, match=r"has 4 people, and the truth 5"):
        score(save(tmp_path / "found.npz", people[:4, :, :2]), [truth])


def test_truth_of_other_pictures_is_refused(tmp_path: Path) -> None:
    people = files.people()
    truth = str(files.write_microsoft(tmp_path / "valid.json", people))
    ours = {"score": np.ones((5, 16)), "base": 0, "set": np.array(["mpii"] * 5), "index": np.arange(5)}
    names = np.array([f"images/{name}" for name in files.names(5)])
    np.savez(tmp_path / "same.npz", xy=people[..., :2], name=names, **ours)
    np.savez(tmp_path / "other.npz", xy=people[..., :2], name=names[::-1], **ours)

    assert score(tmp_path / "same.npz", [truth])["people"] == 5
    with pytest.raises(StickercamError, match=r"is in 000000004\.jpg, but in 000000000\.jpg by the truth"):
        score(tmp_path / "other.npz", [truth])


def test_kept_joints_of_another_set_are_refused(tmp_path: Path) -> None:
    truth = str(files.write_gt_valid(tmp_path / "gt_valid.mat", files.people()))
    kept = {"score": np.ones((5, 16)), "base": 0, "set": np.array(["lspet"] * 5), "index": np.arange(5)}
    np.savez(tmp_path / "kept.npz", xy=np.zeros((5, 16, 2)), **kept)

    with pytest.raises(StickercamError, match="has nobody of mpii, but of lspet"):
        score(tmp_path / "kept.npz", [truth])


def test_truth_that_measures_nothing_is_refused(tmp_path: Path) -> None:
    people = files.people()
    people[:, (9, 2)] = 0
    truth = str(files.write_microsoft(tmp_path / "valid.json", people))

    with pytest.raises(StickercamError, match="neither a torso nor a head size"):
        score(save(tmp_path / "found.npz", people[..., :2]), [truth])


def command(*arguments: str | Path) -> subprocess.CompletedProcess:
    words = [sys.executable, "-m", "stickercam", "score", *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, timeout=120)


@pytest.mark.slow
def test_the_command_prints_tables_or_json_and_says_errors_in_a_sentence(tmp_path: Path) -> None:
    people = files.people()
    truth = files.write_gt_valid(tmp_path / "gt_valid.mat", people)
    found = save(tmp_path / "found.npz", people[..., :2], scores=np.linspace(0, 1, 5))

    table = command("--predictions", found, "--truth", truth)
    whole = command("--predictions", found, "--truth", truth, "--json")
    wrong = command("--predictions", tmp_path / "missing.npz", "--truth", truth)

    assert table.returncode == 0 and "PCKh@0.5" in table.stdout and "100.00" in table.stdout
    assert json.loads(whole.stdout)["map"] == pytest.approx(100)
    assert wrong.returncode == 1 and len(wrong.stderr.splitlines()) == 1 and "missing.npz" in wrong.stderr


@needs_parity
@pytest.mark.parametrize("file", ["bearpaw-hg_s1_b1.mat", "bearpaw-hg_s2_b1.mat", "bearpaw-hg_s8_b1.mat", "newell.h5",
                                  "newell_valid-ours.h5", "tompson.h5"])  # fmt: skip
def test_published_predictions_score_what_was_published(file: str) -> None:
    expected = json.loads((PARITY / "expected.json").read_text())
    key = {"newell_valid-ours.h5": "pred_valid_ours"}.get(file, f"pred_{file.split('.')[0].replace('-', '_')}")
    wanted = expected["sets"][key]

    found = score(PARITY / f"pred_{file}", [str(PARITY / "gt_valid.mat")])

    gaps = []
    for threshold in ("0.5", "0.2", "0.1"):
        ours, theirs = found[f"pckh@{threshold}"], wanted[threshold]
        gaps += [a - b for a, b in zip(ours["joints"].values(), theirs["per_joint"].values(), strict=True)]
        gaps += [ours["parts"][part] - theirs[part] for part in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")]
        gaps.append(ours["parts"]["head"] - theirs["head_official(neck+top)/2"])
        gaps.append(ours["mean"] - theirs["mean_pooled_14"])
        gaps.append(ours["means"]["unweighted_14"] - theirs["mean_unweighted_14"])
        gaps.append(ours["means"]["unweighted_16"] - theirs["mean_unweighted_16"])
        gaps.append(ours["means"]["pooled_upper_body"] - theirs["ubody_pooled"])
    gaps.append(found["auc"] - wanted["auc_0_to_0.5_trapezoid"])
    gaps.append(found["pckh@0.11"]["mean"] - next(value for name, value in wanted.items() if "0.11" in name))
    torso = next(value for name, value in wanted.items() if name.startswith("torso_pck"))
    gaps.append(found["pck@0.2"]["means"]["pooled_14"] - torso)
    assert found["pck@0.2"]["people"] == wanted["torso_samples"] and found["people"] == expected["samples"]
    assert max(map(abs, gaps)) < 0.0001  # the file's own digits
