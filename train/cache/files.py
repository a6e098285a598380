"""The files of a cache, and how it is opened.

cache.json       what is in it: version, slot size, sets; the name of the labels file once all is done, and a checksum
labels-CRC.npz   one ROW for each person; CRC is the file's own checksum
crops.u8         (M, P, P, 3) uint8, memory-mapped: pictures in the top left corners of their slots, grey beyond
masks.u8         (K, P, P) uint8 of those that have a mask, if any has
skipped.txt      what is missing or broken and why, a line each
parts/           while it is made: the rows that are done

Opening checks the description, the labels and the files' sizes, a picture is checked when it is first read, and
`prepare` checks everything.
"""

import io
import json
import zlib
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np

from stickercam.errors import StickercamError
from stickercam.train.disk import write_whole
from stickercam.train.sample import Dataset, Sample

VERSION = 1
MEND = "run the same prepare again: it mends what is broken"
UNDONE, STORED, MISSING, BROKEN = range(4)
ROW = np.dtype([
    ("state", "u1"), ("any_turn", "?"), ("nobody", "?"), ("width", "<u2"), ("height", "<u2"),
    ("mask", "<i4"), ("crc", "<u4"), ("mask_crc", "<u4"),  # mask: row of masks.u8, -1 = none
    ("head_size", "<f4"), ("box", "<f4", 4), ("joints", "<f4", (16, 3)), ("name", "S200"), ("why", "S200"),
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One data set's split: rows first .. first + people."""

    name: str
    split: str
    weight: float
    first: int
    people: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What cache.json says. made_of: a digest of the labels and settings that the cache was begun with."""

    pixels: int
    masks: int
    made_of: str
    parts: list[Part] = field(default_factory=list)
    labels: str = ""  # until it is finished

    @property
    def people(self) -> int:
        return sum(part.people for part in self.parts)

    def shape(self, name: str) -> tuple[int, ...]:
        """Of crops.u8 or masks.u8."""
        slot = (self.pixels, self.pixels)
        return (self.people, *slot, 3) if name == "crops.u8" else (self.masks, *slot)


def write_plan(folder: Path, plan: Plan) -> None:
    text = json.dumps({"version": VERSION, **asdict(plan)}, indent=1)
    write_whole(folder / "cache.json", f'{{"check": {zlib.crc32(text.encode())},\n"cache": {text}}}\n'.encode())


def read_plan(folder: Path) -> Plan | None:
    """None where no cache was begun; StickercamError if its description is damaged or newer than this program."""
    file = folder / "cache.json"
    if not file.is_file():
        return None
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        plan, check = content["cache"], content["check"]
        version = plan.pop("version")
        whole = check == zlib.crc32(json.dumps({"version": version, **plan}, indent=1).encode())
    except (ValueError, KeyError, AttributeError, TypeError):
        whole = False
    if not whole:
        raise StickercamError(f"{file} is damaged", "delete the folder and prepare it again")
    if version > VERSION:
        raise StickercamError(f"the cache {folder} is of a newer stickercam", "update stickercam, or prepare another")
    return Plan(**plan | {"parts": [Part(**part) for part in plan["parts"]]})


def packed(rows: np.ndarray) -> bytes:
    """Rows as the bytes of an npz file."""
    file = io.BytesIO()
    np.savez_compressed(file, rows=rows)
    return file.getvalue()


def unpacked(file: Path) -> np.ndarray | None:
    """The rows of a file, None if it is damaged."""
    try:
        with np.load(file) as content:
            rows = content["rows"]
    except Exception:  # whatever a damaged archive makes of itself
        return None
    return rows if rows.dtype == ROW else None


def read_labels(folder: Path, plan: Plan) -> np.ndarray | None:
    """(M,) ROW of a finished cache, None if they are damaged."""
    file = folder / plan.labels
    whole = file.is_file() and plan.labels == f"labels-{zlib.crc32(file.read_bytes()):08x}.npz"
    rows = unpacked(file) if whole else None
    return rows if rows is not None and len(rows) == plan.people else None


def mapped(folder: Path, plan: Plan, name: str) -> np.ndarray | None:
    """crops.u8 or masks.u8 as an array that is read when it is looked at; None if the file has not its size."""
    file, shape = folder / name, plan.shape(name)
    if not file.is_file() or file.stat().st_size != np.prod(shape, dtype=np.int64):
        return None
    return np.memmap(file, np.uint8, "r", shape=shape)


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A cache of this process. checked: (M,) bool, whose picture and mask were found whole."""

    folder: str
    crops: np.ndarray
    masks: np.ndarray
    rows: np.ndarray
    checked: np.ndarray

    def check(self, number: int) -> None:
        """StickercamError if a picture or its mask is not as it was written; looked at once."""
        if self.checked[number]:
            return
        if not is_whole(self.crops, self.masks, self.rows[number], number):
            name = self.rows["name"][number].decode(errors="ignore")
            raise StickercamError(f"the picture of {name} in the cache {self.folder} is damaged", MEND)
        self.checked[number] = True

    def check_all(self) -> None:
        for number in np.flatnonzero(self.rows["state"] == STORED):
            self.check(number)


@lru_cache(maxsize=8)
def _opened(folder: str, labels: str) -> Opened:
    plan = read_plan(Path(folder))
    rows = read_labels(Path(folder), plan) if plan and plan.labels == labels else None
    crops, masks = (mapped(Path(folder), plan, name) if plan else None for name in ("crops.u8", "masks.u8"))
    if rows is None or crops is None or (masks is None and plan.masks):
        raise StickercamError(f"the cache {folder} is damaged", MEND)
    masks = np.zeros((0, plan.pixels, plan.pixels), np.uint8) if masks is None else masks
    return Opened(folder, crops, masks, rows, np.zeros(len(rows), bool))


@dataclass(frozen=True, slots=True)
class Stored:
    """What loads a picture, or a mask, of a cache: small, and good in any process."""

    folder: str
    labels: str
    row: int
    mask: bool = False

    def cache(self) -> Opened:
        return _opened(self.folder, self.labels)

    @property
    def slot(self) -> int:
        """Which one, in the file of crops or of masks."""
        return int(self.cache().rows["mask"][self.row]) if self.mask else self.row

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width)"""
        row = self.cache().rows[self.row]
        return int(row["height"]), int(row["width"])

    def __call__(self) -> np.ndarray:
        """(H, W, 3) or (H, W) uint8, a part of the mapped file."""
        cache, (height, width) = self.cache(), self.shape
        cache.check(self.row)
        return np.asarray((cache.masks if self.mask else cache.crops)[self.slot, :height, :width])


def is_whole(crops: np.ndarray, masks: np.ndarray, row: np.void, number: int) -> bool:
    """Whether picture and mask are as they were written."""
    masked = row["mask"] >= 0
    return zlib.crc32(crops[number]) == row["crc"] and (not masked or zlib.crc32(masks[row["mask"]]) == row["mask_crc"])


def open_cache(path: Path, split: str) -> list[Dataset]:
    """The data sets of a cache, as `open_data` gives them."""
    plan = read_plan(Path(path))
    if plan is None:
        raise StickercamError(f"{path} holds no cache", f"make one: stickercam train prepare --data ... -o {path}")
    if not plan.labels:
        raise StickercamError(f"the cache {path} is not finished", "run the same prepare again: it goes on")
    folder = str(Path(path).resolve())
    rows = _opened(folder, plan.labels).rows
    sets = []
    for part in plan.parts:
        if part.split == split:
            numbers = range(part.first, part.first + part.people)
            people = [_sample(folder, plan.labels, rows, k) for k in numbers if rows["state"][k] == STORED]
            sets.append(Dataset(part.name, people, part.weight))
    return [dataset for dataset in sets if dataset.samples]


def _sample(folder: str, labels: str, rows: np.ndarray, number: int) -> Sample:
    row = rows[number]
    return Sample(
        Stored(folder, labels, number), row["joints"], row["box"], float(row["head_size"]),
        any_turn=bool(row["any_turn"]), nobody=bool(row["nobody"]), name=row["name"].decode(),
        mask=Stored(folder, labels, number, mask=True) if row["mask"] >= 0 else None,
    )  # fmt: skip
