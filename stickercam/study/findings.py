"""Numbers that follow from what was measured: ratios, rates, spreads. The report's words use no others."""

import math
from statistics import mean, stdev

RATES = (10, 20, 30)  # pictures a second: a rough sticker, what `record` makes, a camera
ABOUT = 3.0  # points of PCK@0.2: within them the study would have called two networks equally accurate


def findings(results: dict) -> dict:
    """Of all pairs, in their order, and what is about columns alone."""
    columns = {column["key"]: column for column in results["columns"]}
    pairs = [_pair([columns[key] for key in pair["keys"]], pair, results) for pair in results["pairs"]]
    full, kept = results["full"], rates(results)
    return {
        "pairs": pairs,
        "rates": kept,
        "choices": choices(results["pairs"][results["main"]], pairs[results["main"]], kept),
        "seeds": {key: _spread(column["seeds"]) for key, column in columns.items() if len(column["seeds"]) > 1},
        "recipes": _recipes(results, columns),
        "full": {
            "parameters": _ratio(full, "parameters"), "multiply_adds": _ratio(full, "multiply_adds"),
            "depth": _ratio(full, "depth"),
            "skips": {name: one["skips"]["across"] + one["skips"]["between"] for name, one in full.items()},
        },
        "draw_share": _draw_share(results, columns),
        "widest_interval": _widest(columns),
        "disturbed": any(
            one["disturbed"] for setting in results["speed"].values() for one in setting["networks"].values()
        ),
        "still_rising": {key: rise for key, column in columns.items() if (rise := _rise(column)) is not None},
    }  # fmt: skip


def _ratio(full: dict, name: str) -> float:
    """SimpleBaseline over hourglass."""
    return full["simplebaseline"]["costs"][name] / full["hourglass"]["costs"][name]


def _pair(sides: list[dict], pair: dict, results: dict) -> dict:
    """SimpleBaseline beside the hourglass: over 1 is more of it, of times and sizes a disadvantage."""
    one, other = sides
    found: dict = {"keys": pair["keys"]}
    for name in ("parameters", "multiply_adds", "depth"):
        found[name] = other["anatomy"]["costs"][name] / one["anatomy"]["costs"][name]
    found["bytes"] = other["bytes"] / one["bytes"]
    found["memory"] = _over(other["memory"]["cpu"], one["memory"]["cpu"])
    found["learning"] = _over(*(side["learning"]["cpu"]["ms"] for side in (other, one)))
    found["speed"] = {
        key: setting["networks"][pair["keys"][1]]["ms"] / setting["networks"][pair["keys"][0]]["ms"]
        for key, setting in results["speed"].items()
    }
    found["accuracy"] = _verdict(pair["differences"].get("pck@0.2"))
    found["about_as_accurate"] = _about(pair["differences"].get("pck@0.2"))
    found["joints"] = _joints(sides)
    found["films"] = {name: _film(sides, name) for name in results["clips"]}
    return found


def _over(value: float | None, other: float | None) -> float | None:
    return value / other if value and other else None


def _verdict(difference: dict | None) -> str | None:
    """Which network is more accurate: "simplebaseline", "hourglass", or "neither" where 0 lies in the interval."""
    if difference is None:
        return None
    low, high = difference["interval"]
    return "simplebaseline" if low > 0 else "hourglass" if high < 0 else "neither"


def _about(difference: dict | None) -> bool | None:
    """Whether the whole interval lies within ABOUT points; None where it neither does nor lies wholly outside."""
    if difference is None:
        return None
    low, high = difference["interval"]
    if low >= -ABOUT and high <= ABOUT:
        return True
    return False if low > ABOUT or high < -ABOUT else None


def _joints(sides: list[dict]) -> dict:
    """Of PCK@0.2: the joint that is best and worst in each network, and the one about which they differ most."""
    tables = [side["measures"].get("pck@0.2", {}).get("joints", {}) for side in sides]
    found: dict = {"extremes": []}
    for table in tables:
        known = {name: value for name, value in table.items() if value is not None}
        if not known:
            return {}
        best, worst = max(known, key=known.get), min(known, key=known.get)
        found["extremes"].append({"best": best, "best_pck": known[best], "worst": worst, "worst_pck": known[worst]})
    gaps = {name: tables[1][name] - value for name, value in tables[0].items()
            if value is not None and tables[1].get(name) is not None}  # fmt: skip
    most = max(gaps, key=lambda name: abs(gaps[name]))
    return found | {"differs_most": most, "by": gaps[most]}


def _film(sides: list[dict], name: str) -> dict:
    """Tremor and lost joints of a clip: SimpleBaseline over hourglass; None where either is unknown or 0."""
    films = [side["films"][name] for side in sides]
    found = {}
    for kind in ("raw", "steady"):
        tremors = [one[kind]["tremor"] for one in films]
        found[f"{kind}_tremor"] = tremors[1] / tremors[0] if all(tremors) else None
        found[f"{kind}_lost"] = films[1][kind]["lost"] - films[0][kind]["lost"]
    return found


def rates(results: dict) -> dict:
    """For each setting and column: pictures a second from frame to drawn sticker, and which of RATES that keeps up
    with. The rate counts on the slow pictures, the 95th centile, as one that comes late is seen."""
    drawing = [one["draw_ms"] for clip in results["pictures"]["stickers"].values() for one in clip.values()
               if "draw_ms" in one]  # fmt: skip
    draw_ms = mean(drawing) if drawing else 0.0
    found: dict = {"draw_ms": draw_ms, "settings": {}}
    for key, setting in results["speed"].items():
        rows = {}
        for network, taken in setting["networks"].items():
            rate = 1000 / (taken["late_ms"] + draw_ms)
            rows[network] = {"rate": rate, "keeps": max((one for one in RATES if rate >= one), default=0)}
        found["settings"][key] = rows
    return found


def choices(pair: dict, found: dict, kept: dict) -> dict[str, dict]:
    """For each setting the network to take: what keeps the higher rate, else the more accurate, else the faster."""
    chosen = {}
    for key, row in kept["settings"].items():
        one, other = (row[side] for side in pair["keys"])
        if one["keeps"] != other["keeps"]:
            place, because = int(other["keeps"] > one["keeps"]), "rate"
        elif found["accuracy"] in ("hourglass", "simplebaseline"):
            place, because = int(found["accuracy"] == "simplebaseline"), "accuracy"
        else:
            place, because = int(other["rate"] > one["rate"]), "speed"
        chosen[key] = {"key": pair["keys"][place], "because": because}
    return chosen


def _spread(seeds: list[dict]) -> dict:
    values = [seed["pck@0.2"] for seed in seeds if seed["pck@0.2"] is not None]
    if len(values) < 2:
        return {}
    return {"seeds": len(values), "mean": mean(values), "deviation": stdev(values), "low": min(values),
            "high": max(values)}  # fmt: skip


def _recipes(results: dict, columns: dict) -> dict:
    """Of each family what "ours" gains on "study", in points of PCK@0.2, where the same network has both."""
    found = {}
    for column in columns.values():
        other = next((one for one in columns.values()
                      if (one["network"], one["recipe"]) == (column["network"], "ours")), None)  # fmt: skip
        values = [one and one["measures"].get("pck@0.2", {}).get("mean") for one in (column, other)]
        if column["recipe"] == "study" and None not in values and all(map(math.isfinite, values)):
            found[column["network"]] = {"study": values[0], "ours": values[1], "gain": values[1] - values[0]}
    return found


def _draw_share(results: dict, columns: dict) -> dict[str, float]:
    """Of the work of a picture on the slowest setting, per cent that drawing takes."""
    draw_ms, slowest = rates(results)["draw_ms"], next(iter(results["speed"].values()))["networks"]
    return {key: 100 * draw_ms / (draw_ms + slowest[key]["ms"]) for key in columns}


def _widest(columns: dict) -> float | None:
    """The widest interval of PCK@0.2, in points."""
    ends = [column["measures"].get("pck@0.2", {}).get("interval") for column in columns.values()]
    return max((one[1] - one[0] for one in ends if one), default=None)


def _rise(column: dict) -> float | None:
    """Points of PCK by which the last validation lies above the one two before, where that is more than one."""
    pck = column["log"]["pck"] if column["log"] else []
    rise = pck[-1][1] - pck[-3][1] if len(pck) >= 3 else 0.0
    return rise if rise > 1 else None
