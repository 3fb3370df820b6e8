"""Sending spans to a collector by OTLP over HTTP, beside the answers' path.

A collector that is slow or away costs spans, never an answer: what finds no room in the queue is
let go. The tracer is not made the process's own, or the web framework would send spans of its
own making, with the addresses as sent.
"""

import asyncio
import logging
from functools import cache
from threading import Thread

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

from service.observe.events import TRACES_NOT_SENT
from service.version import SOFTWARE_VERSION

NAME = "nme-cds"
WAITING = 2048  # spans kept for a collector that is slow
BATCH = 512  # spans of one post
PAUSE = 2000  # milliseconds between two posts
POST_SECONDS = 10.0  # for one batch to arrive, further attempts included
FLUSH_SECONDS = 3.0  # for what still waits when the service stops


class TraceExport:
    """The spans of one process, and the thread that sends them."""

    def __init__(self, url: str, share: float) -> None:
        self._provider = TracerProvider(
            ParentBased(TraceIdRatioBased(share)), resource(), shutdown_on_exit=False
        )  # its own way to stop may take half a minute
        quieten()
        exporter = OTLPSpanExporter(url, timeout=POST_SECONDS)
        self._provider.add_span_processor(BatchSpanProcessor(exporter, WAITING, PAUSE, BATCH))
        self.tracer = self._provider.get_tracer(NAME, SOFTWARE_VERSION)

    async def aclose(self) -> None:
        """Send what waits, for a few seconds. The thread that is left then ends with the process."""
        stopping = Thread(target=self._provider.shutdown, daemon=True)
        stopping.start()
        await asyncio.to_thread(stopping.join, FLUSH_SECONDS)


def resource() -> Resource:
    """Who sends. OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word."""
    ours = Resource.create({"service.name": NAME, "service.version": SOFTWARE_VERSION})
    return ours.merge(OTELResourceDetector().detect())


def quieten() -> None:
    """What the SDK and its HTTP client complain of is one line of ours: their words hold addresses and stacks."""
    for name in ("opentelemetry", "urllib3"):
        theirs = logging.getLogger(name)
        theirs.propagate = False
        theirs.handlers = [_Complaints(logging.ERROR)]


class _Complaints(logging.Handler):
    def emit(self, _record: logging.LogRecord) -> None:
        """Say it once."""
        _not_sent()


@cache
def _not_sent() -> None:
    """The one line in the life of a process."""
    TRACES_NOT_SENT()
