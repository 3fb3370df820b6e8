"""The gate in front of the application. All refusals look the same and come after the same time (A-113, D-8)."""

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.errors import error_response, refusal
from service.observe import events
from service.protocol.errors import ServiceError, Unauthorized
from service.protocol.paths import is_guarded
from service.trust.caller import SCOPE_KEY
from service.trust.gate import Gate
from service.trust.token import RefusedError

REFUSAL_SECONDS = 0.02  # from arrival to refusal: longer than any check takes, so that time tells nothing


async def is_let_in(gate: Gate, scope: Scope, receive: Receive, send: Send) -> bool:
    """Does the gate let the request in? If not it is answered. Raises ServiceError."""
    arrived = asyncio.get_running_loop().time()
    try:
        scope[SCOPE_KEY] = await gate.admit(scope)
    except RefusedError as refused:
        events.TURNED_AWAY(status=401, reason=str(refused))
        await asyncio.sleep(arrived + REFUSAL_SECONDS - asyncio.get_running_loop().time())
        await error_response(Unauthorized())(scope, receive, send)
        return False
    return True


class Guarded:
    """ASGI middleware: the gate in front of an application."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app, self.gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            is_in = not is_guarded(scope) or await is_let_in(self.gate, scope, receive, send)
        except ServiceError as error:
            await refusal(error)(scope, receive, send)
            return
        if is_in:
            await self.app(scope, receive, send)
