"""A folder of FHIR data as pieces of work: NDJSON files, plain or gzip, and documents of one Bundle each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from service.protocol.prefetch import KEYS
from service.screen.errors import SourceError

PIECE = 32 * 1024 * 1024  # bytes of a plain file in one unit: seconds of work, kilobytes of results
DOCUMENTS = 200  # files in one unit
LINES = (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz")
WHOLE = (".json", ".json.gz")
TYPES = (*KEYS, "Medication")
"""The resource types a hook reads; all others are passed over."""

_WORDS = re.compile(r"[A-Za-z]+")


class Unit(NamedTuple):
    """A piece of work: whole files, or the lines that begin between two bytes of one plain NDJSON file.

    ``size`` counts bytes on disk; ``lines`` tells NDJSON from documents.
    """

    number: int
    files: tuple[Path, ...]
    start: int
    end: int
    lines: bool

    @property
    def size(self) -> int:
        """Bytes to read."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Source:
    """What a folder holds. ``named`` are the types of files' names, ``other`` the files nobody reads."""

    units: tuple[Unit, ...]
    named: frozenset[str]
    other: tuple[Path, ...]

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(unit.size for unit in self.units)


def folder(path: Path, piece: int = PIECE) -> Source:
    """The units of every file below ``path``, in the order of their names. Raises SourceError."""
    if not path.is_dir():
        raise SourceError(f"{path} is no folder. Give a folder of NDJSON files or of Bundles.")
    files = sorted(file for file in path.rglob("*") if file.is_file())
    lines = [file for file in files if file.name.endswith(LINES)]
    whole = [file for file in files if file.name.endswith(WHOLE)]
    if not lines and not whole:
        raise SourceError(f"{path} holds no {', '.join((*LINES, *WHOLE))}.")
    pieces = (*_of_lines(lines, piece), *_of_documents(whole))
    units = tuple(Unit(number, *rest) for number, rest in enumerate(pieces))
    other = tuple(file for file in files if file not in {*lines, *whole})
    return Source(units, frozenset(filter(None, map(named, lines))), other)


def _of_lines(files: list[Path], piece: int) -> Iterator[tuple[tuple[Path, ...], int, int, bool]]:
    for file in files:
        size = file.stat().st_size
        step = max(size, 1) if file.name.endswith(".gz") else piece
        for start in range(0, max(size, 1), step):
            yield (file,), start, min(start + step, size), True


def _of_documents(files: list[Path]) -> Iterator[tuple[tuple[Path, ...], int, int, bool]]:
    for first in range(0, len(files), DOCUMENTS):
        some = tuple(files[first : first + DOCUMENTS])
        yield some, 0, sum(file.stat().st_size for file in some), False


def named(file: Path) -> str | None:
    """The resource type in a file's name, "Condition" of ``1.Condition.0001.ndjson``: an empty file tells it too."""
    return next((word for word in _WORDS.findall(file.name) if word in TYPES), None)
