"""Which numbers of a text no value of results.json accounts for."""

import re
from collections.abc import Iterator

# What is not measured: constants of the method, and names with numbers in them.
METHOD = re.compile(
    r"PCK@0\.\d|ResNet-50|\b(?:2016|2018)\b|0\.1 to 0\.3|1\.25 times|127\.5|256×256|64×64×16|4×4|8×8|7×7|0\.53|95 %"
    r"|95th|\.50, \.55, \.\.\. \.95|below \.35|is \.35|0\.0007|0\.0003|batch (?:16|4|1)\b|10, 20 and 30|within 3 points"
    r"|30 pictures|20, two cells, 0\.3|256 p|--seeds 3|even 10|25\.1 M stated|34\.0 M stated"
)
PLACES = re.compile(
    r"^\#+ .*$|!\[[^]]*\]\([^)]*\)|(?:Figures?|Tables?) [\d, and]+|`[^`]*`|\d+\.\d+\.\d+|\d{4}-\d\d-\d\d"
    r"|MobileNetV2 × [\d.]+|its [\d, and]+ (?:are|is) \d+|\d+ is \d+|and \d+, as", re.M
)  # fmt: skip
DRAWN = ("pictures", "log", "curve", "wrist")  # thousands of points, which are drawn and not told
FACTORS = (1, 1000, 1e-3, 1e-6, 1e-9)  # seconds as milliseconds, bytes as megabytes, ...


def values(content) -> Iterator[float]:
    """Every number in a JSON content, and how many there are in each list."""
    if isinstance(content, dict):
        for name, inner in content.items():
            if name not in DRAWN:
                yield from values(inner)
    elif isinstance(content, list | tuple):
        yield float(len(content))
        for inner in content:
            yield from values(inner)
    elif isinstance(content, str):
        yield from (float(found) for found in re.findall(r"\d+(?:\.\d+)?", content))
    elif isinstance(content, int | float) and not isinstance(content, bool):
        yield float(content)


def unfounded(text: str, results: dict) -> list[str]:
    """Numbers of a report that are no value of its results, rounded as they are written; signs are not compared."""
    text = METHOD.sub(" ", PLACES.sub(" ", text))
    known = {abs(value) for value in values(results)}
    known |= {abs(value) for column in results["columns"] if column["log"]
              for value in (column["log"]["gap"], column["log"]["last_pck_spread"]) if value is not None}  # fmt: skip
    way = results["pictures"]["way"]
    known |= {way["peak_most"], way["peak_least"], float(way["input"]), float(way["cells"])}
    for moments in results["pictures"]["moments"].values():
        known |= {moment["seconds"] for moment in moments["moments"]}
    for stickers in results["pictures"]["stickers"].values():
        known |= {float(made[name]) for made in stickers.values() for name in ("bytes", "pictures") if name in made}
    for setting in results["speed"].values():
        known |= {1000 / one["ms"] for one in setting["networks"].values()}  # pictures a second
    for pair in results["findings"]["pairs"]:
        known |= {abs(100 * (1 - ratio)) for ratio in pair["speed"].values()}  # what is saved of the time
        known |= {1 / ratio for ratio in pair["speed"].values()}
    found = re.findall(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)", text)
    return [number for number in found if not _is_there(number, known)]


def _is_there(number: str, known: set[float]) -> bool:
    digits = len(number.partition(".")[2])
    wanted = float(number.replace(",", ""))
    return any(abs(round(value * factor, digits) - wanted) < 10**-digits / 2 for value in known for factor in FACTORS)
