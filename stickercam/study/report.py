"""The report: what stands in it, in its order, and its files. It reads results.json and pictures, nothing else."""

from pathlib import Path

from stickercam.study import advice, closing, figures, method, motion, say, tables, words
from stickercam.study.content import Block, Bullets, Cell, Heading, Table, Text
from stickercam.study.html import as_html
from stickercam.study.markdown import as_markdown
from stickercam.study.plan import title_of
from stickercam.system import partial

TITLE = "StackedHourglass against SimpleBaseline for action stickers"
HTML, MARKDOWN = "report.html", "report.md"
QUESTION = (
    "Two networks turn a picture of a person into sixteen joints, and an action sticker is drawn from those. The study "
    "asked how the two compare, by what to choose between them for stickers, and what their learning tells about them. "
    "Table {table:results} has the short answer."
)
HOURGLASS = (
    "A **stacked hourglass** (Newell, Yang and Deng, 2016) looks at a crop again and again. Each stack shrinks its "
    "maps to 4×4 cells, where the whole body is in sight at once, and grows them back, with a branch across at every "
    "scale so that no detail is lost. Each stack says where the joints are, is corrected for it in training, and hands "
    "both its answer and its features to the next (Figure {fig:hourglass})."
)
BASELINE = (
    "**SimpleBaseline** (Xiao, Wu and Wei, 2018) asks how little is enough: an ordinary image network down to 8×8 "
    "cells, and three deconvolutions up again. Nothing leads across, and there is one output (Figure "
    "{fig:simplebaseline})."
)
LOSSES = (
    "The hourglass adds up the losses of its stacks and SimpleBaseline has one, so the heights of these curves do not "
    "compare; their courses do (Figure {fig:losses})."
)
# Where the figures and tables of the study's outline are.
PLACES = (
    "The study's Figure 1 is Figure {fig:hourglass} here, its 2 and 3 are {fig:simplebaseline} (and {fig:measured}, as "
    "measured), 4 is {fig:way}, 5 is {fig:learning}, 6 is {fig:CLIP}, 7 is {fig:losses}, 8 is {fig:hardest}; its "
    "Tables 1, 2 and 3 are Tables {table:results}, {table:architecture} and {table:measures}."
)


def write_report(results: dict, out: Path) -> None:
    """OUT/report.html and OUT/report.md."""
    blocks = contents(results)
    for name, write in ((HTML, as_html), (MARKDOWN, as_markdown)):
        text = write(TITLE, by_line(results), blocks, out)
        with partial(out / name) as beside:
            beside.write_text(text, encoding="utf-8")


def by_line(r: dict) -> str:
    about = r["about"]
    machine = next(iter(r["speed"].values()))["machine"]
    return (
        f"A comparative study of two pose networks, measured. {about['date']}, stickercam {about['stickercam']}, on "
        f"{machine}. Every number is also in `results.json`."
    )


def contents(r: dict) -> list[Block]:
    return [*_summary(r), *_networks(r), *_experiment(r), *_results(r), *_discussion(r), *_conclusion(r), *_appendix(r)]


def _summary(r: dict) -> list[Block]:
    missing = [Text(f"**Missing**: {say.listed(r['missing'])}.")] if r["missing"] else []
    return [
        Text(method.kind(r)), Text(words.accuracy(r, r["main"])), Text(words.speed(r, r["main"])),
        Text(motion.verdict(r)), Text(" ".join(advice.advice(r))), *missing,
        Heading("1 The answer in one table", "answer"), Text(QUESTION), tables.results_table(r),
    ]  # fmt: skip


def _claims(r: dict) -> Table:
    marks = {True: Cell("holds", mark="yes"), False: Cell("does not", mark="no"), None: Cell("open")}
    rows = tuple((claim, told, marks[holds]) for claim, told, holds in motion.claims(r))
    caption = "What the study holds of SimpleBaseline, tested."
    return Table("claims", caption, ("Claim", "Measured", "Verdict"), rows)


def _networks(r: dict) -> list[Block]:
    one, two, measured = figures.architectures(r)
    return [
        Heading("2 The networks", "networks"), Text(HOURGLASS), one, Text(BASELINE), two,
        Text(words.sizes(r)), tables.architecture_table(r), measured,
    ]  # fmt: skip


def _experiment(r: dict) -> list[Block]:
    return [
        Heading("3 The experiment", "experiment"), Text(method.data(r)), Text(method.PREPARATION), figures.way(r),
        tables.measures_table(r), Text(method.training(r)), tables.columns_table(r), method.differences(r),
    ]  # fmt: skip


def _results(r: dict) -> list[Block]:
    names = say.listed([title_of(one["network"]) for one in say.main_pair(r)])
    others = [number for number in range(len(r["pairs"])) if number != r["main"]]
    swing = f"Limbs cross, the body turns away, hands are quick: a swing is hard. The networks are {names}."
    steady = "A sticker moves, so what is right on average and trembles is wrong. " + " ".join(motion.steadiness(r))
    return [
        Heading("4 Results", "results"),
        Heading("4.1 Learning", "learning", 3), Text(words.fitting(r)), figures.learning(r),
        Heading("4.2 A golf swing", "swing", 3), Text(swing), *(figures.swing(r, key) for key in r["clips"]),
        Heading("4.3 The losses, directly compared", "losses", 3), Text(LOSSES), figures.losses(r),
        Heading("4.4 The hardest people", "hardest", 3), figures.hardest(r),
        Heading("4.5 Accuracy", "accuracy", 3), Text(words.accuracy(r, r["main"])),
        Text(words.strictness(r, r["main"])), *_text(words.joints(r)), figures.curves(r),
        *(Text(words.accuracy(r, number)) for number in others), *_text(words.recipes(r)),
        Heading("4.6 Stack by stack", "stacks", 3), Text(words.stacks(r)), figures.stacks(r),
        Heading("4.7 Steadiness", "steadiness", 3), Text(steady), figures.smooth(r), tables.smooth_table(r),
        Heading("4.8 Stickers", "stickers", 3), figures.strips(r),
        Heading("4.9 Cost", "cost", 3), Text(words.effort(r, r["main"])), tables.efficiency_table(r),
    ]  # fmt: skip


def _text(sentence: str) -> list[Text]:
    return [Text(sentence)] if sentence else []


def _discussion(r: dict) -> list[Block]:
    return [
        Heading("5 Discussion", "discussion"),
        Heading("5.1 Accuracy, speed, stability", "three", 3),
        Text("Table {table:claims} takes the study's argument point by point."), _claims(r),
        Text(" ".join([say.capital(words.brief(r)), words.trade(r), words.strictness(r, r["main"])])),
        *_text(words.recipes(r)), Text(" ".join(words.stability(r))),
        Heading("5.2 The sticker's point of view", "advice", 3),
        *(Text(sentence) for sentence in advice.needs(r)), tables.devices_table(r), Bullets(tuple(advice.advice(r))),
        Heading("5.3 Limits", "limits", 3), Bullets(tuple(closing.limits(r))),
    ]  # fmt: skip


def _conclusion(r: dict) -> list[Block]:
    short = tuple(closing.disappointing(r)) or ("Nothing fell short of what was hoped for.",)
    return [
        Heading("6 Conclusion", "conclusion"),
        Heading("6.1 Key findings", "findings", 3), Bullets(tuple(closing.key_findings(r))),
        Heading("6.2 Disappointing points", "disappointing", 3), Bullets(short),
        Heading("6.3 Outlook", "outlook", 3), Bullets(tuple(closing.outlook(r))),
    ]  # fmt: skip


def _appendix(r: dict) -> list[Block]:
    versions = say.listed([f"{name} {version}" for name, version in r["about"]["versions"].items()])
    made = (
        "`stickercam study` trained or took the networks, measured them and wrote this page; run again it goes on "
        f"where it was. It ran with {versions} ({r['about']['system']}). "
    )
    places = PLACES.replace("CLIP", f"clip.{next(iter(r['clips']))}")
    return [Heading("How this was made", "made"), Text(made + places, "note")]
