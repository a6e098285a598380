"""How the study was done, and where that differs from the study's own text, with the reason."""

from stickercam.study import say
from stickercam.study.content import Table
from stickercam.study.plan import title_of

PREPARATION = (
    "As in the study, a square about the joints is cut out with a random margin of 0.1 to 0.3 of it on each side "
    "(where a network is measured the square is 1.25 times the longer side), resized to 256×256×3 and normalised as "
    "value / 127.5 − 1. Targets are 64×64×16 Gaussian heatmaps, two cells wide. Both networks minimise one weighted "
    "mean squared error, the hourglass at every stack. Figure {fig:way} follows a frame on its way."
)
RECIPES = {
    "study": "The recipe `study` is the study's own: Adam, learning rate 0.0007 and batch 16 for the hourglass, 0.0003 "
    "and batch 4 for SimpleBaseline, five epochs, a learning rate that falls when the validation loss stands still, "
    "early stopping, no augmentation but the margin.",
    "ours": "The recipe `ours` is the product's: AdamW, a cosine, crops that grow on the way, a running average of the "
    "weights, and augmentation by turns, scale, colour, blur, patches and crops at the waist.",
    "another": "Networks with another recipe came as others trained them.",
}


SETS = {"lspet": "Leeds Sports Pose Extended", "mpii": "MPII", "lsp": "Leeds Sports Pose"}


def _sets(r: dict, *, counted: bool = False) -> str:
    """The data sets by their names."""
    names = {name: SETS.get(name, name) for name in r["about"]["sets"]}
    parts = [
        f"{names[name]} ({people:,} people)" if counted else names[name] for name, people in r["about"]["sets"].items()
    ]
    return say.listed(parts)


def kind(r: dict) -> str:
    """What sort of study this is, in a sentence or two."""
    about = r["about"]
    people = sum(about["sets"].values())
    where = f"{people:,} made-up people" if about["made_up"] else f"{people:,} people of {_sets(r)}"
    if not about["quick"]:
        return f"Both networks were measured on {where}."
    return (
        f"**This is a quick study**: small networks, {_length(about['lasting'])} of learning each, measured on "
        f"{where}. It shows how the comparison is made; its figures say little about the networks."
    )


def _length(lasting: dict) -> str:
    for unit in ("minutes", "epochs"):
        if lasting.get(unit):
            return f"{lasting[unit]:g} {unit if lasting[unit] != 1 else unit[:-1]}"
    return "as long as the recipe says"


def data(r: dict) -> str:
    about = r["about"]
    if about["made_up"]:
        return (
            f"No data set was given, so people were made up: {about['learned_from']:,} to learn from and "
            f"{sum(about['sets'].values()):,} others to be measured on. Each is a rendered body of its own, in a pose, "
            "room and light of its own, and its sixteen joints are known exactly."
        )
    trained = any(column["trained_here"] for column in r["columns"])
    learned = f" What was trained here learned from the {about['learned_from']:,} people of their training splits."
    where = f"Measured on the validation splits of {_sets(r, counted=True)}, sixteen joints in MPII's order."
    return where + (learned if trained else "")


def training(r: dict) -> str:
    used = dict.fromkeys(column["recipe"] for column in r["columns"])
    told = " ".join(RECIPES[recipe] for recipe in used)
    return f"{told} Table {{table:columns}} says where each network's weights come from."


def differences(r: dict) -> Table:
    """What is not as the study has it."""
    sizes = " and ".join(say.millions(full["costs"]["parameters"]) for full in r["full"].values())
    torch = r["about"]["versions"]["torch"].split("+")[0]
    rows = [
        ("TensorFlow", f"PyTorch {torch}", f"The product is written in it. At the study's sizes the networks have "
         f"{sizes} parameters, as the study says."),
        *_data_row(r), *_size_rows(r),
        ("Several GPUs", "One process", "This machine has one card or none."),
        ("PCK, its normaliser left open", "The torso, right hip to left shoulder", "Leeds Sports Pose has no head "
         "boxes, so there is no PCKh as MPII has it."),
        ("Weight of a peak, its width, the plateau's factor and patience, all left open",
         "20, two cells, 0.3, two validations", "Chosen once, for both networks."),
    ]  # fmt: skip
    head = ("The study", "Here", "Reason")
    return Table("differences", "What differs from the study, and why.", head, tuple(rows))


def _data_row(r: dict) -> list[tuple]:
    about = r["about"]
    if any(spec.startswith("mpii") for spec in about["data"]):
        return []
    names = "Made-up people" if about["made_up"] else _sets(r)
    return [("MPII Human Pose", names, "MPII's photos are not at hand here; `--data mpii:DIR` takes them.")]


def _size_rows(r: dict) -> list[tuple]:
    """Sizes, what they began with, and how long they learned."""
    about, rows = r["about"], []
    small = [column for column in r["columns"] if column["network"] not in r["full"]]
    if small:
        names = say.listed(list(dict.fromkeys(title_of(one["network"]) for one in small)))
        reason = "A processor learns and runs these. Full sizes want a card; `--weights` takes them in."
        rows.append(("Full-size networks", names, reason))
    scratch = [
        column for column in r["columns"] if (column["network"], column["trained_here"]) == ("simplebaseline", True)
    ]
    if scratch and about["trunk"] is None:
        reason = "ImageNet weights could not be had here; `--trunk` takes them."
        rows.append(("ResNet-50 pretrained on ImageNet", "ResNet-50 from random values", reason))
    elif small:
        begun = list(dict.fromkeys(f"{title_of(one['network'])}: {one['began_with_words']}" for one in small))
        reason = "Small networks have a MobileNetV2 for a backbone and begin with what ships."
        rows.append(("ResNet-50 pretrained on ImageNet", "; ".join(begun), reason))
    if about["lasting"] and any(column["trained_here"] for column in r["columns"]):
        reason = "So that it is done in ten minutes." if about["quick"] else "As it was asked for."
        rows.append(("Five epochs", say.capital(_length(about["lasting"])), reason))
    return rows
