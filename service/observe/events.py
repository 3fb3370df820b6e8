"""Everything that is told of the service, each event declared once: its line in the log, its figures, its mark on
the trace.

What an event tells are names and numbers of ours, never anything a client sent (D-25, D-26). Every
call ends in one line at INFO (A-117, D-28): who asked, for which tenant, when, and what came of
it. What the record of its patient says is health data, so that line holds none of it.
"""

import logging
import os
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Unpack

from service.observe import traces
from service.observe.log import log, tell
from service.observe.metrics import Figure, counts, times
from service.observe.traces import Told

_numbers = count(1)
_process = os.urandom(6).hex()


def _next_id() -> str:
    """Our own name for a call: this process, and which of its calls."""
    return f"{_process}-{next(_numbers)}"


@dataclass(slots=True)
class Call:
    """The service call under way, as every event until its end tells it."""

    client: str
    tenant: str
    service: str
    hook: str
    id: str = field(default_factory=_next_id)
    began: float = field(default_factory=time.perf_counter)

    def members(self) -> dict[str, object]:
        """What its lines hold."""
        took = round((time.perf_counter() - self.began) * 1000, 2)
        tenant = {"tenant": self.tenant} if self.tenant else {}
        told = {"request": self.id, "client": self.client, **tenant, "service": self.service, "hook": self.hook}
        return {**told, "duration_ms": took}


_call: ContextVar[Call | None] = ContextVar("call", default=None)


def begin(client: str, tenant: str, service: str, hook: str) -> None:
    """A service call starts: every event until its end tells which."""
    _call.set(Call(client, tenant, service, hook))
    traces.note(client=client, tenant=tenant, service=service, hook=hook)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens. Called with what is told of it.

    ``words`` begin its line, which is written at ``level``; none: it has no line. Each of ``figures``
    counts it, or its duration. ``noted`` are the members the step under way in the trace is told of,
    and ``fails`` says that the step failed.
    """

    words: str = ""
    level: int = logging.INFO
    figures: tuple[Figure, ...] = ()
    noted: tuple[str, ...] = ()
    fails: bool = False

    def __call__(self, **told: Unpack[Told]) -> None:
        """It happened."""
        call = _call.get()
        members: Mapping[str, Any] = {**told, **call.members()} if call else told
        for figure in self.figures:
            figure.add(members)
        if self.noted:
            traces.mark({name: members[name] for name in self.noted})
        if self.fails:
            traces.failed(members["reason"])
        if self.words and log.isEnabledFor(self.level):
            tell(self.level, self.words, members)


CALLS = counts("nme_cds_calls", "Service calls, by service and HTTP status.", "service", "status")

# A service call, from its end -----------------------------------------------------------------------

ANSWERED = Event(
    "call answered",
    figures=(CALLS, times("nme_cds_call_seconds", "Seconds an answered call took.", "service")),
)
REFUSED = Event(
    "request refused",
    figures=(CALLS, counts("nme_cds_refused", "Requests answered with an error.", "status", "reason")),
)
FAILED = Event(
    "unexpected failure",
    logging.ERROR,
    (CALLS, counts("nme_cds_failures", "Faults of ours, each answered with 500.", "type")),
)
OVER_BUDGET = Event(
    "call used up its CPU time",
    logging.ERROR,
    (counts("nme_cds_over_budget", "Calls given up because they took too much CPU time.", "service"),),
)
TURNED_AWAY = Event(
    "not let in", figures=(counts("nme_cds_turned_away", "Requests without a token that counts.", "reason"),)
)

# What was found of a patient in scope. State and truths are for whoever asks for DEBUG, at a desk --

JUDGED = Event(
    "patient judged",
    logging.DEBUG,
    (counts("nme_cds_states", "Answers about a patient in scope, by state.", "state"),),
    noted=("cards",),
)
GIVEN = Event(figures=(counts("nme_cds_cards", "Cards given, by recommendation.", "recommendation"),))
SET_ASIDE = Event(figures=(counts("nme_cds_set_aside", "Resources that could not be read.", "type"),))

FOREIGN = Event(
    "resources of another patient",
    logging.WARNING,
    (counts("nme_cds_foreign", "Calls in which resources of another patient were sent.", "service"),),
)

# Other servers --------------------------------------------------------------------------------------

FETCHED = Event(figures=(times("nme_cds_fetch_seconds", "Seconds a FHIR query took.", "type"),))
NOT_FETCHED = Event(
    "not fetched",
    logging.WARNING,
    (counts("nme_cds_not_fetched", "FHIR queries that brought nothing.", "type", "reason"),),
    fails=True,
)
KEYS_NOT_FETCHED = Event(
    "keys not fetched",
    logging.ERROR,
    (counts("nme_cds_keys_not_fetched", "Key sets that could not be had.", "client"),),
)

# What is kept and what is set -----------------------------------------------------------------------

DAY_FIXED = Event("the day is fixed by NME_CDS_TODAY: for demonstrations only", logging.WARNING)
NOTE = Event("said at start")
NOT_KEPT = Event("issuance not kept", logging.WARNING)
LEDGER_REMOVED = Event("ledger file removed, a new one is made", logging.ERROR)
CLIENTS_READ = Event("clients file read again")
CLIENTS_KEPT = Event("clients file not usable, the former clients stay", logging.ERROR)
TRACES_NOT_SENT = Event("traces not sent: nobody takes them at NME_CDS_TRACES_URL", logging.WARNING)
