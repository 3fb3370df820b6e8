"""What is told of each request to a collector of traces: one span a request, and one for each step of a call.

Attributes come from ``Told`` and from a few of the request, never from what a client sent (D-25,
D-26). Of an exception only the class is told. The packages that do this by themselves put whole
addresses, and with them patient ids, into their spans.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, TypedDict, Unpack

from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.protocol.paths import is_guarded, path_of

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER_METHOD = "_OTHER"  # any other word, since the client chose it
ROUTES = ("/cds-services", "/cds-services/{service_id}", "/cds-services/{service_id}/feedback")

_tracer: ContextVar[Tracer | None] = ContextVar("tracer", default=None)  # set within a request that is traced
_NOTHING = nullcontext()
_patterns = [(compile_path(route)[0], route) for route in ROUTES]
_traceparent = TraceContextTextMapPropagator()


class Told(TypedDict, total=False):
    """All that an event or a step may tell of itself: names and numbers of ours."""

    client: str
    tenant: str
    service: str
    hook: str
    status: int
    reason: str
    state: str
    predicates: Mapping[str, str]
    cards: int
    recommendation: str
    type: str  # of a resource, or the class of an exception
    page: int
    duration_ms: float
    at: str  # a place in our source
    waiting: int
    dropped: int
    clients: int
    problem: str
    day: str
    resources: int  # how many FHIR resources


def span(name: str, **told: Unpack[Told]) -> AbstractContextManager[None]:
    """One step of a request, from here to the end of the block. Without traces it costs one look."""
    tracer = _tracer.get()
    return _NOTHING if tracer is None else _step(tracer, name, told)


def note(**told: Unpack[Told]) -> None:
    """Something more about the step under way."""
    mark(told)


def mark(members: Mapping[str, Any]) -> None:
    """The same, of members at hand."""
    if _tracer.get() is not None:
        get_current_span().set_attributes(_attributes(members))


def failed(reason: str) -> None:
    """The step under way failed, for a reason in our words, and the call goes on without it."""
    if _tracer.get() is not None:
        get_current_span().set_attribute("nme.reason", reason)
        get_current_span().set_status(StatusCode.ERROR)


@contextmanager
def _step(tracer: Tracer, name: str, told: Told) -> Iterator[None]:
    with _started(tracer, name, attributes=_attributes(told)) as started:
        try:
            yield
        except BaseException as error:
            started.set_attribute("error.type", type(error).__name__)
            started.set_status(StatusCode.ERROR)
            raise


def _attributes(told: Mapping[str, Any]) -> dict[str, str | int]:
    return {f"nme.{name}": value for name, value in told.items() if isinstance(value, str | int) and value != ""}


def _started(
    tracer: Tracer,
    name: str,
    context: Context | None = None,
    kind: SpanKind = SpanKind.INTERNAL,
    attributes: Mapping[str, str | int] | None = None,
) -> AbstractContextManager[Span]:
    """A span that is the current one until it ends. The SDK would record an exception with its text and stack."""
    return tracer.start_as_current_span(
        name, context, kind, attributes, record_exception=False, set_status_on_exception=False
    )


class Traced:
    """ASGI middleware: a span for every request of the protocol."""

    def __init__(self, app: ASGIApp, tracer: Tracer) -> None:
        self.app, self.tracer = app, tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_guarded(scope):
            await self.app(scope, receive, send)
            return
        attributes = _request(scope)
        name = " ".join(attributes.values())
        with _started(self.tracer, name, _caller_context(scope), SpanKind.SERVER, attributes) as server:

            async def watch(message: Message) -> None:
                if message["type"] == "http.response.start":
                    _answered(server, message["status"])
                await send(message)

            with _steps(self.tracer, server):
                await self.app(scope, receive, watch)


def _request(scope: Scope) -> dict[str, str]:
    """Method and address in words of ours: as sent they can hold anything."""
    method = {"http.request.method": scope["method"] if scope["method"] in METHODS else OTHER_METHOD}
    route = next((route for pattern, route in _patterns if pattern.match(path_of(scope))), None)
    return method | {"http.route": route} if route else method


def _caller_context(scope: Scope) -> Context:
    """The caller's place in a trace. Its tracestate and baggage are left out: they can hold anything."""
    sent = [value.decode("latin-1") for name, value in scope["headers"] if name == b"traceparent"]
    return _traceparent.extract({"traceparent": sent}, Context())


@contextmanager
def _steps(tracer: Tracer, server: Span) -> Iterator[None]:
    """Within this the steps have spans, unless the request is one that was not picked."""
    token = _tracer.set(tracer if server.is_recording() else None)
    try:
        yield
    finally:
        _tracer.reset(token)


def _answered(server: Span, status: int) -> None:
    server.set_attribute("http.response.status_code", status)
    if status >= 500:
        server.set_status(StatusCode.ERROR)
