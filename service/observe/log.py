"""What is told of each call, to the log and to the metrics: names and numbers of ours, never patient data.

The log is one JSON object per line (D-25, D-26).

What a client sent is not logged in any form, not even inside the text of an exception. Every call
is one line at INFO (A-117, D-28): who asked, for which tenant, when, and what came of it.
"""

import json
import logging
import os
import time
import traceback
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import PurePath

import msgspec

from service.observe import metrics

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


_NOT_JUDGED: Mapping[str, object] = {}
_numbers = count(1)
_process = os.urandom(6).hex()


def _next_id() -> str:
    """Our own name for a call: this process, and which of its calls."""
    return f"{_process}-{next(_numbers)}"


@dataclass(slots=True)
class Call:
    """What the log tells of one service call. ``reasons``: state, truths and number of cards, once judged."""

    client: str
    tenant: str
    service: str
    hook: str
    id: str = field(default_factory=_next_id)
    began: float = field(default_factory=time.perf_counter)
    reasons: Mapping[str, object] = field(default_factory=lambda: _NOT_JUDGED)

    def fields(self) -> dict[str, object]:
        """The members of its line."""
        took = round((time.perf_counter() - self.began) * 1000, 2)
        tenant = {"tenant": self.tenant} if self.tenant else {}
        return {
            "request": self.id,
            "client": self.client,
            **tenant,
            "service": self.service,
            "hook": self.hook,
            "duration_ms": took,
            **self.reasons,
        }


_call: ContextVar[Call | None] = ContextVar("call", default=None)


def begin(client: str, tenant: str, service: str, hook: str) -> None:
    """A service call starts: every line until its end tells which."""
    _call.set(Call(client, tenant, service, hook))


def judged(state: str, predicates: Mapping[str, str], cards: int) -> None:
    """The patient of this call is in scope: the state, the truth of every predicate, the number of cards."""
    metrics.STATES.labels(state).inc()
    if call := _call.get():
        call.reasons = {"state": state, "cards": cards, "predicates": dict(predicates)}


def answered() -> None:
    """A service call was answered with cards or none."""
    call = _call.get()
    if call is None:
        return
    metrics.answered(call.service, time.perf_counter() - call.began)
    if log.isEnabledFor(logging.INFO):  # made by hand: looking for the line of code that logs would cost more
        told = {_FIELDS: {"status": 200, "cards": 0, **call.fields()}}
        log.handle(log.makeRecord(log.name, logging.INFO, "", 0, "call answered", (), None, extra=told))


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


def set_aside(kind: str) -> None:
    """A resource that could not be read: the type it was sent as."""
    metrics.SET_ASIDE.labels(kind).inc()


def fetched(kind: str, seconds: float) -> None:
    """FHIR data were fetched, all pages of a query: the resource type and how long it took."""
    metrics.FETCHED.labels(kind).observe(seconds)


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
