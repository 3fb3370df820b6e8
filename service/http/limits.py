"""Limits that keep one client's flood from the others: calls at once, seconds a call (D-24)."""

import asyncio
from collections import Counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.errors import refusal
from service.protocol.errors import Unavailable
from service.protocol.paths import is_guarded
from service.trust.caller import ANYONE, caller_of

RETRY_AFTER = 1  # seconds


class Slots:
    """At most ``total`` calls at once, half of them by one client, none longer than ``seconds``.

    In open mode everyone is one caller and may use all.
    """

    def __init__(self, total: int, seconds: float) -> None:
        self.total, self.seconds = total, seconds
        self.by_caller: Counter[str] = Counter()
        self.taken = 0

    def take(self, scope: Scope) -> "Slot":
        """A place for a request until it is answered. Raises Unavailable when there is none."""
        caller = caller_of(scope).client
        share = self.total if caller == ANYONE.client else -(-self.total // 2)
        if self.taken >= self.total or self.by_caller[caller] >= share:
            raise Unavailable("Too many calls at once.", RETRY_AFTER)
        return Slot(self, caller)


class Slot:
    """One of the places, while it is used as a context."""

    __slots__ = ("caller", "slots")

    def __init__(self, slots: Slots, caller: str) -> None:
        self.slots, self.caller = slots, caller

    def __enter__(self) -> None:
        self.slots.taken += 1
        self.slots.by_caller[self.caller] += 1

    def __exit__(self, *_: object) -> None:
        self.slots.taken -= 1
        self.slots.by_caller[self.caller] -= 1


def too_long() -> Unavailable:
    """What a request is told that used up its time."""
    return Unavailable("The call took too long.", RETRY_AFTER)


class Limited:
    """ASGI middleware: slots and seconds for every request of the protocol but the service calls, which have both."""

    def __init__(self, app: ASGIApp, slots: Slots) -> None:
        self.app, self.slots = app, slots

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_guarded(scope):
            await self.app(scope, receive, send)
            return
        try:
            with self.slots.take(scope):
                await self._timed(scope, receive, send)
        except Unavailable as error:
            await refusal(error)(scope, receive, send)

    async def _timed(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        limit = asyncio.timeout(self.slots.seconds)
        try:
            async with limit:
                await self.app(scope, receive, watch)
        except TimeoutError:
            if started or not limit.expired():
                raise
            raise too_long() from None
