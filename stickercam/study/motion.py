"""Sentences about the study's claims and about moving people."""

from stickercam.study import say
from stickercam.study.plan import title_of
from stickercam.study.words import SAME_TIME


def claims(r: dict) -> list[tuple[str, str, bool | None]]:
    """What the study holds of SimpleBaseline, what was measured, and whether that bears it out; None: open."""
    found, difference = r["findings"]["pairs"][r["main"]], r["pairs"][r["main"]]["differences"].get("pck@0.2")
    accurate = say.UNKNOWN
    if difference:
        interval = say.span(difference["interval"], sign=True)
        accurate = f"{say.signed(difference['value'])} points of PCK@0.2 ({interval}); “about” means within 3 points"
    ratios = found["speed"]
    quicker = None
    if max(ratios.values()) < 1 - SAME_TIME or min(ratios.values()) > 1 + SAME_TIME:
        quicker = max(ratios.values()) < 1
    speeds = say.listed([f"{say.share(ratio)} the time {say.setting_words(key)}" for key, ratio in ratios.items()])
    one, other = r["full"]["hourglass"], r["full"]["simplebaseline"]
    skips = list(r["findings"]["full"]["skips"].values())
    simpler = (
        f"{skips[1]} skips across scales or stacks, not {skips[0]}; {other['costs']['depth']} convolutions deep, "
        f"not {one['costs']['depth']}"
    )
    names = [title_of(side["network"]) for side in say.main_pair(r)]
    share = r["findings"]["full"]["parameters"]
    fewer = f"{say.share(share)} those of the hourglass at the study's sizes"
    if names != ["Hourglass", "SimpleBaseline"]:
        fewer += f", {say.share(found['parameters'])} between {say.listed(names)}"
    return [
        ("About as accurate", accurate, found["about_as_accurate"]),
        ("Faster", speeds, quicker),
        ("Simpler in structure", simpler, skips[1] < skips[0] and other["costs"]["depth"] < one["costs"]["depth"]),
        ("Fewer parameters", fewer, share < 1),
    ]


def verdict(r: dict) -> str:
    """The study's argument, and what is left of it."""
    found = "The study argues that SimpleBaseline reaches about the hourglass's accuracy with a simpler structure and "
    found += "less effort."
    for holds, words in ((True, "Borne out"), (False, "Not borne out"), (None, "Open")):
        names = [claim.lower() for claim, _, verdict in claims(r) if verdict is holds]
        found += f" {words}: {say.listed(names)}." if names else ""
    return found


def where(clip: dict) -> str:
    return "the made-up swing" if clip["made_up"] else clip["file"]


def steadiness(r: dict) -> list[str]:
    """Which network trembles less, clip by clip, and what the filter leaves of it."""
    found, pair = [], say.main_pair(r)
    names = [title_of(side["network"]) for side in pair]
    for key, clip in r["clips"].items():
        films = [side["films"][key] for side in pair]
        raw, steady = ([film[kind]["tremor"] for film in films] for kind in ("raw", "steady"))
        if None in raw:
            found.append(f"On {where(clip)} one network or both were sure of no joint for three frames on end.")
            continue
        after = "of which the filter leaves nobody"
        if None not in steady:
            after = f"of which the filter leaves {say.two(steady[0])} and {say.two(steady[1])} %"
        lost = [film["raw"]["lost"] for film in films]
        found.append(
            f"On {where(clip)} {names[0]} trembles by {say.two(raw[0])} % of the torso, {names[1]} by "
            f"{say.two(raw[1])} %, {after}; {say.one(lost[0])} and {say.one(lost[1])} % of the joints are lost. "
            f"{_calmer(names, raw)}"
        )
    return found


def _calmer(names: list[str], raw: list[float]) -> str:
    if abs(raw[1] / raw[0] - 1) < SAME_TIME:
        return "They are equally calm."
    return f"{names[1] if raw[1] < raw[0] else names[0]} is the calmer."
