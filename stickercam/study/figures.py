"""The figures of the report, drawn from results.json and the pictures beside it."""

from stickercam.study import say
from stickercam.study.charts import Series, bars, blank, lines
from stickercam.study.content import Figure, Panel
from stickercam.study.diagrams import network, people
from stickercam.study.plan import FAMILIES, title_of
from stickercam.study.tables import clip_words

STEPS = (
    ("picture", "1. A picture, and the square about the person"),
    ("crop", "2. The crop, {input}×{input}, as value / 127.5 − 1"),
    ("heatmaps", "3. {cells}×{cells} heatmaps, one a joint"),
    ("together", "4. All of them over the crop"),
    ("joints", "5. Their peaks, back in the picture"),
)

ORDER = (
    "head_top", "upper_neck", "thorax", "r_shoulder", "l_shoulder", "r_elbow", "l_elbow", "r_wrist", "l_wrist",
    "pelvis", "r_hip", "l_hip", "r_knee", "l_knee", "r_ankle", "l_ankle",
)  # fmt: skip
SEEN = "thousand people seen"
ARCHITECTURE = {
    "hourglass": "The stacked hourglass of the study, drawn from the module. A box is as wide as its maps are large, "
    "so each stack is an hourglass. Arcs are the skip branches at each scale, broken lines the heatmaps and features "
    "that go into the next stack.",
    "simplebaseline": "SimpleBaseline of the study, drawn from the module: down by its backbone, up again by three "
    "deconvolutions.",
    "measured": "The two networks that the pictures below are by, drawn from their modules in the same way.",
}
LEARNING = (
    "How each network learned: the loss on the people that it learns from and on people held back, and the PCK of "
    "those. Crops may grow on the way, and people held back are shown without augmentation, so the two losses "
    "need not meet."
)
CURVES = (
    "How many joints count as right, by how strict one is, and joint by joint. Left and right are the person's own."
)
STACKS = (
    "Heatmaps stack by stack at the top of the swing: all sixteen, and the left wrist's alone. Each stack of the "
    "hourglass is trained to give them, which is its intermediate supervision; SimpleBaseline has one output."
)
SMOOTH = (
    "The height of the wrist that moves most, as it comes from each network: unfiltered, where its score is .35 or "
    "more. Spikes are what a sticker's limbs would flash with, gaps are lost joints."
)


def architectures(r: dict) -> list[Figure]:
    """Figures 1 to 3."""
    made = [
        Figure(name, ARCHITECTURE[name], (Panel(svg=network(r["full"][name], name, title)),))
        for name, title in FAMILIES.items()
    ]
    pair = say.main_pair(r)
    panels = tuple(Panel(svg=network(one["anatomy"], one["family"], title_of(one["network"]))) for one in pair)
    return [*made, Figure("measured", ARCHITECTURE["measured"], panels)]


def way(r: dict) -> Figure:
    found = r["pictures"]["way"]
    files = {file.split(".")[-2]: file for file in found["files"]}
    panels = tuple(Panel(words.format(**found), file=files[name], alt=words.format(**found)) for name, words in STEPS)
    one, _ = say.main_pair(r)
    caption = (
        f"The way of a frame, here of a made-up person at the top of a golf swing, through {say.name(r, one)}. The "
        f"highest peak is {found['peak_most']:.2f} ({say.joint(found['surest'])}), the lowest "
        f"{found['peak_least']:.2f} ({say.joint(found['least_sure'])})."
    )
    return Figure("way", caption, panels, "tiles")


def learning(r: dict) -> Figure:
    """How each network learned; a network without a log says so."""
    panels = []
    for column in r["columns"]:
        log, title, family = column["log"], say.name(r, column), column["family"]
        if log is None:
            panels.append(Panel(svg=blank(title, f"there is no training log beside {column['file']}")))
            continue
        loss = [Series("training", family, log["training"], thin=True)]
        if log["validation"]:
            loss.append(Series("validation", family, log["validation"], broken=True, dots=True))
        panels.append(Panel(svg=lines(loss, title=f"{title}: loss", x=SEEN, y="loss", log=True, x_factor=1000)))
        if log["pck"]:
            pck = [Series("validation", family, log["pck"], dots=True, broken=column["recipe"] == "study")]
            chart = lines(pck, title=f"{title}: PCK@0.2", x=SEEN, y="per cent", y_range=(0, 100), x_factor=1000)
            panels.append(Panel(svg=chart))
    return Figure("learning", LEARNING, tuple(panels))


def losses(r: dict) -> Figure:
    """All networks in one plot each."""
    panels = []
    for kind, title in (("training", "Training loss"), ("validation", "Validation loss")):
        known = [column for column in r["columns"] if column["log"] and column["log"][kind]]
        series = [
            Series(say.name(r, column), column["family"], column["log"][kind], broken=column["recipe"] == "study",
                   dots=kind == "validation", thin=kind == "training")
            for column in known
        ]  # fmt: skip
        without = say.listed([say.name(r, column) for column in r["columns"] if column not in known])
        if series:
            chart = lines(series, title=title, x=SEEN, y="loss", log=True, x_factor=1000)
            panels.append(Panel(f"Not in the log of {without}." if without else "", chart))
        else:
            panels.append(Panel(svg=blank(title, f"no log has it: {without}")))
    return Figure("losses", "Training and validation loss of all networks, directly compared.", tuple(panels))


def curves(r: dict) -> Figure:
    """PCK against its threshold, and by joint."""
    chart = blank("PCK by threshold", "no torso is labelled in these people")
    points = {column["key"]: [point for point in column["measures"]["curve"] if point[1] is not None]
              for column in r["columns"]}  # fmt: skip
    series = [
        Series(say.name(r, column), column["family"], points[column["key"]], broken=column["recipe"] == "study")
        for column in r["columns"]
        if points[column["key"]]
    ]
    if series:
        x = "threshold, in torsos"
        chart = lines(series, title="PCK by threshold", x=x, y="per cent", y_range=(0, 100))
    pair = say.main_pair(r)
    kinds = [(say.name(r, one), one["family"], False) for one in pair]
    tables = [one["measures"].get("pck@0.2", {}).get("joints", {}) for one in pair]
    rows = [(say.joint(name), [(table.get(name), None) for table in tables]) for name in ORDER]
    joints = bars(rows, kinds, title="PCK@0.2 by joint", x="per cent", high=100)
    return Figure("curves", CURVES, (Panel(svg=chart), Panel(svg=joints)))


def stacks(r: dict) -> Figure:
    """What each stack sees, and how right it is."""
    panels = []
    for column in say.main_pair(r):
        files = r["pictures"]["heat"][column["key"]]["files"]  # two a stack
        for number, found in enumerate(column["stacks"]["stacks"]):
            stack = f", stack {number + 1}" if len(files) > 2 else ""
            name = title_of(column["network"]) + stack
            sides = tuple(
                Panel(file=file, alt=f"{name}: {words}")
                for file, words in zip(files[2 * number : 2 * number + 2], ("all joints", "left wrist"))
            )
            panels.append(Panel(f"**{name}**: PCK@0.2 {say.one(found['pck@0.2'])}", sides=sides))
    return Figure("stacks", STACKS, tuple(panels), "pairs")


def swing(r: dict, key: str) -> Figure:
    """Moments of a clip, both networks beside each other."""
    found, clip = r["pictures"]["moments"][key], r["clips"][key]
    names = [title_of(one["network"]) for one in say.main_pair(r)]
    panels = []
    for moment in found["moments"]:
        sides = tuple(_person([panel], name) for panel, name in zip(moment["panels"], names))
        panels.append(Panel(f"{moment['seconds']:.2f} s", sides=sides))
    shown = "" if clip["photos"] else " The joints alone are shown, on a plain ground."
    caption = (
        f"{clip_words(clip)}, at moments between which the hands go equally far: {names[0]} left, {names[1]} right. "
        f"The person's right is warm, the left cool.{shown}"
    )
    return Figure(f"clip.{key}", caption, tuple(panels), "pairs")


def _person(panels: list[dict], name: str) -> Panel:
    """A picture if there is one, else bones: of several panels the first, the truth, lies lowest."""
    if "file" in panels[-1]:
        return Panel(name, file=panels[-1]["file"], alt=name)
    kinds = ["truth"] * (len(panels) - 1) + [""]
    return Panel(name, svg=people([(one["joints"], one["score"], kind) for one, kind in zip(panels, kinds)], name))


def hardest(r: dict) -> Figure:
    rows = [row["panels"] for row in r["pictures"]["hardest"]["people"]]
    names = [title_of(one["network"]) for one in say.main_pair(r)]
    drawn = not any("file" in panel for row in rows for panel in row)
    panels = []
    for truth, *answers in rows:
        if drawn:
            sides = tuple(_person([truth, one], name) for one, name in zip(answers, names))
        else:
            sides = (_person([truth], "truth"), *(_person([one], name) for one, name in zip(answers, names)))
        panels.append(Panel(sides=sides))
    how = "in grey the labelled truth, over it what a network says" if drawn else "first the truth, then what each says"
    caption = f"The people whom both networks together get most wrong (the lowest keypoint similarity): {how}."
    return Figure("hardest", caption, tuple(panels), "pairs" if drawn else "triples")


def smooth(r: dict) -> Figure:
    """How high the leading wrist is, as it comes from both networks."""
    panels = []
    for key, clip in r["clips"].items():
        films = [(say.name(r, one), one["family"], one["films"][key]["wrist"]) for one in say.main_pair(r)]
        ways = [("truth", "truth", clip["wrist"])] if "wrist" in clip else []
        wrist = _leading([*ways, *films])
        series = [Series(name, family, way[wrist], broken=family == "truth") for name, family, way in ways + films]
        series = [one for one in series if one.points]
        chart = blank(clip_words(clip), "neither network was sure of a wrist")
        if series:
            chart = lines(
                series, title=f"{clip_words(clip)}: {wrist}", x="seconds", y="height over the hips, in torsos"
            )
        panels.append(Panel(svg=chart))
    return Figure("smooth", SMOOTH, tuple(panels))


def _leading(ways: list[tuple[str, str, dict]]) -> str:
    """The wrist that goes up and down most, by whoever comes first: the truth, or the hourglass."""
    spans = {}
    for wrist in ("right wrist", "left wrist"):
        heights = [height for _, height in ways[0][2][wrist]]
        spans[wrist] = max(heights) - min(heights) if heights else 0.0
    return max(spans, key=spans.get)


def strips(r: dict) -> Figure:
    key = next(iter(r["clips"]))
    rows = []
    for column in say.main_pair(r):
        made, name = r["pictures"]["stickers"][key][column["key"]], say.name(r, column)
        if made:
            panels = tuple(Panel(file=file, alt=f"sticker by {name}") for file in made["files"])
            rows.append((f"{name}: {made['pictures']} pictures, {made['bytes'] / 1000:.0f} kB as WebP", panels))
        else:
            rows.append((f"{name}: nobody was seen well enough for a sticker", ()))
    caption = f"{clip_words(r['clips'][key])} as a sticker by each network, by the product's own filter and character."
    return Figure("stickers", caption, (), "strip", tuple(rows))
