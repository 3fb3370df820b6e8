"""What Prometheus is told: counts and durations under names of ours, never anything of a patient (D-25, D-26).

Every label comes from a list of ours: services, states, recommendations, resource types, classes
of errors, and the names a site gave its clients. Nothing a client sent is ever one.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # set before the workers start: their figures add up there
EVERY = 5.0  # seconds between two looks at the queue and the event loop
LIMITS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # seconds; 0.5 is the aim of E-1

WAITING = Gauge("nme_cds_ledger_waiting", "Cards not yet in the ledger.", multiprocess_mode="livesum")
DROPPED = Gauge("nme_cds_ledger_dropped", "Cards given up since the start.", multiprocess_mode="livesum")
DELAY = Gauge("nme_cds_loop_delay_seconds", "How late the event loop is.", multiprocess_mode="livemax")


@dataclass(frozen=True, slots=True)
class Figure:
    """What counts an event, or its duration, by the members its labels name."""

    metric: Counter | Histogram
    labels: tuple[str, ...]
    _known: dict[tuple[object, ...], Counter | Histogram] = field(default_factory=dict)

    def add(self, members: Mapping[str, Any]) -> None:
        """The event happened. One that lacks a label, such as a refusal of what is no call, is not of this figure."""
        values = tuple(map(members.get, self.labels))
        if None in values:
            return
        metric = self._known.get(values)  # on the path of every call: the library would look under a lock
        if metric is None:
            metric = self._known[values] = self.metric.labels(*map(str, values))
        if isinstance(metric, Histogram):
            metric.observe(members["duration_ms"] / 1000)
        else:
            metric.inc()


def counts(name: str, meaning: str, *labels: str) -> Figure:
    """How often."""
    return Figure(Counter(name, meaning, labels), labels)


def times(name: str, meaning: str, *labels: str) -> Figure:
    """How long."""
    return Figure(Histogram(name, meaning, labels, buckets=LIMITS), labels)


class Queue(Protocol):
    """What the ledger's writer shows of itself."""

    @property
    def waiting(self) -> int:
        """Cards not written yet."""

    dropped: int


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
