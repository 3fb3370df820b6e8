"""What Prometheus is told: counts and durations under names of ours, never anything of a patient (D-25, D-26).

Every label comes from a list of ours: services, states, recommendations, resource types, classes
of errors, and the names a site gave its clients. Nothing a client sent is ever one.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import cache
from typing import Protocol

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # set before the workers start: their figures add up there
EVERY = 5.0  # seconds between two looks at the queue and the event loop
LIMITS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # seconds; 0.5 is the aim of E-1

CALLS = Counter("nme_cds_calls", "Service calls, by service and HTTP status.", ["service", "status"])
SECONDS = Histogram("nme_cds_call_seconds", "Seconds an answered call took.", ["service"], buckets=LIMITS)
REFUSED = Counter("nme_cds_refused", "Requests answered with an error.", ["status", "reason"])
TURNED_AWAY = Counter("nme_cds_turned_away", "Requests without a token that counts.", ["reason"])
FAILURES = Counter("nme_cds_failures", "Faults of ours, each answered with 500.", ["type"])
STATES = Counter("nme_cds_states", "Answers about a patient in scope, by state.", ["state"])
CARDS = Counter("nme_cds_cards", "Cards given, by recommendation.", ["recommendation"])
SET_ASIDE = Counter("nme_cds_set_aside", "Resources that could not be read.", ["type"])
FETCHED = Histogram("nme_cds_fetch_seconds", "Seconds a FHIR query took.", ["type"], buckets=LIMITS)
NOT_FETCHED = Counter("nme_cds_not_fetched", "FHIR queries that brought nothing.", ["type", "reason"])
KEYS_NOT_FETCHED = Counter("nme_cds_keys_not_fetched", "Key sets that could not be had.", ["client"])
WAITING = Gauge("nme_cds_ledger_waiting", "Cards not yet in the ledger.", multiprocess_mode="livesum")
DROPPED = Gauge("nme_cds_ledger_dropped", "Cards given up since the start.", multiprocess_mode="livesum")
DELAY = Gauge("nme_cds_loop_delay_seconds", "How late the event loop is.", multiprocess_mode="livemax")


class Queue(Protocol):
    """What the ledger's writer shows of itself."""

    @property
    def waiting(self) -> int:
        """Cards not written yet."""

    dropped: int


@cache
def _ok(service: str) -> tuple[Counter, Histogram]:
    return CALLS.labels(service, "200"), SECONDS.labels(service)


def answered(service: str, seconds: float) -> None:
    """A call was answered. On the path of every call: finding the two costs a dictionary's look-up."""
    calls, durations = _ok(service)
    calls.inc()
    durations.observe(seconds)


def refused(status: int, reason: str, service: str | None) -> None:
    """A request was answered with an error; ``service`` when it was a call of one."""
    REFUSED.labels(str(status), reason).inc()
    if service is not None:
        CALLS.labels(service, str(status)).inc()


def failed(kind: str, service: str | None) -> None:
    """A fault of ours, by the class of the exception."""
    FAILURES.labels(kind).inc()
    if service is not None:
        CALLS.labels(service, "500").inc()


def given(recommendations: Iterable[str]) -> None:
    """Cards were given."""
    for recommendation in recommendations:
        CARDS.labels(recommendation).inc()


def exposition() -> bytes:
    """Everything in Prometheus' text format, of all workers."""
    return generate_latest(_all_workers() if FOLDER in os.environ else REGISTRY)


def _all_workers() -> CollectorRegistry:
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def worker_ended(process_id: int) -> None:
    """What a worker had waiting ended with it; its counts stay."""
    if FOLDER in os.environ:
        mark_process_dead(process_id)  # type: ignore[no-untyped-call]


@asynccontextmanager
async def watched(queue: Queue | None) -> AsyncIterator[None]:
    """Within this, the gauges follow the ledger's queue and the event loop."""
    watching = asyncio.create_task(_watch(queue))
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.wait((watching,))


async def _watch(queue: Queue | None) -> None:
    clock = asyncio.get_running_loop().time
    while True:
        look(queue)
        due = clock() + EVERY
        await asyncio.sleep(EVERY)
        DELAY.set(max(clock() - due, 0.0))


def look(queue: Queue | None) -> None:
    """Set the gauges of the ledger's queue."""
    if queue:
        WAITING.set(queue.waiting)
        DROPPED.set(queue.dropped)
