"""Annotation files: found in a folder, opened, and what is wrong with them said in a sentence."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stickercam.errors import StickercamError


def find(folder: Path, pattern: str) -> list[Path]:
    """Files of that name in a folder or right below it (annot/, annotations/, ...)."""
    return sorted(folder.glob(pattern)) or sorted(folder.glob(f"*/{pattern}"))


@contextmanager
def opened(file: Path, kind: str) -> Iterator[None]:
    """Whatever goes wrong with a file in the block is said as one sentence; kind: what it should be."""
    try:
        yield
    except StickercamError:
        raise
    except ImportError as error:
        what = f"{file} needs {error.name}, which is not installed"
        raise StickercamError(what, "pip install 'stickercam[train]'") from error
    except MemoryError:
        raise
    except Exception as error:  # each library has its own for a broken file, down to zlib's and zipfile's
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        if isinstance(error, OSError) and error.strerror:
            what = f"{file} cannot be read ({error.strerror.lower()})"
        else:
            what = f"{file} is not {kind} ({reason})"
        raise StickercamError(what, "unpack or download it again") from error


def read_json(file: Path) -> object:
    """What a JSON file holds, packed by gzip or not."""
    data = file.read_bytes()
    return json.loads(gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data)
