"""Limits, key findings, what disappointed, and what comes next: each with its figure."""

from stickercam.study import motion, say, words
from stickercam.study.plan import title_of

CAMERA = 30  # pictures a second
JUMPY = 1.0  # joints a second that flash elsewhere: from there on it is seen


def limits(r: dict) -> list[str]:
    """What these figures do not say."""
    about, findings, found = r["about"], r["findings"], []
    if findings["widest_interval"] is not None:
        found.append(
            f"{sum(about['sets'].values()):,} people were measured. Intervals of PCK@0.2 are up to "
            f"{say.one(findings['widest_interval'])} points wide; smaller differences want more people."
        )
    if about["made_up"]:
        found.append("All of them are made up, bodies rendered before rendered rooms, which says little about photos.")
    found.append(
        "Boxes are given and one person is asked about: finding people, or telling them apart, is not measured."
    )
    here = [say.name(r, column) for column in r["columns"] if column["trained_here"]]
    if here:
        found.append(
            f"The weights of {say.listed(here)} were chosen by validations on some of the people whom they are "
            "measured on, which flatters all of them alike."
        )
    if not any(setting["device"] == "cuda" for setting in r["speed"].values()):
        found.append("No NVIDIA card was at hand: times are those of one processor.")
    if findings["disturbed"]:
        found.append(
            "Other programs ran while times were taken: where the clock said much more than the processor, its own "
            "time stands, as if its cores had been free."
        )
    if about["seeds"] == 1:
        found.append("Every network was trained once. Which would win with another seed is not known.")
    small = [title_of(column["network"]) for column in say.main_pair(r) if column["network"] not in r["full"]]
    if small:
        found.append(f"{say.listed(small)} are small sizes for processors; full sizes may compare otherwise.")
    return found


def key_findings(r: dict) -> list[str]:
    """The answers to what the study asked."""
    parts = {
        "Accuracy": words.brief(r), "Speed": words.speed(r, r["main"]), "Trade": words.trade(r), "Size": words.size(r),
        "Stacks": words.stacks(r), "Recipe": words.recipes(r),
    }  # fmt: skip
    return [
        f"**{name}**: {part[:1].lower() if name == 'Speed' else part[:1]}{part[1:]}"
        for name, part in parts.items()
        if part
    ]


def disappointing(r: dict) -> list[str]:
    """What fell short of what the study hoped for, or a sticker needs."""
    found = [f"“{claim}” is not borne out: {told}." for claim, told, holds in motion.claims(r) if holds is False]
    extremes = r["findings"]["pairs"][r["main"]]["joints"].get("extremes", ())
    for side, one in zip(say.main_pair(r), extremes):
        found.append(
            f"{title_of(side['network'])} is right about the {say.joint(one['worst'])} in {say.one(one['worst_pck'])} "
            f"% of the people, about the {say.joint(one['best'])} in {say.one(one['best_pck'])} %."
        )
    for key, clip in r["clips"].items():
        for side in say.main_pair(r):
            jumps = side["films"][key]["raw"]["jumps"]
            if jumps is not None and jumps >= JUMPY:
                found.append(
                    f"Before the filter {title_of(side['network'])} lets {say.one(jumps)} joints a second jump on "
                    f"{motion.where(clip)}."
                )
    slow = [
        say.setting_words(key)
        for key, row in r["findings"]["rates"]["settings"].items()
        if not any(row[side["key"]]["keeps"] >= CAMERA for side in say.main_pair(r))
    ]
    if slow:
        found.append(f"Neither network keeps up with a camera of {CAMERA} pictures a second {say.listed(slow)}.")
    return found


def outlook(r: dict) -> list[str]:
    """What would say more, given what was not done here."""
    about, found = r["about"], []
    if about["made_up"]:
        found.append("With `--data npz:DIR`, `lsp:DIR` or `mpii:DIR` the same command measures on photos.")
    elif not any(spec.startswith("mpii") for spec in about["data"]):
        found.append("With MPII's photos at hand, `--data mpii:DIR` repeats the study on its own data.")
    if not any(column["network"] in r["full"] for column in r["columns"]):
        found.append(
            "The study's own sizes want a card: `--size full --trunk imagenet` there, or `--weights` here with what "
            "was trained there."
        )
    if about["seeds"] == 1 and any(column["trained_here"] for column in r["columns"]):
        found.append("`--seeds 3` would say how much of a difference is luck.")
    rising = r["findings"]["still_rising"]
    if rising:
        names = say.listed([say.name(r, say.column_of(r, key)) for key in rising])
        gains = say.listed([say.one(gain) for gain in rising.values()])
        found.append(
            f"Learning had not ended in {names}: over the last three validations the PCK rose by {gains} points."
        )
    extremes = r["findings"]["pairs"][r["main"]]["joints"].get("extremes", ())
    ends = [one["worst"] for one in extremes if one["worst"].endswith(("wrist", "ankle"))]
    if ends:
        what = "Hands and feet" if len(set(ends)) > 1 else f"The {say.joint(ends[0])}"
        found.append(
            f"{what}, where they are worst, would gain from more such joints in the data or a larger crop there."
        )
    return found
