"""What is told of each call, to the log and to the metrics: names and numbers of ours, never patient data.

The log is one JSON object per line (D-25, D-26).

What a client sent is not logged in any form, not even inside the text of an exception. A call
about a patient in scope is one line at INFO; the many calls that end with nothing in scope are
lines at DEBUG, because writing them would cost more than answering them.
"""

import json
import logging
import time
import traceback
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import PurePath
from uuid import uuid4

from service import metrics

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


@dataclass
class Call:
    """What the log tells of one service call. ``reasons``: state, truths and number of cards, once judged."""

    client: str
    service: str
    hook: str
    began: float = field(default_factory=time.perf_counter)
    reasons: dict[str, object] = field(default_factory=dict)

    @cached_property
    def id(self) -> str:
        """Our own name for the call, made when the first line needs it."""
        return str(uuid4())

    def fields(self) -> dict[str, object]:
        """The members of its line."""
        took = round((time.perf_counter() - self.began) * 1000, 2)
        return {
            "request": self.id,
            "client": self.client,
            "service": self.service,
            "hook": self.hook,
            "duration_ms": took,
            **self.reasons,
        }


_call: ContextVar[Call | None] = ContextVar("call", default=None)


def begin(client: str, service: str, hook: str) -> None:
    """A service call starts: every line until its end tells which."""
    _call.set(Call(client, service, hook))


def judged(state: str, predicates: Mapping[str, str], cards: int) -> None:
    """The patient of this call is in scope: the state, the truth of every predicate, the number of cards."""
    metrics.STATES.labels(state).inc()
    if call := _call.get():
        call.reasons = {"state": state, "cards": cards, "predicates": dict(predicates)}


def answered() -> None:
    """A service call was answered with cards or none."""
    call = _call.get()
    if call:
        metrics.answered(call.service, time.perf_counter() - call.began)
    level = logging.INFO if call and call.reasons else logging.DEBUG
    if call and log.isEnabledFor(level):
        log.log(level, "call answered", extra={_FIELDS: {"status": 200, **call.fields()}})


def given(recommendations: Iterable[str]) -> None:
    """Cards were given: the ids of their recommendations."""
    metrics.given(recommendations)


def _service() -> str | None:
    call = _call.get()
    return call.service if call else None


def _of_call() -> dict[str, object]:
    call = _call.get()
    return call.fields() if call else {}


def refused(status: int, reason: str) -> None:
    """A request answered with an error: HTTP status and the class of the error."""
    metrics.refused(status, reason, _service())
    log.info("request refused", extra={_FIELDS: {"status": status, "reason": reason, **_of_call()}})


def not_fetched(kind: str, reason: str) -> None:
    """FHIR data that could not be had: the resource type and the reason in our words, never an address."""
    metrics.NOT_FETCHED.labels(kind, reason.rpartition(", ")[2]).inc()
    log.warning("not fetched", extra={_FIELDS: {"type": kind, "reason": reason, **_of_call()}})


def not_kept(waiting: int, dropped: int, reason: str) -> None:
    """Issuance that could not be written: the cards that wait, those given up, and why (decisions 10)."""
    log.warning("issuance not kept", extra={_FIELDS: {"waiting": waiting, "dropped": dropped, "reason": reason}})


def turned_away(reason: str) -> None:
    """A call without a token that counts: the reason in our words, never anything of the token (D-25)."""
    metrics.TURNED_AWAY.labels(reason).inc()
    log.info("not let in", extra={_FIELDS: {"status": 401, "reason": reason}})


def keys_not_fetched(client: str, reason: str) -> None:
    """A client's key set that could not be had (E-9)."""
    metrics.KEYS_NOT_FETCHED.labels(client).inc()
    log.error("keys not fetched", extra={_FIELDS: {"client": client, "reason": reason}})


def clients_read(number: int) -> None:
    """The clients file was read again."""
    log.info("clients file read again", extra={_FIELDS: {"clients": number}})


def clients_kept(problem: str) -> None:
    """The clients file was to be read again and cannot be used; the clients known before stay."""
    log.error("clients file not usable, the former clients stay", extra={_FIELDS: {"problem": problem}})


def failed(error: BaseException) -> None:
    """A fault of ours: the exception's type and where it was raised, never its text."""
    metrics.failed(type(error).__name__, _service())
    fields = {"type": type(error).__name__, "at": location(error), **_of_call()}
    log.error("unexpected failure", extra={_FIELDS: fields})


def location(error: BaseException) -> str:
    """``file:line in function`` of the frame that raised."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "unknown"
    last = frames[-1]
    return f"{PurePath(last.filename).name}:{last.lineno} in {last.name}"
