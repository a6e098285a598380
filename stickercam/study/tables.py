"""The tables of the report."""

from stickercam.study import say
from stickercam.study.content import Cell, Table
from stickercam.study.plan import FAMILIES, title_of

KINDS = {"pckh@0.5": "PCKh@0.5", "pck@0.5": "PCK@0.5", "pck@0.2": "PCK@0.2", "map": "mAP"}
MARKS = {"hourglass": "hg", "simplebaseline": "sb"}
RECIPES = {"study": "the study's recipe", "ours": "the recipe `ours`", "another": "as others trained them"}
DEVICES = {"cpu": "processor", "cuda": "card"}
STATED = {"hourglass": "25.1 M stated", "simplebaseline": "34.0 M stated"}  # by the study
MEASURES = (
    ("PCK@0.5, PCK@0.2", "Of the labelled joints, the share found within half, or a fifth, of the torso from their "
     "true place. The torso is the distance from right hip to left shoulder; the mean pools the twelve joints of arms "
     "and legs; people whose torso is not labelled are left out."),
    ("mAP", "Mean over the thresholds .50, .55, ... .95 of the average precision by object keypoint similarity, over "
     "the same twelve joints; area: {area}. Boxes are given."),
    ("Time", "From a picture's pixels to its joints, one person: crop, network once, decoding. Median and 95th "
     "centile, the networks in turns."),
    ("Multiply-adds, parameters", "Of the convolutions, for one crop; learned values."),
    ("Tremor", "How much joints shake from frame to frame, in per cent of the torso: the median of second differences, "
     "scaled to the deviation of white noise. Motion that speeds up adds to it, alike for both networks."),
    ("Jumps", "Joints that for one frame lie three tenths of the torso or more off the middle between before and "
     "after; a second."),
    ("Lost joints", "Share of joints with a score below .35, from which on a sticker shows them."),
    ("95 % interval", "The middle 95 % over resamples of the people, drawn with replacement."),
)  # fmt: skip

PCKH = (
    "PCKh@0.5", "The same within half of MPII's head size, 0.6 of the diagonal of the head box; the mean pools "
    "fourteen joints, without pelvis and thorax."
)  # fmt: skip


def _head(r: dict) -> tuple:
    """A column for each network of the study."""
    return ("", *(Cell(say.name(r, column), mark=MARKS[column["family"]]) for column in r["columns"]))


def results_table(r: dict) -> Table:
    """Accuracy with intervals, time, and what SimpleBaseline improves."""
    rows: list = []
    for pair in r["pairs"]:
        sides = say.sides(r, pair)
        names = " and ".join(title_of(side["network"]) for side in sides)
        rows.append(f"{names}, {RECIPES[pair['recipe']]}")
        rows += [_accuracy_row(key, sides, pair["differences"][key]) for key in KINDS if key in pair["differences"]]
        rows += [_speed_row(key, setting, sides) for key, setting in r["speed"].items()]
    head = ("", Cell("Hourglass", mark="hg"), Cell("SimpleBaseline", mark="sb"), "Improve\u00adment")
    machines = say.listed(sorted({setting["machine"] for setting in r["speed"].values()}))
    note = (
        "In small type: 95 % intervals over people. Times: one picture after the other (batch 1), from its pixels to "
        f"its joints, on {machines}. Improvements are SimpleBaseline's: points of accuracy, on the same people, and "
        "the share of the time that it saves."
    )
    return Table("results", "Accuracy and time of both networks.", head, tuple(rows), note)


def _accuracy_row(key: str, sides: tuple[dict, dict], difference: dict) -> tuple:
    cells = []
    for side in sides:
        found = side["measures"]["oks" if key == "map" else key]
        value = side["measures"]["map"] if key == "map" else found["mean"]
        cells.append(Cell(say.one(value), say.span(found["interval"])))
    gain = Cell(say.signed(difference["value"]), say.span(difference["interval"], sign=True))
    return (Cell(KINDS[key], f"{found['people']:,} people"), *cells, gain)


def _speed_row(key: str, setting: dict, sides: tuple[dict, dict]) -> tuple:
    taken = [setting["networks"][side["key"]] for side in sides]
    saved = 100 * (1 - taken[1]["ms"] / taken[0]["ms"])
    words = f"{saved:.0f} % less" if saved >= 0 else f"{-saved:.0f} % more"
    engine = f"{taken[0]['engine']} {taken[0]['precision']}"
    return (
        Cell(f"Time, {key}", engine),
        *(Cell(say.milliseconds(one["ms"]), _late(one)) for one in taken),
        Cell(words),
    )


def _late(taken: dict) -> str:
    """What is said below a time."""
    if taken["disturbed"]:
        clock = f"{say.milliseconds(taken['median_ms'])}, p95 {say.milliseconds(taken['p95_ms'])}"
        return f"of processor; disturbed: {clock}"
    return f"p95 {say.milliseconds(taken['p95_ms'])}"


def architecture_table(r: dict) -> Table:
    """What both networks are made of: the study's sizes, and those that were measured."""
    columns = [(name, r["full"][name], STATED[name], name) for name in FAMILIES]
    measured = {column["network"]: column for column in say.main_pair(r) if column["network"] not in FAMILIES}
    columns += [(name, column["anatomy"], "", column["family"]) for name, column in measured.items()]
    parts = [anatomy for _, anatomy, _, _ in columns]
    rows = (
        ("Input", *(f"{a['input']}×{a['input']}×3" for a in parts)),
        ("Stem or backbone", *(_trunk(a) for a in parts)),
        ("Body", *(_body(a) for a in parts)),
        ("Depth", *(f"{a['costs']['depth']} convolutions" for a in parts)),
        ("Residual blocks", *(str(a["residuals"]) for a in parts)),
        ("Smallest map", *(f"{a['smallest']}×{a['smallest']}" for a in parts)),
        ("Output", *(f"{a['output'][1]}×{a['output'][2]}×{a['output'][0]}" for a in parts)),
        ("Supervision", *(_supervision(a) for a in parts)),
        ("Skips", *(_skips(a) for a in parts)),
        ("Parameters", *(Cell(say.millions(a["costs"]["parameters"]), stated) for _, a, stated, _ in columns)),
        ("Multiply-adds", *(say.billions(a["costs"]["multiply_adds"]) for a in parts)),
    )
    head = ("", *(Cell(title_of(name), mark=MARKS[family]) for name, _, _, family in columns))
    note = "Read off the modules: parts by walking through them, shapes and multiply-adds by passing a crop's shape."
    return Table("architecture", "The two architectures.", head, rows, note)


def _trunk(a: dict) -> str:
    if a["backbone"]:
        return a["backbone"].replace("resnet", "ResNet-").replace("mobilenetv2-", "MobileNetV2 × ")
    return "7×7 convolution, batch norm, ReLU, residuals"


def _body(a: dict) -> str:
    sizes = [str(part["size"]) for part in a["parts"] if part["kind"] == "deconvolution"]
    if sizes:
        return f"{len(sizes)} deconvolutions, to {say.listed(sizes)}"
    first = ", the first out of the backbone" if a["backbone"] else ""
    return f"{a['outputs']} hourglasses{first}"


def _supervision(a: dict) -> str:
    return f"{a['outputs']} losses, one a stack" if a["outputs"] > 1 else "1 loss, at the output"


def _skips(a: dict) -> str:
    skips = a["skips"]
    words = [f"{skips['across']} across scales"] if skips["across"] else []
    words += [f"{skips['between']} between stacks"] if skips["between"] else []
    return ", ".join([*words, f"{skips['residual']} within blocks"])


def measures_table(r: dict) -> Table:
    """What the measures mean."""
    one, _ = say.main_pair(r)
    area = one["measures"].get("oks", {}).get("area", "a share of the box of the labelled joints")
    rows = [(name, words.replace("{area}", area)) for name, words in MEASURES]
    if "pckh@0.5" in r["pairs"][r["main"]]["differences"]:
        rows.insert(1, PCKH)
    return Table("measures", "The measures.", ("Measure", "What it is"), tuple(rows))


def columns_table(r: dict) -> Table:
    """What every column is: weights, recipe, data, epochs."""
    rows = []
    for column in r["columns"]:
        data = [spec.partition(":")[2].rpartition("/")[2].split("@")[0] or spec for spec in column["data"]]
        told = column["recipe_settings"]
        rate = f"{told['optimizer']}, {told['learning_rate']:g}, batch {told['batch']}" if told else ""
        rows.append((
            Cell(title_of(column["network"]), "trained here" if column["trained_here"] else column["file"],
                 MARKS[column["family"]]),
            Cell(column["recipe"] if column["recipe"] != "another" else "of others", rate),
            Cell(say.listed(data) or say.UNKNOWN),
            Cell(say.lasted(column), f"{column['minutes']:.0f} min of learning" if column["minutes"] else ""),
            Cell(column["began_with_words"]),
        ))  # fmt: skip
    head = ("Network", "Recipe", "Learned from", "Learning", "Began with")
    return Table("columns", "Where each network's weights come from.", head, tuple(rows))


def efficiency_table(r: dict) -> Table:
    """File, memory, speed, learning."""
    columns = r["columns"]
    rows: list = [
        ("Weights file", *(say.megabytes(column["bytes"]) for column in columns)),
        ("Multiply-adds", *(say.billions(column["anatomy"]["costs"]["multiply_adds"]) for column in columns)),
    ]
    for key, setting in r["speed"].items():
        taken = [setting["networks"][column["key"]] for column in columns]
        cores = [f"{say.milliseconds(one['cpu_ms'])} of processor" * (setting["device"] == "cpu") for one in taken]
        cells = [Cell(say.one(1000 / one["ms"]), core) for one, core in zip(taken, cores)]
        rows.append((Cell("Pictures a second", key), *cells))
    for device in columns[0]["memory"]:
        held = [say.megabytes(column["memory"][device]) for column in columns]
        rows.append((Cell("Peak memory", DEVICES[device]), *held))
    for device in columns[0]["learning"]:
        learning = [column["learning"][device] for column in columns]
        rows.append(
            (Cell("Learning", f"a person, {DEVICES[device]}"), *(say.milliseconds(one["ms"]) for one in learning))
        )
        epoch = f"of {r['about']['learned_from']:,} people, {DEVICES[device]}"
        rows.append((Cell("An epoch", epoch), *(say.minutes(one["epoch_minutes"]) for one in learning)))
    note = (
        "Memory: the most that a process holds which opens the network in the product's engine and looks at pictures. "
        "Learning: a step of training, forward and back, four people at a time, of the size that the network takes."
    )
    if not any(setting["device"] == "cuda" for setting in r["speed"].values()):
        note += " No NVIDIA card was at hand, so there are no figures of one."
    return Table("efficiency", "What the networks cost on this machine.", _head(r), tuple(rows), note)


def smooth_table(r: dict) -> Table:
    """How steady the joints are, clip by clip, as they come and as the product filters them."""
    rows: list = []
    for key, clip in r["clips"].items():
        about = r["columns"][0]["films"][key]
        rows.append(f"{clip_words(clip)}, {about['frames']} frames in {say.one(about['seconds'])} s")
        for column in r["columns"]:
            film = column["films"][key]
            raw, steady = film["raw"], film["steady"]
            right = f"{say.one(film['truth']['pck@0.2'])} % right" if film.get("truth") else ""
            rows.append((
                Cell(say.name(r, column), right, MARKS[column["family"]]),
                Cell(say.two(raw["tremor"], " %"), f"filtered {say.two(steady['tremor'], ' %')}"),
                Cell(say.one(raw["jumps"]), f"filtered {say.one(steady['jumps'])}"),
                Cell(say.one(raw["lost"], " %"), f"filtered {say.one(steady['lost'], ' %')}"),
                Cell(say.one(film["lost_frames"], " %")),
            ))  # fmt: skip
    head = ("", "Tremor", "Jumps a second", "Lost joints", "Nobody found")
    note = "“Right” is PCK@0.2 against the truth, which is known of made-up people. Nobody found: share of the frames."
    return Table("smooth", "How steady the joints of a moving person are.", head, tuple(rows), note)


def clip_words(clip: dict) -> str:
    return "A made-up person's golf swing" if clip["made_up"] else f"The clip {clip['file']}"


def devices_table(r: dict) -> Table:
    """Which network on which device at which rate."""
    rows = []
    for key, row in r["findings"]["rates"]["settings"].items():
        cells = []
        for column in r["columns"]:
            one = row[column["key"]]
            keeps = f"keeps {one['keeps']}" if one["keeps"] else "keeps not even 10"
            cells.append(Cell(f"{one['rate']:.0f} a second", keeps))
        rows.append((Cell(key), *cells))
    note = (
        "Pictures a second from frame to drawn sticker such that hardly one is late: the network's 95th centile and "
        f"{say.one(r['findings']['rates']['draw_ms'])} ms to draw the figure."
    )
    caption = "Which of 10, 20 and 30 pictures a second each network keeps."
    return Table("devices", caption, _head(r), tuple(rows), note)
