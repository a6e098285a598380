"""The sticker's point of view: which network for which device, at which rate."""

from stickercam.study import say
from stickercam.study.plan import title_of


def advice(r: dict) -> list[str]:
    """A sentence for each device that was measured."""
    pair, found = say.main_pair(r), []
    for key, choice in r["findings"]["choices"].items():
        rows = r["findings"]["rates"]["settings"][key]
        best, other = sorted(pair, key=lambda side: side["key"] != choice["key"])
        rates = [rows[side["key"]]["rate"] for side in (best, other)]
        keeps = rows[best["key"]]["keeps"]
        beside = title_of(other["network"])
        both = f"both keep {keeps} pictures a second" if keeps else "neither keeps even 10 pictures a second"
        why = {
            "rate": f"it keeps {keeps} pictures a second ({rates[0]:.0f}), where {beside} comes to {rates[1]:.0f}",
            "accuracy": f"{both} ({rates[0]:.0f} and {rates[1]:.0f}), and it is more accurate",
            "speed": f"{both}, accuracy does not decide, and it is faster ({rates[0]:.0f}, not {rates[1]:.0f})",
        }[choice["because"]]
        found.append(f"**{say.capital(say.setting_words(key))} take {title_of(best['network'])}**: {why}.")
    return found


def needs(r: dict) -> list[str]:
    """What a sticker asks of a network, and what the numbers say about it."""
    pair = say.main_pair(r)
    names = [title_of(side["network"]) for side in pair]
    draw, found = r["findings"]["rates"]["draw_ms"], []
    shares = [r["findings"]["draw_share"][side["key"]] for side in pair]
    if draw:
        found.append(
            f"Drawing the figure takes {say.one(draw)} ms a picture whatever the network. "
            f"{say.capital(first_setting(r))} that is {shares[0]:.0f} % of all work with {names[0]} and "
            f"{shares[1]:.0f} % with {names[1]}, so a faster network does not make a sticker faster by as much."
        )
    loose = [say.pck(side, "0.5") for side in pair]
    if None not in loose:
        found.append(
            f"A figure is still recognised when a hand is not quite in its place: within half the torso {names[0]} has "
            f"{say.one(loose[0])} % of the joints and {names[1]} {say.one(loose[1])} %. The others are limbs that "
            "point the wrong way, and those are seen."
        )
    extremes = r["findings"]["pairs"][r["main"]]["joints"].get("extremes")
    if extremes:
        worst = [say.joint(one["worst"]) for one in extremes]
        both = (
            f"the {worst[0]} in both"
            if worst[0] == worst[1]
            else f"the {worst[0]} in {names[0]}, the {worst[1]} in {names[1]}"
        )
        matter = "hands and feet, on which a sticker lives, do better"
        if any(one["worst"].endswith(("wrist", "ankle")) for one in extremes):
            matter = "a sticker lives on hands and feet"
        found.append(f"The weakest joint is {both}: {matter}.")
    return found


def first_setting(r: dict) -> str:
    """Where the shares of drawing were taken: the slowest setting."""
    return say.setting_words(next(iter(r["speed"])))
