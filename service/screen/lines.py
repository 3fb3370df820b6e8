"""The lines of a unit, one after the other, with no more than a block of them in memory."""

import gzip
import zlib
from collections.abc import Iterator
from functools import cached_property
from io import BufferedReader
from pathlib import Path
from typing import TypeAlias, cast

from service.screen.damage import Fault
from service.screen.source import Unit

BLOCK = 64 * 1024  # bytes read at once: what fits the processor's cache is a third quicker than a megabyte
LONGEST = 64 * 1024 * 1024  # bytes of one resource or Bundle; longer ones are set aside
_BOM = b"\xef\xbb\xbf"

Text: TypeAlias = bytes | Fault
"""A line, a document or a block of lines, or why there is none in its place."""


def texts(unit: Unit) -> Iterator[Text]:
    """Every line of a unit without its end, or every document; blank lines are empty, so that lines can be counted."""
    for block in blocks(unit):
        if isinstance(block, Fault) or not unit.lines:
            yield block
        else:
            yield from Lines(block).all


class Lines:
    """A block of lines."""

    def __init__(self, block: bytes) -> None:
        self._block = block
        self.number = block.count(b"\n") + (not block.endswith(b"\n"))

    @cached_property
    def all(self) -> list[bytes]:
        """Each without its end."""
        return self._block.removesuffix(b"\n").split(b"\n")


def blocks(unit: Unit) -> Iterator[Text]:
    """A unit in blocks of whole lines, or document by document."""
    if not unit.lines:
        yield from map(_document, unit.files)
        return
    (file,) = unit.files
    try:
        with _opened(file) as stream:
            yield from _blocks(stream) if file.name.endswith(".gz") else _between(stream, unit.start, unit.end)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield Fault.TRUNCATED
    except OSError:
        yield Fault.UNREADABLE


def _opened(file: Path) -> BufferedReader:
    return cast("BufferedReader", gzip.open(file)) if file.name.endswith(".gz") else file.open("rb")


def _between(stream: BufferedReader, start: int, end: int) -> Iterator[Text]:
    """The lines that begin between two bytes; one that runs into them belongs to the bytes before."""
    if start:
        stream.seek(start - 1)
        _rest_of_line(stream)
    yield from _blocks(stream, end)


def _blocks(stream: BufferedReader, end: int | None = None) -> Iterator[Text]:
    """The lines from here on, up to the last one that begins before ``end``."""
    begun: list[bytes] = []
    while block := stream.read1(BLOCK if end is None else max(0, min(BLOCK, end - stream.tell()))):
        cut = block.rfind(b"\n") + 1
        if cut:
            yield b"".join((*begun, block[:cut]))
            begun = []
        begun.append(block[cut:])
        if sum(map(len, begun)) > LONGEST:
            _rest_of_line(stream)
            yield Fault.TOO_LONG
            begun = []
    if last := b"".join(begun):
        yield last + stream.readline(LONGEST)


def _rest_of_line(stream: BufferedReader) -> None:
    while (text := stream.readline(BLOCK)) and not text.endswith(b"\n"):
        pass


def _document(file: Path) -> Text:
    try:
        with _opened(file) as stream:
            text = stream.read(LONGEST + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return Fault.TRUNCATED
    except OSError:
        return Fault.UNREADABLE
    return Fault.TOO_LONG if len(text) > LONGEST else text


def plain(text: bytes) -> bytes:
    """Without a byte order mark, which some exports begin with."""
    return text.removeprefix(_BOM)
