"""Structures of a MATLAB file (level 5), all numbers decoded at once: a sixth of the time that SciPy needs for MPII.

SciPy makes two million arrays of one number each. Here the variable is one array of 8-byte words: each element begins
with a tag of (type, bytes) and is padded to whole words, so that what begins where can be asked of all words together.
Whatever is not as expected raises Surprise, and SciPy is to read the file.
"""

import zlib
from pathlib import Path

import numpy as np

MATRIX, FLAGS, SIZES, INT8, COMPRESSED = 14, 6, 5, 1, 15  # types of elements
STRUCT, CHAR = 2, 4  # classes of matrices; what has another one holds numbers, or is of no interest here
NUMBERS = {1: "i1", 2: "u1", 3: "<i2", 4: "<u2", 5: "<i4", 6: "<u4", 7: "<f4", 9: "<f8", 12: "<i8", 13: "<u8", 16: "u1",
           17: "<u2"}  # fmt: skip
TEXTS = {1: "utf-8", 2: "utf-8", 4: "utf-16-le", 16: "utf-8", 17: "utf-16-le"}


class Surprise(Exception):
    """The file is not laid out as expected."""


def variable(file: Path, name: str) -> bytes:
    """The matrix element of a variable, its tag included."""
    data = file.read_bytes()
    if data[126:128] != b"IM" or len(data) < 136:
        raise Surprise("no MATLAB file of level 5, or one of a big-endian machine")
    place = 128
    while place + 8 <= len(data):
        kind, size = np.frombuffer(data, "<u4", 2, place).tolist()
        element = data[place : place + 8 + size]
        element = zlib.decompress(element[8:]) if kind == COMPRESSED else element
        if element[48 : 48 + len(name)] == name.encode() and element[:4] == bytes([MATRIX, 0, 0, 0]):
            return element
        place += 8 + size
    raise Surprise(f"no variable {name}")


class Matrices:
    """The matrices of an element, numbered in the order of the file: a structure, then all that is inside, then its
    neighbour.

    kind: (M,) their classes, 0 of one without content.  value: (M,) float64, first number of each (of text: the first
    character as a digit); NaN where there is none.  after: (M,) the number of the first that is not inside.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        words = np.frombuffer(data, "<u4", len(data) // 8 * 2).reshape(-1, 2)
        self.low, self.high = np.ascontiguousarray(words[:, 0]), np.ascontiguousarray(words[:, 1])
        start = np.flatnonzero(self.low == MATRIX)
        behind = np.minimum(start + 1, len(words) - 1)
        start = start[(self.high[start] == 0) | ((self.low[behind] == FLAGS) & (self.high[behind] == 8))]
        self.start, self.end = start, start + 1 + (self.high[start] + 7) // 8
        self.after = np.searchsorted(start, self.end)
        full = self.high[start] > 0
        self.kind = np.zeros(len(start), np.uint8)
        self.kind[full] = self.low[start[full] + 2] & 255
        self.value = np.full(len(start), np.nan)
        self._decode(np.flatnonzero(full & (self.kind != STRUCT)))
        self._names: dict[bytes, tuple[str, ...]] = {}
        # One number at a time comes out of these three times as fast as out of arrays.
        self._word = memoryview(data[: len(words) * 8]).cast("I")
        self._start, self._end, self._after = map(memoryview, (self.start, self.end, self.after))

    def _decode(self, numbers: np.ndarray) -> None:
        """Fill in the values of nameless matrices of two dimensions."""
        numbers = numbers[self.start[numbers] + 6 < len(self.low)]
        place = self.start[numbers]
        plain = (self.low[place + 3] == SIZES) & (self.high[place + 3] == 8) & (self.low[place + 5] == INT8)
        numbers = numbers[plain & (self.high[place + 5] == 0)]
        place = self.start[numbers] + 6
        small = self.low[place] >> 16 > 0  # up to four bytes stand inside the tag
        kind, size = self.low[place] & 0xFFFF, np.where(small, self.low[place] >> 16, self.high[place])
        behind = np.minimum(place + 1, len(self.low) - 1)
        first = np.where(small, self.high[place], self.low[behind])
        content = np.stack([first, self.high[behind]], 1).view(np.uint8).reshape(-1, 8)
        for number, dtype in NUMBERS.items():
            rows = (kind == number) & (size >= np.dtype(dtype).itemsize)
            found = np.ascontiguousarray(content[rows, : np.dtype(dtype).itemsize]).view(dtype)[:, 0]
            self.value[numbers[rows]] = found
        self.value[self.kind == CHAR] -= ord("0")

    def _element(self, word: int) -> tuple[int, bytes, int]:
        """(type, content, the next word) of an element that begins at a word."""
        low, high = self._word[2 * word], self._word[2 * word + 1]
        if low >> 16:
            return low & 0xFFFF, self.data[8 * word + 4 : 8 * word + 4 + (low >> 16)], word + 1
        return low, self.data[8 * word + 8 : 8 * word + 8 + high], word + 1 + (high + 7) // 8

    def _body(self, number: int) -> int:
        """The word behind flags, sizes and name."""
        word = self._start[number] + 3
        if self._word[2 * word + 1] == 8 and self._word[2 * word + 4] == INT8 and not self._word[2 * word + 5]:
            return word + 3  # two dimensions and no name: nearly all
        for _ in range(2):
            *_, word = self._element(word)
        return word

    def content(self, number: int) -> tuple[int, bytes]:
        """(type, bytes) of a matrix of numbers or text."""
        if not self.kind[number]:
            return INT8, b""
        return self._element(self._body(number))[:2]

    def text(self, number: int) -> str:
        kind, content = self.content(number)
        return content.decode(TEXTS[kind])

    def array(self, number: int) -> np.ndarray:
        """All numbers of a matrix, one after the other."""
        kind, content = self.content(number)
        return np.frombuffer(content, NUMBERS[kind])

    def names(self, number: int) -> tuple[str, ...]:
        """The fields of a structure, () if it is none or holds nothing."""
        if self.kind[number] != STRUCT or self._after[number] == number + 1:
            return ()
        _, width, word = self._element(self._body(number))  # bytes of a name, which is filled up with zeros
        _, text, word = self._element(word)
        if word != self._start[number + 1]:
            raise Surprise("a structure whose content does not begin behind its fields")
        if text not in self._names:
            wide = int.from_bytes(width, "little")
            parts = [text[place : place + wide] for place in range(0, len(text), wide)]
            self._names[text] = tuple(part.split(b"\0")[0].decode() for part in parts)
        return self._names[text]

    def members(self, number: int) -> list[dict[str, int]]:
        """The elements of a structure: field -> number of a matrix. [] if it is none or holds nothing."""
        names = self.names(number)
        if not names:
            return []
        inside, last = [], self._after[number]
        child, word = number + 1, self._start[number + 1]
        while child < last:
            if self._start[child] != word:
                raise Surprise("something between the members of a structure")
            inside.append(child)
            child, word = self._after[child], self._end[child]
        if word != self._end[number] or len(inside) % len(names):
            raise Surprise("a structure that ends elsewhere")
        return [dict(zip(names, inside[k : k + len(names)])) for k in range(0, len(inside), len(names))]
