"""A collector of traces in a few lines: a real socket that takes OTLP over HTTP and keeps what comes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from threading import Event, Thread

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span

PATH = "/v1/traces"


@dataclass
class Collector:
    """What came: the bodies as bytes, and the spans in them.

    ``answers`` is cleared to let senders hang; ``asked`` is set once one waits.
    """

    port: int = 0
    bodies: list[bytes] = field(default_factory=list)
    answers: Event = field(default_factory=Event)
    asked: Event = field(default_factory=Event)

    @property
    def url(self) -> str:
        """Where spans are posted."""
        return f"http://127.0.0.1:{self.port}{PATH}"

    @property
    def senders(self) -> list[ResourceSpans]:
        """What came, by sender and batch."""
        return list(chain.from_iterable(ExportTraceServiceRequest.FromString(b).resource_spans for b in self.bodies))

    @property
    def spans(self) -> list[Span]:
        """All spans in the order they began."""
        found = (span for sender in self.senders for scope in sender.scope_spans for span in scope.spans)
        return sorted(found, key=lambda span: span.start_time_unix_nano)

    def named(self, name: str) -> Span:
        """The only span of this name."""
        (only,) = [span for span in self.spans if span.name == name]
        return only

    def tree(self) -> list[tuple[str, str | None]]:
        """Each span's name and its parent's, in the order they began."""
        names = {span.span_id: span.name for span in self.spans}
        return [(span.name, names.get(span.parent_span_id)) for span in self.spans]


def told(attributes: Iterable[KeyValue]) -> dict[str, str | int]:
    """Attributes as Python values."""
    return {pair.key: getattr(pair.value, str(pair.value.WhichOneof("value"))) for pair in attributes}


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector on a free port of this machine."""
    collector = Collector()
    collector.answers.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.asked.set()
            collector.answers.wait()
            if self.path == PATH:
                collector.bodies.append(body)
            self.send_response(200 if self.path == PATH else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    collector.port = server.server_port
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        collector.answers.set()
        server.shutdown()
        server.server_close()
        thread.join()
