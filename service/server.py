"""The bundled HTTP server: uvicorn with httptools, made stricter where httptools is lenient.

httptools carries half as much again as h11 (5,689 against 9,480 small calls a second), but
takes headers of any size, HTTP/0.9 request lines, and headers that never end (D-16, D-17).
"""

import asyncio
from asyncio import TimerHandle

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_SECONDS = 15.0  # for all headers of a request to arrive
HEADER_BYTES = 65_536  # for all headers of a request together
VERSIONS = frozenset({"1.0", "1.1"})


class BadRequestError(ValueError):
    """The request breaks a limit; raised in a parser callback, uvicorn answers 400 and closes."""


class StrictConnection(HttpToolsProtocol):
    """One connection whose headers have a size and a time."""

    _deadline: TimerHandle | None = None
    _header_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A new connection has to send its first headers in time."""
        super().connection_made(transport)
        self._wait_for_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Each request starts with a fresh allowance."""
        super().on_message_begin()
        self._header_bytes = 0
        self._wait_for_headers()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Raises BadRequestError once the headers are too large."""
        self._header_bytes += len(name) + len(value)
        if self._header_bytes > HEADER_BYTES:
            raise BadRequestError("headers too large")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Raises BadRequestError for a version that is not HTTP/1."""
        self._stop_waiting()
        if self.parser.get_http_version() not in VERSIONS:
            raise BadRequestError("not HTTP/1")
        super().on_headers_complete()

    def _wait_for_headers(self) -> None:
        self._stop_waiting()
        self._deadline = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


def serve(app: ASGIApp, host: str, port: int) -> None:
    """Serve until stopped."""
    uvicorn.run(
        app,
        host=host,
        port=port,
        http=StrictConnection,
        ws="none",
        access_log=False,
        server_header=False,
        log_level="warning",
    )
