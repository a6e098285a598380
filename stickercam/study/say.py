"""Numbers and names as the report writes them, and ways through results.json that its words share."""

from stickercam.study.plan import FAMILIES, title_of

UNKNOWN = "–"


def one(value: float | None, unit: str = "") -> str:
    """A decimal: 65.3."""
    return UNKNOWN if value is None else f"{value:.1f}{unit}"


def two(value: float | None, unit: str = "") -> str:
    """Two decimals: 0.23."""
    return UNKNOWN if value is None else f"{value:.2f}{unit}"


def signed(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:+.1f}".replace("-", "−")


def span(ends: list[float] | None, *, sign: bool = False) -> str:
    """An interval: 62.1 to 68.0."""
    if not ends:
        return UNKNOWN
    return " to ".join(signed(end) if sign else one(end) for end in ends)


def times(ratio: float | None) -> str:
    """A ratio: 0.71."""
    return UNKNOWN if ratio is None else f"{ratio:.2f}"


def share(ratio: float) -> str:
    """A ratio before a noun: "0.71 of" or "1.36 times"."""
    return f"{ratio:.2f} of" if round(ratio, 2) < 1 else f"{ratio:.2f} times"


def millions(value: float) -> str:
    return f"{value / 1e6:.2f} M" if value < 1e7 else f"{value / 1e6:.1f} M"


def billions(value: float) -> str:
    return f"{value / 1e9:.2f} G"


def megabytes(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value / 1e6:.1f} MB" if value < 1e8 else f"{value / 1e6:.0f} MB"


def milliseconds(value: float) -> str:
    return f"{value:.1f} ms" if value < 100 else f"{value:.0f} ms"


def minutes(value: float) -> str:
    return f"{value:.1f} min" if value < 10 else f"{value:.0f} min"


def listed(words: list[str]) -> str:
    """ "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def joint(name: str) -> str:
    """ "r_ankle" -> "right ankle"."""
    side, _, rest = name.partition("_")
    sides_ = {"r": "right ", "l": "left "}
    return sides_[side] + rest if side in sides_ else name.replace("_", " ")


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def column_of(results: dict, key: str) -> dict:
    return next(column for column in results["columns"] if column["key"] == key)


def name(results: dict, column: dict) -> str:
    """A network's name, with the recipe where others of its kind have another one."""
    title = title_of(column["network"])
    alike = [one for one in results["columns"] if one["network"] == column["network"]]
    if len(alike) == 1:
        return title
    same = [one for one in alike if one["recipe"] == column["recipe"]]
    number = f" {same.index(column) + 1}" if len(same) > 1 else ""
    return f"{title} ({column['recipe']}{number})"


def family(column: dict) -> str:
    return FAMILIES[column["family"]]


def main_pair(results: dict) -> tuple[dict, dict]:
    """The columns that the pictures show: hourglass, SimpleBaseline."""
    one_, other = (column_of(results, key) for key in results["pairs"][results["main"]]["keys"])
    return one_, other


def sides(results: dict, pair: dict) -> tuple[dict, dict]:
    one_, other = (column_of(results, key) for key in pair["keys"])
    return one_, other


def pck(column: dict, share: str = "0.2") -> float | None:
    return column["measures"].get(f"pck@{share}", {}).get("mean")


def setting_words(key: str) -> str:
    """ "one core" -> "on one core"."""
    return f"on {'the ' if 'card' in key else ''}{key}"


def all_cores(results: dict) -> str:
    """The setting of this machine's processor that most people would use: all its cores."""
    on_cpu = [key for key, setting in results["speed"].items() if setting["device"] == "cpu"]
    return on_cpu[-1]


def lasted(column: dict) -> str:
    """How much a network has learned from, as far as its file says it."""
    parts = [f"{column['epochs']:.1f} epochs"] if column["epochs"] else []
    parts += [f"{column['people_seen']:,} people seen"] if column["people_seen"] else []
    return ", ".join(parts) or "not said by its file"
