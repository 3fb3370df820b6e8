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
    """ASGI middleware: at most ``total`` calls at once, half of them by one client, none longer than ``seconds``.

    In open mode everyone is one caller and may use all.
    """

    def __init__(self, app: ASGIApp, total: int, seconds: float) -> None:
        self.app, self.total, self.seconds = app, total, seconds
        self._by_caller: Counter[str] = Counter()
        self._taken = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_guarded(scope):
            await self.app(scope, receive, send)
            return
        caller = caller_of(scope).client
        share = self.total if caller == ANYONE.client else -(-self.total // 2)
        if self._taken >= self.total or self._by_caller[caller] >= share:
            await _refuse("Too many calls at once.", scope, receive, send)
            return
        self._taken += 1
        self._by_caller[caller] += 1
        try:
            await self._timed(scope, receive, send)
        finally:
            self._taken -= 1
            self._by_caller[caller] -= 1

    async def _timed(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        limit = asyncio.timeout(self.seconds)
        try:
            async with limit:
                await self.app(scope, receive, watch)
        except TimeoutError:
            if started or not limit.expired():
                raise
            await _refuse("The call took too long.", scope, receive, send)


async def _refuse(why: str, scope: Scope, receive: Receive, send: Send) -> None:
    await refusal(Unavailable(why, RETRY_AFTER))(scope, receive, send)
