"""Logs: one JSON object per line, with names and numbers of ours and never patient data (D-25, D-26).

What a client sent is not logged in any form, not even inside the text of an exception.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import PurePath

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
        return json.dumps(line)


def start_logging(level: str) -> None:
    """Send our log to standard error as JSON lines. Calling it again only changes the level."""
    log.setLevel(level)
    log.propagate = False
    if not any(isinstance(handler.formatter, JSONLines) for handler in log.handlers):
        handler = logging.StreamHandler()
        handler.setFormatter(JSONLines())
        log.addHandler(handler)


def refused(status: int, reason: str) -> None:
    """A request answered with an error: HTTP status and the class of the error."""
    log.info("request refused", extra={_FIELDS: {"status": status, "reason": reason}})


def not_fetched(kind: str, reason: str) -> None:
    """FHIR data that could not be had: the resource type and the reason in our words, never an address."""
    log.warning("not fetched", extra={_FIELDS: {"type": kind, "reason": reason}})


def failed(error: BaseException) -> None:
    """A fault of ours: the exception's type and where it was raised, never its text."""
    log.error("unexpected failure", extra={_FIELDS: {"type": type(error).__name__, "at": location(error)}})


def location(error: BaseException) -> str:
    """``file:line in function`` of the frame that raised."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "unknown"
    last = frames[-1]
    return f"{PurePath(last.filename).name}:{last.lineno} in {last.name}"
