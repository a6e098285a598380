"""Sentences about what was measured. Each is built from numbers of results.json and turns with them."""

from stickercam.study import say
from stickercam.study.plan import FAMILIES, title_of

SAME_TIME = 0.05  # share by which two times must differ to be called different
FOLLOWS = 0.25  # share within which times are said to follow the multiply-adds
OVERFIT = 1.5  # times the training loss: from there on the validation loss tells of overfitting
TITLES = {"pck@0.5": "PCK@0.5", "pck@0.2": "PCK@0.2", "map": "mAP"}


def accuracy(r: dict, number: int) -> str:
    """Which network of a pair is more accurate, or that it cannot be told."""
    pair = r["pairs"][number]
    one, other = say.sides(r, pair)
    difference = pair["differences"].get("pck@0.2")
    if difference is None:
        return "In none of these people is the torso labelled, so there is no PCK."
    people = one["measures"]["pck@0.2"]["people"]
    names = [say.name(r, side) for side in (one, other)]
    found = (
        f"{names[0]} finds {say.one(say.pck(one))} % of the joints within a fifth of the torso, "
        f"{names[1]} {say.one(say.pck(other))} %, on the same {people:,} people."
    )
    verdict, value = r["findings"]["pairs"][number]["accuracy"], say.signed(difference["value"])
    interval = say.span(difference["interval"], sign=True)
    if verdict == "neither":
        return f"{found} The difference, {value} points (95 %: {interval}), may be none: **they cannot be told apart**."
    winner = names[1] if verdict == "simplebaseline" else names[0]
    return (
        f"{found} **{winner} is more accurate**: SimpleBaseline minus hourglass is {value} points (95 %: {interval})."
    )


def brief(r: dict) -> str:
    """The same in half a line."""
    difference = r["pairs"][r["main"]]["differences"].get("pck@0.2")
    if difference is None:
        return "no torso is labelled, so nothing is known."
    one, other = (title_of(side["network"]) for side in say.main_pair(r))
    low, high = difference["interval"]
    verdict = r["findings"]["pairs"][r["main"]]["accuracy"]
    ends = {"neither": [low, high], "hourglass": [-high, -low], "simplebaseline": [low, high]}[verdict]
    interval = f"(95 %: {say.span(ends, sign=verdict == 'neither')})"
    gap = f"{say.one(abs(difference['value']))} points of PCK@0.2"
    return {
        "neither": f"{one} and {other} differ by {gap}, which may be luck {interval}.",
        "hourglass": f"{one} is {gap} ahead {interval}.",
        "simplebaseline": f"{other} is {gap} ahead {interval}.",
    }[verdict]


def trade(r: dict) -> str:
    """What one gives and what one gets for it."""
    found = r["findings"]["pairs"][r["main"]]
    where = say.all_cores(r)
    ratio = found["speed"][where]
    difference = r["pairs"][r["main"]]["differences"].get("pck@0.2")
    if difference is None:
        return ""
    one, other = (title_of(side["network"]) for side in say.main_pair(r))
    fast, slow = (other, one) if ratio < 1 else (one, other)
    right = {"hourglass": one, "simplebaseline": other}.get(found["accuracy"])
    saved = f"{say.times(min(ratio, 1 / ratio))} of the time {say.setting_words(where)}"
    points = f"{say.one(abs(difference['value']))} points of PCK@0.2"
    if abs(ratio - 1) < SAME_TIME:
        return f"They take the same time {say.setting_words(where)}, so accuracy decides."
    if right is None:
        return f"Whoever takes {fast} for {slow} needs {saved} and loses nothing that can be told."
    if right == fast:
        return f"{fast} wins both ways: {points} more in {saved}."
    return f"Whoever takes {fast} for {slow} needs {saved} and gives {points} for it."


def strictness(r: dict, number: int) -> str:
    """Whether the looser threshold and the mAP say the same."""
    differences = r["pairs"][number]["differences"]
    known = {name: differences[name] for name in TITLES if name in differences}
    parts = [
        f"{say.signed(one['value'])} in {TITLES[name]} ({say.span(one['interval'], sign=True)})"
        for name, one in known.items()
    ]
    agree = len({one["value"] > 0 for one in known.values()}) == 1
    told = "all measures point the same way" if agree else "the measures do not all point the same way"
    return f"SimpleBaseline minus hourglass is {say.listed(parts)}: {told}."


def joints(r: dict) -> str:
    """The easiest and the hardest joint of both, and where they differ most."""
    found = r["findings"]["pairs"][r["main"]]["joints"]
    if not found:
        return ""
    names = [title_of(side["network"]) for side in say.main_pair(r)]
    parts = [
        f"{name} is best at the {say.joint(one['best'])} ({say.one(one['best_pck'])} %) and worst at the "
        f"{say.joint(one['worst'])} ({say.one(one['worst_pck'])} %)"
        for name, one in zip(names, found["extremes"])
    ]
    more = names[1] if found["by"] > 0 else names[0]
    return (
        f"{parts[0]}; {parts[1]}. They differ most at the {say.joint(found['differs_most'])}, where {more} is right "
        f"{say.one(abs(found['by']))} points more often."
    )


def speed(r: dict, number: int) -> str:
    """How long a picture takes both networks, wherever it was measured."""
    pair = r["pairs"][number]
    names = [say.name(r, side) for side in say.sides(r, pair)]
    parts = []
    for place, (key, setting) in enumerate(r["speed"].items()):
        taken = [say.milliseconds(setting["networks"][one]["ms"]) for one in pair["keys"]]
        ratio = r["findings"]["pairs"][number]["speed"][key]
        beside = "the same" if abs(ratio - 1) < SAME_TIME else f"{say.share(ratio)} the time"
        whole = f"takes {names[0]} {taken[0]} and {names[1]} {taken[1]}" if not place else f"{taken[0]} and {taken[1]}"
        parts.append(f"{say.setting_words(key)} {whole} ({beside})")
    return f"From a picture to its joints it {_turned(parts[0])}{''.join(f', {part}' for part in parts[1:])}."


def _turned(part: str) -> str:
    """ "on one core takes A ..." -> "takes A ... on one core"."""
    where, _, rest = part.partition(" takes ")
    taken, _, beside = rest.rpartition(" (")
    return f"takes {taken} {where} ({beside}"


def effort(r: dict, number: int) -> str:
    """What the times come from, and what else a network costs."""
    found = r["findings"]["pairs"][number]
    times = sum(found["speed"].values()) / len(found["speed"])
    near = abs(times / found["multiply_adds"] - 1) < FOLLOWS
    why = "and its times follow" if near else "but its times do not follow: how the work is arranged counts as well"
    memory = f", {say.share(found['memory'])} the peak memory" if found["memory"] else ""
    return (
        f"SimpleBaseline does {say.share(found['multiply_adds'])} the hourglass's multiply-adds, {why}. Its file has "
        f"{say.share(found['bytes'])} the bytes{memory}, and a step of learning takes "
        f"{say.share(found['learning'])} the time."
    )


def size(r: dict) -> str:
    """Its numbers alone."""
    found = r["findings"]["full"]
    return (
        f"at the study's sizes SimpleBaseline has {say.share(found['parameters'])} the parameters and does "
        f"{say.share(found['multiply_adds'])} the multiply-adds of the hourglass."
    )


def sizes(r: dict) -> str:
    """The study's own sizes: fewer multiply-adds, not fewer parameters, as its own numbers say."""
    one, other = (r["full"][name]["costs"] for name in FAMILIES)
    found = r["findings"]["full"]
    smaller = "so it is not the smaller network" if found["parameters"] > 1 else "so it is the smaller network"
    return (
        f"At the study's sizes SimpleBaseline has {say.millions(other['parameters'])} parameters and the hourglass "
        f"{say.millions(one['parameters'])}, {smaller}. But it needs {say.billions(other['multiply_adds'])} "
        f"multiply-adds for a crop where the hourglass needs {say.billions(one['multiply_adds'])}, "
        f"{say.share(found['multiply_adds'])} them, and on its longest way a crop passes {other['depth']} "
        f"convolutions, not {one['depth']}."
    )


def stacks(r: dict) -> str:
    """What the later stacks add to the first, in every hourglass of the study."""
    parts = []
    for column in r["columns"]:
        found = column["stacks"]
        if "gain" not in found:
            continue
        rows, gain = found["stacks"], found["gain"]
        low, high = gain["interval"]
        surely = "a gain" if low > 0 else "a loss" if high < 0 else "which may be nothing"
        parts.append(
            f"the first stack of {say.name(r, column)} alone has a PCK@0.2 of {say.one(rows[0]['pck@0.2'])}, its last "
            f"{say.one(rows[-1]['pck@0.2'])}: {say.signed(gain['value'])} points "
            f"({say.span(gain['interval'], sign=True)}), {surely}"
        )
    if not parts:
        return "No hourglass here has more than one stack."
    people = next(column["stacks"]["people"] for column in r["columns"] if "gain" in column["stacks"])
    return say.capital("; ".join(parts)) + f" ({people:,} people, without the mirrored crop)."


def stability(r: dict) -> list[str]:
    """How much of a result is luck of the seed, and how steady the end of a training was."""
    found = []
    spreads = {key: one for key, one in r["findings"]["seeds"].items() if one}
    for key, one in spreads.items():
        found.append(
            f"{say.name(r, say.column_of(r, key))}, trained {one['seeds']} times, has a PCK@0.2 of "
            f"{say.one(one['mean'])} on average, from {say.one(one['low'])} to {say.one(one['high'])} (standard "
            f"deviation {say.one(one['deviation'])})."
        )
    once = [say.name(r, column) for column in r["columns"] if column["key"] not in spreads]
    if once:
        found.append(
            f"{say.listed(once)} {'was' if len(once) == 1 else 'were'} trained once, so the spread from seed to seed "
            "is not known; the intervals are those over people alone."
        )
    ends = [
        f"{say.one(column['log']['last_pck_spread'])} points in {say.name(r, column)}"
        for column in r["columns"]
        if column["log"] and column["log"]["last_pck_spread"] is not None
    ]
    return [*found, f"Over the last three validations the PCK moved by {say.listed(ends)}."] if ends else found


def fitting(r: dict) -> str:
    """The validation loss beside the training loss at the end."""
    known = [column for column in r["columns"] if column["log"] and column["log"]["gap"] is not None]
    if not known:
        return "No log here holds a validation loss."
    parts = [f"{say.times(column['log']['gap'])} in {say.name(r, column)}" for column in known]
    over = [say.name(r, column) for column in known if column["log"]["gap"] > OVERFIT]
    verdict = (
        f"{say.listed(over)} overfits" if over else "nowhere is it so far above 1 that it would tell of overfitting"
    )
    return f"At the end the validation loss over the training loss is {say.listed(parts)}: {verdict}."


def recipes(r: dict) -> str:
    """What the recipe changes beside what the network changes."""
    gains = r["findings"]["recipes"]
    known = [pair["differences"]["pck@0.2"]["value"] for pair in r["pairs"] if "pck@0.2" in pair["differences"]]
    if not gains or not known:
        return ""
    parts = [f"{title_of(name)} from {say.one(one['study'])} to {say.one(one['ours'])}" for name, one in gains.items()]
    most, between = max(abs(one["gain"]) for one in gains.values()), max(map(abs, known))
    more = "more than" if most > between else "no more than"
    return (
        f"The recipe `ours` brings {say.listed(parts)}: up to {say.one(most)} points, {more} what lies between the two "
        f"networks (up to {say.one(between)})."
    )
