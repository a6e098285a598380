"""Measures as rows of words, for tables that fit a terminal of 80 columns."""

from collections.abc import Iterator

from stickercam.train.measures import MPII_HEAD

MEANS = {
    "pooled_12": "pooled, 12 limbs", "unweighted_12": "unweighted, 12", "pooled_14": "pooled, 14",
    "unweighted_14": "unweighted, 14", "pooled_16": "pooled, 16", "unweighted_16": "unweighted, 16",
    "pooled_upper_body": "pooled, arms",
}  # fmt: skip


def tables(measures: dict, *, digits: int = 1, whole: bool = False) -> Iterator[list[dict]]:
    """The tables that say what `measures.summed_up` gave: joints, what is one number, data sets, times.

    whole: with averages of pairs of joints and every mean that papers print.
    """
    kinds = {name: value for name, value in measures.items() if _is_pck(value) and name != "pckh@0.11"}
    yield joint_rows(kinds, digits=digits, whole=whole)
    yield single_rows(measures, digits=digits)
    if len(measures.get("sets", {})) > 1:
        together = {name: value for name, value in measures.items() if name != "sets"}
        yield [set_row(name, found, digits) for name, found in (measures["sets"] | {"together": together}).items()]
    if "time" in measures:
        yield [time_row(found) for found in measures["time"]]


def joint_rows(kinds: dict[str, dict], *, digits: int, whole: bool) -> list[dict]:
    """A row for each joint, a column for each measure, then the means and how many people count."""
    names = {kind: _title(kind, value) for kind, value in kinds.items()}

    def row(label: str, cell) -> dict:
        return {"joint": label} | {name: f"{cell(kinds[kind]):>{len(name)}}" for kind, name in names.items()}

    rows = [
        row(joint, lambda value, joint=joint: _number(value["joints"][joint], digits))
        for joint in next(iter(kinds.values()))["joints"]
    ]
    gap = {"joint": ""} | dict.fromkeys(names.values(), "")
    if whole:
        rows.append(gap)
        for part in next(iter(kinds.values()))["parts"]:
            rows.append(row(part, lambda value, part=part: _number(value["parts"][part], digits)))
        rows.append(gap)
        for key, label in MEANS.items():
            rows.append(row(label, lambda value, key=key: _number(value["means"][key], digits)))
    rows += [gap, row("mean", lambda value: _number(value["mean"], digits))]
    if any("interval" in value for value in kinds.values()):
        rows.append(row("  95 %", lambda value: _range(value.get("interval"))))
    rows.append(row("  pooled over", lambda value: value.get("mean_of", "").replace("pooled_", "") + " joints"))
    rows.append(row("people", lambda value: str(value["people"])))
    return rows


def single_rows(measures: dict, *, digits: int) -> list[dict]:
    """The measures that are one number, and what each is."""
    about = measures.get("oks", {})
    rows = []
    if "map" in measures:
        what = f"OKS .50:.05:.95 of the 12 limbs, {about.get('by')}"
        rows.append(("mAP", measures["map"], about.get("interval"), what))
        rows += [(name.upper(), about[name], None, "") for name in ("ap@0.5", "ap@0.75")]
    if about:
        rows.append(("mean OKS", about["mean"], None, f"area: {about['area']}"))
    if "auc" in measures:
        rows.append(("AUC", measures["auc"], None, "of PCKh over 0 to 0.5"))
    if "pckh@0.11" in measures:
        value = measures["pckh@0.11"]
        rows.append(("PCKh@0.11", value["mean"], value.get("interval"), "what Microsoft's and HRNet's code calls @0.1"))
    if measures.get("pckh@0.5", {}).get("size", MPII_HEAD) != MPII_HEAD:
        rows.append(("PCKh*", None, None, "by upper neck to head top, not by a head box"))
    width = max((len(_number(value, digits)) for _, value, _, _ in rows), default=0)
    return [
        {"": name, "value": "" if value is None else f"{value:>{width}.{digits}f}", "95 %": _range(ends), "what": what}
        for name, value, ends, what in rows
    ]


def set_row(name: str, found: dict, digits: int) -> dict:
    """A data set in a line."""
    row = {"data": name, "people": f"{found['people']:>6}"}
    for kind, title in (("pck@0.2", "PCK@0.2"), ("pckh@0.5", "PCKh@0.5")):
        value = found.get(kind, {})
        row[title] = f"{_number(value.get('mean'), digits):>{len(title)}}"
        row["95 %" + " " * (kind == "pckh@0.5")] = _range(value.get("interval"))  # keys differ, titles look the same
    return row | {"mAP": _number(found.get("map"), digits), "95 %  ": _range(found.get("oks", {}).get("interval"))}


def time_row(found: dict) -> dict:
    return {
        "a picture to joints": f"{found['engine']} {found['precision']}", "median": f"{found['median_ms']:.1f} ms",
        "p95": f"{found['p95_ms']:.1f} ms", "runs": found["runs"], "on": found["machine"],
    }  # fmt: skip


def _is_pck(value: object) -> bool:
    return isinstance(value, dict) and "joints" in value and "mean" in value


def _title(kind: str, value: dict) -> str:
    """PCKh* where the head size is not MPII's: its figures do not compare with those of papers."""
    name, _, threshold = kind.partition("@")
    mark = "*" if name == "pckh" and value.get("size", MPII_HEAD) != MPII_HEAD else ""
    return f"{name.replace('pck', 'PCK')}{mark}@{threshold}"


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _range(ends: list[float] | None) -> str:
    """ "97.5-100": a hundred needs no decimals, and the widest range then fits beside the others."""
    return "-".join(f"{end:.1f}".replace("100.0", "100") for end in ends) if ends else ""
