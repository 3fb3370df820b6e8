"""The lines of a unit, one after the other and never more than one in memory."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TypeAlias

from service.screen.damage import Fault
from service.screen.source import Unit

LONGEST = 64 * 1024 * 1024  # bytes of one resource or Bundle; longer ones are set aside
_BOM = b"\xef\xbb\xbf"

Text: TypeAlias = bytes | Fault
"""A line, or why there is none in its place."""


def texts(unit: Unit) -> Iterator[Text]:
    """Every line of a unit, or every document; blank lines are empty, so that lines can be counted."""
    if not unit.lines:
        yield from map(_document, unit.files)
        return
    (file,) = unit.files
    try:
        with _opened(file) as stream:
            yield from _lines(stream, unit) if not file.name.endswith(".gz") else _whole(stream)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield Fault.TRUNCATED
    except OSError:
        yield Fault.UNREADABLE


def _opened(file: Path) -> BinaryIO:
    return gzip.open(file) if file.name.endswith(".gz") else file.open("rb")  # type: ignore[return-value]


def _whole(stream: BinaryIO) -> Iterator[Text]:
    while text := _line(stream):
        yield text


def _lines(stream: BinaryIO, unit: Unit) -> Iterator[Text]:
    """The lines that begin in the unit's bytes; the one that runs into them is the unit's before."""
    at = unit.start
    if at:
        stream.seek(at - 1)
        _line(stream)
        at = stream.tell()
    while at < unit.end and (text := _line(stream)):
        at = at + len(text) if isinstance(text, bytes) else stream.tell()
        yield text


def _line(stream: BinaryIO) -> Text:
    """The next line with its end, b"" when there is none."""
    text = stream.readline(LONGEST)
    if len(text) == LONGEST and not text.endswith(b"\n"):
        while (rest := stream.readline(LONGEST)) and not rest.endswith(b"\n"):
            pass
        return Fault.TOO_LONG
    return text


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
