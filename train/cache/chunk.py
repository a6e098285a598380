"""The work of one process: a few people cut out and stored."""

import zlib
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import cv2
import numpy as np

from stickercam.errors import StickercamError
from stickercam.train.cache.files import BROKEN, MISSING, ROW, STORED, packed
from stickercam.train.cache.plan import Source
from stickercam.train.cut import Cut, cut, in_slot
from stickercam.train.disk import write_whole
from stickercam.train.sample import Sample


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Work of one process: rows first, first + 1, ..., people start, start + 1, ... of a source; rows as they are."""

    out: Path
    pixels: int
    source: Source
    first: int
    start: int
    rows: np.ndarray


def make_chunk(chunk: Chunk) -> np.ndarray:
    """Store the people of a chunk that are not yet, then say so in a file of their rows."""
    samples, rows = chunk.source.people(), chunk.rows.copy()
    masks = chunk.out / "masks.u8"
    with (chunk.out / "crops.u8").open("r+b") as crops, masks.open("r+b") if masks.exists() else nullcontext() as masks:
        for number in np.flatnonzero(rows["state"] != STORED):
            place = int(rows["mask"][number])
            try:
                sample = samples[chunk.start + number]
                rows[number] = _labels(sample)
                part = cut(sample, chunk.pixels)
            except FileNotFoundError as error:
                rows["state"][number], rows["why"][number] = MISSING, _text(error)
                continue
            except (StickercamError, OSError, ValueError, cv2.error) as error:
                rows["state"][number], rows["why"][number] = BROKEN, _text(error)
                continue
            finally:
                rows["mask"][number] = place
            _store(part, rows[number : number + 1], crops, masks, at=chunk.first + number, pixels=chunk.pixels)
    write_whole(chunk.out / "parts" / f"{chunk.first:08d}.npz", packed(rows))
    return rows


def _text(words: object) -> bytes:
    """At most 200 bytes of UTF-8: of a long path the end, which tells more."""
    return str(words).encode()[-200:].decode(errors="ignore").encode()


def _labels(sample: Sample) -> np.ndarray:
    """() ROW of what holds for the person whatever the picture's size."""
    row = np.zeros((), ROW)
    row["any_turn"], row["nobody"], row["name"] = sample.any_turn, sample.nobody, _text(sample.name)
    return row


def _store(part: Cut, row: np.ndarray, crops: BinaryIO, masks: BinaryIO | None, *, at: int, pixels: int) -> None:
    """Write a picture into its slot and the rest into its row, (1,) ROW. Written, not mapped: a full disk is then an
    error and not the end of the process."""
    row["crc"] = _write(crops, in_slot(part.image, pixels), at)
    if part.mask is None:
        row["mask"] = -1
    else:
        row["mask_crc"] = _write(masks, in_slot(part.mask, pixels), int(row["mask"][0]))
    row["height"], row["width"] = part.image.shape[:2]
    row["joints"], row["box"], row["head_size"] = part.joints, part.box, part.head_size
    row["state"] = STORED


def _write(file: BinaryIO, slot: np.ndarray, number: int) -> int:
    """Returns the checksum."""
    file.seek(number * slot.nbytes)
    file.write(slot)
    return zlib.crc32(slot)
