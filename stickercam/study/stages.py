"""The steps of a study, each with its result in a file: one that is there and was told the same is not done again."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import stickercam
from stickercam.errors import StickercamError, reason
from stickercam.system import partial

FORMAT = 1  # goes up when a step measures something else under its old name


class Stages:
    """The results in OUT/work/stages. Files that a step makes are named in its result, under "files", from OUT on."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.made: list[str] = []  # steps that were done this time
        for name in ("work/stages", "pictures"):
            try:
                (out / name).mkdir(parents=True, exist_ok=True)
            except OSError as error:
                what = f"the folder {out / name} cannot be made ({reason(error)})"
                raise StickercamError(what, "choose another with --out") from None
        (out / "work" / ".gitignore").write_text("*\n", encoding="utf-8")  # who keeps a report keeps no weights with it

    def __call__(self, name: str, told: dict, make: Callable[[], dict]) -> dict:
        """The result of a step. told: all that it depends on."""
        file = self.out / "work" / "stages" / f"{name}.json"
        told = _plain({"format": FORMAT, "stickercam": stickercam.__version__} | told)
        record = self._read(file)
        if record is not None and record["told"] == told:
            return record["result"]
        result = dict(make())
        if "files" in result:
            result["files"] = [Path(file).relative_to(self.out).as_posix() for file in result["files"]]
        result = _plain(result)
        write_json(file, {"told": told, "result": result})
        self.made.append(name)
        return result

    def _read(self, file: Path) -> dict | None:
        """The record of a step; None where it is missing, half written, or where a file that it made is gone."""
        try:
            record = json.loads(file.read_text(encoding="utf-8"))
            whole = all((self.out / name).is_file() for name in record["result"].get("files", ()))
            return record if whole and "told" in record else None
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            return None


def write_json(file: Path, content: dict) -> None:
    with partial(file) as beside:
        beside.write_text(json.dumps(_plain(content), indent=1, allow_nan=False), encoding="utf-8")


def _plain(value):
    """Values as JSON gives them back: no tuples, paths or NaN."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bool | int | str) or value is None:
        return value
    return _plain(value.item() if hasattr(value, "item") and value.ndim == 0 else value.tolist())
