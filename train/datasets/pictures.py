"""Pictures of data sets: which are there, and their pixels as the labels count them."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from stickercam.errors import StickercamError, reason
from stickercam.train.sample import Dataset, MissingPicture

# Labels count the pixels as they are stored: a camera's note that the picture stands on its side is not obeyed.
COLOR = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
GREY = cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION

FEW = 0.05  # of a set: so many people without a picture are left out; more are an archive that was not unpacked
LOOKED_AT = 16  # pictures of a set, before all are relied on: a tenth of a second


def read_picture(name: str) -> np.ndarray:
    """(H, W, 3) uint8 RGB of a file."""
    try:
        data = Path(name).read_bytes()
    except FileNotFoundError:
        raise_missing(name)
    except OSError as error:
        raise StickercamError(f"{name} cannot be read ({reason(error)})", "unpack the data set again") from error
    return decode(data, name)


def raise_missing(name: str) -> np.ndarray:
    raise MissingPicture(f"{name} is missing", "unpack the data set again")


def decode(data: bytes, name: str, how: int = COLOR) -> np.ndarray:
    """(H, W, 3) uint8 RGB, or (H, W) uint8 with GREY. name: for the message, if it is broken or cut short."""
    # Of a JPEG that is cut short OpenCV makes a picture with a grey rest. The end mark may be followed by other
    # things, and a thumbnail at the beginning has one of its own.
    whole = not data.startswith(b"\xff\xd8") or data.find(b"\xff\xd9", len(data) // 2) > 0
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), how) if data and whole else None
    if picture is None:
        raise StickercamError(f"{name} is a broken picture", "unpack the data set again")
    return picture


def missing_pictures(folder: Path, names: Iterable[str], file: Path) -> list[str]:
    """Those of `names`, files under `folder`, that are not there, each once, in order; file: where they are named.

    StickercamError if not one of them is there. Folders are listed: looking for each file takes far longer.
    """
    places = {name: os.path.split(name) for name in names}
    folders = {below for below, _ in places.values() if (folder / below).is_dir()}
    there = {(below, found) for below in folders for found in os.listdir(folder / below)}
    lost = [name for name, place in places.items() if place not in there]
    if lost and len(lost) == len(places):
        raise StickercamError(
            f"{folder} holds none of the {listed(lost)} that {file} names",
            "unpack the pictures there, the labels alone teach nothing",
        )
    return lost


def with_pictures(dataset: Dataset) -> Dataset:
    """The data set without the people whose picture is missing; their names stay in `missing`.

    StickercamError where more than a few are missing, or one of some pictures is broken: said now, not after hours.
    """
    if dataset.made_up:
        return dataset
    lost = set(dataset.missing)
    there = [sample for sample in dataset.samples if sample.name not in lost] if lost else dataset.samples
    gone = len(dataset.samples) - len(there)
    if gone > FEW * len(dataset.samples):
        folder, names = Path(dataset.missing[0]).parent, [os.path.basename(name) for name in dataset.missing]
        whose = f"{gone:,} of {len(dataset.samples):,} people of {dataset.name}"
        way_out = "unpack them there, or let `stickercam train prepare` make a cache of what is there"
        raise StickercamError(f"{folder} lacks {listed(names)}, those of {whose}", way_out)
    for place in np.random.default_rng(0).permutation(len(there))[:LOOKED_AT]:
        there[place].load()
    return replace(dataset, samples=there)


def listed(names: list[str], shown: int = 3) -> str:
    """ "3 pictures (a.jpg, b.jpg, ...)" """
    more = ", ..." if len(names) > shown else ""
    plural = "" if len(names) == 1 else "s"
    return f"{len(names):,} picture{plural} ({', '.join(names[:shown])}{more})"
