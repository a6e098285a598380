"""The study's pipeline as a picture: from photo and box over crop and augmentation to the heatmaps that are learned."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from stickercam.errors import StickercamError, UsageError
from stickercam.models.geometry import OUTSIDE, crop_matrix, frame_to_crop, roi_of
from stickercam.models.skeleton import BONES, SIDE_COLORS
from stickercam.train.augment import AugmentSettings
from stickercam.train.augment.crops import Crops
from stickercam.train.augment.draws import draw_numbers
from stickercam.train.augment.host import Host
from stickercam.train.batches import targets
from stickercam.train.datasets import open_data
from stickercam.train.sample import Dataset, Sample
from stickercam.train.synth.output import beside

CELL, GAP, HEAD, FOOT = 256, 18, 44, 54  # pixels of the sheet: pictures, between them, words above and below
TIMES = 3  # how often one person is augmented
FINE = 2  # lines are drawn so many times larger and shrunk: smoother than OpenCV's own
PAPER, INK, FAINT = (255, 255, 255), (38, 42, 51), (122, 128, 140)
BOX = (255, 255, 255)
SIGMA = 2.0  # cells of a 64-cell heatmap, as the recipes have it
MARGIN = 1.4  # the plain crop's side over the box: the study's random margin is 0.1 to 0.3 on each side
TITLES = ("picture, person, crop", "crop", *["augmented"] * TIMES, "its heatmaps")
SIDE_OF = {joint: side for start, end, side in reversed(BONES) for joint in (start, end)}


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Joints in a picture: xy (16, 2), drawn: (16,) bool, sure: (16,) bool."""

    xy: np.ndarray
    drawn: np.ndarray
    sure: np.ndarray


def show(
    data: list[str], out: Path, *, count: int = 6, seed: int = 0, size: int = 256,
    settings: AugmentSettings = AugmentSettings(),  # noqa: B008 (frozen)
) -> Path:  # fmt: skip
    """Write a PNG with a row for each of `count` people of the training split, of all sets in turn."""
    if count < 1 or size < 64 or size % 64:
        raise UsageError(f"{count} people at {size} pixels cannot be shown", "ask for 1 or more, at 128, 192 or 256")
    if Path(out).suffix.lower() != ".png":
        raise UsageError(f"{out} is no name of a PNG", "write -o sheet.png")
    sets = [dataset for spec in data for dataset in open_data(spec, "train", seed=seed) if len(dataset.samples)]
    if not sets:
        raise StickercamError(f"{', '.join(data)} has nobody to show", "name another data set")
    rng = np.random.default_rng(seed)
    rooms = [room for dataset in sets for room in dataset.rooms]
    rows = []
    for number in range(count):
        dataset = sets[number % len(sets)]
        sample = dataset.samples[int(rng.integers(len(dataset.samples)))]
        rows.append((_caption(dataset, sample), _row(sample, Host(rooms), rng, size=size, settings=settings)))
    with beside(Path(out)) as file:
        _sheet(rows).save(file, format="PNG")
    return Path(out)


def _caption(dataset: Dataset, sample: Sample) -> str:
    if sample.nobody:
        return f"{dataset.name}: nobody, every map is empty"
    return f"{dataset.name}: {int((sample.joints[:, 2] > 0).sum())} of 16 joints known"


def _row(sample: Sample, host: Host, rng: np.random.Generator, *, size: int, settings: AugmentSettings) -> list:
    """The cells of one person, (CELL, CELL, 3) uint8 each."""
    image = sample.load()
    known = Marks(sample.joints[:, :2], sample.joints[:, 2] > 0, sample.joints[:, 2] > 1)
    roi = roi_of(sample.box, 1.0 if sample.nobody else MARGIN)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    grey = (OUTSIDE,) * 3
    plain = cv2.warpAffine(image, crop_matrix(roi, size), (size, size), flags=flags, borderValue=grey)
    in_crop = Marks(frame_to_crop(sample.joints[:, :2], roi, size), known.drawn, known.sure)
    made, crops = host.make([sample] * TIMES, draw_numbers(TIMES, rng), size=size, settings=settings)
    pictures = ((made.permute(0, 2, 3, 1).numpy() + 1) * 127.5).round().astype(np.uint8)
    marked = [_drawn(picture, _marks(crops, row)) for row, picture in enumerate(pictures)]
    return [_picture(image, sample, roi), _drawn(plain, in_crop), *marked, _heat(pictures[-1], crops, TIMES - 1)]


def _marks(crops: Crops, row: int) -> Marks:
    return Marks(crops.xy[row], crops.present[row], crops.weight[row] > 0.9)


def _picture(image: np.ndarray, sample: Sample, roi) -> np.ndarray:
    """The whole picture, as large as it goes, with box and crop; the crop may leave the picture."""
    corners = np.array([[roi.x - roi.side / 2, roi.y - roi.side / 2], [roi.x + roi.side / 2, roi.y + roi.side / 2]])
    low = np.minimum(corners[0], 0).round().astype(int)
    high = np.maximum(corners[1], image.shape[1::-1]).round().astype(int) + 1
    room = np.full((*(high - low)[::-1], 3), PAPER, np.uint8)
    room[-low[1] : -low[1] + image.shape[0], -low[0] : -low[0] + image.shape[1]] = image
    scale = CELL * FINE / max(room.shape[:2])
    fine = cv2.resize(room, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    square = np.full((CELL * FINE, CELL * FINE, 3), PAPER, np.uint8)
    x, y = (CELL * FINE - np.array(fine.shape[1::-1])) // 2
    square[y : y + fine.shape[0], x : x + fine.shape[1]] = fine
    boxes = [(corners, SIDE_COLORS["l"])] + ([] if sample.nobody else [(sample.box.reshape(2, 2), SIDE_COLORS["r"])])
    for box, colour in boxes:
        a, b = (np.clip((corner - low) * scale + (x, y), 2, CELL * FINE - 3).round().astype(int) for corner in box)
        for paint, width in ((BOX, 4 * FINE), (colour, 2 * FINE)):
            cv2.rectangle(square, a, b, paint, width, cv2.LINE_AA)
    return cv2.resize(square, (CELL, CELL), interpolation=cv2.INTER_AREA)


def _drawn(picture: np.ndarray, marks: Marks) -> np.ndarray:
    """A square picture with bones and joints in the colours of their sides; unsure joints are rings."""
    scale = CELL * FINE / picture.shape[0]
    fine = cv2.resize(picture, (CELL * FINE, CELL * FINE), interpolation=cv2.INTER_CUBIC)
    places = [tuple(int(v) for v in point) for point in ((marks.xy + 0.5) * scale - 0.5).clip(-4000, 4000).round()]
    for wide, dark in ((5, True), (3, False)):
        for start, end, side in BONES:
            if marks.drawn[start] and marks.drawn[end]:
                paint = INK if dark else SIDE_COLORS[side]
                cv2.line(fine, places[start], places[end], paint, wide * FINE, cv2.LINE_AA)
    for joint in np.flatnonzero(marks.drawn):
        cv2.circle(fine, places[joint], 5 * FINE, INK, -1, cv2.LINE_AA)
        cv2.circle(fine, places[joint], 4 * FINE, SIDE_COLORS[SIDE_OF[joint]], -1, cv2.LINE_AA)
        if not marks.sure[joint]:
            cv2.circle(fine, places[joint], 2 * FINE, INK, -1, cv2.LINE_AA)
    return cv2.resize(fine, (CELL, CELL), interpolation=cv2.INTER_AREA)


def _heat(picture: np.ndarray, crops: Crops, row: int) -> np.ndarray:
    """All heatmaps of a crop over it, darkened, in the colours of the joints' sides."""
    xy, present = torch.from_numpy(crops.xy[[row]]), torch.from_numpy(crops.present[[row]])
    maps = targets(xy, present, SIGMA, picture.shape[0])[0].numpy()
    maps = cv2.resize(np.moveaxis(maps, 0, -1), (CELL, CELL), interpolation=cv2.INTER_LINEAR)
    grey = cv2.cvtColor(cv2.resize(picture, (CELL, CELL), interpolation=cv2.INTER_CUBIC), cv2.COLOR_RGB2GRAY)
    ground = grey[..., None] * np.float32(0.35)
    paint = np.array([SIDE_COLORS[SIDE_OF[joint]] for joint in range(16)], np.float32)
    cover = 1 - np.prod(1 - 0.95 * maps, axis=2, keepdims=True)
    mixed = (maps @ paint) / maps.sum(2, keepdims=True).clip(1e-6)
    return (ground + (mixed - ground) * cover).clip(0, 255).astype(np.uint8)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(files("stickercam.assets") / "fonts" / "Fredoka_600SemiBold.ttf"), size)


def _sheet(rows: Sequence[tuple[str, list]]) -> Image.Image:
    """Rows of cells on paper, titles above, a word on each below."""
    width = GAP + len(TITLES) * (CELL + GAP)
    sheet = Image.new("RGB", (width, HEAD + len(rows) * (CELL + FOOT) + FOOT), PAPER)
    pen = ImageDraw.Draw(sheet)
    corner = Image.new("L", (CELL * 4, CELL * 4))
    ImageDraw.Draw(corner).rounded_rectangle((0, 0, CELL * 4 - 1, CELL * 4 - 1), 40, fill=255)
    corner = corner.resize((CELL, CELL), Image.Resampling.LANCZOS)
    for column, title in enumerate(TITLES):
        pen.text((GAP + column * (CELL + GAP) + CELL / 2, HEAD / 2), title, INK, _font(19), anchor="mm")
    for number, (caption, cells) in enumerate(rows):
        y = HEAD + number * (CELL + FOOT)
        for column, cell in enumerate(cells):
            sheet.paste(Image.fromarray(cell), (GAP + column * (CELL + GAP), y), corner)
        pen.text((GAP, y + CELL + 20), caption, FAINT, _font(16), anchor="lm")
    _legend(pen, HEAD + len(rows) * (CELL + FOOT) + 12)
    return sheet


def _legend(pen: ImageDraw.ImageDraw, y: int) -> None:
    x, font = GAP, _font(16)
    for side, word in (("r", "the person's right"), ("l", "left"), ("c", "middle")):
        pen.ellipse((x, y - 7, x + 14, y + 7), SIDE_COLORS[side], INK)
        pen.text((x + 22, y), word, FAINT, font, anchor="lm")
        x += 22 + pen.textlength(word, font) + 26
    pen.ellipse((x, y - 7, x + 14, y + 7), FAINT, INK)
    pen.ellipse((x + 4, y - 3, x + 10, y + 3), INK)
    words = "hidden or unsure, weighs half      flat grey: beyond the picture, where joints teach that nothing is there"
    pen.text((x + 22, y), words, FAINT, font, anchor="lm")
