"""The application: wiring only."""

import gc
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http import openapi
from service.http.bodies import Bodies
from service.http.errors import LastResort, answer_http_exception, answer_service_error
from service.http.feedback import feedback_routes
from service.http.guard import Guarded
from service.http.headers import SecurityHeaders
from service.http.health import health_routes, keys_check, ledger_check, metrics_routes, services_check
from service.http.limits import Limited, Slots
from service.http.memory import small
from service.http.origins import Origins
from service.http.routes import AnswerService, ServiceCalls, routes, welcome
from service.http.server import DRAIN_SECONDS
from service.ledger.ledger import Ledger
from service.observe import events
from service.observe.log import start_logging
from service.observe.metrics import watched
from service.observe.traces import Traced
from service.protocol.errors import ServiceError
from service.protocol.paths import service_of
from service.settings import Settings
from service.trust.gate import Gate, gate_of
from service.trust.reload import reload_on_hangup

if TYPE_CHECKING:
    from service.observe.trace_export import TraceExport

NO_TELEMETRY = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""FastAPI's own spans and logs hold addresses as sent and the texts of exceptions (D-25, D-26)."""
GC_THRESHOLDS = (20_000, 5, 5)
"""With freeze, the large request's tail goes from 25 to 1.65 ms. The older generations stay near the default: what
calls leave that are given up half-way is cyclic, and at 50 it grew by 77 MiB in 1,500 of them (E-20)."""


class CDSHooksApp(FastAPI):
    """FastAPI whose OpenAPI document is ours, and which service calls go past: plain ASGI, which it cannot see.

    ``straight`` answers them. A browser's go through the framework, which knows of origins; None: all of them do.
    """

    def __init__(
        self,
        answer: AnswerService,
        gate: Gate | None,
        ledger: Ledger | None,
        traces: "TraceExport | None",
        drain: float,
        straight: ASGIApp | None,
        **options: Any,
    ) -> None:
        self.bodies, self.straight = Bodies(), straight
        self.answer, self.gate, self.ledger, self.traces, self.drain = answer, gate, ledger, traces, drain
        super().__init__(**options)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.straight and service_of(scope) and not any(name == b"origin" for name, _ in scope["headers"]):
            scope["app"] = self
            await self.straight(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI 3.1 document."""
        return openapi.document(
            self.answer.services,
            title=self.answer.title,
            version=self.answer.version,
            takes_feedback=self.ledger is not None,
        )


def create_app(
    settings: Settings,
    answer: AnswerService,
    pages: Sequence[BaseRoute] = (),
    ledger: Ledger | None = None,
    told: Mapping[str, int] | None = None,
) -> FastAPI:
    """The service as an ASGI application, with pages for people beside the protocol and what readiness tells.

    Raises ClientsFileError when the clients file cannot be used.
    """
    start_logging(settings.log_level, settings.log_format)
    if settings.today:
        events.DAY_FIXED(day=f"{settings.today}")
    gate, traces = gate_of(settings), _traces(settings)
    slots = Slots(settings.concurrency, settings.request_seconds)
    calls = Middleware(ServiceCalls, answer, gate, slots, settings.body_limit, ledger)
    resort, is_https = Middleware(LastResort), settings.base_url.startswith("https:")
    return CDSHooksApp(
        answer,
        gate,
        ledger,
        traces,
        settings.drain,
        None if traces else _chained(Middleware(SecurityHeaders, is_https=is_https, straight=True), resort, calls),
        title=answer.title,
        routes=[
            *routes(answer),
            *feedback_routes(answer, ledger),
            *_operation(settings, answer, ledger, gate, told or {}),
            *pages,
            Route("/", welcome),
        ],
        middleware=[
            Middleware(SecurityHeaders, is_https=is_https),
            _cors(settings, gate),
            *([Middleware(Traced, traces.tracer)] if traces else []),
            resort,
            calls,
            *([Middleware(Guarded, gate)] if gate else []),
            Middleware(Limited, slots),
        ],
        exception_handlers={ServiceError: answer_service_error, HTTPException: answer_http_exception},
        lifespan=_while_serving,
        redirect_slashes=False,
        openapi_url="/openapi.json" if settings.open_mode else None,  # D-29
        docs_url=None,  # FastAPI's viewers load their scripts from other hosts
        redoc_url=None,
        telemetry=NO_TELEMETRY,
    )


def _traces(settings: Settings) -> "TraceExport | None":
    """Where the spans go; None without a collector, which then costs neither time nor memory."""
    if settings.traces_address is None:
        return None
    from service.observe.trace_export import TraceExport  # noqa: PLC0415 - the SDK is loaded by those who asked for it

    return TraceExport(settings.traces_address, settings.traces_share)


def _operation(
    settings: Settings, answer: AnswerService, ledger: Ledger | None, gate: Gate | None, told: Mapping[str, int]
) -> list[BaseRoute]:
    checks = [services_check(answer)]
    if ledger:
        checks.append(ledger_check(ledger))
    if gate:
        checks.append(keys_check(gate))
    is_shown = settings.metrics or settings.open_mode
    ready = health_routes(*checks, told=told, fixed_day=settings.today)
    return [*ready, *(metrics_routes() if is_shown else ())]


def _chained(*steps: Middleware) -> ASGIApp:
    """One step after the other, each in front of the next. There is nothing behind the last."""

    async def nobody(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise LookupError("a request that is no service call")

    app: ASGIApp = nobody
    for step in reversed(steps):
        app = step.cls(app, *step.args, **step.kwargs)
    return app


def _cors(settings: Settings, gate: Gate | None) -> Middleware:
    """Exact origins and never credentials (D-20).

    Browsers ask for the private network when a page of the internet, such as the public
    sandbox, calls a service on this machine.
    """
    return Middleware(
        CORSMiddleware,
        allow_origins=Origins(settings.origins, gate),
        allow_methods=("GET", "POST"),
        allow_headers=("Authorization", "Content-Type"),
        allow_private_network=True,
    )


@asynccontextmanager
async def _while_serving(app: CDSHooksApp) -> AsyncIterator[dict[str, Any]]:
    if app.ledger:
        await app.ledger.start()
    with _steady_memory(), _open_gate(app.gate):
        async with watched(app.ledger.writer if app.ledger else None), small(app.bodies):
            yield {DRAIN_SECONDS: app.drain}
    await app.answer.aclose()
    if app.ledger:
        await app.ledger.aclose()
    if app.traces:
        await app.traces.aclose()
    if app.gate:
        await app.gate.aclose()


@contextmanager
def _open_gate(gate: Gate | None) -> Iterator[None]:
    if gate is None:
        yield
        return
    gate.warm()
    with reload_on_hangup(gate):
        yield


@contextmanager
def _steady_memory() -> Iterator[None]:
    """Keep what was built at start out of the collector's way (performance rule 3).

    It is not collected before: of 190,000 objects a thousand are garbage, and finding them takes a tenth of the start.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    yield
    gc.set_threshold(*before)
    gc.unfreeze()
