"""What a study is told, and the networks that stand in it: a column each."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from stickercam.errors import StickercamError, UsageError
from stickercam.models.configurations import NETWORKS, network_name
from stickercam.models.header import Header, read_header
from stickercam.pose import SUFFIX, find_weights

FAMILIES = {"hourglass": "StackedHourglass", "simplebaseline": "SimpleBaseline"}
RECIPES = ("study", "ours")
LOG = "log.jsonl"
# What --quick means: two cores are done in ten minutes.
QUICK_MINUTES, QUICK_PEOPLE, QUICK_MEASURED = 0.6, 300, 100
PEOPLE = 2000  # made-up ones of a study that is not quick and was given no data


@dataclass(frozen=True, slots=True)
class Settings:
    """What `stickercam study` is told. Without weights both networks are trained, by each of the recipes.

    weights: "FILE", "NAME" or "FOLDER of a run", with "@LOG" behind it where the log lies elsewhere. size: of the
    networks that are trained; None: what suits the device. people: made up where there is no data. limit: people of
    each set that are measured. seconds: of a clip that are looked at. photos: whether pictures of data and clips may
    be in the report.
    """

    out: Path
    quick: bool = False
    data: tuple[str, ...] = ()
    clips: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()
    recipes: tuple[str, ...] = ()
    size: str | None = None
    trunk: str | None = None
    epochs: float | None = None
    minutes: float | None = None
    seeds: int = 1
    people: int | None = None
    limit: int | None = None
    seconds: float | None = None
    device: str = "auto"
    photos: bool = True

    def __post_init__(self) -> None:
        if self.epochs and self.minutes:
            raise UsageError("--epochs and --minutes were both given", "say how long to learn in one of them")
        if self.people and self.data:
            raise UsageError("--people makes people up, and --data names some", "give one of them")
        for recipe in self.recipes:
            if recipe not in RECIPES:
                raise UsageError(f"the study knows no recipe {recipe}", f"choose one of {', '.join(RECIPES)}")
        if self.seeds > 1 and not self.trains:
            raise UsageError("--seeds is about networks that are trained here", "add --recipe, or leave --seeds out")

    @property
    def work(self) -> Path:
        """The folder inside OUT of what the report does not need: people, runs, weights, steps."""
        return self.out / "work"

    @property
    def trains(self) -> tuple[str, ...]:
        """The recipes by which both networks are trained."""
        return self.recipes or (() if self.weights else RECIPES)

    @property
    def measured(self) -> int | None:
        """At most so many people of each set are measured; None: all."""
        return self.limit or (QUICK_MEASURED if self.quick else None)

    @property
    def lasting(self) -> dict:
        """How long a network learns, in words of a recipe; empty: as its recipe says."""
        if self.epochs or self.minutes:
            return {"epochs": self.epochs} if self.epochs else {"minutes": self.minutes}
        return {"minutes": QUICK_MINUTES} if self.quick else {}


@dataclass(frozen=True, slots=True)
class Column:
    """A network in the study. weights, log: files; of one that is trained here they come to be.

    key: its name in files and in results.json. recipe: "study", "ours", or "another" of networks that came so.
    """

    key: str
    family: str
    network: str
    recipe: str
    weights: Path
    log: Path | None
    seed: int | None = None

    @property
    def trained(self) -> bool:
        """Whether this study trains it."""
        return self.seed is not None


def columns_of(settings: Settings) -> list[Column]:
    """Those that were given, then those to be trained, with the first seed. UsageError unless there is one of each."""
    columns: list[Column] = []
    for words in settings.weights:
        column = _given(words)
        number = sum(other.key.split("+")[0] == column.key for other in columns)
        key = f"{column.key}+{number + 1}" if number else column.key
        columns.append(Column(key, column.family, column.network, column.recipe, column.weights, column.log))
    size = settings.size or (size_for(settings.device) if settings.trains else None)
    for recipe in settings.trains:
        columns += [to_train(settings.work, family, recipe, size=size, seed=0) for family in FAMILIES]
    for family, title in FAMILIES.items():
        if family not in {column.family for column in columns}:
            raise UsageError(f"there is no {title} among the weights", "a comparison needs one of each network")
    return columns


def to_train(work: Path, family: str, recipe: str, *, size: str | None, seed: int) -> Column:
    """The column of a network that is trained here."""
    network = network_name(family, size)
    key = f"{network}.{recipe}"
    run = work / "runs" / f"{key}.{seed}"
    return Column(key, family, network, recipe, work / "weights" / f"{key}.{seed}{SUFFIX}", run / LOG, seed)


def size_for(device: str) -> str:
    """The study's own size on a card. On a processor "lite", or "tiny" where only that has trunks for both: networks
    of which one begins with what it has learned and the other does not are no comparison."""
    from stickercam.models.engine import why_no_cuda
    from stickercam.train.begin import shipped_trunk

    if device in ("auto", "cuda") and why_no_cuda() is None:
        return "full"
    for size in ("lite", "tiny"):
        if all(shipped_trunk(network_name(family, size)) for family in FAMILIES):
            return size
    return "lite"


def _given(words: str) -> Column:
    """The column of "FILE", "NAME" or "FOLDER", "@LOG" behind it or not."""
    told, log = words, None
    if "@" in words and not Path(words).exists():
        told, _, place = words.rpartition("@")
        log = Path(place) / LOG if Path(place).is_dir() else Path(place)
        if not log.is_file():
            raise StickercamError(f"the log {log} does not exist", "give a run's folder or its log.jsonl behind the @")
    file = _weights_of(Path(told)) if Path(told).is_dir() else find_weights(told)
    if log is None and (file.parent / LOG).is_file():
        log = file.parent / LOG
    header = read_header(file)
    family = "simplebaseline" if header.architecture == "simplebaseline" else "hourglass"
    recipe = recipe_of(header)
    return Column(f"{header.name}.{recipe}", family, header.name, recipe, file, log)


def _weights_of(run: Path) -> Path:
    for name in ("best", "weights"):
        if (run / f"{name}{SUFFIX}").is_file():
            return run / f"{name}{SUFFIX}"
    raise StickercamError(f"the folder {run} holds no weights", "give a run's folder or a .safetensors file")


def recipe_of(header: Header) -> str:
    """The study's recipe is Adam and a plateau with its own learning rate; whatever else we trained is "ours"."""
    told = header.provenance.get("recipe")
    if not isinstance(told, dict):
        return "another"
    rate = {"hourglass": 0.0007, "simplebaseline": 0.0003}.get(header.name.split("-")[0])
    is_study = (told.get("optimizer"), told.get("schedule"), told.get("learning_rate")) == ("adam", "plateau", rate)
    return "study" if is_study else "ours"


def pairs_of(columns: list[Column]) -> list[tuple[Column, Column]]:
    """(hourglass, SimpleBaseline) that are compared: of the same recipe, full sizes with full ones, as they come."""
    found = []
    for recipe in dict.fromkeys(column.recipe for column in columns):
        for full in (True, False):
            sides = [
                [one for one in columns
                 if (one.family, one.recipe, one.network in FAMILIES) == (family, recipe, full)]
                for family in FAMILIES
            ]  # fmt: skip
            found += list(zip(*sides))
    if not found:  # one of each there is; whatever they are, they are the comparison
        found = [tuple(next(one for one in columns if one.family == family) for family in FAMILIES)]
    return found


def title_of(network: str) -> str:
    """ "hourglass-lite" -> "Hourglass lite"; names of others stay."""
    if network not in NETWORKS:
        return network
    family, _, size = network.partition("-")
    return f"{'Hourglass' if family == 'hourglass' else 'SimpleBaseline'} {size}".strip()


def digest(file: Path) -> str:
    """Sixteen letters that are the same for the same bytes."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]
