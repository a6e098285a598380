"""What a run is told: a frozen record, filled from a TOML file and the command line."""

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path

from stickercam.errors import UsageError

SHIPPED = Path(__file__).parent / "recipes"


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every field can stand in a recipe file; the comments there say why."""

    learning_rate: float = 0.002
    trunk_learning_rate: float = 0.15  # times learning_rate
    weight_decay: float = 0.0001
    batch: int = 32
    warm_up: float = 0.02  # share of the run
    average: float = 0.999  # decay of the running average of the weights
    foreground: float = 20.0
    sigma: float = 2.0  # cells of a 64-cell heatmap
    frozen_blocks: int = 7  # of a MobileNetV2 trunk
    thaw: float = 0.7  # share of the run
    sizes: tuple[tuple[float, int], ...] = ((0.0, 192), (0.8, 256))  # (from this share on, pixels of the crop)
    minutes: float = 60.0

    def size_at(self, share: float) -> int:
        """Pixels of the crop after this share of the run."""
        return [size for start, size in self.sizes if start <= share][-1]


def read_recipe(name: str, **overrides) -> Recipe:
    """A shipped recipe ("ours") or a TOML file; overrides that are None are left out. UsageError names a bad key."""
    file = Path(name) if name.endswith(".toml") else SHIPPED / f"{name}.toml"
    if not file.is_file():
        shipped = ", ".join(sorted(path.stem for path in SHIPPED.glob("*.toml")))
        raise UsageError(f"there is no recipe {name}", f"give a TOML file or one of {shipped}")
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file} is not valid TOML ({error})", "mend it") from None
    values |= {key: value for key, value in overrides.items() if value is not None}
    known = {field.name for field in fields(Recipe)}
    for key in values:
        if key not in known:
            raise UsageError(f"{file} has an unknown key {key}", f"known are {', '.join(sorted(known))}")
    if "sizes" in values:
        values["sizes"] = tuple((float(start), int(size)) for start, size in values["sizes"])
    return replace(Recipe(), **values)
