"""Security headers on every answer, as pure ASGI: three to five small tuples a response (D-27)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.protocol.paths import is_guarded

ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"frame-ancestors 'none'"),  # unless a page has a stricter one of its own
)
NOT_KEPT = ((b"cache-control", b"no-store"),)  # answers are about one patient at one moment
BY_ORIGIN = ((b"vary", b"Origin"),)  # what the framework says of every answer, since some depend on it
HTTPS_ONLY = ((b"strict-transport-security", b"max-age=31536000"),)


class SecurityHeaders:
    """ASGI middleware. ``is_https``: clients call us over TLS; ``straight``: nobody adds what depends on origins."""

    def __init__(self, app: ASGIApp, *, is_https: bool, straight: bool = False) -> None:
        self.app = app
        self._pages = ALWAYS + (HTTPS_ONLY if is_https else ()) + (BY_ORIGIN if straight else ())
        self._answers = self._pages + NOT_KEPT

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        extra = self._answers if is_guarded(scope) else self._pages

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in extra if h[0] not in present)]
            await send(message)

        await self.app(scope, receive, add)
