"""Health for load balancers and orchestrators, and the figures for Prometheus (E-24).

Alive says that this process answers at all; ready says that it should be sent calls. Ready turns
false, and true again by itself, when something of this process is missing that calls need. What
only some calls need, such as a ledger that is down or one client's keys, does not stop the others.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date

import msgspec
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.http.routes import AnswerService
from service.http.server import DRAINING
from service.ledger.ledger import Ledger
from service.ledger.store import BehindError
from service.observe import metrics
from service.protocol.errors import Unavailable
from service.trust.fetched_keys import FetchedKeys
from service.trust.gate import Gate

SOON, LATER = 5, 30  # seconds for Retry-After

Check = Callable[[], Awaitable[None]]


def health_routes(*checks: Check, told: Mapping[str, int], fixed_day: date | None = None) -> list[Route]:
    """``/healthz`` and ``/readyz``, which says what it is ``told`` too, and a day that does not move.

    A check raises Unavailable as long as calls should go elsewhere.
    """
    day = {"fixedDay": fixed_day.isoformat()} if fixed_day else {}
    ready = msgspec.json.encode({"status": "ready", **told, **day})

    async def readyz(request: Request) -> Response:
        if getattr(request.state, DRAINING, False):
            raise Unavailable("The service is stopping.", SOON)
        for check in checks:
            await check()
        return _json(ready)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


async def healthz(_request: Request) -> Response:
    """Alive, whatever else is down."""
    return _json(b'{"status":"alive"}')


def metrics_routes() -> list[Route]:
    """``/metrics``. For the site's own network: the proxy does not pass it on (D-29)."""
    return [Route("/metrics", metrics_page)]


async def metrics_page(_request: Request) -> Response:
    """The figures of all workers."""
    return Response(metrics.exposition(), headers={"Content-Type": CONTENT_TYPE_LATEST})


def services_check(answer: AnswerService) -> Check:
    """Something can be answered at all."""

    async def check() -> None:
        if not answer.services:
            raise Unavailable("No CDS Service is loaded.", SOON)

    return check


def ledger_check(ledger: Ledger) -> Check:
    """A ledger of another version refuses all feedback; one that is down passes (decisions 10)."""

    async def check() -> None:
        try:
            await ledger.check()
        except BehindError as error:
            raise Unavailable(str(error), LATER) from None

    return check


def keys_check(gate: Gate) -> Check:
    """At least one client can be recognised. Without, the keys are asked for again, since no call will."""

    async def check() -> None:
        clients = gate.clients.all
        if clients and not any(_has_keys(client.keys) for client in clients):
            gate.warm()
            raise Unavailable("No client's keys could be had.", SOON)

    return check


def _has_keys(source: object) -> bool:
    """Keys of the clients file are checked when it is read; fetched ones may be missing or too old (E-9)."""
    return source.usable if isinstance(source, FetchedKeys) else True


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")
