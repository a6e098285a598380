"""What a run is told: a frozen record, filled from a TOML file and the command line.

A file may hold tables of a family ([hourglass], [simplebaseline]) or of one network (["hourglass-lite"]) whose values
stand over those above them, and a table [augment]. The command line stands over everything.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

from stickercam.errors import UsageError
from stickercam.models.configurations import NETWORKS
from stickercam.train.augment import AugmentSettings

SHIPPED = Path(__file__).parent / "recipes"
FAMILIES = ("hourglass", "simplebaseline")
WIDEST = {"margin": 3, "scale": 2, "shift": 1, "rotation": 180, "colour": 3}  # in [augment]; the rest are chances
GRAIN = 64  # pixels: an hourglass halves its crop six times


def _within(default: float, low: float, high: float):
    return field(default=default, metadata={"low": low, "high": high})


def _one_of(default: str, *words: str):
    return field(default=default, metadata={"words": words})


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every field can stand in a recipe file; the comments of the shipped ones say why. Exactly one of epochs and
    minutes is above 0; a share is one of the run."""

    epochs: float = _within(0.0, 0, 100_000)  # length in steps: exactly reproducible
    minutes: float = _within(60.0, 0, 1_000_000)  # length in time spent learning
    batch: int = _within(32, 1, 65_536)  # people in a step, over all processes
    optimizer: str = _one_of("adamw", "adamw", "adam")
    learning_rate: float = _within(0.002, 1e-8, 1.0)
    trunk_learning_rate: float = _within(0.15, 0, 10)  # times learning_rate, for a pretrained trunk
    weight_decay: float = _within(0.0001, 0, 1)
    schedule: str = _one_of("cosine", "cosine", "plateau")
    warm_up: float = _within(0.02, 0, 0.9)  # share
    plateau_factor: float = _within(0.3, 0.001, 0.999)  # the learning rate is multiplied by it ...
    plateau_patience: int = _within(2, 1, 1000)  # ... after so many validations without a lower loss
    early_stopping: int = _within(0, 0, 1000)  # ends the run after so many; 0 never
    clip: float = _within(1.0, 0, 1e6)  # largest norm of the gradient; 0 leaves it alone
    average: float = _within(0.999, 0, 0.999999)  # decay of the running average of the weights; 0 keeps none
    foreground: float = _within(20.0, 0, 10_000)  # extra weight of the loss at a peak
    sigma: float = _within(2.0, 0.3, 10)  # cells of a 64-cell heatmap
    teacher_share: float = _within(0.5, 0, 1)  # of a teacher's heatmaps in the targets
    frozen_blocks: int = _within(7, 0, 1000)  # first blocks of a pretrained trunk that stay as they are ...
    thaw: float = _within(0.7, 0, 1)  # ... until this share
    sizes: tuple[tuple[float, int], ...] = ((0.0, 192), (0.8, 256))  # (from this share on, pixels of the crop)
    validations: int = _within(10, 0, 100_000)  # over the run
    validate_on: int = _within(200, 0, 1_000_000)  # people; 0 all
    precision: str = _one_of("auto", "auto", "float32", "bfloat16")
    compile: bool = False  # torch.compile: minutes before the first step
    augment: AugmentSettings = field(default_factory=AugmentSettings)

    def size_at(self, share: float) -> int:
        """Pixels of the crop after this share of the run."""
        return [size for start, size in self.sizes if start <= share][-1]


def read_recipe(name: str, network: str = "hourglass", changes: Iterable[str] = (), **overrides) -> Recipe:
    """The recipe for a network: a shipped one ("ours") or a TOML file, then changes ("batch=16",
    "augment.blur=0.5"), then overrides that are not None. UsageError names a bad key or value."""
    file = Path(name) if name.endswith(".toml") else SHIPPED / f"{name}.toml"
    if not file.is_file():
        shipped = ", ".join(sorted(path.stem for path in SHIPPED.glob("*.toml")))
        raise UsageError(f"there is no recipe {name}", f"give a TOML file or one of {shipped}")
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} is not valid TOML ({error})", "mend it") from None
    tables = {key: table.pop(key) for key in list(table) if key in {*FAMILIES, *NETWORKS}}
    recipe = fill(Recipe(), table, str(file))
    for key, part in tables.items():  # every table is read, so that a slip in one is found by whoever reads the file
        if not isinstance(part, dict):
            raise UsageError(f"{key} in {file} is no table", f"write [{key}] and its values below")
        fill(recipe, part, f"[{key}] in {file}")
    family = next(family for family in FAMILIES if network.startswith(family))
    for key in (family, network) if network != family else (family,):
        recipe = fill(recipe, tables.get(key, {}), f"[{key}] in {file}")
    return override(recipe, changes, **overrides)


def override(recipe: Recipe, changes: Iterable[str] = (), **overrides) -> Recipe:
    """The recipe with the command line's words over it: "KEY=VALUE" each, then what is not None of overrides."""
    values: dict = {}
    for change in changes:
        key, equals, text = change.partition("=")
        if not equals:
            raise UsageError(f"--set {change} sets nothing", "write --set KEY=VALUE, as in --set batch=16")
        table, _, inner = key.strip().partition(".")
        if inner:
            values.setdefault(table, {})[inner] = _value(text)
        else:
            values[table] = _value(text)
    values |= {key: value for key, value in overrides.items() if value is not None}
    return fill(recipe, values, "the command line")


def _value(text: str):
    """A word of the command line as TOML reads it; what TOML does not know is a string."""
    try:
        return tomllib.loads(f"x = {text}")["x"]
    except tomllib.TOMLDecodeError:
        return text.strip()


def fill(recipe: Recipe, values: dict, where: str) -> Recipe:
    """The recipe with `values` checked and put in; `where` they stand is what an error names."""
    known = {entry.name: entry for entry in fields(Recipe)}
    for key in values:
        _check_key(key, known, where)
    new = {key: _checked(known[key], value, where) for key, value in values.items() if key != "augment"}
    if new.get("epochs") and new.get("minutes"):
        raise UsageError(f"{where} gives both epochs and minutes", "say how long to learn in one of them")
    if new.get("epochs"):
        new["minutes"] = 0.0
    elif new.get("minutes"):
        new["epochs"] = 0.0
    if "augment" in values:
        new["augment"] = _augment(recipe.augment, values["augment"], where)
    recipe = replace(recipe, **new)
    if not (recipe.epochs or recipe.minutes):
        raise UsageError(f"{where} leaves no time to learn", "give epochs or minutes above 0")
    return recipe


def _check_key(key: str, known: Iterable[str], where: str) -> None:
    if key not in known:
        raise UsageError(f"{where} has an unknown key {key}", f"known are {', '.join(sorted(known))}")


def _checked(entry, value, where: str):
    """The value in the field's own type; UsageError where it is of another or absurd."""
    if entry.name == "sizes":
        return _sizes(value, where)
    if isinstance(entry.default, (bool, str)):
        words = entry.metadata.get("words", (True, False))
        if type(value) is not type(entry.default) or value not in words:
            told = ", ".join(str(word).lower() for word in words)
            raise UsageError(f"{entry.name} in {where} is {value!r}", f"give one of {told}")
        return value
    kind = type(entry.default)
    if isinstance(value, bool) or not isinstance(value, (int, float) if kind is float else int):
        wanted = "a number" if kind is float else "a whole number"
        raise UsageError(f"{entry.name} in {where} is {value!r}", f"give {wanted}")
    low, high = entry.metadata["low"], entry.metadata["high"]
    if not low <= value <= high:
        raise UsageError(f"{entry.name} in {where} is {value}, which is absurd", f"give {low:g} to {high:g}")
    return kind(value)


def _sizes(value, where: str) -> tuple[tuple[float, int], ...]:
    way_out = f"write [[0.0, 128], [0.5, 256]]: from 0.0 on, rising, pixels a multiple of {GRAIN} up to 1024"
    try:
        steps = tuple((float(start), int(size)) for start, size in value)
        sound = all(size == told and size % GRAIN == 0 and GRAIN <= size <= 1024
                    for (_, size), (_, told) in zip(steps, value))  # fmt: skip
        starts = [start for start, _ in steps]
        sound &= starts[0] == 0 and starts == sorted(set(starts)) and starts[-1] < 1
    except (TypeError, ValueError, IndexError):
        sound = False
    if not sound:
        raise UsageError(f"sizes in {where} is {value!r}", way_out)
    return steps


def _augment(settings: AugmentSettings, values, where: str) -> AugmentSettings:
    """Numbers where the default is one, rising pairs of them where it is a pair; none below 0, no chance above 1."""
    if not isinstance(values, dict):
        raise UsageError(f"augment in {where} is no table", "write [augment] and its values below")
    known = {entry.name for entry in fields(AugmentSettings)}
    new = {}
    for key, value in values.items():
        _check_key(key, known, f"[augment] of {where}")
        pair = isinstance(getattr(settings, key), tuple)
        numbers = value if pair and isinstance(value, list) else [value]
        right = len(numbers) == (2 if pair else 1)
        right &= all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in numbers)
        highest = WIDEST.get(key, 1)
        if not right or not 0 <= numbers[0] <= numbers[-1] <= highest:
            wanted = "two rising numbers, as in [0.1, 0.3]" if pair else f"a number from 0 to {highest}"
            raise UsageError(f"augment.{key} in {where} is {value!r}", f"give {wanted}")
        new[key] = tuple(map(float, numbers)) if pair else type(getattr(settings, key))(value)
    return replace(settings, **new)


def as_toml(recipe: Recipe) -> str:
    """A recipe as a file that `read_recipe` reads again."""
    values = asdict(recipe)
    augment = values.pop("augment")
    del values["minutes" if recipe.epochs else "epochs"]
    lines = [f"{key} = {_written(value)}" for key, value in values.items()]
    return "\n".join([*lines, "", "[augment]", *(f"{key} = {_written(value)}" for key, value in augment.items()), ""])


def _written(value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    return repr([list(v) if isinstance(v, tuple) else v for v in value] if isinstance(value, tuple) else value)
