"""The log: one JSON object a line on standard error (D-25, D-26).

What a client sent is not logged in any form, not even inside the text of an exception. What is
told, and when, is in events.py.
"""

import json
import logging
import sys
import time
import traceback
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

import msgspec

from service.observe.terminal import clean

log = logging.getLogger("nme_cds")

_FIELDS = "fields"


JSON, TEXT = "json", "text"  # the two forms of a line


def _head(when: float, level: str) -> dict[str, Any]:
    return {
        "time": datetime.fromtimestamp(when, UTC).isoformat(timespec="milliseconds"),
        "level": level.lower(),
    }


def _line(record: logging.LogRecord) -> dict[str, Any]:
    """What a record tells. Exception texts and stacks are left out on purpose, and so are the words of libraries."""
    told = _head(record.created, record.levelname)
    if record.name == log.name:
        return {**told, "event": record.getMessage(), **getattr(record, _FIELDS, {})}
    said = {"logger": record.name, "at": f"{PurePath(record.pathname).name}:{record.lineno}"}
    error = record.exc_info[0] if record.exc_info else None
    return {**told, "event": "said by a library", **said, **({"type": error.__name__} if error else {})}


class Lines(logging.Formatter):
    """A record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """What a record tells, as a line."""
        return self.written(_line(record))

    def written(self, line: dict[str, Any]) -> str:
        """The line."""
        raise NotImplementedError


class JSONLines(Lines):
    """One JSON object."""

    def written(self, line: dict[str, Any]) -> str:
        """``{"time": ..., "level": ..., "event": ...}``."""
        try:
            return msgspec.json.encode(line).decode()
        except UnicodeEncodeError:  # half a character, such as in the name of a file
            return json.dumps(line)


class TextLines(Lines):
    """For a person."""

    def written(self, line: dict[str, Any]) -> str:
        """``time LEVEL event name=value ...``."""
        when, level, event = (line.pop(name) for name in ("time", "level", "event"))
        return clean(" ".join([when, level.upper(), event, *(f"{name}={value!r}" for name, value in line.items())]))


FORMS: dict[str, type[Lines]] = {JSON: JSONLines, TEXT: TextLines}


def start_logging(level: str, form: str = JSON) -> None:
    """Send our log, and what libraries and the interpreter complain of, to standard error in one form.

    Calling it again only changes level and form.
    """
    log.setLevel(level)
    log.propagate = False
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # never told
    for logger in (log, logging.getLogger()):
        ours = next((handler for handler in logger.handlers if isinstance(handler, _Ours)), None)
        if ours is None:
            logger.addHandler(ours := _Ours())
        ours.lines = FORMS[form]()
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught


class _Ours(logging.Handler):
    """Writes to what is standard error at the moment. A log that cannot be written stops nothing."""

    lines: Lines

    def emit(self, record: logging.LogRecord) -> None:
        self.write(_line(record))

    def write(self, line: dict[str, Any]) -> None:
        """One line, at once: standard error is flushed by its line ends."""
        with suppress(OSError, ValueError):
            sys.stderr.write(self.lines.written(line) + "\n")


def _uncaught(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
    """What ends the process is one line too, without the error's text."""
    tell(logging.CRITICAL, "the process ended with an error", {"type": type(error).__name__, "at": location(error)})


def tell(level: int, words: str, members: Mapping[str, object]) -> None:
    """One line. Where nobody else listens it is written as it is; a record for others is made by hand, since
    looking for the line of code that logs would cost more than the rest."""
    only = log.handlers[0] if len(log.handlers) == 1 else None
    if isinstance(only, _Ours) and not (log.filters or log.propagate):
        only.write({**_head(time.time(), logging.getLevelName(level)), "event": words, **members})
    else:
        log.handle(log.makeRecord(log.name, level, "", 0, words, (), None, extra={_FIELDS: members}))


def location(error: BaseException) -> str:
    """``file:line in function`` of the frame that raised: of a fault of ours all but its text."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "unknown"
    last = frames[-1]
    return f"{PurePath(last.filename).name}:{last.lineno} in {last.name}"
