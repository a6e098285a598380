"""A character's file against what it may say: each wrong, unknown or pointless entry, by table and key."""

from difflib import get_close_matches

from stickercam.draw.usual import BONES, FACE, FORMAT, LIMITS, OPEN, PART, PART_LIMITS, PLACES, SPRING, USUAL


def near(word: str, known) -> str:
    """ " (did you mean head?)", or nothing."""
    close = get_close_matches(word, list(known), 1, 0.6)
    return f" (did you mean {close[0]}?)" if close else ""


def table_problems(table: dict) -> list[tuple[str, str, bool]]:
    """(where, what is wrong, whether nothing can be drawn with it) of a character's table."""
    found: list[tuple[str, str, bool]] = []
    if table.get("format", FORMAT) != FORMAT:
        found.append(("format", f"is {table['format']}, this version reads {FORMAT}", True))
    for key, value in table.items():
        if key in ("format", "name", "license", "author", "art"):
            continue
        if key not in USUAL and key != "parts":
            found.append((f"[{key}]", f"is no table that is known{near(key, USUAL)}", False))
        elif not isinstance(value, dict):
            found.append((key, "must be a table", True))
        elif key == "parts":
            found += [one for part, own in value.items() for one in _part_problems(part, own)]
        elif key in OPEN:
            found += [one for name, own in value.items() for one in _open_problems(key, name, own)]
        else:
            found += [one for name, own in value.items() for one in _value_problems(key, name, own, USUAL[key])]
    return found + _link_problems(table)


def _value_problems(table: str, key: str, value, usual: dict) -> list[tuple[str, str, bool]]:
    where = f"[{table}] {key}"
    if key not in usual:
        return [(where, f"is not known{near(key, usual)}", False)]
    limits = LIMITS.get((table, key), LIMITS.get((table, None), (-1e4, 1e4)))
    return [(where, wrong, True)] if (wrong := _wrong(value, usual[key]) or _outside(value, limits)) else []


def _outside(value, limits: tuple[float, float]) -> str:
    """Why a number, or one of several, is too small or too large; nothing if it is not, or no number."""
    numbers = [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, int | float)]
    low, high = limits
    fits = all(low <= v <= high for v in numbers if not isinstance(v, bool))
    return "" if fits else f"must be between {low:g} and {high:g}"


def _wrong(value, usual) -> str:
    """Why a value cannot stand for the usual one; nothing if it can."""
    if isinstance(usual, bool):
        return "" if isinstance(value, bool) else "must be true or false"
    if isinstance(usual, list):
        fits = isinstance(value, list) and len(value) == len(usual) and not any(_wrong(v, 0.0) for v in value)
        return "" if fits else f"must be {len(usual)} numbers, like {usual}"
    if isinstance(usual, str):
        return "" if isinstance(value, str) else f"must be text, like “{usual}”"
    number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e4
    return "" if number else "must be a number"


def _open_problems(table: str, name: str, own) -> list[tuple[str, str, bool]]:
    where = f"[{table}] {name}"
    if not isinstance(own, OPEN[table]):
        return [(where, "must be a table" if OPEN[table] is dict else "must be text", True)]
    if table == "palette" and not _is_color(own):
        return [(where, f"is {own}, must be a colour like #FF4F5E", True)]
    if table == "expressions":
        return [
            (where, f"has {key} = {value!r}", key in FACE)
            for key, value in own.items()
            if key not in FACE or _wrong(value, "" if FACE[key] is str else 0.0)
        ]
    return []


def _is_color(text: str) -> bool:
    digits = text.removeprefix("#")
    return text.startswith("#") and len(digits) == 6 and all(c in "0123456789abcdefABCDEF" for c in digits)


def _part_problems(part: str, own) -> list[tuple[str, str, bool]]:
    where = f"[parts.{part}]"
    if not isinstance(own, dict):
        return [(where, "must be a table", True)]
    found = []
    for key, value in own.items():
        if key not in PART:
            found.append((f"{where} {key}", f"is not known{near(key, PART)}", False))
        elif key in ("pivot", "at"):
            found += [(f"{where} {key}", wrong, True)] if (wrong := _wrong(value, [0.0, 0.0])) else []
        elif key == "spring":
            bad = not isinstance(value, dict) or any(k not in SPRING or _wrong(v, 0.0) for k, v in value.items())
            found += [(f"{where} {key}", "must be like { hz = 3.0, damping = 0.3 }", True)] if bad else []
            for k, v in () if bad else value.items():
                found += [(f"{where} {key} {k}", wrong, True)] if (wrong := _outside(v, PART_LIMITS[k])) else []
        elif wrong := _wrong(value, {bool: True, float: 0.0, str: ""}[PART[key]]) or _outside(
            value, PART_LIMITS.get(key, (-1e4, 1e4))
        ):
            found.append((f"{where} {key}", wrong, True))
    for key, known in (("bone", BONES), ("place", PLACES)):
        if isinstance(own.get(key), str) and own[key] not in known:
            found.append((f"{where} {key}", f"is {own[key]}, must be one of {', '.join(known)}", True))
    return found


def _link_problems(table: dict) -> list[tuple[str, str, bool]]:
    """Names that point to nothing: colours, expressions."""
    tables = {key: USUAL[key] | own if isinstance(own := table.get(key, {}), dict) else {} for key in USUAL}
    found = []
    for key in ("hose", "border", "shadow", "face"):
        for name, value in tables[key].items():
            if (
                (name.endswith("color") or name == "ink")
                and isinstance(value, str)
                and not (value in tables["palette"] or _is_color(value))
            ):
                wanted = f"is {value}, which the palette does not have{near(value, tables['palette'])}"
                found.append((f"[{key}] {name}", wanted, True))
    for action, mood in tables["actions"].items():
        if mood not in tables["expressions"]:
            found.append((f"[actions] {action}", f"is {mood}, which is no expression", False))
    return found
