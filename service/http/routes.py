"""The addresses: discovery and the service call. Feedback and health have rooms of their own.

The service call is plain ASGI: bytes in, bytes out, nothing between (performance rules 4 to 6).
"""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from service.gathering.cancel import Left
from service.http.bodies import Bodies, Body
from service.http.errors import refusal
from service.http.guard import is_let_in
from service.http.limits import Slots, too_long
from service.ledger.issuance import Issuance, Issued
from service.ledger.ledger import Ledger
from service.ledger.traffic import Outcome
from service.observe import events, traces
from service.protocol.discovery import ServiceDescription, discovery
from service.protocol.errors import (
    BodyTimeout,
    InvalidRequest,
    MalformedJSON,
    MethodNotAllowed,
    ServiceError,
    TooLarge,
    UnknownService,
    UnsupportedMedia,
)
from service.protocol.paths import service_of
from service.protocol.request import Hook, HookRequest, parse
from service.protocol.strict_json import NotACallError, NotJSONError
from service.trust.caller import ANYONE, Caller, caller_of
from service.trust.gate import Gate

BODY_SECONDS = 20.0  # for a whole body to arrive; slow senders are cut off within 30 s (D-16)
JSON_TYPES = (b"application/json", b"application/fhir+json")


class AnswerService(Protocol):
    """What the HTTP shell needs from the content: what it is called, what there is, the answer to one call."""

    @property
    def title(self) -> str:
        """What the content is called."""

    @property
    def version(self) -> str:
        """The version of the content."""

    @property
    def services(self) -> tuple[ServiceDescription, ...]:
        """Every CDS Service, in the order of discovery."""

    async def answer(self, service_id: str, request: HookRequest, left: Left, issued: Issued) -> bytes:
        """The response body for a call of one of ``services``. Raises service.http.errors.ServiceError.

        ``left`` is for an answer that has to wait for others, ``issued`` is told of the cards in it.
        """

    async def aclose(self) -> None:
        """Let go of what is held open between calls."""


def routes(answer: AnswerService) -> list[BaseRoute]:
    """All routes but the hot one, which ``ServiceCalls`` takes."""
    catalogue = discovery(answer.services)

    async def list_services(_request: Request) -> Response:
        return _json(catalogue)

    return [Route("/cds-services", list_services)]


async def welcome(_request: Request) -> Response:
    """For whoever opens the bare address where there is no page. Nothing of the request is reflected (D-18)."""
    return _json(msgspec.json.encode({"title": "CDS Hooks service", "discovery": "/cds-services"}))


class ServiceCalls:
    """ASGI: ``POST /cds-services/{id}`` (A-22) from the gate to its answer in one step, past the router.

    Nearly every call ends within it. It is told apart by its address, let in, given a slot and one watchdog: so
    long for its body to arrive, so long for all of it.
    """

    def __init__(
        self,
        app: ASGIApp,
        answer: AnswerService,
        gate: Gate | None,
        slots: Slots,
        body_limit: int,
        ledger: Ledger | None,
    ) -> None:
        self.app, self.answer, self.ledger = app, answer, ledger
        self.hooks = {service.id: service.hook for service in answer.services}
        self.gate, self.slots, self.body_limit = gate, slots, body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        service_id = service_of(scope)
        if service_id is None:
            await self.app(scope, receive, send)
            return
        try:
            if self.gate is None or await is_let_in(self.gate, scope, receive, send):
                with self.slots.take(scope):
                    await self._call(service_id, scope, receive, send)
        except ServiceError as error:
            await refusal(error)(scope, receive, send)

    async def _call(self, service_id: str, scope: Scope, receive: Receive, send: Send) -> None:
        hook = self.hooks.get(service_id)
        if hook is None:
            raise UnknownService
        if scope["method"] != "POST":
            raise MethodNotAllowed("POST")
        caller = caller_of(scope)
        events.begin(*caller.key, service_id, hook)
        call = Call(service_id, hook, caller, self.answer, Given(self.ledger, service_id, caller))
        try:
            await self._in_time(call, scope, receive, send)
        except ClientDisconnect:
            return  # nobody is left to answer (E-20)
        except ServiceError:
            call.given.count("refused")
            raise

    async def _in_time(self, call: "Call", scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the call. Raises ServiceError, and ClientDisconnect when the client is gone."""
        body, is_answered = None, False
        began = asyncio.get_running_loop().time()
        watchdog = asyncio.timeout_at(began + min(BODY_SECONDS, self.slots.seconds))
        try:
            with body_of(scope) as held:
                async with watchdog:
                    body = await json_body(scope, receive, self.body_limit, held)
                    watchdog.reschedule(began + self.slots.seconds)
                    reply = await call.reply(body, partial(client_left, receive))
                    is_answered = True
                    await _sent(reply, send)
        except TimeoutError:
            if is_answered or not watchdog.expired():
                raise
            raise (BodyTimeout() if body is None else too_long()) from None


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a service: what is asked, by whom, and who is told of the cards."""

    service_id: str
    hook: Hook
    caller: Caller
    answer: AnswerService
    given: "Given"

    async def reply(self, body: bytes, left: Left) -> bytes:
        """The body of the answer, counted. Raises ServiceError, and ClientDisconnect when the client is gone."""
        try:
            with traces.span("read"):
                request = self.caller.request(parse(body, self.hook))
        except NotJSONError as error:
            raise MalformedJSON(str(error)) from None
        except NotACallError as error:
            raise InvalidRequest(str(error)) from None
        reply = self.caller.reply(await self.answer.answer(self.service_id, request, left, self.given), self.hook)
        self.given.count("cards" if self.given.cards else "no cards")
        events.ANSWERED(status=200, cards=self.given.cards)
        return reply


async def _sent(reply: bytes, send: Send) -> None:
    headers = [(b"content-length", b"%d" % len(reply)), (b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": reply})


def body_of(scope: Scope) -> Body:
    """The body of a request, on its caller's account."""
    bodies: Bodies = scope["app"].bodies
    client = caller_of(scope).client
    return Body(bodies, client, bodies.most if client == ANYONE.client else bodies.most // 2)


class Given:
    """The cards of one answer, counted and kept. Called with them, if there are any."""

    def __init__(self, ledger: Ledger | None, service_id: str, caller: Caller) -> None:
        self.ledger, self.service_id, self.caller = ledger, service_id, caller
        self.cards = 0

    def __call__(self, issued: Issuance) -> None:
        """Keep them."""
        self.cards = len(issued.cards)
        for card in issued.cards:
            events.GIVEN(recommendation=card.recommendation)
        if self.ledger:
            self.ledger.issue(self.caller, issued)

    def count(self, outcome: Outcome) -> None:
        """One call more that ended so."""
        if self.ledger:
            self.ledger.traffic.count(self.caller, self.service_id, outcome)


async def read_json_body(scope: Scope, receive: Receive, limit: int, held: Body) -> bytes:
    """The body, if it says it is JSON, has at most ``limit`` bytes and arrives in time.

    Raises UnsupportedMedia, TooLarge, BodyTimeout, Unavailable, and ClientDisconnect when the client is gone.
    """
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await json_body(scope, receive, limit, held)
    except TimeoutError:
        raise BodyTimeout from None


async def json_body(scope: Scope, receive: Receive, limit: int, held: Body) -> bytes:
    """The same, whenever it arrives."""
    headers = dict(scope["headers"])
    _check_media(headers)
    announced = headers.get(b"content-length", b"")
    if announced.isdigit() and int(announced[:20]) > limit:
        raise TooLarge(limit)
    return await _received(receive, limit, held)


async def _received(receive: Receive, limit: int, held: Body) -> bytes:
    """All chunks, given up as soon as they are more than ``limit`` bytes or memory has no room for them."""
    chunks, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        held.grow(len(chunks[-1]))
        if size > limit:
            raise TooLarge(limit)
        more = message.get("more_body", False)
    return b"".join(chunks)


async def client_left(receive: Receive) -> None:
    """Wait until the client leaves. Raises ClientDisconnect then."""
    while (await receive())["type"] != "http.disconnect":
        pass
    raise ClientDisconnect


def _check_media(headers: dict[bytes, bytes]) -> None:
    """JSON in any spelling and with any parameter; never a content coding, which could be a bomb."""
    kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if kind not in JSON_TYPES:
        raise UnsupportedMedia("Send the body as Content-Type: application/json.")
    if headers.get(b"content-encoding", b"identity").strip().lower() != b"identity":
        raise UnsupportedMedia("Send the body without Content-Encoding.", {"Accept-Encoding": "identity"})


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")
