"""The log: one JSON object a line on standard error (D-25, D-26).

What a client sent is not logged in any form, not even inside the text of an exception. What is
told, and when, is in events.py.
"""

import json
import logging
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import PurePath

import msgspec

log = logging.getLogger("nme_cds")

_FIELDS = "fields"


class JSONLines(logging.Formatter):
    """A record as one line. Exception texts and stacks are left out on purpose: they hold values."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, _FIELDS, {}),
        }
        try:
            return msgspec.json.encode(line).decode()
        except UnicodeEncodeError:  # half a character, such as in the name of a file
            return json.dumps(line)


def start_logging(level: str) -> None:
    """Send our log to standard error as JSON lines. Calling it again only changes the level."""
    log.setLevel(level)
    log.propagate = False
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # never told
    if not any(isinstance(handler.formatter, JSONLines) for handler in log.handlers):
        handler = logging.StreamHandler()
        handler.setFormatter(JSONLines())
        log.addHandler(handler)


def tell(level: int, words: str, members: Mapping[str, object]) -> None:
    """One line. Its record is made by hand: looking for the line of code that logs would cost more than the rest."""
    log.handle(log.makeRecord(log.name, level, "", 0, words, (), None, extra={_FIELDS: members}))


def location(error: BaseException) -> str:
    """``file:line in function`` of the frame that raised: of a fault of ours all but its text."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "unknown"
    last = frames[-1]
    return f"{PurePath(last.filename).name}:{last.lineno} in {last.name}"
